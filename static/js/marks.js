// The spans somebody has marked: made, relabelled, removed; refused with a sentence where the question says so. Pure.

import { fill, gettext } from "./language.js"
import { shorten } from "./shorten.js"
import { inReadingOrder, overlap } from "./spans.js"

/** @typedef {{id: string, start: number, end: number, label: number, question: number, suggested: boolean}} Mark */

export class Marks {
  #questions
  #marks = new Map()
  #count = 0

  /** @param {import("./questions.js").Questions} questions */
  constructor(questions) {
    this.#questions = questions
  }

  /** @returns {Mark[]} in reading order */
  all() {
    return [...this.#marks.values()].sort(inReadingOrder)
  }

  /** @param {number} question @returns {Mark[]} in the order they were made */
  of(question) {
    return [...this.#marks.values()].filter((mark) => mark.question === question)
  }

  /** @param {string} id @returns {Mark | undefined} */
  find(id) {
    return this.#marks.get(id)
  }

  /** The mark on exactly this stretch with this label. */
  at(start, end, label) {
    return [...this.#marks.values()].find((mark) => mark.start === start && mark.end === end && mark.label === label)
  }

  /** A mark that is nobody's answer yet. @returns {Mark} */
  draw(start, end, label, suggested = false) {
    return { id: `m${++this.#count}`, start, end, label, question: this.#questions.label(label).question.id, suggested }
  }

  /** Keep a mark without asking, as it was answered before. @param {Mark} mark */
  keep(mark) {
    this.#marks.set(mark.id, { ...mark, suggested: false })
  }

  /**
   * Make an answer of a mark, in the place of the one with its id if there is one.
   * @param {Mark} mark @param {string} quote @returns {string | null} the sentence that refuses it
   */
  put(mark, quote) {
    const others = this.of(mark.question).filter(({ id }) => id !== mark.id)
    const refusal = refusalOf(mark, others, this.#questions.question(mark.question), quote)
    if (!refusal) this.keep(mark)
    return refusal
  }

  /** @param {string} id */
  remove(id) {
    this.#marks.delete(id)
  }
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
