// <span-text tabindex="0" role="group" aria-label="…"></span-text>: a text with its marks, and the gesture that chooses a stretch of it.
// It shows what it is given and tells what was chosen; what becomes of it is decided elsewhere.

import { directionAt } from "../directions.js"
import { Drawing } from "../drawing.js"
import { EdgeDrag } from "../edge-drag.js"
import { moved } from "../edges.js"
import { sameWords } from "../finding.js"
import { onLongPress } from "../long-press.js"
import { TextIndex } from "../offsets.js"
import { passageAt } from "../passages.js"
import { pointAtPlace, pointsOfRange, selectPoints } from "../selection.js"
import { turnsOf } from "../turns.js"
import { Words } from "../words.js"

const ARROWS = { ArrowLeft: "end", ArrowRight: "end", ArrowUp: "start", ArrowDown: "start" }
const SETTLES = 3
const LINE = 40
const isMac = /mac|iphone|ipad/i.test(navigator.platform)

/**
 * Events: "stretch" {byPointer, byTouch} when words were chosen, "pick" {id} when a mark was, "resize" {id, start, end}
 * when the picked mark shall have other ends, "drawn" {drawn, total} when more of the marks can be seen, "shown" after another text.
 */
class SpanText extends HTMLElement {
  /** The chosen words, or null. @type {{start: number, end: number} | null} */
  stretch = null
  #index = new TextIndex("")
  #words = new Words(this.#index)
  #turns = []
  #marks = []
  #selected = null
  #drawing = null
  #edgeDrag = null
  #settling = 0

  connectedCallback() {
    this.#edgeDrag ??= new EdgeDrag(this, {
      markOf: () => this.#picked(),
      snap: (start, end) => this.#words.snap(start, end),
      show: ({ start, end }) => selectPoints(this.#drawing.elements, start, end, this.#index),
      done: (stretch) => this.#onDragged(stretch),
      chooseWordAt: (x, y) => this.#chooseWordAt(x, y, { byPointer: true }),
    })
    onLongPress(this, (x, y) => this.#chooseWordAt(x, y, { byPointer: true, byTouch: true }))
    this.addEventListener("pointerup", (event) => this.#onPointerUp(event))
    this.addEventListener("click", (event) => this.#onClick(event))
    this.addEventListener("keydown", (event) => this.#onKey(event))
    this.addEventListener("copy", (event) => this.#onCopy(event))
    document.addEventListener("selectionchange", this.#onSelectionChange)
  }

  disconnectedCallback() {
    this.#drawing?.end()
    document.removeEventListener("selectionchange", this.#onSelectionChange)
  }

  get index() {
    return this.#index
  }

  /** Show another text, to work on: the focus goes there, unless a dialog has it. @param {string} text @param {object} [metadata] may tell turns */
  open(text, metadata) {
    this.show(text, metadata)
    if (!document.querySelector("dialog[open]")) this.focus({ preventScroll: true })
  }

  /** Show another text, to be read. @param {string} text @param {object} [metadata] may tell turns */
  show(text, metadata) {
    this.#drawing?.end()
    this.#index = new TextIndex(text)
    this.#words = new Words(this.#index)
    this.#turns = turnsOf(metadata, this.#index)
    this.#marks = []
    this.stretch = null
    this.#drawing = new Drawing(this, this.#index, this.#turns, () => this.#tell("drawn", this.#drawing?.count))
    this.scrollTop = 0
    this.#tell("shown")
  }

  /**
   * Show these marks. @param {import("../sheet.js").Mark[]} marks
   * @param {(label: number) => import("../sheet.js").Label} labelOf @param {string | null} selected the mark that is picked
   */
  paint(marks, labelOf, selected) {
    this.#marks = marks
    this.#selected = selected
    const hadFocus = this.contains(document.activeElement)
    this.#drawing.show(marks, labelOf, selected)
    if (hadFocus) this.#focus(selected)
    if (this.stretch) selectPoints(this.#drawing.elements, this.stretch.start, this.stretch.end, this.#index)
  }

  /** Give up the chosen words. */
  clear() {
    this.stretch = null
    const selection = getSelection()
    if (selection.rangeCount && selection.containsNode(this, true)) selection.removeAllRanges()
  }

  /** Choose a stretch of the text, as the arrow keys do. @param {{start: number, end: number}} stretch */
  choose(stretch) {
    this.#choose(stretch)
  }

  /** Choose the turn or paragraph where one is; once more, the next. */
  choosePassage() {
    const { start } = this.stretch ?? this.#picked() ?? { start: 0 }
    this.#choose(passageAt(this.#index, this.#turns, this.stretch, start))
  }

  /** The other places with the same words. @param {number} start @param {number} end @returns {{start: number, end: number}[]} */
  sameWords(start, end) {
    return sameWords(this.#words, this.#index, { start, end })
  }

  /** Move the focus to a mark, so that it is seen and heard. @param {string} id */
  focusMark(id) {
    this.#focus(id)
    const mark = this.#marks.find((one) => one.id === id)
    if (mark) this.keepInSight(mark.start, mark.end)
  }

  /** A stretch of the text as a DOM range. @param {number} start @param {number} end @returns {Range | null} */
  rangeOf(start, end) {
    return this.#drawing.range(start, end)
  }

  /** Where a mark stands in the window, line by line; empty when there is no such mark. @param {string} id @returns {DOMRect[]} */
  rectanglesOf(id) {
    const mark = this.#marks.find((one) => one.id === id)
    return mark ? [...(this.rangeOf(mark.start, mark.end)?.getClientRects() ?? [])] : []
  }

  /** Scroll a stretch into sight, and no further than needed. @param {number} start @param {number} end */
  keepInSight(start, end) {
    cancelAnimationFrame(this.#settling)
    if (this.#scrollTo(start, end)) this.#settle(start, end, SETTLES)
  }

  /** Blocks on the way are laid out only when they come near, and are then higher or lower than was thought. */
  #settle(start, end, times) {
    this.#settling = requestAnimationFrame(() => {
      if (this.#scrollTo(start, end) || times > 0) this.#settle(start, end, times - 1)
    })
  }

  /** @returns {boolean} was the stretch far away? */
  #scrollTo(start, end) {
    const range = this.rangeOf(start, end)
    if (!range) return false
    const words = range.getBoundingClientRect()
    const view = this.getBoundingClientRect()
    const [top, bottom] = [Math.max(view.top, 0), Math.min(view.bottom, innerHeight)]
    const isFar = words.top > 2 * bottom - top || words.bottom < 2 * top - bottom
    const [isAbove, isBelow] = [words.top < top, words.bottom > bottom]
    if (isFar) range.startContainer.parentElement.scrollIntoView({ block: "center" })
    else if (this.scrollHeight <= this.clientHeight && (isAbove || isBelow)) range.startContainer.parentElement.scrollIntoView({ block: "nearest" })
    else if (isAbove) this.scrollTop -= top - words.top + words.height
    else if (isBelow) this.scrollTop += Math.min(words.bottom - bottom + LINE, words.top - top)
    return isFar
  }

  #picked() {
    return this.#marks.find(({ id }) => id === this.#selected)
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }))
  }

  /** Where a mark stands in the window, line by line; empty when there is no such mark. @param {string} id @returns {DOMRect[]} */
  rectanglesOf(id) {
    return [...(this.querySelector(`[data-marks~="${CSS.escape(id)}"]`)?.getClientRects() ?? [])]
  }

  /** A piece that changes is made anew; the focus stays with its mark, else with the text. */
  #focus(id) {
    const mark = id && this.#marks.find((one) => one.id === id)
    if (mark) this.#drawing.reveal(mark.start)
    const piece = mark && this.querySelector(`[data-starts~="${CSS.escape(id)}"]`)
    ;(piece || this).focus({ preventScroll: true })
  }

  #onPointerUp(event) {
    if (this.#edgeDrag.finish(event)) return
    if (event.target.closest?.(".turn-head")) return
    const chosen = this.#selectedPoints()
    if (chosen) this.#choose(event.altKey ? chosen : this.#words.snap(chosen.start, chosen.end), { byPointer: true, byTouch: event.pointerType === "touch" })
    else this.#pickAt(event.target.closest?.("[data-marks]"))
  }

  /** A turn's head is a button; a screen reader presses a mark without a pointer. */
  #onClick({ target, detail }) {
    const turn = target.closest(".turn-head")
    if (turn) this.#chooseTurn(turn)
    else if (detail === 0) this.#pickAt(target.closest("[data-marks]"))
  }

  #chooseTurn({ dataset }) {
    this.focus({ preventScroll: true })
    this.#choose({ start: Number(dataset.start), end: Number(dataset.end) }, { byPointer: true })
  }

  #chooseWordAt(x, y, how) {
    const point = pointAtPlace(this, x, y, this.#index)
    const word = point === null ? null : this.#words.snap(point, Math.min(point + 1, this.#index.length))
    if (word) this.#choose(word, how)
  }

  #onDragged(stretch) {
    getSelection().removeAllRanges()
    if (stretch && this.#selected) this.#tell("resize", { id: this.#selected, ...stretch })
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

  /** What is copied is the text: no line break where a block ends, no name of a label, no speaker. */
  #onCopy(event) {
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null
    const chosen = range && this.contains(range.commonAncestorContainer) && pointsOfRange(this, range, this.#index)
    if (!chosen) return
    event.clipboardData.setData("text/plain", this.#index.slice(chosen.start, chosen.end))
    event.preventDefault()
  }

  #choose(stretch, { byPointer = false, byTouch = false } = {}) {
    this.stretch = stretch
    if (!stretch) return
    selectPoints(this.#drawing.elements, stretch.start, stretch.end, this.#index)
    if (!byPointer) this.keepInSight(stretch.start, stretch.end)
    this.#tell("stretch", { byPointer, byTouch })
  }

  /** The innermost mark first; a further click goes to the one around it. */
  #pickAt(piece) {
    const ids = piece?.dataset.marks.split(" ") ?? []
    const at = ids.indexOf(this.#selected)
    this.#pick(ids.at(at === -1 ? -1 : at - 1) ?? null)
  }

  #pick(id) {
    this.#tell("pick", { id })
  }

  #onKey(event) {
    if (event.key === "Tab" && !event.ctrlKey && !event.metaKey && !event.altKey) return this.#moveByMark(event)
    const byCharacter = isMac ? event.altKey && !event.ctrlKey : event.ctrlKey && !event.altKey
    if (!ARROWS[event.key] || event.metaKey || (!byCharacter && (event.ctrlKey || event.altKey))) return
    if (event.shiftKey || byCharacter) this.#moveEdge(event, byCharacter)
    else if (ARROWS[event.key] === "end") this.#moveByWord(event)
  }

  /** Left and right go with the paragraph's direction, up and down with its order. */
  #isForward(key, point) {
    if (key === "ArrowUp" || key === "ArrowDown") return key === "ArrowDown"
    return (key === "ArrowRight") === (directionAt(this.#index.text, this.#index.unitAt(point)) === "ltr")
  }

  #moveByWord(event) {
    const from = this.stretch ?? this.#picked()
    event.preventDefault()
    this.#choose(this.#neighbour(from, this.#isForward(event.key, from?.start ?? 0)))
  }

  #neighbour(from, isForward) {
    const word = isForward ? this.#words.from(from?.end ?? 0) : this.#words.before(from?.start ?? 0)
    return word ? { start: word.start, end: word.end } : this.stretch
  }

  /** An end of the chosen words moves, or of the picked mark. */
  #moveEdge(event, byCharacter) {
    event.preventDefault()
    const mark = this.stretch ? undefined : this.#picked()
    const before = this.stretch ?? mark ?? this.#neighbour(null, true)
    if (!before) return
    const { start, end } = before
    const move = { edge: ARROWS[event.key], isForward: this.#isForward(event.key, start), byCharacter }
    const after = moved(this.#words, { start, end }, move)
    if (!mark) this.#choose(after)
    else if (after.start !== start || after.end !== end) this.#tell("resize", { id: mark.id, ...after })
  }

  /** Tab goes from mark to mark, and past the last one out of the text. */
  #moveByMark(event) {
    const at = this.#marks.findIndex(({ id }) => id === this.#selected)
    const next = this.#marks[event.shiftKey ? at - 1 : at + 1]
    if (!next || (event.shiftKey && at === -1)) return
    event.preventDefault()
    this.#pick(next.id)
  }
}

customElements.define("span-text", SpanText)
