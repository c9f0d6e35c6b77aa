// <span-text tabindex="0" role="group" aria-label="…"></span-text>: a text with its marks, and the gesture that chooses a stretch of it.
// It shows what it is given and tells what was chosen; what becomes of it is decided elsewhere.

import { TextIndex } from "../offsets.js"
import { Pieces } from "../pieces.js"
import { pointsOfRange, selectPoints } from "../selection.js"
import { segments } from "../spans.js"
import { Words } from "../words.js"

/** Events: "stretch" {byPointer} when words were chosen, "pick" {id} when a mark was. */
class SpanText extends HTMLElement {
  /** The chosen words, or null. @type {{start: number, end: number} | null} */
  stretch = null
  #index = new TextIndex("")
  #words = new Words(this.#index)
  #marks = []
  #selected = null
  #pieces = new Pieces(this, this.#index)

  connectedCallback() {
    this.addEventListener("pointerup", (event) => this.#onPointerUp(event))
    this.addEventListener("keydown", (event) => this.#onKey(event))
    document.addEventListener("selectionchange", this.#onSelectionChange)
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.#onSelectionChange)
  }

  get index() {
    return this.#index
  }

  /** Show another text, to work on: the focus goes there, unless a dialog has it. @param {string} text */
  open(text) {
    this.show(text)
    if (!document.querySelector("dialog[open]")) this.focus({ preventScroll: true })
  }

  /** Show another text, to be read. @param {string} text */
  show(text) {
    this.#index = new TextIndex(text)
    this.#words = new Words(this.#index)
    this.stretch = null
    this.scrollTop = 0
    this.#pieces = new Pieces(this, this.#index)
  }

  /**
   * Show these marks. @param {import("../sheet.js").Mark[]} marks
   * @param {(label: number) => import("../sheet.js").Label} labelOf @param {string | null} selected the mark that is picked
   */
  paint(marks, labelOf, selected) {
    this.#marks = marks
    this.#selected = selected
    const hadFocus = this.contains(document.activeElement)
    this.#pieces.show(segments(this.#index.length, marks), labelOf, selected)
    if (hadFocus) this.#focus(selected)
    if (this.stretch) selectPoints(this, this.stretch.start, this.stretch.end, this.#index)
  }

  /** Give up the chosen words. */
  clear() {
    this.stretch = null
    const selection = getSelection()
    if (selection.rangeCount && selection.containsNode(this, true)) selection.removeAllRanges()
  }

  /** Move the focus to a mark, so that it is seen and heard. @param {string} id */
  focusMark(id) {
    this.#focus(id)
    document.activeElement.scrollIntoView({ block: "nearest" })
  }

  /** Where a mark stands in the window, line by line; empty when there is no such mark. @param {string} id @returns {DOMRect[]} */
  rectanglesOf(id) {
    return [...(this.querySelector(`[data-marks~="${CSS.escape(id)}"]`)?.getClientRects() ?? [])]
  }

  /** A piece that changes is made anew; the focus stays with its mark, else with the text. */
  #focus(id) {
    const piece = id && this.querySelector(`[data-starts~="${CSS.escape(id)}"]`)
    ;(piece || this).focus({ preventScroll: true })
  }

  #onPointerUp(event) {
    const chosen = this.#selectedPoints()
    if (chosen) this.#choose(event.altKey ? chosen : this.#words.snap(chosen.start, chosen.end), true)
    else this.#pickAt(event.target.closest?.("[data-marks]"))
  }

  /** A long press on a touch screen selects without a pointerup of ours; a click elsewhere in the text lets go. */
  #onSelectionChange = () => {
    const selection = getSelection()
    if (selection.isCollapsed && this.contains(selection.anchorNode)) this.stretch = null
    else this.stretch = this.#selectedPoints() ?? this.stretch
  }

  #selectedPoints() {
    const selection = getSelection()
    if (selection.rangeCount === 0 || selection.isCollapsed) return null
    return pointsOfRange(this, selection.getRangeAt(0), this.#index)
  }

  #choose(stretch, byPointer = false) {
    this.stretch = stretch
    if (!stretch) return
    selectPoints(this, stretch.start, stretch.end, this.#index)
    if (!byPointer) this.#keepInSight()
    this.dispatchEvent(new CustomEvent("stretch", { bubbles: true, detail: { byPointer } }))
  }

  /** The innermost mark first; a further click goes to the one around it. */
  #pickAt(piece) {
    const ids = piece?.dataset.marks.split(" ") ?? []
    const at = ids.indexOf(this.#selected)
    this.#pick(ids.at(at === -1 ? -1 : at - 1) ?? null)
  }

  #pick(id) {
    this.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: { id } }))
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.#moveByWord(event)
    if (event.key === "Tab") this.#moveByMark(event)
  }

  #moveByWord(event) {
    const rightToLeft = getComputedStyle(this).direction === "rtl"
    const forward = (event.key === "ArrowRight") !== rightToLeft
    event.preventDefault()
    this.#choose(event.shiftKey ? this.#extended(forward) : this.#neighbour(forward))
  }

  #neighbour(forward) {
    const from = this.stretch ?? this.#marks.find(({ id }) => id === this.#selected)
    const word = forward ? this.#words.from(from?.end ?? 0) : this.#words.before(from?.start ?? 0)
    return word ?? this.stretch
  }

  /** The stretch with one more word at its end, or one less. */
  #extended(forward) {
    const { start, end } = this.stretch ?? this.#neighbour(true) ?? { start: 0, end: 0 }
    const edge = forward ? this.#words.from(end)?.end : this.#words.trim(start, this.#words.before(end)?.start ?? start)?.end
    return edge > start ? { start, end: edge } : this.stretch
  }

  /** Tab goes from mark to mark, and past the last one out of the text. */
  #moveByMark(event) {
    const at = this.#marks.findIndex(({ id }) => id === this.#selected)
    const next = this.#marks[event.shiftKey ? at - 1 : at + 1]
    if (!next || (event.shiftKey && at === -1)) return
    event.preventDefault()
    this.#pick(next.id)
  }

  #keepInSight() {
    const words = getSelection().getRangeAt(0).getBoundingClientRect()
    const view = this.getBoundingClientRect()
    if (words.bottom > view.bottom) this.scrollTop += words.bottom - view.bottom + words.height
    if (words.top < view.top) this.scrollTop -= view.top - words.top + words.height
  }
}

customElements.define("span-text", SpanText)
