// JavaScript counts UTF-16 units, the server counts Unicode code points. Pure: no DOM, no state beyond the text.

const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff

/** How many of the ascending numbers are below the limit. */
function countBelow(ascending, limit) {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle] < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** UTF-16 positions of every surrogate pair. A lone surrogate is one unit and one code point, as in Python. */
function pairs(text) {
  const positions = []
  for (let unit = 0; unit < text.length - 1; unit++) {
    if (isHigh(text.charCodeAt(unit)) && isLow(text.charCodeAt(unit + 1))) positions.push(unit++)
  }
  return Int32Array.from(positions)
}

/**
 * One text, indexed once. Converts both ways in O(log pairs); in O(1) where the text has no pair.
 * "unit" is a UTF-16 position, "point" a code point position; ends are exclusive.
 */
export class TextIndex {
  #pairs
  #pairPoints

  /** @param {string} text */
  constructor(text) {
    this.text = text
    this.#pairs = pairs(text)
    this.#pairPoints = this.#pairs.map((unit, before) => unit - before)
    this.length = text.length - this.#pairs.length
  }

  /** Code point position of a UTF-16 position; one between a pair's halves is the pair's start. @param {number} unit @returns {number} */
  pointAt(unit) {
    const inside = Math.min(Math.max(unit, 0), this.text.length)
    return inside - countBelow(this.#pairs, inside)
  }

  /** UTF-16 position of a code point position. @param {number} point @returns {number} */
  unitAt(point) {
    const inside = Math.min(Math.max(point, 0), this.length)
    return inside + countBelow(this.#pairPoints, inside)
  }

  /** What Python calls text[start:end]. @param {number} start @param {number} end @returns {string} */
  slice(start, end) {
    return this.text.slice(this.unitAt(start), this.unitAt(end))
  }
}
