// The gesture that relates two spans, and the relation that is picked: one span, R, the other, a label.

import { fill, gettext } from "./language.js"

export class Relating {
  /** The span a relation begins at while the other is being looked for. @type {string | null} */
  from = null
  /** The relation that is picked. @type {string | null} */
  picked = null
  #sheet
  #quoteOf
  #say

  /**
   * @param {{sheet: import("./sheet.js").Sheet, quoteOf: (mark: string) => string,
   *          say: (sentence: string, isRefusal?: boolean) => void}} parts
   */
  constructor({ sheet, quoteOf, say }) {
    this.#sheet = sheet
    this.#quoteOf = quoteOf
    this.#say = say
  }

  get isPossible() {
    return this.#sheet.asked().some(({ kind }) => kind === "relations")
  }

  /** R: with a span picked a relation begins there, else the next relation is picked. @param {string | null} mark @param {boolean} isBack */
  press(mark, isBack) {
    if (!this.isPossible) return this.#say(gettext("No question here asks for relations."))
    if (mark) this.#begin(mark)
    else this.#step(isBack ? -1 : 1)
  }

  /**
   * The label of a relation was pressed: it changes the picked relation, ends the one begun, or begins one.
   * @param {import("./sheet.js").Label} label @param {string | null} mark the span that is picked @returns {boolean} has the answer changed?
   */
  label(label, mark) {
    if (this.picked) return this.#relabel(label)
    if (this.from && mark && mark !== this.from) return this.#end(label, mark)
    if (mark) this.#begin(mark)
    else this.#say(fill(gettext("Pick the span that “%(label)s” begins at: click it, or go there with Tab."), { label: label.name }), true)
    return false
  }

  /** Another span was picked: where a relation was begun, say that it may end there. @param {string} mark @returns {boolean} was one begun? */
  offer(mark) {
    if (this.from) this.#say(fill(gettext("To “%(quote)s”? Then a relation's key."), { quote: this.#quoteOf(mark) }))
    return this.from !== null
  }

  /** @param {string | null} id */
  pick(id) {
    this.from = null
    this.picked = id
    const relation = id && this.#sheet.findRelation(id)
    if (relation) this.#say(fill(this.#sentence(relation), { relation: this.#words(relation) }))
  }

  /** Take the picked relation away, or the named one. @param {string | null} [id] @returns {boolean} was there one? */
  remove(id = this.picked) {
    const relation = id && this.#sheet.findRelation(id)
    if (!relation) return false
    const words = this.#words(relation)
    this.#sheet.remove(id)
    if (this.picked === id) this.picked = null
    this.#say(fill(gettext("Removed: %(relation)s."), { relation: words }))
    return true
  }

  /** Let go of what was begun, else of what is picked. @returns {boolean} was there anything? */
  letGo() {
    const held = this.from ?? this.picked
    if (this.from) this.#say(gettext("No relation made."))
    this.from = null
    this.picked = null
    return held !== null
  }

  /** Forget what is no longer there. */
  tidy() {
    if (this.from && !this.#sheet.find(this.from)) this.from = null
    if (this.picked && !this.#sheet.findRelation(this.picked)) this.picked = null
  }

  #begin(mark) {
    this.picked = null
    this.from = mark
    this.#say(fill(gettext("From “%(from)s”: go to the other span with Tab or click it, then a relation's key. Escape cancels."), { from: this.#quoteOf(mark) }))
  }

  #end(label, to) {
    const refusal = this.#sheet.relate(this.from, to, label.id)
    if (refusal) return this.#refuse(refusal)
    const words = fill(gettext("“%(from)s” %(label)s “%(to)s”"), { from: this.#quoteOf(this.from), label: label.name, to: this.#quoteOf(to) })
    this.from = null
    this.#say(words)
    return true
  }

  #relabel(label) {
    const refusal = this.#sheet.relabelRelation(this.picked, label.id)
    if (refusal) return this.#refuse(refusal)
    this.pick(this.picked)
    return true
  }

  #step(by) {
    const relations = this.#sheet.relations()
    if (relations.length === 0) return this.#say(gettext("No relation yet. Pick a span first, with Tab or a click."))
    const at = relations.findIndex(({ id }) => id === this.picked)
    const next = at === -1 && by < 0 ? relations.length - 1 : (at + by + relations.length) % relations.length
    this.pick(relations[next].id)
  }

  #refuse(sentence) {
    this.#say(sentence, true)
    return false
  }

  #sentence({ suggested }) {
    return suggested ? gettext("%(relation)s, suggested. Space accepts, Delete turns down.") : gettext("%(relation)s. A relation's key changes it, Delete removes it.")
  }

  #words({ from, to, label }) {
    return fill(gettext("“%(from)s” %(label)s “%(to)s”"), { from: this.#quoteOf(from), label: this.#sheet.label(label).name, to: this.#quoteOf(to) })
  }
}
