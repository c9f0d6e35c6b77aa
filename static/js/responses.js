// An answer in the form the server reads and writes it, to and from the parts of a sheet. Pure.

import { scaleOf } from "./questions.js"

/**
 * @typedef {{start: number, end: number, label: number}} Place
 * @typedef {{question: number, state: string, labels: number[], spans: (Place & {quote?: string})[],
 *            relations?: {from: Place, to: Place, label: number}[], text?: string, rating?: number}} Response
 * @typedef {{questions: import("./questions.js").Questions, said: import("./said.js").Said,
 *            marks: import("./marks.js").Marks, relations: import("./relations.js").Relations}} Parts
 */

/** Take in what was answered, as far as the questions still have it. @param {Response[]} responses @param {Parts} parts */
export function readResponses(responses, parts) {
  const known = responses.filter(({ question }) => parts.questions.question(question))
  for (const response of known) readSaid(response, parts)
  for (const { question, spans } of known) for (const span of spans ?? []) readSpan(question, span, parts)
  for (const { question, relations } of known) for (const relation of relations ?? []) readRelation(question, relation, parts)
}

function readSaid({ question, state, labels, text, rating }, { questions, said }) {
  const { least, most } = scaleOf(questions.question(question))
  said.set(question, {
    cannotTell: state === "cannot_tell",
    labels: new Set((labels ?? []).filter((label) => questions.belongs(label, question))),
    text: text ?? "",
    rating: rating >= least && rating <= most ? rating : null,
  })
}

function readSpan(question, { start, end, label }, { questions, marks }) {
  if (questions.belongs(label, question)) marks.keep(marks.draw(start, end, label))
}

function readRelation(question, { from, to, label }, { questions, marks, relations }) {
  const ends = [from, to].map(({ start, end, label: of }) => marks.at(start, end, of)?.id)
  if (ends.every(Boolean) && questions.belongs(label, question)) relations.put(relations.draw(...ends, label))
}

/** The questions of which an answer says something in labels they no longer have. @param {Response[]} responses @param {import("./questions.js").Questions} questions @returns {Set<number>} */
export function outdatedIn(responses, questions) {
  const isOutdated = ({ question, labels, spans }) =>
    questions.question(question) && [...(labels ?? []), ...(spans ?? []).map(({ label }) => label)].some((label) => !questions.belongs(label, question))
  return new Set(responses.filter(isOutdated).map(({ question }) => question))
}

/**
 * One response per question; what is not asked carries nothing.
 * @param {Parts} parts @param {Set<number>} asked @param {import("./offsets.js").TextIndex} index quotes let the server check the offsets
 * @returns {Response[]}
 */
export function writeResponses(parts, asked, index) {
  return parts.questions.all.map((question) => {
    const state = asked.has(question.id) ? parts.said.state(question) : "not_asked"
    const content = state === "answered" ? contentOf(question, parts, asked, index) : {}
    return { question: question.id, state, labels: [], spans: [], ...content }
  })
}

function contentOf({ id, kind, between }, { said, marks, relations }, asked, index) {
  const { labels, text, rating } = said.of(id)
  if (kind === "text") return { text }
  if (kind === "rating") return { rating }
  if (kind === "spans") return { spans: marks.of(id).map((mark) => ({ ...placeOf(mark), quote: index.slice(mark.start, mark.end) })) }
  if (kind === "relations") return { relations: asked.has(between) ? relations.of(id).map((one) => linkOf(one, marks)) : [] }
  return { labels: [...labels] }
}

const linkOf = ({ from, to, label }, marks) => ({ from: placeOf(marks.find(from)), to: placeOf(marks.find(to)), label })

const placeOf = ({ start, end, label }) => ({ start, end, label })
