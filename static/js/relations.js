// What somebody has said of two spans: relations follow their spans, and go with them. Pure.

import { fill, gettext } from "./language.js"

/** @typedef {{id: string, from: string, to: string, label: number, question: number, suggested: boolean}} Relation `from` and `to` name marks */

export class Relations {
  #questions
  #marks
  #relations = new Map()
  #count = 0

  /** @param {import("./questions.js").Questions} questions @param {import("./marks.js").Marks} marks */
  constructor(questions, marks) {
    this.#questions = questions
    this.#marks = marks
  }

  /** @returns {Relation[]} by the place of their first span in the text */
  all() {
    return [...this.#relations.values()].sort((a, b) => this.#start(a.from) - this.#start(b.from) || this.#start(a.to) - this.#start(b.to))
  }

  /** @param {number} question @returns {Relation[]} in the order they were made */
  of(question) {
    return [...this.#relations.values()].filter((relation) => relation.question === question)
  }

  /** Is anything said of these two, in this direction? @param {string} from @param {string} to @param {number} question */
  isRelated(from, to, question) {
    return [...this.#relations.values()].some((one) => one.from === from && one.to === to && one.question === question)
  }

  /** @returns {Relation} nobody's answer yet */
  draw(from, to, label, suggested = false) {
    return { id: `r${++this.#count}`, from, to, label, question: this.#questions.label(label).question.id, suggested }
  }

  /**
   * Make an answer of a relation, in the place of the one with its id if there is one.
   * @param {Relation} relation @returns {string | null} the sentence that refuses it
   */
  put(relation) {
    const refusal = this.#refusalOf(relation)
    if (!refusal) this.#relations.set(relation.id, { ...relation, suggested: false })
    return refusal
  }

  /** @param {string} id */
  remove(id) {
    this.#relations.delete(id)
  }

  /** Let go of relations whose spans are gone or answer another question by now. */
  removeStray() {
    for (const { id, from, to, question } of this.#relations.values()) {
      if (!this.#fits(from, question) || !this.#fits(to, question)) this.remove(id)
    }
  }

  #fits(mark, question) {
    return this.#marks.find(mark)?.question === this.#questions.question(question).between
  }

  #refusalOf({ id, from, to, label, question }) {
    const asked = this.#questions.question(question)
    if (from === to) return gettext("A relation needs two spans. Go to another one first.")
    if (!this.#fits(from, question) || !this.#fits(to, question)) {
      const spans = this.#questions.question(asked.between)?.name ?? ""
      return fill(gettext("“%(question)s” relates the spans of “%(spans)s”. Choose two of those."), { question: asked.name, spans })
    }
    const same = [...this.#relations.values()].some((one) => one.id !== id && one.from === from && one.to === to && one.label === label)
    return same ? gettext("These two are already related in this way.") : null
  }

  #start(mark) {
    return this.#marks.find(mark)?.start ?? 0
  }
}
