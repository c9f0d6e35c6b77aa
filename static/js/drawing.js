// A text on the screen, block by block. What is near the eye is drawn at once, the rest as soon as there is time:
// each block holds its text from the beginning, so that choosing, searching and copying never wait for marks.

import { blocksOf } from "./blocks.js"
import { directionAt } from "./directions.js"
import { Pieces } from "./pieces.js"
import { rangeOf } from "./selection.js"
import { lanes, segmentsBetween } from "./spans.js"
import { turnHead } from "./turn-head.js"
import { sectionsOf } from "./turns.js"

/** As many changed blocks are drawn without looking where they are. */
const FEW = 3
const SLICE_MS = 8
const later = globalThis.requestIdleCallback ?? ((act) => setTimeout(act, 30))
const notLater = globalThis.cancelIdleCallback ?? clearTimeout

export class Drawing {
  #index
  #onDrawn
  #blocks = []
  #due = new Set()
  #near = new Set()
  #watch
  #idle
  #total = 0
  #labelOf
  #selected = null

  /**
   * @param {HTMLElement} root @param {import("./offsets.js").TextIndex} index of the text to show in it
   * @param {import("./turns.js").Turn[]} turns @param {() => void} onDrawn called when more of the marks is drawn
   */
  constructor(root, index, turns, onDrawn) {
    this.#index = index
    this.#onDrawn = onDrawn
    root.replaceChildren(...sectionsOf(turns, index).flatMap((section) => this.#section(section)))
    root.toggleAttribute("data-dialogue", turns.length > 0)
    this.#watch = new IntersectionObserver((entries) => this.#onSight(entries), { rootMargin: "100%", scrollMargin: "100%" })
    for (const block of this.#blocks) this.#watch.observe(block.element)
    for (const block of this.#blocks.slice(0, FEW)) this.#near.add(block)
  }

  /** Another text is shown instead. */
  end() {
    this.#watch.disconnect()
    notLater(this.#idle)
    this.#due.clear()
  }

  /** @returns {HTMLElement[]} the blocks, in order */
  get elements() {
    return this.#blocks.map(({ element }) => element)
  }

  /** How many of the marks can be seen, of how many? @returns {{drawn: number, total: number}} */
  get count() {
    const missing = new Set([...this.#due].flatMap(({ spans }) => spans.map(({ id }) => id)))
    return { drawn: this.#total - missing.size, total: this.#total }
  }

  /**
   * Show these marks. A block whose marks look as before is left alone.
   * @param {import("./sheet.js").Mark[]} marks
   * @param {(label: number) => import("./sheet.js").Label} labelOf @param {string | null} selected the mark that is picked
   */
  show(marks, labelOf, selected) {
    this.#labelOf = labelOf
    this.#selected = selected
    this.#total = marks.length
    for (const [block, spans] of this.#dealt(lanes(marks))) this.#want(block, spans)
    const now = this.#due.size <= FEW ? this.#due : [...this.#due].filter((block) => this.#near.has(block))
    for (const block of now) this.#draw(block)
    this.#goOn()
    this.#onDrawn()
  }

  /** Draw the part with this code point now: somebody goes there. @param {number} point */
  reveal(point) {
    const block = this.#blocks[this.#placeOf(point)]
    if (!this.#due.has(block)) return
    this.#draw(block)
    this.#onDrawn()
  }

  /** @param {number} start @param {number} end @returns {Range | null} */
  range(start, end) {
    return rangeOf(this.elements, start, end, this.#index)
  }

  #section({ start, end, turn }) {
    const made = blocksOf(this.#index.text, start, end).map((block) => this.#block(block))
    if (!turn) return made
    const element = document.createElement("div")
    element.className = "turn"
    element.setAttribute("role", "group")
    element.setAttribute("aria-label", [turn.speaker, turn.time].filter(Boolean).join(", "))
    element.append(turnHead(turn), ...made)
    return [element]
  }

  #block({ start, end, isContinued }) {
    const element = document.createElement("div")
    element.className = "text-block"
    element.dataset.from = start
    if (isContinued) element.dir = directionAt(this.#index.text, start)
    const piece = document.createElement("span")
    piece.dataset.unit = start
    piece.textContent = this.#index.text.slice(start, end)
    element.append(piece)
    const points = { start: this.#index.pointAt(start), end: this.#index.pointAt(end) }
    this.#blocks.push({ element, ...points, pieces: new Pieces(element, this.#index), spans: [], wanted: "", drawn: "" })
    return element
  }

  /** Each block with the spans that touch it. */
  #dealt(laid) {
    const dealt = new Map(this.#blocks.map((block) => [block, []]))
    for (const span of laid) {
      for (let at = this.#placeOf(span.start); this.#blocks[at]?.start < span.end; at++) dealt.get(this.#blocks[at]).push(span)
    }
    return dealt
  }

  #want(block, spans) {
    block.spans = spans
    block.wanted = spans.map((span) => looksOf(span, this.#selected)).join(";")
    if (block.wanted === block.drawn) this.#due.delete(block)
    else this.#due.add(block)
  }

  #draw(block) {
    block.pieces.show(segmentsBetween(block.start, block.end, block.spans), this.#labelOf, this.#selected)
    block.drawn = block.wanted
    this.#due.delete(block)
  }

  #goOn() {
    notLater(this.#idle)
    if (this.#due.size) this.#idle = later(() => this.#drawSome())
  }

  #drawSome() {
    const until = performance.now() + SLICE_MS
    for (const block of this.#due) {
      this.#draw(block)
      if (performance.now() > until) break
    }
    this.#onDrawn()
    this.#goOn()
  }

  #onSight(entries) {
    const known = new Map(this.#blocks.map((block) => [block.element, block]))
    for (const { target, isIntersecting } of entries) {
      const block = known.get(target)
      if (!isIntersecting) this.#near.delete(block)
      else this.#near.add(block)
      if (isIntersecting && this.#due.has(block)) this.#draw(block)
    }
    this.#onDrawn()
  }

  #placeOf(point) {
    let low = 0
    let high = this.#blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#blocks[middle].start <= point) low = middle
      else high = middle - 1
    }
    return low
  }
}

const looksOf = ({ id, lane, label, suggested, start, end }, selected) => `${id} ${lane} ${label} ${suggested} ${start} ${end} ${id === selected}`
