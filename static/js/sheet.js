// What an annotator has said about one document so far, question by question. Pure: no DOM, no network.

import { fill, gettext } from "./language.js"
import { inReadingOrder, overlap } from "./spans.js"

/**
 * @typedef {{id: number, name: string, slot: number, key: string, description: string}} Label
 * @typedef {{id: number, kind: "choice"|"choices"|"spans", name: string, help: string, required: boolean,
 *            overlapping: boolean, labels: Label[]}} Question
 * @typedef {{question: number, state: string, labels: number[],
 *            spans: {start: number, end: number, label: number, quote?: string}[]}} Response
 * @typedef {{id: string, start: number, end: number, label: number, question: number, suggested: boolean}} Mark
 */

export class Sheet {
  #said = new Map()
  #proposed = []
  #labels = new Map()
  #count = 0

  /**
   * Begin with what is known: half-done work, else an earlier answer, else nothing.
   * Answers to labels the questions no longer have are left out.
   * @param {Question[]} questions @param {{draft?: object, answer?: object, suggestions?: object[]}} document
   */
  constructor(questions, document) {
    this.questions = questions
    for (const question of questions) {
      this.#said.set(question.id, { labels: new Set(), marks: [], cannotTell: false })
      for (const label of question.labels) this.#labels.set(label.id, { ...label, question })
    }
    for (const response of (document.draft ?? document.answer)?.responses ?? []) this.#read(response)
    if (!document.answer) this.#propose(document.suggestions ?? [])
    this.isChanged = false
  }

  /** @param {number} label @returns {(Label & {question: Question}) | undefined} */
  label(label) {
    return this.#labels.get(label)
  }

  isChosen(label) {
    return this.#said.get(this.label(label).question.id).labels.has(label)
  }

  cannotTell(question) {
    return this.#said.get(question).cannotTell
  }

  /** Has this question an answer? Spans always have: none is one. @param {Question} question */
  isAnswered(question) {
    const said = this.#said.get(question.id)
    return question.kind === "spans" || said.cannotTell || said.labels.size > 0
  }

  /** @returns {Mark[]} the answers, in reading order */
  marks() {
    return [...this.#said.values()].flatMap((said) => said.marks).sort(inReadingOrder)
  }

  /** @returns {Mark[]} the suggested spans that nobody has decided on yet */
  proposedMarks() {
    return this.#proposed.filter((proposed) => proposed.start !== undefined && !this.#isDecided(proposed))
  }

  /** Is this label suggested for a question that has no answer yet? @param {number} label */
  isProposed(label) {
    const { question } = this.label(label)
    return !this.isAnswered(question) && this.#proposed.some((proposed) => proposed.labels?.includes(label))
  }

  /** Choose a label, or take it back when it is chosen. @param {number} label */
  toggle(label) {
    const { question } = this.label(label)
    const said = this.#said.get(question.id)
    const was = said.labels.has(label)
    if (question.kind === "choice") said.labels.clear()
    if (was) said.labels.delete(label)
    else said.labels.add(label)
    said.cannotTell = false
    this.isChanged = true
  }

  /** @param {number} question */
  toggleCannotTell(question) {
    const said = this.#said.get(question)
    said.cannotTell = !said.cannotTell
    said.labels.clear()
    this.isChanged = true
  }

  /**
   * Mark a stretch. Returns the sentence that refuses it, or null.
   * @param {number} start @param {number} end @param {number} label @param {string} quote @returns {string | null}
   */
  mark(start, end, label, quote) {
    const { question } = this.label(label)
    const { marks } = this.#said.get(question.id)
    const refusal = refusalOf({ start, end, label }, marks, question, quote)
    if (refusal) return refusal
    marks.push({ id: this.#newId(), start, end, label, question: question.id, suggested: false })
    this.isChanged = true
    return null
  }

  /** Give a mark or a suggested mark another label. Returns the sentence that refuses it, or null. @param {string} id @param {number} label @param {string} quote */
  relabel(id, label, quote) {
    const mark = this.find(id)
    if (!mark) return null
    this.remove(id)
    const refusal = this.mark(mark.start, mark.end, label, quote)
    if (refusal) this.#restore(mark)
    return refusal
  }

  /** Give a mark other ends; it keeps its id, and a suggested one becomes an answer. Returns the sentence that refuses it, or null. @param {string} id @param {number} start @param {number} end @param {string} quote @returns {string | null} */
  resize(id, start, end, quote) {
    const mark = this.find(id)
    const said = this.#said.get(mark.question)
    const others = said.marks.filter((other) => other.id !== id)
    const refusal = refusalOf({ start, end, label: mark.label }, others, this.label(mark.label).question, quote)
    if (refusal) return refusal
    this.remove(id)
    said.marks.push({ ...mark, start, end, suggested: false })
    return null
  }

  /** Take a mark away, or turn a suggested one down. @param {string} id */
  remove(id) {
    for (const said of this.#said.values()) said.marks = said.marks.filter((mark) => mark.id !== id)
    this.#proposed = this.#proposed.filter((proposed) => proposed.id !== id)
    this.isChanged = true
  }

  /** @param {string} id @returns {Mark | undefined} */
  find(id) {
    return [...this.marks(), ...this.proposedMarks()].find((mark) => mark.id === id)
  }

  /** The mark on exactly this stretch with this label, made last. */
  findAt(start, end, label) {
    return this.marks().findLast((mark) => mark.start === start && mark.end === end && mark.label === label)
  }

  /** Make answers of the suggestions (or of the one named). How many were taken? @param {string} [id] @returns {number} */
  accept(id) {
    const marks = this.proposedMarks().filter((mark) => id === undefined || mark.id === id)
    const taken = marks.filter((mark) => this.mark(mark.start, mark.end, mark.label, "") === null)
    return taken.length + (id === undefined ? this.#acceptLabels() : 0)
  }

  /** The first question that must have an answer and has none. @returns {Question | null} */
  missing() {
    return this.questions.find((question) => question.required && !this.isAnswered(question)) ?? null
  }

  /** In the form the server reads; quotes let it check the offsets. @param {import("./offsets.js").TextIndex} index @returns {Response[]} */
  responses(index) {
    return this.questions.map((question) => {
      const said = this.#said.get(question.id)
      const spans = said.marks.map(({ start, end, label }) => ({ start, end, label, quote: index.slice(start, end) }))
      return { question: question.id, state: stateOf(question, said), labels: [...said.labels], spans }
    })
  }

  #read(response) {
    const said = this.#said.get(response.question)
    if (!said) return
    said.cannotTell = response.state === "cannot_tell"
    said.labels = new Set((response.labels ?? []).filter((label) => this.#belongs(label, response.question)))
    said.marks = (response.spans ?? [])
      .filter((span) => this.#belongs(span.label, response.question))
      .map(({ start, end, label }) => this.#asMark(start, end, label, response.question, false))
  }

  #propose(suggestions) {
    for (const { question, labels, spans } of suggestions) {
      const known = (labels ?? []).filter((label) => this.#belongs(label, question))
      if (known.length) this.#proposed.push({ question, labels: known })
      for (const span of spans ?? []) {
        if (this.#belongs(span.label, question)) {
          this.#proposed.push(this.#asMark(span.start, span.end, span.label, question, true))
        }
      }
    }
  }

  #acceptLabels() {
    let taken = 0
    for (const { question, labels } of this.#proposed) {
      if (!labels || this.isAnswered(this.questions.find(({ id }) => id === question))) continue
      for (const label of labels) this.toggle(label)
      taken += 1
    }
    return taken
  }

  /** A suggested mark is decided once an answer stands on the same words, or where overlaps are not allowed touches them. */
  #isDecided(proposed) {
    const { question } = this.label(proposed.label)
    return this.#said.get(question.id).marks.some((mark) =>
      question.overlapping ? mark.start === proposed.start && mark.end === proposed.end : overlap(mark, proposed),
    )
  }

  #belongs(label, question) {
    return this.#labels.get(label)?.question.id === question
  }

  #asMark(start, end, label, question, suggested) {
    return { id: this.#newId(), start, end, label, question, suggested }
  }

  #restore(mark) {
    if (mark.suggested) this.#proposed.push(mark)
    else this.#said.get(mark.question).marks.push(mark)
  }

  #newId() {
    return `m${++this.#count}`
  }
}

function stateOf(question, said) {
  if (said.cannotTell) return "cannot_tell"
  return question.kind === "choice" && said.labels.size === 0 ? "not_asked" : "answered"
}

function refusalOf(span, marks, question, quote) {
  const touching = marks.filter((mark) => overlap(mark, span))
  if (touching.some((mark) => mark.start === span.start && mark.end === span.end && mark.label === span.label)) {
    return gettext("These words already carry this label.")
  }
  if (question.overlapping || touching.length === 0) return null
  return fill(
    gettext("“%(quote)s” overlaps a marked span, and “%(question)s” takes no overlaps. Remove or relabel that one first."),
    { quote: shorten(quote), question: question.name },
  )
}

/** @param {string} text @param {number} [most] */
export function shorten(text, most = 60) {
  const line = text.replace(/\s+/gu, " ").trim()
  const points = [...line]
  return points.length > most ? `${points.slice(0, most - 1).join("")}…` : line
}
