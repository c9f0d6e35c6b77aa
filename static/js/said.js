// What has been said to the questions that are answered as a whole: labels, a text, a step of a scale, or "cannot tell". Pure.

import { fill, gettext } from "./language.js"
import { isCompleteWhenEmpty, longestOf } from "./questions.js"

/** @typedef {{labels: Set<number>, text: string, rating: number | null, cannotTell: boolean}} Saying */

export class Said {
  #said

  /** @param {import("./questions.js").Question[]} questions */
  constructor(questions) {
    this.#said = new Map(questions.map(({ id }) => [id, { labels: new Set(), text: "", rating: null, cannotTell: false }]))
  }

  /** @param {number} question @returns {Saying | undefined} */
  of(question) {
    return this.#said.get(question)
  }

  /** @param {number} question @param {Partial<Saying>} changes */
  set(question, changes) {
    Object.assign(this.#said.get(question), { cannotTell: false }, changes)
  }

  /** Choose a label, or take it back when it is chosen. @param {import("./questions.js").Question} question @param {number} label */
  toggle(question, label) {
    const { labels } = this.of(question.id)
    const was = labels.has(label)
    if (question.kind === "choice") labels.clear()
    if (was) labels.delete(label)
    else labels.add(label)
    this.set(question.id, {})
  }

  /** What was written stays at hand, should one be able to tell after all. @param {number} question */
  toggleCannotTell(question) {
    this.set(question, { labels: new Set(), rating: null, cannotTell: !this.of(question).cannotTell })
  }

  /** Spans and relations are always answered: none is an answer. @param {import("./questions.js").Question} question */
  isAnswered(question) {
    const { labels, text, rating, cannotTell } = this.of(question.id)
    return isCompleteWhenEmpty(question) || cannotTell || labels.size > 0 || rating !== null || text.trim() !== ""
  }

  /** @param {import("./questions.js").Question} question @returns {"answered" | "not_asked" | "cannot_tell"} */
  state(question) {
    if (this.of(question.id).cannotTell) return "cannot_tell"
    return question.kind === "choices" || this.isAnswered(question) ? "answered" : "not_asked"
  }

  /** Does this question keep the answer from being saved? @param {import("./questions.js").Question} question */
  isAmiss(question) {
    return (question.required && !this.isAnswered(question)) || this.#excess(question) > 0
  }

  /** What is amiss there. @param {import("./questions.js").Question} question @returns {string} */
  complaint(question) {
    const excess = this.#excess(question)
    if (excess <= 0) return fill(gettext("“%(name)s” needs an answer."), question)
    return fill(gettext("“%(name)s” takes %(most)s characters: %(excess)s too many."), { name: question.name, most: longestOf(question), excess })
  }

  #excess(question) {
    const { text, cannotTell } = this.of(question.id)
    return question.kind === "text" && !cannotTell ? [...text].length - longestOf(question) : 0
  }
}
