// The questions side of the desk: what is answered as a whole, whose turn it is, what a key means to it.

import { ActiveQuestion } from "./active-question.js"
import { fill, gettext } from "./language.js"

export class Answering {
  #sheet
  #panel
  #say
  #active

  /** @param {{sheet: import("./sheet.js").Sheet, panel: HTMLElement, say: (sentence: string) => void}} parts */
  constructor({ sheet, panel, say }) {
    this.#sheet = sheet
    this.#panel = panel
    this.#say = say
    this.#active = new ActiveQuestion(sheet)
  }

  /** The question in hand. @returns {number | null} */
  get active() {
    return this.#active.id
  }

  /** @param {import("./sheet.js").Question} question */
  isAsked(question) {
    return this.#sheet.asked().some(({ id }) => id === question.id)
  }

  /** @param {import("./sheet.js").Label} label */
  toggle({ id, question }) {
    this.turnTo(question.id)
    this.#sheet.toggle(id)
  }

  /** @param {number} question @param {number} rating */
  rate(question, rating) {
    this.turnTo(question)
    this.#sheet.rate(question, rating)
  }

  /** @param {number} [question] the one in hand when none is named @returns {boolean} is there one that takes it? */
  cannotTell(question = this.#active.untold?.id) {
    if (question === undefined) return false
    this.turnTo(question)
    this.#sheet.toggleCannotTell(question)
    return true
  }

  /** @param {number} question @returns {boolean} was it another's turn? */
  turnTo(question) {
    const isAnother = question !== this.active
    this.#active.turnTo(question)
    return isAnother
  }

  /** On to the next question, or back to the one before. @param {boolean} isBack */
  move(isBack) {
    return this.#active.move(isBack)
  }

  /** Say whose turn it is, and go there. @param {import("./sheet.js").Question} question */
  enter(question) {
    this.#say(fill(gettext("Question: %(name)s"), question))
    this.#panel.enter(question.id)
  }

  /** Find a label by typing. */
  findLabel() {
    if (!this.#panel.find(this.active)) this.#say(gettext("Every label is in sight: no question here has many."))
  }

  /** The label that a key means: with words in hand a span's label goes first. @param {string} key @param {boolean} hasWords */
  labelOf(key, hasWords) {
    const labels = this.#sheet.asked().flatMap(({ kind, labels }) => (labels ?? []).map((label) => ({ ...label, kind })))
    const fitting = labels.filter((label) => label.key && label.key.toLowerCase() === key.toLowerCase())
    return (fitting.find(({ kind }) => (kind === "spans") === hasWords) ?? fitting[0])?.id
  }

  /** The step of a scale that a key means. @param {string} key */
  ratingOf(key) {
    return this.#active.ratingOf(key)
  }

  /** The question in hand may have gone with its condition. */
  tidy() {
    this.#active.tidy()
  }
}
