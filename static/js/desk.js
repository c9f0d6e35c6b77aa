// The document on the screen and what has been said about it: marks and labels in, painted parts out.

import { ActiveClock } from "./clock.js"
import { fill, gettext, ngettext } from "./language.js"
import { Sheet, shorten } from "./sheet.js"

export class Desk {
  document = null
  sheet = null
  clock = new ActiveClock()
  #text
  #questions
  #changed
  #painted
  #say
  #selected = null
  #pen = null
  #last = null
  #spread = []

  /**
   * @param {{text: HTMLElement, questions: HTMLElement, changed: () => void, painted: () => void,
   *          say: (sentence: string, isRefusal?: boolean) => void}} parts
   *        `changed` is called after each change of the answer, `painted` after each painting, `say` tells a sentence
   */
  constructor({ text, questions, changed, painted, say }) {
    this.#text = text
    this.#questions = questions
    this.#changed = changed
    this.#painted = painted
    this.#say = say
  }

  /** Show a document with what is known of its answer. @param {object} document @param {import("./sheet.js").Question[]} questions */
  open(document, questions) {
    this.document = document
    this.sheet = new Sheet(questions, document)
    this.clock = new ActiveClock()
    this.clock.touch()
    this.#selected = this.#last = null
    this.#spread = []
    if (!this.sheet.label(this.#pen)) this.#pen = null
    this.#text.open(document.text, document.metadata)
    this.#paint()
  }

  close() {
    if (this.sheet) this.#questions.show(new Sheet(this.sheet.questions, {}), null)
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

  /** A label was pressed: it goes to the chosen words, to the picked mark, or to the question. @param {number} id */
  choose(id) {
    const label = this.sheet.label(id)
    if (!label) return
    if (label.question.kind !== "spans") this.#change(() => this.sheet.toggle(id))
    else if (this.#text.stretch) this.mark(id)
    else if (this.#selected) this.#relabel(label)
    else this.#takePen(label)
  }

  /** The label that a key means now: with words chosen or a mark picked, a span label goes first. @param {string} key */
  labelOf(key) {
    const words = Boolean(this.#text.stretch || this.#selected)
    const labels = (this.sheet?.questions ?? []).flatMap(({ kind, labels }) => labels.map((label) => ({ ...label, kind })))
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
    this.#paint()
    if (!id) return
    this.#text.focusMark(id)
    const { label, suggested } = this.sheet.find(id)
    const sentence = suggested ? gettext("%(label)s, suggested. Space accepts, Delete turns down.") : gettext("%(label)s. A label's key changes it, Delete removes it.")
    this.#say(fill(sentence, { label: this.sheet.label(label).name }))
  }

  remove() {
    const mark = this.#selected && this.sheet.find(this.#selected)
    if (!mark) return
    const quote = this.#quote(mark.start, mark.end)
    this.#change(() => this.sheet.remove(mark.id))
    this.#say(fill(gettext("Removed from “%(quote)s”."), { quote }))
  }

  /** Accept the picked suggestion, or all of them. @returns {number} how many became answers */
  accept() {
    const picked = this.#selected ? this.sheet.find(this.#selected) : undefined
    if (picked && !picked.suggested) return 0
    let taken = 0
    this.#change(() => (taken = this.sheet.accept(picked?.id)))
    this.#say(taken ? gettext("Suggestion accepted.") : gettext("There is no suggestion to accept."))
    return taken
  }

  /** Let go of the chosen words, else of the picked mark, else of the pen. @returns {boolean} was there anything to let go? */
  letGo() {
    const held = this.#text.stretch ?? this.#selected ?? this.#pen
    if (this.#text.stretch) this.#text.clear()
    else if (this.#selected) this.#selected = null
    else this.#pen = null
    this.#paint()
    return held !== null
  }

  /** @param {number} [question] the first that takes it when none is named */
  cannotTell(question) {
    const { questions } = this.sheet
    const meant = question ?? questions.find((one) => one.kind !== "spans" && !this.sheet.isAnswered(one))?.id
    const known = meant ?? questions.find((one) => one.kind !== "spans")?.id
    if (known !== undefined) this.#change(() => this.sheet.toggleCannotTell(known))
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
    if (!this.sheet) return false
    const labels = this.sheet.questions.flatMap((question) => question.labels)
    return this.sheet.proposedMarks().length > 0 || labels.some(({ id }) => this.sheet.isProposed(id))
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
    this.#selected = this.sheet.findAt(mark.start, mark.end, label.id)?.id ?? null
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

  #change(act) {
    act()
    if (this.#selected && !this.sheet.find(this.#selected)) this.#selected = null
    this.#afterChange()
  }

  #afterChange() {
    this.#spread = []
    this.#paint()
    this.#changed()
  }

  #paint() {
    const marks = [...this.sheet.marks(), ...this.sheet.proposedMarks()]
    this.#text.paint(marks.sort((a, b) => a.start - b.start || b.end - a.end), (id) => this.sheet.label(id), this.#selected)
    this.#questions.show(this.sheet, this.#pen)
    this.#painted()
  }
}
