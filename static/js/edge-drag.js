// Dragging an end of the picked mark by its handle, with a mouse, a pen or a finger.

import { pointAtPlace } from "./selection.js"

export class EdgeDrag {
  #text
  #drag = null

  /** @param {HTMLElement} text a span-text @param {{markOf: () => import("./sheet.js").Mark, snap: (start: number, end: number) => object | null, show: (stretch: object) => void, done: (stretch: object | null) => void, chooseWordAt: (x: number, y: number) => void}} acts */
  constructor(text, acts) {
    this.#text = text
    Object.assign(this, { acts })
    text.addEventListener("pointerdown", (event) => this.#begin(event))
    text.addEventListener("pointermove", (event) => this.#move(event))
    text.addEventListener("pointercancel", () => this.#end(null))
    text.addEventListener("mousedown", (event) => this.#press(event))
  }

  /** Was this the end of a drag? Then it has been dealt with. @param {PointerEvent} event */
  finish(event) {
    if (!this.#drag) return false
    this.#move(event)
    this.#end(this.#drag.stretch)
    return true
  }

  #begin(event) {
    const handle = event.target.closest?.(".span-edge")
    const edge = handle?.dataset.edge
    const mark = edge && this.acts.markOf()
    if (!mark) return
    const { start, end } = mark
    this.#drag = { handle, edge, start, end, stretch: null }
    this.#text.setPointerCapture(event.pointerId)
  }

  /** The first of two clicks on a mark brings its handles, and one may lie over the word that both are meant for. */
  #press(event) {
    if (!this.#drag) return
    event.preventDefault()
    if (event.detail !== 2) return
    const { handle } = this.#drag
    this.#drag = null
    handle.hidden = true
    this.acts.chooseWordAt(event.clientX, event.clientY)
    handle.hidden = false
  }

  #move(event) {
    if (!this.#drag) return
    const { edge, start, end } = this.#drag
    const point = pointAtPlace(this.#text, event.clientX, event.clientY, this.#text.index)
    if (point === null) return
    const wished = edge === "start" ? { start: point, end } : { start, end: point }
    if (wished.start >= wished.end) return
    const stretch = event.altKey ? wished : this.#snapped(wished, edge)
    if (!stretch || (stretch.start === start && stretch.end === end && !this.#drag.stretch)) return
    this.#drag.stretch = stretch
    this.acts.show(stretch)
  }

  /** Only the end that is dragged goes to the edge of a word. */
  #snapped(wished, edge) {
    const snapped = this.acts.snap(wished.start, wished.end)
    return snapped && { ...wished, [edge]: snapped[edge] }
  }

  #end(stretch) {
    if (!this.#drag) return
    this.#drag = null
    this.acts.done(stretch)
  }
}
