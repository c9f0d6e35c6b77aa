// The text side of the desk: words that are chosen, the mark that is picked, the label each next drag gets.
// What changes the answer returns whether it did.

import { fill, gettext, ngettext } from "./language.js"
import { shorten } from "./shorten.js"

export class Marking {
  /** The mark that is picked. @type {string | null} */
  picked = null
  /** The label each next drag gets; it outlasts the document. @type {number | null} */
  pen
  #sheet
  #text
  #say
  #last = null
  #spread = []
  #made = []

  /**
   * @param {{sheet: import("./sheet.js").Sheet, text: HTMLElement, pen?: number | null,
   *          say: (sentence: string, isRefusal?: boolean) => void}} parts with the pen of the document before
   */
  constructor({ sheet, text, pen = null, say }) {
    this.#sheet = sheet
    this.#text = text
    this.#say = say
    this.pen = sheet.label(pen) ? pen : null
  }

  /** Are there words that a label would go to? */
  get hasWords() {
    return Boolean(this.#text.stretch || this.picked)
  }

  /** A span's label was pressed: it goes to the chosen words, else to the picked mark, else it becomes the pen. @param {import("./sheet.js").Label} label @returns {boolean} */
  label(label) {
    if (this.#text.stretch) return this.#mark(label.id)
    if (this.picked) return this.#relabel(label)
    this.#takePen(label)
    return false
  }

  /** Words were chosen: a drag is labelled at once when a label is held; the arrow keys only pass over words. @param {boolean} byPointer @returns {boolean} */
  stretched(byPointer) {
    if (this.pen && byPointer) return this.#mark(this.pen)
    const { start, end } = this.#text.stretch
    this.#say(fill(gettext("“%(quote)s” chosen."), { quote: this.#quote(start, end) }))
    return false
  }

  /** The picked mark gets other ends. @param {{id: string, start: number, end: number}} wished @returns {boolean} */
  resize({ id, start, end }) {
    const refusal = this.#sheet.resize(id, start, end, this.#quote(start, end))
    if (refusal) return this.#refuse(refusal)
    this.#say(this.#marked(start, end, this.#sheet.find(id).label))
    return true
  }

  /** Label the same words wherever else they stand, as the picked mark is or the last one made; again, take that back. @returns {boolean} */
  everywhere() {
    if (this.#spread.length) return this.#takeBack()
    const mark = this.#sheet.find(this.picked ?? this.#last)
    if (!mark || mark.suggested) return this.#refuse(gettext("Mark some words first, or pick a mark: then this key marks the same words everywhere."))
    const before = new Set(this.#sheet.marks().map(({ id }) => id))
    const places = this.#text.sameWords(mark.start, mark.end)
    const refused = places.filter(({ start, end }) => this.#sheet.mark(start, end, mark.label, "") !== null)
    this.#made = this.#sheet.marks().map(({ id }) => id).filter((id) => !before.has(id))
    this.#say(this.#spreadTo(mark, this.#made.length, refused))
    return this.#made.length > 0
  }

  /** @param {string | null} id */
  pick(id) {
    this.#text.clear()
    this.picked = id
  }

  /** Say what is picked. */
  describe() {
    const { label, suggested } = this.#sheet.find(this.picked)
    const sentence = suggested ? gettext("%(label)s, suggested. Space accepts, Delete turns down.") : gettext("%(label)s. A label's key changes it, Delete removes it.")
    this.#say(fill(sentence, { label: this.#sheet.label(label).name }))
  }

  /** Take the picked mark away. @returns {boolean} */
  remove() {
    const mark = this.picked && this.#sheet.find(this.picked)
    if (!mark) return false
    const quote = this.quoteOf(mark.id)
    const before = this.#sheet.relations().length
    this.#sheet.remove(mark.id)
    this.#say(this.#removed(quote, before - this.#sheet.relations().length))
    return true
  }

  /** Let go of the chosen words, else of the picked mark, else of the pen. @returns {boolean} was there anything to let go? */
  letGo() {
    const held = this.#text.stretch ?? this.picked ?? this.pen
    if (this.#text.stretch) this.#text.clear()
    else if (this.picked) this.picked = null
    else this.pen = null
    return held !== null
  }

  /** What a question would be about: the chosen words, else the picked mark and its label, else the document. */
  topic() {
    const mark = this.picked ? this.#sheet.find(this.picked) : undefined
    if (this.#text.stretch) return { ...this.#passage(this.#text.stretch), label: null }
    return mark ? { ...this.#passage(mark), label: mark.label } : { label: null }
  }

  /** The words a mark stands on. @param {string} mark */
  quoteOf(mark) {
    const { start, end } = this.#sheet.find(mark)
    return this.#quote(start, end)
  }

  /** After a change: what was picked may be gone, and only the change just made can be taken back everywhere. */
  tidy() {
    this.#spread = this.#made
    this.#made = []
    if (this.picked && !this.#sheet.find(this.picked)) this.picked = null
  }

  #mark(id) {
    const { start, end } = this.#text.stretch
    const refusal = this.#sheet.mark(start, end, id, this.#quote(start, end))
    if (refusal) return this.#refuse(refusal)
    this.pick(null)
    this.#last = this.#sheet.findAt(start, end, id)?.id ?? null
    this.#say(this.#marked(start, end, id))
    return true
  }

  #relabel(label) {
    const mark = this.#sheet.find(this.picked)
    const refusal = this.#sheet.relabel(mark.id, label.id, this.#quote(mark.start, mark.end))
    if (refusal) return this.#refuse(refusal)
    this.#say(this.#marked(mark.start, mark.end, label.id))
    return true
  }

  #takePen(label) {
    this.pen = this.pen === label.id ? null : label.id
    this.#say(this.pen ? fill(gettext("Every stretch you drag over now becomes %(label)s. Escape ends it."), { label: label.name }) : "")
  }

  #takeBack() {
    const taken = this.#spread.length
    for (const id of this.#spread) this.#sheet.remove(id)
    this.#say(fill(ngettext("%(n)s mark taken back.", "%(n)s marks taken back.", taken), { n: taken }))
    return true
  }

  #refuse(sentence) {
    this.#say(sentence, true)
    return false
  }

  #passage({ start, end }) {
    return { start, end, quote: this.#text.index.slice(start, end) }
  }

  #quote(start, end) {
    return shorten(this.#text.index.slice(start, end))
  }

  #marked(start, end, id) {
    return fill(gettext("%(label)s: “%(quote)s”"), { label: this.#sheet.label(id).name, quote: this.#quote(start, end) })
  }

  #removed(quote, relations) {
    if (relations === 0) return fill(gettext("Removed from “%(quote)s”."), { quote })
    const sentence = ngettext("Removed from “%(quote)s”, and its relation with it.", "Removed from “%(quote)s”, and its %(n)s relations with it.", relations)
    return fill(sentence, { quote, n: relations })
  }

  #spreadTo(mark, made, refused) {
    const marks = this.#sheet.marks()
    const left = refused.filter(({ start, end }) => !marks.some((one) => one.start === start && one.end === end && one.label === mark.label)).length
    const quote = this.#quote(mark.start, mark.end)
    const said = fill(ngettext("“%(quote)s” marked in %(n)s more place. The same key takes it back.", "“%(quote)s” marked in %(n)s more places. The same key takes them back.", made), { quote, n: made })
    const rest = left ? fill(ngettext("%(n)s place was left out: it overlaps another mark.", "%(n)s places were left out: they overlap other marks.", left), { n: left }) : ""
    return `${made ? said : fill(gettext("“%(quote)s” stands nowhere else unmarked."), { quote })} ${rest}`.trim()
  }
}
