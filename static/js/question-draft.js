// The questions of a schema while they are being written, and what was retired from them. Pure: no DOM, no network.

import { endOfBranch, takeOut } from "./label-tree.js"
import { forget, link, linked, written } from "./question-links.js"

const DIGITS = [..."123456789"]
const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz"]
const SLOTS = 8

/**
 * Questions and labels name each other by the objects themselves while they are written.
 * @typedef {"choice"|"choices"|"spans"|"relations"|"text"|"rating"} Kind
 * @typedef {{id: number | null, name: string, slot: number, key: string, description: string, parent: Label | null}} Label
 * @typedef {{id: number | null, kind: Kind, name: string, help: string, required: boolean, overlapping: boolean,
 *            labels: Label[], shown_when: {question: Question, labels: Label[]} | null, between?: Question | null,
 *            longest?: number, scale?: {least: number, most: number, least_name: string, most_name: string}}} Question
 */

/** What a new question of a kind has that others have not. @param {Kind} kind @param {Question[]} questions those above it */
const particulars = (kind, questions) =>
  ({
    relations: { between: questions.findLast((question) => question.kind === "spans") ?? null },
    text: { longest: 20_000 },
    rating: { scale: { least: 1, most: 5, least_name: "", most_name: "" } },
  })[kind]

export class QuestionDraft {
  /** @type {Question[]} */
  questions
  #retired
  #reserved

  /**
   * @param {{questions: object[], retired?: {questions: object[], labels: Record<string, object[]>}}} known as the server has them
   * @param {Iterable<string>} reserved the keys no label may have
   */
  constructor({ questions, retired = { questions: [], labels: {} } }, reserved) {
    this.questions = linked(structuredClone(questions))
    this.#retired = structuredClone(retired)
    this.#reserved = new Set(reserved)
  }

  /** The questions in the form the server reads. */
  written() {
    return written(this.questions)
  }

  /** The questions above a place that one there can wait for: they choose labels of the whole text. @param {number} place */
  choosing(place) {
    return this.questions.slice(0, place).filter(({ kind }) => kind === "choice" || kind === "choices")
  }

  get retiredQuestions() {
    return this.#retired.questions
  }

  /** @param {Question} question @returns {Label[]} labels that were published once and can be restored */
  retiredLabels(question) {
    return this.#retired.labels[question.id] ?? []
  }

  /** @param {Kind} kind @returns {number} its place */
  addQuestion(kind) {
    const plain = { id: null, kind, name: "", help: "", required: kind === "choice", overlapping: true, labels: [], shown_when: null }
    return this.questions.push({ ...plain, ...particulars(kind, this.questions) }) - 1
  }

  /** Take a question away; one that was published is retired and can be restored. @param {number} place */
  removeQuestion(place) {
    const question = this.questions[place]
    if (question.id) this.#retired.questions.push(written(this.questions)[place])
    this.questions.splice(place, 1)
    forget(this.questions, question)
  }

  /** @param {number} id */
  restoreQuestion(id) {
    const at = this.#retired.questions.findIndex((question) => question.id === id)
    const [question] = this.#retired.questions.splice(at, 1)
    for (const label of question.labels) label.key = this.#keyFor(label.name, question.kind, label.key)
    link(question, this.questions)
    this.questions.push(question)
  }

  /** Add labels with these names after one and all below it, on its level; without one at the end. Each gets a colour and a key
   * nobody has. @param {Question} question @param {string[]} names @param {number | null} after @returns {number} the place of the last */
  addLabels(question, names, after = null) {
    const parent = after === null ? null : question.labels[after].parent
    let place = after === null ? question.labels.length : endOfBranch(question.labels, after)
    for (const name of names) {
      const label = { id: null, name, slot: freeSlot(question), key: this.#keyFor(name, question.kind), description: "", parent }
      question.labels.splice(place++, 0, label)
    }
    return place - 1
  }

  /** Take a label away; one that was published is retired and can be restored. @param {Question} question @param {number} place */
  removeLabel(question, place) {
    const label = takeOut(question.labels, place)
    if (label.id) (this.#retired.labels[question.id] ??= []).push({ ...label, parent: label.parent?.id ?? null })
    forget(this.questions, label)
  }

  /** @param {Question} question @param {number} id */
  restoreLabel(question, id) {
    const retired = this.#retired.labels[question.id]
    const [label] = retired.splice(retired.findIndex((one) => one.id === id), 1)
    question.labels.push({ ...label, parent: null, key: this.#keyFor(label.name, question.kind, label.key) })
  }

  /** A key that is free: the wished one, else a digit for a choice, for words a letter of the name; "" when all are gone. */
  #keyFor(name, kind, wish = "") {
    const taken = new Set(this.questions.flatMap(({ labels }) => labels.map(({ key }) => key)))
    const letters = [...[...name.toLowerCase()].filter((letter) => ALPHABET.includes(letter)), ...ALPHABET]
    const wishes = kind === "spans" || kind === "relations" ? [...letters, ...DIGITS] : [...DIGITS, ...letters]
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
