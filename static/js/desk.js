// The document on the screen and what has been said about it: marks and labels in, painted parts out.

import { ActiveClock } from "./clock.js"
import { fill, gettext, ngettext } from "./language.js"
import { Relating } from "./relating.js"
import { Sheet, shorten } from "./sheet.js"
import { ActiveQuestion } from "./active-question.js"

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
  #selected = null
  #pen = null
  #last = null
  #spread = []
  #active = null
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
    this.#active = new ActiveQuestion(this.sheet)
    this.#relating = new Relating({ sheet: this.sheet, quoteOf: (mark) => this.#quoteOf(mark), say: this.#say })
    this.clock = new ActiveClock()
    this.clock.touch()
    this.#selected = this.#last = null
    this.#spread = []
    if (!this.sheet.label(this.#pen)) this.#pen = null
    this.#text.open(document.text, document.metadata)
    this.#paint()
  }

  close() {
    if (this.sheet) {
      this.sheet = new Sheet(this.sheet.questions, {})
      this.#active = new ActiveQuestion(this.sheet)
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
    if (!label || !this.#isAsked(label.question)) return
    this.#questions.remember(id)
    if (label.question.kind === "relations") this.#relate(label)
    else if (label.question.kind !== "spans") this.#answer(label.question.id, () => this.sheet.toggle(id))
    else if (this.#text.stretch) this.mark(id)
    else if (this.#selected) this.#relabel(label)
    else this.#takePen(label)
  }

  /** A step of a scale was pressed. @param {number} question @param {number} rating */
  rate(question, rating) {
    this.#answer(question, () => this.sheet.rate(question, rating))
  }

  /** Something was written. The text stays as it is, so nothing of it is painted. @param {number} question @param {string} text */
  write(question, text) {
    this.sheet.write(question, text)
    this.#questions.show(this.sheet, this.#held)
    this.#painted()
    this.#changed()
  }

  /** The label that a key means now: with words chosen or a mark picked, a span label goes first. @param {string} key */
  labelOf(key) {
    const words = Boolean(this.#text.stretch || this.#selected)
    const asked = this.sheet?.asked() ?? []
    const labels = asked.flatMap(({ kind, labels }) => (labels ?? []).map((label) => ({ ...label, kind })))
    const fitting = labels.filter((label) => label.key && label.key.toLowerCase() === key.toLowerCase())
    return (fitting.find(({ kind }) => (kind === "spans") === words) ?? fitting[0])?.id
  }

  /** The name of the label that has this key. @param {string} key @returns {string | undefined} */
  labelNamed(key) {
    return this.sheet?.label(this.labelOf(key))?.name
  }

  /** Choose the turn or paragraph; again, the next. */
  passage() {
    this.#text.choosePassage()
  }

  /** Is a label held, so that chosen words get it at once? */
  get holdsPen() {
    return this.#pen !== null
  }

  /** The step of a scale that a key means now. @param {string} key */
  ratingOf(key) {
    return this.sheet ? this.#active.ratingOf(key) : undefined
  }

  /** Whoever presses something of a question has turned to it. @param {number} question */
  turnTo(question) {
    if (question === this.#active.id) return
    this.#active.turnTo(question)
    this.#questions.show(this.sheet, this.#held)
  }

  /** On to the next question, or back to the one before. @param {boolean} [isBack] */
  nextQuestion(isBack = false) {
    const question = this.#active.move(isBack)
    this.#paint()
    if (!question) return
    this.#say(fill(gettext("Question: %(name)s"), question))
    this.#questions.enter(question.id)
  }

  /** Find a label by typing. */
  findLabel() {
    if (!this.#questions.find(this.#active.id)) this.#say(gettext("Every label is in sight: no question here has many."))
  }

  /** Back from a field to the text, with the words that were chosen there. */
  leave() {
    this.#text.focus({ preventScroll: true })
    this.#paint()
  }

  /** R: begin a relation at the picked span, or go to the next relation. @param {boolean} [isBack] */
  relate(isBack = false) {
    const mark = this.#selected
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

  /** Words were chosen: a drag is labelled at once when a label is held; the arrow keys only pass over words. @param {boolean} byPointer */
  stretched(byPointer) {
    if (this.#pen && byPointer) return this.mark(this.#pen)
    const { start, end } = this.#text.stretch
    this.#say(fill(gettext("“%(quote)s” chosen."), { quote: this.#quote(start, end) }))
  }

  /** Label the chosen words. @param {number} id */
  mark(id) {
    const { start, end } = this.#text.stretch
    const refusal = this.sheet.mark(start, end, id, this.#quote(start, end))
    if (refusal) return this.#say(refusal, true)
    this.#text.clear()
    this.#selected = null
    this.#last = this.sheet.findAt(start, end, id)?.id ?? null
    this.#say(this.#marked(start, end, id))
    this.#afterChange()
  }

  /** The picked mark gets other ends. @param {{id: string, start: number, end: number}} wished */
  resize({ id, start, end }) {
    const refusal = this.sheet.resize(id, start, end, this.#quote(start, end))
    if (refusal) return this.#say(refusal, true)
    this.#say(this.#marked(start, end, this.sheet.find(id).label))
    this.#afterChange()
    this.#text.keepInSight(start, end)
  }

  /** Label the same words wherever else they stand, as the picked mark is or the last one made; again, take that back. */
  everywhere() {
    if (this.#spread.length) return this.#takeBack()
    const mark = this.sheet.find(this.#selected ?? this.#last)
    if (!mark || mark.suggested) return this.#say(gettext("Mark some words first, or pick a mark: then this key marks the same words everywhere."), true)
    const before = new Set(this.sheet.marks().map(({ id }) => id))
    const places = this.#text.sameWords(mark.start, mark.end)
    const refused = places.filter(({ start, end }) => this.sheet.mark(start, end, mark.label, "") !== null)
    const made = this.sheet.marks().filter(({ id }) => !before.has(id))
    this.#say(this.#spreadTo(mark, made.length, refused))
    if (made.length) this.#afterChange()
    this.#spread = made.map(({ id }) => id)
  }

  /** A mark was picked, or none. @param {string | null} id */
  pick(id) {
    if (id === this.#selected) return
    this.#text.clear()
    this.#selected = id
    this.#relating.picked = null
    this.#paint()
    if (!id) return
    this.#text.focusMark(id)
    if (this.#relating.from) return this.#say(fill(gettext("To “%(quote)s”? Then a relation's key."), { quote: this.#quoteOf(id) }))
    const { label, suggested } = this.sheet.find(id)
    const sentence = suggested ? gettext("%(label)s, suggested. Space accepts, Delete turns down.") : gettext("%(label)s. A label's key changes it, Delete removes it.")
    this.#say(fill(sentence, { label: this.sheet.label(label).name }))
  }

  /** Take the picked mark or relation away. */
  remove() {
    if (this.#relating.picked) return this.removeRelation()
    const mark = this.#selected && this.sheet.find(this.#selected)
    if (!mark) return
    const quote = this.#quoteOf(mark.id)
    const before = this.sheet.relations().length
    this.#change(() => this.sheet.remove(mark.id))
    this.#say(this.#removed(quote, before - this.sheet.relations().length))
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

  /** Let go of the chosen words, else of the picked mark, else of the pen. @returns {boolean} was there anything to let go? */
  letGo() {
    if (this.#relating?.letGo()) return this.#paint() ?? true
    const held = this.#text.stretch ?? this.#selected ?? this.#pen
    if (this.#text.stretch) this.#text.clear()
    else if (this.#selected) this.#selected = null
    else this.#pen = null
    this.#paint()
    return held !== null
  }

  /** @param {number} [question] the one in hand when none is named */
  cannotTell(question = this.#active.untold?.id) {
    if (question !== undefined) this.#answer(question, () => this.sheet.toggleCannotTell(question))
  }

  /** What a question would be about: the chosen words, else the picked mark and its label, else the document. */
  topic() {
    const mark = this.#selected ? this.sheet.find(this.#selected) : undefined
    if (this.#text.stretch) return { ...this.#passage(this.#text.stretch), label: null }
    return mark ? { ...this.#passage(mark), label: mark.label } : { label: null }
  }

  #passage({ start, end }) {
    return { start, end, quote: this.#text.index.slice(start, end) }
  }

  get hasSuggestions() {
    return this.sheet?.hasSuggestions ?? false
  }

  get #held() {
    const { from, picked } = this.#relating
    return { pen: this.#pen, active: this.#active.id, from, relation: picked, quoteOf: (mark) => this.#quoteOf(mark) }
  }

  /** The mark or relation that is picked. */
  get #picked() {
    if (this.#relating.picked) return this.sheet.findRelation(this.#relating.picked)
    return this.#selected ? this.sheet.find(this.#selected) : undefined
  }

  #isAsked(question) {
    return this.sheet.asked().some(({ id }) => id === question.id)
  }

  /** The lines are loaded where relations are asked; until then, or without a network, the panel says the same in words. */
  async #loadArcs() {
    if (this.#arcs.over) return
    await import("./elements/relation-arcs.js").catch(() => {})
    if (!this.#arcs.over) return
    this.#arcs.over(this.#text)
    if (this.sheet) this.#paint()
  }

  #answer(question, act) {
    this.#active.turnTo(question)
    this.#change(act)
  }

  #relate(label) {
    if (this.#relating.label(label, this.#selected)) this.#afterChange()
    else this.#paint()
  }

  #showRelation() {
    const relation = this.#picked
    if (relation) {
      this.#text.clear()
      this.#selected = null
    }
    this.#paint()
    if (relation) this.#text.focusMark(relation.from)
  }

  #removed(quote, relations) {
    if (relations === 0) return fill(gettext("Removed from “%(quote)s”."), { quote })
    const sentence = ngettext("Removed from “%(quote)s”, and its relation with it.", "Removed from “%(quote)s”, and its %(n)s relations with it.", relations)
    return fill(sentence, { quote, n: relations })
  }

  #spreadTo(mark, made, refused) {
    const marks = this.sheet.marks()
    const left = refused.filter(({ start, end }) => !marks.some((one) => one.start === start && one.end === end && one.label === mark.label)).length
    const quote = this.#quote(mark.start, mark.end)
    const said = fill(ngettext("“%(quote)s” marked in %(n)s more place. The same key takes it back.", "“%(quote)s” marked in %(n)s more places. The same key takes them back.", made), { quote, n: made })
    const rest = left ? fill(ngettext("%(n)s place was left out: it overlaps another mark.", "%(n)s places were left out: they overlap other marks.", left), { n: left }) : ""
    return `${made ? said : fill(gettext("“%(quote)s” stands nowhere else unmarked."), { quote })} ${rest}`.trim()
  }

  #takeBack() {
    const taken = this.#spread.length
    for (const id of this.#spread) this.sheet.remove(id)
    this.#say(fill(ngettext("%(n)s mark taken back.", "%(n)s marks taken back.", taken), { n: taken }))
    this.#afterChange()
  }

  #relabel(label) {
    const mark = this.sheet.find(this.#selected)
    const refusal = this.sheet.relabel(mark.id, label.id, this.#quote(mark.start, mark.end))
    if (refusal) return this.#say(refusal, true)
    this.#say(this.#marked(mark.start, mark.end, label.id))
    this.#afterChange()
  }

  #takePen(label) {
    this.#pen = this.#pen === label.id ? null : label.id
    this.#say(this.#pen ? fill(gettext("Every stretch you drag over now becomes %(label)s. Escape ends it."), { label: label.name }) : "")
    this.#paint()
  }

  #marked(start, end, id) {
    return fill(gettext("%(label)s: “%(quote)s”"), { label: this.sheet.label(id).name, quote: this.#quote(start, end) })
  }

  #quote(start, end) {
    return shorten(this.#text.index.slice(start, end))
  }

  #quoteOf(mark) {
    const { start, end } = this.sheet.find(mark)
    return this.#quote(start, end)
  }

  #change(act) {
    act()
    this.#afterChange()
  }

  /** What was in hand may be gone. */
  #afterChange() {
    this.#spread = []
    if (this.#selected && !this.sheet.find(this.#selected)) this.#selected = null
    this.#relating.tidy()
    this.#active.tidy()
    this.#paint()
    this.#changed()
  }

  #paint() {
    const marks = [...this.sheet.marks(), ...this.sheet.proposedMarks()]
    const labelOf = (id) => this.sheet.label(id)
    this.#text.paint(marks.sort((a, b) => a.start - b.start || b.end - a.end), labelOf, this.#selected)
    this.#arcs.show?.(this.sheet.relations(), labelOf, { picked: this.#relating.picked, from: this.#relating.from, to: this.#selected })
    this.#questions.show(this.sheet, this.#held)
    this.#painted()
  }
}
