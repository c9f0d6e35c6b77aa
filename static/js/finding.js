// Where else do words stand in a text? Pure; UTF-16 units in, UTF-16 units or code points out as said.

const SPECIAL = /[\\^$.*+?()[\]{}|]/g

/**
 * Every place of a text that reads like `wanted`, in whatever case. Places do not overlap.
 * @param {string} text @param {string} wanted @returns {{start: number, end: number}[]} in UTF-16 units
 */
export function placesOf(text, wanted) {
  if (!wanted) return []
  const pattern = new RegExp(wanted.replace(SPECIAL, "\\$&"), "giu")
  return Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({ start: index, end: index + found.length }))
}

/**
 * The other places with exactly the same words. Whole words where the given ones are whole.
 * @param {import("./words.js").Words} words @param {import("./offsets.js").TextIndex} index
 * @param {{start: number, end: number}} stretch in code points @returns {{start: number, end: number}[]} in code points
 */
export function sameWords(words, index, { start, end }) {
  const quote = index.slice(start, end)
  const isWhole = words.isWhole(start, end)
  const found = []
  for (let unit = index.text.indexOf(quote); unit !== -1; unit = index.text.indexOf(quote, unit + quote.length)) {
    const place = { start: index.pointAt(unit), end: index.pointAt(unit + quote.length) }
    if (place.start !== start && (!isWhole || words.isWhole(place.start, place.end))) found.push(place)
  }
  return found
}
