// Where may a long text be cut into blocks that are drawn by themselves? Pure; UTF-16 units, as the DOM counts.

/** A block has at least as many units, about a screen of text, unless its passage ends before. */
export const LEAST = 2_000
/** A line that goes on for longer is cut at a blank: the page would be laid out for seconds otherwise. */
export const MOST = 5_000

/**
 * @typedef {{start: number, end: number, isContinued: boolean}} Block
 *          `isContinued` where the block goes on with the line of the one before
 */

/**
 * Cut a stretch of a text behind line breaks. The blocks cover it without gap, in order.
 * @param {string} text @param {number} [from] @param {number} [to] @returns {Block[]}
 */
export function blocksOf(text, from = 0, to = text.length) {
  const blocks = []
  let isContinued = false
  for (let start = from; start < to; ) {
    const cut = to - start <= LEAST ? to : Math.min(to, behindBreak(text, start) ?? behindBlank(text, start))
    blocks.push({ start, end: cut, isContinued })
    isContinued = text[cut - 1] !== "\n"
    start = cut
  }
  return blocks
}

/** Only LF breaks a line in CSS; a lone CR is a blank. */
function behindBreak(text, start) {
  const found = text.indexOf("\n", start + LEAST - 1) + 1
  const end = found || text.length
  return end - start <= MOST ? end : null
}

function behindBlank(text, start) {
  const blank = Math.max(...[" ", "\t", "\n"].map((sign) => text.lastIndexOf(sign, start + MOST - 1))) + 1
  return blank > start + LEAST ? blank : wordEdge(text, start + MOST)
}

/** Between two words of a text without blanks, never inside a character. */
function wordEdge(text, unit) {
  const from = unit - LEAST / 2
  const segments = new Intl.Segmenter(undefined, { granularity: "word" }).segment(text.slice(from, unit + LEAST / 2))
  const edge = from + (segments.containing(unit - from)?.index ?? 0)
  return edge > from ? edge : unit
}
