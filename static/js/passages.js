// Which turn or paragraph stands at a place of a text? Pure; code points.

/**
 * The passage at a code point, or the next one when that is chosen already.
 * @param {import("./offsets.js").TextIndex} index @param {import("./turns.js").Turn[]} turns
 * @param {{start: number, end: number} | null} chosen @param {number} point @returns {{start: number, end: number} | null}
 */
export function passageAt(index, turns, chosen, point) {
  const here = turns.length ? turnFrom(turns, point) : paragraphFrom(index, point)
  const isChosen = here && chosen && here.start === chosen.start && here.end === chosen.end
  if (!isChosen) return here
  return (turns.length ? turnFrom(turns, here.end) : paragraphFrom(index, here.end)) ?? here
}

function turnFrom(turns, point) {
  const turn = turns.find(({ end }) => end > point)
  return turn ? { start: turn.start, end: turn.end } : null
}

/** The line at the point without the blanks around it; the next that has words when it has none. */
function paragraphFrom(index, point) {
  const { text } = index
  const unit = index.unitAt(point)
  const start = unit > 0 ? text.lastIndexOf("\n", unit - 1) + 1 : 0
  const words = /\S(?:[^\n]*[^\s])?/gu
  words.lastIndex = start
  for (let found = words.exec(text); found; found = words.exec(text)) {
    const end = found.index + found[0].length
    if (end > unit) return { start: index.pointAt(found.index), end: index.pointAt(end) }
  }
  return null
}
