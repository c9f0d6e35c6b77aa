// A text on the screen, block by block. What is near the eye is drawn at once, the rest as soon as there is time:
// each block holds its text from the beginning, so that choosing, searching and copying never wait for marks.

import { blocksOf, LEAST } from "./blocks.js"
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
  #elements
  #due = new Set()
  #pages = new Map()
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
    root.replaceChildren(...this.#paged(sectionsOf(turns, index)))
    root.toggleAttribute("data-dialogue", turns.length > 0)
    this.#watch = new IntersectionObserver((entries) => this.#onSight(entries), { rootMargin: "100%", scrollMargin: "100%" })
    for (const page of this.#pages.keys()) this.#watch.observe(page)
    for (const page of [...this.#pages.keys()].slice(0, FEW)) this.#near.add(page)
  }

  /** Another text is shown instead. */
  end() {
    this.#watch.disconnect()
    notLater(this.#idle)
    this.#due.clear()
  }

  /** @returns {HTMLElement[]} the blocks, in order */
  get elements() {
    return (this.#elements ??= this.#blocks.map((block) => block.element))
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
    const now = this.#due.size <= FEW ? this.#due : [...this.#due].filter((block) => this.#near.has(block.page))
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

  /** Pages of about a screen each: what is off the screen is laid out page by page. A plain block is a page by itself. */
  #paged(sections) {
    const pages = []
    let room = 0
    for (const { start, end, turn } of sections) {
      if (room <= 0 || !turn) room = pages.push(element("text-page")) && LEAST
      for (const [number, block] of blocksOf(this.#index.text, start, end).entries()) {
        if (!turn && number) pages.push(element("text-page"))
        this.#add(block, pages.at(-1), turn && number === 0 ? turn : null)
      }
      room -= turn ? end - start : LEAST
    }
    return pages
  }

  /** Put a block on a page; with a turn that begins, into a new turn there. */
  #add(block, page, turn) {
    const made = this.#block(block, page)
    if (turn) page.append(turnBox(turn))
    const open = page.lastElementChild?.matches(".turn") ? page.lastElementChild : page
    open.append(made)
  }

  #block({ start, end, isContinued }, page) {
    const made = element("text-block")
    made.dataset.from = start
    if (isContinued) made.dir = directionAt(this.#index.text, start)
    const piece = document.createElement("span")
    piece.dataset.unit = start
    piece.textContent = this.#index.text.slice(start, end)
    made.append(piece)
    const points = { start: this.#index.pointAt(start), end: this.#index.pointAt(end) }
    const block = { element: made, page, ...points, pieces: new Pieces(made, this.#index), spans: [], wanted: "", drawn: "" }
    this.#blocks.push(block)
    this.#pages.set(page, [...(this.#pages.get(page) ?? []), block])
    return made
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
    for (const { target: page, isIntersecting } of entries) {
      if (!isIntersecting) this.#near.delete(page)
      else this.#near.add(page)
      if (isIntersecting) for (const block of this.#pages.get(page)) if (this.#due.has(block)) this.#draw(block)
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

function element(className) {
  const made = document.createElement("div")
  made.className = className
  return made
}

function turnBox(turn) {
  const box = element("turn")
  box.setAttribute("role", "group")
  box.setAttribute("aria-label", [turn.speaker, turn.time].filter(Boolean).join(", "))
  box.append(turnHead(turn))
  return box
}
