// Whose turn is it? Of several questions one is in hand: digits rate it, 0 and / are about it. Pure.

import { isCompleteWhenEmpty, stepsOf } from "./questions.js"

export class ActiveQuestion {
  /** The question in hand. @type {number | null} */
  id = null
  #sheet

  /** Begin at the first question that needs an answer, else at the first that takes one as a whole. @param {import("./sheet.js").Sheet} sheet */
  constructor(sheet) {
    this.#sheet = sheet
    const asked = sheet.asked()
    const first = sheet.missing() ?? asked.find((question) => !isCompleteWhenEmpty(question)) ?? asked[0]
    this.id = first?.id ?? null
  }

  /** @param {number} question */
  turnTo(question) {
    this.id = question
  }

  /** Go to the question after this one, or before it; round at the ends. @param {boolean} isBack */
  move(isBack) {
    const asked = this.#sheet.asked()
    const at = asked.findIndex(({ id }) => id === this.id)
    this.id = asked.at((at + (isBack ? -1 : 1)) % asked.length)?.id ?? null
    return this.#question
  }

  /** The question in hand may have gone with its condition. */
  tidy() {
    if (!this.#question) this.id = this.#sheet.asked()[0]?.id ?? null
  }

  /** The question that "cannot tell" is meant for: the one in hand, else the first open one that takes it. */
  get untold() {
    const taking = this.#sheet.asked().filter((question) => !isCompleteWhenEmpty(question))
    return taking.find(({ id }) => id === this.id) ?? taking.find((question) => !this.#sheet.isAnswered(question)) ?? taking[0]
  }

  /**
   * The step of a scale that a key means: of the question in hand, else of the first rating whose key no label has.
   * @param {string} key @returns {{question: number, rating: number} | undefined}
   */
  ratingOf(key) {
    const ratings = this.#sheet.asked().filter(({ kind }) => kind === "rating")
    const isLabel = this.#sheet.questions.some(({ labels }) => labels?.some((label) => label.key === key))
    const meant = ratings.find(({ id }) => id === this.id) ?? (isLabel ? undefined : ratings[0])
    const step = meant && stepsOf(meant).find((one) => one.key && one.key === key)
    return step && { question: meant.id, rating: step.value }
  }

  get #question() {
    return this.#sheet.asked().find(({ id }) => id === this.id)
  }
}
