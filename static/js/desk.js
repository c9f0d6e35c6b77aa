// The document on the screen and what has been said about it: keys and gestures in, painted parts out.
// What they do to the text, to the questions and to relations is in marking.js, answering.js and relating.js.

import { Answering } from "./answering.js"
import { ActiveClock } from "./clock.js"
import { gettext } from "./language.js"
import { Marking } from "./marking.js"
import { Relating } from "./relating.js"
import { Sheet } from "./sheet.js"

/**
 * What is in hand: the label each next drag gets, the question whose turn it is, the span a relation begins at,
 * the relation that is picked; and how to say which words a mark stands on.
 * @typedef {{pen: number | null, active: number | null, from: string | null, relation: string | null,
 *            quoteOf: (mark: string) => string}} Held
 */

export class Desk {
  document = null
  sheet = null
  clock = new ActiveClock()
  #text
  #questions
  #arcs
  #changed
  #painted
  #say
  #marking = null
  #answering = null
  #relating = null

  /**
   * @param {{text: HTMLElement, questions: HTMLElement, arcs: HTMLElement, changed: () => void, painted: () => void,
   *          say: (sentence: string, isRefusal?: boolean) => void}} parts
   *        `changed` is called after each change of the answer, `painted` after each painting, `say` tells a sentence
   */
  constructor({ text, questions, arcs, changed, painted, say }) {
    this.#text = text
    this.#questions = questions
    this.#arcs = arcs
    this.#changed = changed
    this.#painted = painted
    this.#say = say
  }

  /** Show a document with what is known of its answer. @param {object} document @param {import("./sheet.js").Question[]} questions */
  open(document, questions) {
    this.document = document
    if (questions.some(({ kind }) => kind === "relations")) this.#loadArcs()
    this.sheet = new Sheet(questions, document)
    this.#marking = new Marking({ sheet: this.sheet, text: this.#text, pen: this.#marking?.pen, say: this.#say })
    this.#answering = new Answering({ sheet: this.sheet, panel: this.#questions, say: this.#say })
    this.#relating = new Relating({ sheet: this.sheet, quoteOf: this.#quoteOf, say: this.#say })
    this.clock = new ActiveClock()
    this.clock.touch()
    this.#text.open(document.text, document.metadata)
    this.#paint()
  }

  close() {
    if (this.sheet) {
      this.sheet = new Sheet(this.sheet.questions, {})
      this.#answering = new Answering({ sheet: this.sheet, panel: this.#questions, say: this.#say })
      this.#relating.letGo()
      this.#questions.show(this.sheet, this.#held)
      this.#arcs.show?.([], () => undefined, {})
    }
    this.document = null
    this.sheet = null
    this.clock.stop()
  }

  /** The answer so far, in its wire form. */
  answer() {
    const before = this.document.draft?.active_ms ?? 0
    return { responses: this.sheet.responses(this.#text.index), active_ms: before + this.clock.read() }
  }

  /** The document to take up again later, with the answer so far. */
  putAside() {
    const draft = this.sheet.isChanged ? this.answer() : this.document.draft
    return { ...this.document, draft }
  }

  /** A label was pressed: it goes to the chosen words, to the picked mark or relation, or to the question. @param {number} id */
  choose(id) {
    const label = this.sheet.label(id)
    if (!label || !this.#answering.isAsked(label.question)) return
    this.#questions.remember(id)
    if (label.question.kind === "relations") this.#show(this.#relating.label(label, this.#marking.picked))
    else if (label.question.kind === "spans") this.#show(this.#marking.label(label))
    else this.#change(() => this.#answering.toggle(label))
  }

  /** A step of a scale was pressed. @param {number} question @param {number} rating */
  rate(question, rating) {
    this.#change(() => this.#answering.rate(question, rating))
  }

  /** Something was written. The text stays as it is, so nothing of it is painted. @param {number} question @param {string} text */
  write(question, text) {
    this.sheet.write(question, text)
    this.#questions.show(this.sheet, this.#held)
    this.#painted()
    this.#changed()
  }

  /** @param {number} [question] the one in hand when none is named */
  cannotTell(question) {
    if (this.#answering.cannotTell(question)) this.#afterChange()
  }

  /** The label that a key means now: with words chosen or a mark picked, a span label goes first. @param {string} key */
  labelOf(key) {
    return this.sheet ? this.#answering.labelOf(key, this.#marking.hasWords) : undefined
  }

  /** The name of the label that has this key. @param {string} key @returns {string | undefined} */
  labelNamed(key) {
    return this.sheet?.label(this.labelOf(key))?.name
  }

  /** The step of a scale that a key means now. @param {string} key */
  ratingOf(key) {
    return this.sheet ? this.#answering.ratingOf(key) : undefined
  }

  /** Whoever presses something of a question has turned to it. @param {number} question */
  turnTo(question) {
    if (this.#answering.turnTo(question)) this.#questions.show(this.sheet, this.#held)
  }

  /** On to the next question, or back to the one before. @param {boolean} [isBack] */
  nextQuestion(isBack = false) {
    const question = this.#answering.move(isBack)
    this.#paint()
    if (question) this.#answering.enter(question)
  }

  /** Find a label by typing. */
  findLabel() {
    this.#answering.findLabel()
  }

  /** Back from a field to the text, with the words that were chosen there. */
  leave() {
    this.#text.focus({ preventScroll: true })
    this.#paint()
  }

  /** Choose the turn or paragraph; again, the next. */
  passage() {
    this.#text.choosePassage()
  }

  /** Is a label held, so that chosen words get it at once? */
  get holdsPen() {
    return Boolean(this.#marking?.pen)
  }

  /** Words were chosen. @param {boolean} byPointer */
  stretched(byPointer) {
    if (this.#marking.stretched(byPointer)) this.#afterChange()
  }

  /** The picked mark gets other ends. @param {{id: string, start: number, end: number}} wished */
  resize(wished) {
    if (!this.#marking.resize(wished)) return
    this.#afterChange()
    this.#text.keepInSight(wished.start, wished.end)
  }

  /** Label the same words wherever else they stand; again, take that back. */
  everywhere() {
    if (this.#marking.everywhere()) this.#afterChange()
  }

  /** A mark was picked, or none. @param {string | null} id */
  pick(id) {
    if (id === this.#marking.picked) return
    this.#marking.pick(id)
    this.#relating.picked = null
    this.#paint()
    if (!id) return
    this.#text.focusMark(id)
    if (!this.#relating.offer(id)) this.#marking.describe()
  }

  /** R: begin a relation at the picked span, or go to the next relation. @param {boolean} [isBack] */
  relate(isBack = false) {
    const mark = this.#marking.picked
    this.#relating.press(mark, isBack)
    if (!mark) this.#showRelation()
    else this.#paint()
  }

  /** @param {string} id */
  pickRelation(id) {
    this.#relating.pick(id)
    this.#showRelation()
  }

  /** @param {string} [id] the picked one when none is named */
  removeRelation(id) {
    if (this.#relating.remove(id)) this.#afterChange()
  }

  /** Take the picked mark or relation away. */
  remove() {
    if (this.#relating.picked) this.removeRelation()
    else if (this.#marking.remove()) this.#afterChange()
  }

  /** Accept the picked suggestion, or all of them. @returns {number} how many became answers */
  accept() {
    const picked = this.#picked
    if (picked && !picked.suggested) return 0
    let taken = 0
    this.#change(() => (taken = this.sheet.accept(picked?.id)))
    this.#say(taken ? gettext("Suggestion accepted.") : gettext("There is no suggestion to accept."))
    return taken
  }

  /** Let go of a relation, else of the chosen words, the picked mark or the pen. @returns {boolean} was there anything to let go? */
  letGo() {
    const wasHeld = this.#relating.letGo() || this.#marking.letGo()
    this.#paint()
    return wasHeld
  }

  /** What a question to the supervisors would be about. */
  topic() {
    return this.#marking.topic()
  }

  /** The label a person would look up now: of the picked mark, the held one, or the first that is chosen. @returns {number | null} */
  get labelInHand() {
    const labels = this.sheet?.questions.flatMap((question) => question.labels ?? []) ?? []
    return this.#marking?.topic().label ?? this.#marking?.pen ?? labels.find(({ id }) => this.sheet.isChosen(id))?.id ?? null
  }

  get hasSuggestions() {
    return this.sheet?.hasSuggestions ?? false
  }

  get #held() {
    const { from, picked } = this.#relating
    return { pen: this.#marking.pen, active: this.#answering.active, from, relation: picked, quoteOf: this.#quoteOf }
  }

  /** The mark or relation that is picked. */
  get #picked() {
    if (this.#relating.picked) return this.sheet.findRelation(this.#relating.picked)
    return this.#marking.picked ? this.sheet.find(this.#marking.picked) : undefined
  }

  #quoteOf = (mark) => this.#marking.quoteOf(mark)

  /** The lines are loaded where relations are asked; until then, or without a network, the panel says the same in words. */
  async #loadArcs() {
    if (this.#arcs.over) return
    await import("./elements/relation-arcs.js").catch(() => {})
    if (!this.#arcs.over) return
    this.#arcs.over(this.#text)
    if (this.sheet) this.#paint()
  }

  #showRelation() {
    const relation = this.#picked
    if (relation) this.#marking.pick(null)
    this.#paint()
    if (relation) this.#text.focusMark(relation.from)
  }

  #show(isChanged) {
    if (isChanged) this.#afterChange()
    else this.#paint()
  }

  #change(act) {
    act()
    this.#afterChange()
  }

  /** What was in hand may be gone. */
  #afterChange() {
    this.#marking.tidy()
    this.#relating.tidy()
    this.#answering.tidy()
    this.#paint()
    this.#changed()
  }

  #paint() {
    const marks = [...this.sheet.marks(), ...this.sheet.proposedMarks()]
    const labelOf = (id) => this.sheet.label(id)
    const { picked } = this.#marking
    this.#text.paint(marks.sort((a, b) => a.start - b.start || b.end - a.end), labelOf, picked)
    this.#arcs.show?.(this.sheet.relations(), labelOf, { picked: this.#relating.picked, from: this.#relating.from, to: picked })
    this.#questions.show(this.sheet, this.#held)
    this.#painted()
  }
}
