// The pieces of one block on the screen: a <span> per segment, with lanes, tags and focus for its marks.

import { LANES } from "./spans.js"

const LONGEST_TAG = 24 // characters

export class Pieces {
  #root
  #index
  #shown = new Map()

  /** @param {HTMLElement} root the block @param {import("./offsets.js").TextIndex} index of the whole text */
  constructor(root, index) {
    this.#root = root
    this.#index = index
  }

  /**
   * Show these segments. Only what has changed is made anew, so that focus and chosen words stay where they are.
   * @param {import("./spans.js").Segment[]} segments
   * @param {(label: number) => import("./sheet.js").Label} labelOf @param {string | null} selected the mark that is picked
   */
  show(segments, labelOf, selected) {
    const kept = new Map()
    let place = this.#root.firstChild
    for (const segment of segments) {
      const looks = looksOf(segment, selected)
      const piece = this.#shown.get(looks) ?? this.#make(segment, labelOf, selected)
      kept.set(looks, piece)
      while (place && place !== piece && Number(place.dataset.unit) <= Number(piece.dataset.unit)) place = drop(place)
      if (place === piece) place = piece.nextSibling
      else this.#root.insertBefore(piece, place)
    }
    while (place) place = drop(place)
    this.#shown = kept
  }

  #make(segment, labelOf, selected) {
    const piece = document.createElement("span")
    piece.dataset.unit = this.#index.unitAt(segment.start)
    piece.textContent = this.#index.slice(segment.start, segment.end)
    if (segment.spans.length) dress(piece, segment, labelOf, selected)
    if (segment.starting.length) this.#name(piece, segment.starting, labelOf, selected)
    addEdges(piece, segment, selected)
    return piece
  }

  /** A mark's first piece carries its tag and can be focused. The tag is generated content, so it is no part of the text. */
  #name(piece, starting, labelOf, selected) {
    const names = starting.map(({ label, suggested }) => labelOf(label).name + (suggested ? "?" : ""))
    piece.dataset.starts = starting.map(({ id }) => id).join(" ")
    piece.dataset.tag = names.map(inShort).join(" · ")
    piece.tabIndex = -1
    piece.setAttribute("role", "button")
    piece.setAttribute("aria-pressed", String(starting.some(({ id }) => id === selected)))
    const quotes = starting.map(({ start, end }, at) => `${names[at]}: ${this.#index.slice(start, end)}`)
    piece.setAttribute("aria-label", quotes.join("; "))
  }
}

/** A tag stands in the line and does not break: a whole sentence would push the text aside, and out of its column. */
function inShort(name) {
  const signs = [...name]
  return signs.length > LONGEST_TAG ? `${signs.slice(0, LONGEST_TAG - 1).join("").trimEnd()}…` : name
}

function dress(piece, { spans, hidden }, labelOf, selected) {
  const drawn = spans.filter(({ lane }) => lane < LANES)
  const dashed = drawn.filter(({ suggested }) => suggested).map(({ lane }) => lane + 1)
  piece.className = "span-segment"
  piece.dataset.lanes = 1 + Math.max(0, ...drawn.map(({ lane }) => lane))
  piece.dataset.marks = spans.map(({ id }) => id).join(" ")
  for (const { lane, label } of drawn) piece.setAttribute(`data-lane-${lane + 1}`, labelOf(label).slot)
  if (dashed.length) piece.dataset.dashed = dashed.join(" ")
  if (drawn.every(({ suggested }) => suggested)) piece.dataset.suggested = ""
  if (hidden) piece.dataset.more = `+${hidden}`
  if (spans.some(({ id }) => id === selected)) piece.dataset.selected = ""
}

/** Handles to drag the ends of the picked mark by. They hold no text. */
function addEdges(piece, { start, end, spans }, selected) {
  const picked = spans.find(({ id }) => id === selected)
  for (const [edge, isHere] of [["start", picked?.start === start], ["end", picked?.end === end]]) {
    if (!isHere) continue
    const handle = document.createElement("span")
    handle.className = "span-edge"
    handle.dataset.edge = edge
    piece.append(handle)
  }
}

/** All that a piece shows, in one string: segments that look alike share a piece. */
function looksOf({ start, end, spans, starting, hidden }, selected) {
  if (!spans.length) return `${start} ${end}`
  const shown = spans.map(({ id, lane, label, suggested, start, end }) => [id, lane, label, suggested, start, end, id === selected])
  return JSON.stringify([start, end, hidden, starting.length, shown])
}

/** Remove a piece and say what stood behind it. */
function drop(piece) {
  const next = piece.nextSibling
  piece.remove()
  return next
}
