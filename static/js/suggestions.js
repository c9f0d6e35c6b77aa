// What a model or an import proposes for a document, until somebody has decided. Pure.

import { overlap } from "./spans.js"

export class Suggestions {
  #questions
  #marks
  #relations
  #spans = []
  #links = []
  #whole = []
  #origins = new Map()

  /**
   * @param {import("./questions.js").Questions} questions @param {import("./marks.js").Marks} marks
   * @param {import("./relations.js").Relations} relations @param {object[]} suggestions as the server sends them
   */
  constructor(questions, marks, relations, suggestions) {
    this.#questions = questions
    this.#marks = marks
    this.#relations = relations
    for (const suggestion of suggestions) this.#read(suggestion)
  }

  /** Spans nobody has decided on: no answer stands on the same words, or where overlaps are not allowed touches them. @returns {import("./marks.js").Mark[]} */
  marks() {
    const answered = new Map(this.#questions.all.map(({ id }) => [id, this.#marks.of(id)]))
    return this.#spans.filter((proposed) => !this.#isDecided(proposed, answered.get(proposed.question)))
  }

  /** Relations between spans that are there, answered or suggested, of which nothing has been said. @param {import("./marks.js").Mark[]} spans the suggested ones @returns {import("./relations.js").Relation[]} */
  relations(spans) {
    const links = this.#links.map(({ from, to, ...link }) => ({ ...link, from: this.#at(from, spans), to: this.#at(to, spans) }))
    return links.filter(({ from, to, question }) => from && to && from !== to && !this.#relations.isRelated(from, to, question))
  }

  /** @param {number} question @returns {number[]} */
  labels(question) {
    return this.#whole.filter((one) => one.question === question).flatMap(({ labels }) => labels)
  }

  /** @param {number} question @returns {string | null} */
  text(question) {
    return this.#whole.find((one) => one.question === question && one.text.trim())?.text ?? null
  }

  /** @param {number} question @returns {number | null} */
  rating(question) {
    return this.#whole.find((one) => one.question === question && one.rating !== null)?.rating ?? null
  }

  /** Who suggests something there. @param {number} question @returns {{source: string, score: number | null} | undefined} */
  origin(question) {
    return this.#origins.get(question)
  }

  /** @param {string} id of a suggested span or relation */
  turnDown(id) {
    this.#spans = this.#spans.filter((one) => one.id !== id)
    this.#links = this.#links.filter((one) => one.id !== id)
  }

  #read({ question, labels, spans, relations, text, rating, source, score }) {
    if (!this.#questions.question(question)) return
    if (source) this.#origins.set(question, { source, score: score ?? null })
    const isKnown = ({ label }) => this.#questions.belongs(label, question)
    const known = (labels ?? []).filter((label) => isKnown({ label }))
    this.#whole.push({ question, labels: known, text: text ?? "", rating: rating ?? null })
    this.#spans.push(...(spans ?? []).filter(isKnown).map(({ start, end, label }) => this.#marks.draw(start, end, label, true)))
    this.#links.push(...(relations ?? []).filter(isKnown).map(({ from, to, label }) => this.#relations.draw(from, to, label, true)))
  }

  #at({ start, end, label }, spans) {
    const isIt = (mark) => mark.start === start && mark.end === end && mark.label === label
    return (this.#marks.at(start, end, label) ?? spans.find(isIt))?.id
  }

  #isDecided(proposed, marks) {
    const { overlapping } = this.#questions.question(proposed.question)
    const isSame = (mark) => mark.start === proposed.start && mark.end === proposed.end
    return marks.some((mark) => (overlapping ? isSame(mark) : overlap(mark, proposed)))
  }
}
