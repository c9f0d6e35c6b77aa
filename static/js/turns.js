// Is a text a conversation, and who says what? Pure. Turns count code points; sections count UTF-16 units.

const NAMED_LINE = /^([^\s:][^\n:]{0,59}):[ \t]+(?=\S)/u

/**
 * @typedef {{start: number, end: number, speaker: string, time: string}} Turn
 * @typedef {{start: number, end: number, turn: Turn | null}} Section
 */

/**
 * The turns that a document's metadata tells, or its lines do. None when the metadata is not sound:
 * the text is then shown plainly.
 * @param {object | null | undefined} metadata @param {import("./offsets.js").TextIndex} index @returns {Turn[]}
 */
export function turnsOf(metadata, index) {
  if (Array.isArray(metadata?.turns)) return soundTurns(metadata.turns, index.length)
  return metadata?.format === "dialogue" ? namedLines(index) : []
}

/**
 * The whole text in sections: each turn with the beginning of its line, and what belongs to no turn.
 * @param {Turn[]} turns @param {import("./offsets.js").TextIndex} index @returns {Section[]}
 */
export function sectionsOf(turns, index) {
  const { text } = index
  const sections = []
  let at = 0
  for (const turn of turns) {
    const start = index.unitAt(turn.start)
    const cut = Math.max(at, start && text.lastIndexOf("\n", start - 1) + 1)
    if (cut > at) sections.push({ start: at, end: cut, turn: null })
    at = behindTurn(text, index.unitAt(turn.end))
    sections.push({ start: cut, end: at, turn })
  }
  if (at < text.length) sections.push({ start: at, end: text.length, turn: null })
  return sections
}

/** A turn takes the blanks and the empty lines behind it along. */
function behindTurn(text, end) {
  const blanks = /(?:[ \t\r]*\n)+/y
  blanks.lastIndex = end
  return blanks.test(text) ? blanks.lastIndex : end
}

function soundTurns(turns, length) {
  let last = 0
  for (const turn of turns) {
    if (!isSound(turn, last, length)) return []
    last = turn.end
  }
  return turns.map(({ start, end, speaker, time }) => ({ start, end, speaker, time: String(time ?? "") }))
}

function isSound(turn, last, length) {
  const { start, end, speaker, time } = turn ?? {}
  const isInside = Number.isInteger(start) && Number.isInteger(end) && last <= start && start < end && end <= length
  return isInside && typeof speaker === "string" && ["string", "number", "undefined"].includes(typeof (time ?? undefined))
}

/** Lines that begin with "Name: "; a line without a name goes on with the turn before it. */
function namedLines(index) {
  const turns = []
  let unit = 0
  for (const line of index.text.split("\n")) {
    const named = NAMED_LINE.exec(line)
    const end = index.pointAt(unit + line.trimEnd().length)
    if (named) turns.push({ start: index.pointAt(unit + named[0].length), end, speaker: named[1].trim(), time: "" })
    else if (turns.length && line.trim()) turns.at(-1).end = end
    unit += line.length + 1
  }
  return turns
}
