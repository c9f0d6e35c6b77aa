// <relation-arcs></relation-arcs>: lines between related spans, drawn over the text. It asks the text where its marks stand
// and draws what is in sight; the panel has the same relations in words.

import { arcsOf } from "../arcs.js"

const SVG = "http://www.w3.org/2000/svg"
const BEGUN = "begun"
const NEAR = 200 // pixels above and below what is in sight

/** Events: "act" {name: "pickRelation", relation}. */
class RelationArcs extends HTMLElement {
  #text = null
  #relations = []
  #labelOf = () => undefined
  #picked = null
  #svg = svg("svg", { "aria-hidden": "true", focusable: "false" })
  #frame = 0
  #sizes = new ResizeObserver(() => this.#later())

  connectedCallback() {
    this.append(this.#svg, ruler())
    this.#svg.addEventListener("click", ({ target }) => this.#onClick(target))
    document.fonts.addEventListener("loadingdone", this.#later)
  }

  disconnectedCallback() {
    this.#sizes.disconnect()
    cancelAnimationFrame(this.#frame)
    document.fonts.removeEventListener("loadingdone", this.#later)
  }

  /** The text to draw over: `rectanglesOf(mark)` says where a mark stands in the window, line by line. @param {HTMLElement & {rectanglesOf: (id: string) => DOMRect[]}} text */
  over(text) {
    this.#text = text
    text.addEventListener("scroll", this.#later, { passive: true })
    for (const sized of [this, text, this.querySelector(".ruler")]) this.#sizes.observe(sized)
  }

  /**
   * Draw these. @param {import("../relations.js").Relation[]} relations
   * @param {(label: number) => import("../sheet.js").Label} labelOf
   * @param {{picked?: string | null, from?: string | null, to?: string | null}} held the relation that is picked, and the spans of
   *        one that is being made
   */
  show(relations, labelOf, { picked = null, from = null, to = null }) {
    const begun = from && to ? [{ id: BEGUN, from, to, label: null, suggested: true }] : []
    this.#relations = [...relations, ...begun]
    this.#labelOf = labelOf
    this.#picked = picked ?? BEGUN
    this.#later()
  }

  /** Once for all that changed within a frame. */
  #later = () => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  #draw() {
    if (this.#relations.length === 0 || !this.#text) return this.#svg.replaceChildren()
    const origin = this.getBoundingClientRect()
    const view = this.#text.getBoundingClientRect()
    const links = this.#relations.flatMap(({ id, from, to }) => this.#link(id, from, to, view, origin))
    const margin = parseFloat(getComputedStyle(this.#text).paddingInlineStart)
    const arcs = new Map(arcsOf(links, view.left - origin.left + margin).map((arc) => [arc.id, arc]))
    const window = svg("svg", { x: view.left - origin.left, y: view.top - origin.top, width: view.width, height: view.height })
    window.setAttribute("viewBox", ["x", "y", "width", "height"].map((name) => window.getAttribute(name)).join(" "))
    const drawn = this.#relations.filter(({ id }) => arcs.has(id))
    window.append(...drawn.map((relation) => this.#arc(relation, arcs.get(relation.id))))
    this.#svg.replaceChildren(window)
  }

  /** What is far from what is in sight is not drawn; nor is a relation whose spans the text does not show. */
  #link(id, from, to, view, origin) {
    const boxes = [from, to].map((mark) => this.#text.rectanglesOf(mark)[0])
    if (!boxes.every(Boolean)) return []
    const isOut = boxes.every(({ bottom }) => bottom < view.top - NEAR) || boxes.every(({ top }) => top > view.bottom + NEAR)
    if (isOut) return []
    const [first, second] = boxes.map(({ left, right, top, bottom }) => ({
      left: left - origin.left, right: right - origin.left, top: top - origin.top, bottom: bottom - origin.top,
    }))
    return [{ id, from: first, to: second }]
  }

  #arc({ id, label, suggested }, { path, head, x, y }) {
    const { name, slot } = this.#labelOf(label) ?? { name: "", slot: 0 }
    const arc = svg("g", { "data-relation": id, "data-slot": slot })
    if (suggested) arc.dataset.suggested = ""
    if (id === this.#picked) arc.dataset.selected = ""
    const words = svg("text", { x, y })
    words.textContent = suggested && name ? `${name}?` : name
    arc.append(svg("path", { class: "way", d: path }), svg("path", { class: "head", d: head }), words)
    return arc
  }

  #onClick(target) {
    const relation = target.closest("[data-relation]")?.dataset.relation
    if (relation) this.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: { name: "pickRelation", relation } }))
  }
}

/** Some words set like the text: when their size changes, so has the place of every mark. */
function ruler() {
  const made = document.createElement("span")
  made.className = "ruler reading-column"
  made.setAttribute("aria-hidden", "true")
  made.textContent = "Wim"
  return made
}

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  return made
}

customElements.define("relation-arcs", RelationArcs)
