// The questions of a schema while they are being written, and what was retired from them. Pure: no DOM, no network.

const DIGITS = [..."123456789"]
const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz"]
const SLOTS = 8

/**
 * @typedef {{id: number | null, name: string, slot: number, key: string, description: string, parent: number | null}} Label
 * @typedef {{id: number | null, kind: "choice"|"choices"|"spans", name: string, help: string, required: boolean,
 *            overlapping: boolean, labels: Label[]}} Question
 */

export class QuestionDraft {
  /** @type {Question[]} */
  questions
  #retired
  #reserved

  /**
   * @param {{questions: Question[], retired?: {questions: Question[], labels: Record<string, Label[]>}}} known
   * @param {Iterable<string>} reserved the keys no label may have
   */
  constructor({ questions, retired = { questions: [], labels: {} } }, reserved) {
    this.questions = structuredClone(questions)
    this.#retired = structuredClone(retired)
    this.#reserved = new Set(reserved)
  }

  get retiredQuestions() {
    return this.#retired.questions
  }

  /** @param {Question} question @returns {Label[]} labels that were published once and can be restored */
  retiredLabels(question) {
    return this.#retired.labels[question.id] ?? []
  }

  /** @param {"choice"|"choices"|"spans"} kind @returns {number} its place */
  addQuestion(kind) {
    return this.questions.push({ id: null, kind, name: "", help: "", required: kind === "choice", overlapping: true, labels: [] }) - 1
  }

  /** Take a question away; one that was published is retired and can be restored. @param {number} place */
  removeQuestion(place) {
    const [question] = this.questions.splice(place, 1)
    if (question.id) this.#retired.questions.push(question)
  }

  /** @param {number} id */
  restoreQuestion(id) {
    const at = this.#retired.questions.findIndex((question) => question.id === id)
    const [question] = this.#retired.questions.splice(at, 1)
    for (const label of question.labels) label.key = this.#keyFor(label.name, question.kind, label.key)
    this.questions.push(question)
  }

  /** Add labels with these names after a place; each gets a colour and a key nobody has. @param {Question} question @param {string[]} names */
  addLabels(question, names, place = question.labels.length) {
    for (const name of names) {
      const label = { id: null, name, slot: freeSlot(question), key: this.#keyFor(name, question.kind), description: "", parent: null }
      question.labels.splice(place++, 0, label)
    }
  }

  /** Take a label away; one that was published is retired and can be restored. @param {Question} question @param {number} place */
  removeLabel(question, place) {
    const [label] = question.labels.splice(place, 1)
    if (label.id) (this.#retired.labels[question.id] ??= []).push(label)
  }

  /** @param {Question} question @param {number} id */
  restoreLabel(question, id) {
    const retired = this.#retired.labels[question.id]
    const [label] = retired.splice(retired.findIndex((one) => one.id === id), 1)
    question.labels.push({ ...label, key: this.#keyFor(label.name, question.kind, label.key) })
  }

  /** A key that is free: the wished one, else a digit for a choice, for words a letter of the name; "" when all are gone. */
  #keyFor(name, kind, wish = "") {
    const taken = new Set(this.questions.flatMap(({ labels }) => labels.map(({ key }) => key)))
    const letters = [...[...name.toLowerCase()].filter((letter) => ALPHABET.includes(letter)), ...ALPHABET]
    const wishes = kind === "spans" ? [...letters, ...DIGITS] : [...DIGITS, ...letters]
    if (wish) wishes.unshift(wish)
    return wishes.find((key) => !taken.has(key) && !this.#reserved.has(key)) ?? ""
  }
}

/** The colour the fewest labels of the question have. @param {Question} question */
function freeSlot({ labels }) {
  const counts = Array.from({ length: SLOTS }, (_, slot) => labels.filter((label) => label.slot === slot + 1).length)
  return counts.indexOf(Math.min(...counts)) + 1
}

/** Move one entry of a list; false at its ends. @param {unknown[]} list @param {number} place @param {-1 | 1} by */
export function move(list, place, by) {
  const to = place + by
  if (to < 0 || to >= list.length) return false
  list.splice(to, 0, ...list.splice(place, 1))
  return true
}

/** The names in a pasted list: one a line, or separated by tabs, semicolons or commas on a single one. @param {string} text */
export function namesIn(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim())
  const parts = lines.length > 1 ? lines : text.split(/[\t;,]/)
  return [...new Set(parts.map((part) => part.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").trim()).filter(Boolean))]
}
