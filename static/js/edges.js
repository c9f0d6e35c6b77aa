// How does a stretch of text grow and shrink at its ends, by word or by character? Pure; code points.

/**
 * @typedef {{start: number, end: number}} Stretch
 * @typedef {{edge: "start" | "end", isForward: boolean, byCharacter: boolean}} Move
 */

/** The stretch after a move of one of its ends; as it was where there is nowhere to go. @param {import("./words.js").Words} words @param {Stretch} stretch @param {Move} move @returns {Stretch} */
export function moved(words, stretch, { edge, isForward, byCharacter }) {
  const by = byCharacter ? BY_CHARACTER : BY_WORD
  const point = by[edge][isForward ? "forward" : "back"](words, stretch)
  const next = { ...stretch, [edge]: point ?? stretch[edge] }
  return next.start < next.end ? next : stretch
}

const BY_CHARACTER = {
  start: {
    forward: (words, { start }) => words.characterEnd(start),
    back: (words, { start }) => words.characterStart(start),
  },
  end: {
    forward: (words, { end }) => words.characterEnd(end),
    back: (words, { end }) => words.characterStart(end),
  },
}

const BY_WORD = {
  start: {
    forward: (words, { start }) => words.from(words.at(start)?.end ?? start)?.start,
    back: (words, { start }) => words.before(start)?.start,
  },
  end: {
    forward: (words, { end }) => words.from(end)?.end,
    back: (words, { start, end }) => words.trim(start, words.before(end)?.start ?? start)?.end,
  },
}
