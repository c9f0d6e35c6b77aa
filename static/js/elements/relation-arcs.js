// <relation-arcs></relation-arcs>: lines between related spans, drawn over the text. It asks the text where its marks stand;
// scrolling only moves the window on them. The panel has the same relations in words.

import { arcsOf } from "../arcs.js"

const SVG = "http://www.w3.org/2000/svg"
const BEGUN = "begun"

/** Events: "act" {name: "pickRelation", relation}. */
class RelationArcs extends HTMLElement {
  #text = null
  #relations = []
  #labelOf = () => undefined
  #picked = null
  #window = svg("svg", {})
  #svg = svg("svg", { "aria-hidden": "true", focusable: "false" })
  #frame = 0
  #sizes = new ResizeObserver(() => this.#later())

  connectedCallback() {
    this.#svg.append(this.#window)
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
    text.addEventListener("scroll", () => this.#look(), { passive: true })
    text.addEventListener("drawn", this.#later) // the names of marks drawn later move the words after them
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
    if (!this.#text) return
    this.#look()
    const margin = parseFloat(getComputedStyle(this.#text).paddingInlineStart)
    const links = this.#links()
    const arcs = new Map(arcsOf(links, margin).map((arc) => [arc.id, arc]))
    const drawn = this.#relations.filter(({ id }) => arcs.has(id))
    this.#window.replaceChildren(...drawn.map((relation) => this.#arc(relation, arcs.get(relation.id))))
  }

  /** Where the text is on the screen, and how far it is scrolled. */
  #look() {
    const origin = this.getBoundingClientRect()
    const { left, top, width, height } = this.#text.getBoundingClientRect()
    const view = { x: left - origin.left, y: top - origin.top, width, height, viewBox: `0 ${this.#text.scrollTop} ${width} ${height}` }
    for (const [attribute, value] of Object.entries(view)) this.#window.setAttribute(attribute, value)
  }

  /** The relations whose spans the text shows, each with both boxes as the text itself counts: from its top, scrolled or not. */
  #links() {
    if (this.#relations.length === 0) return []
    const { left: x, top } = this.#text.getBoundingClientRect()
    const y = top - this.#text.scrollTop
    const boxes = new Map()
    const boxOf = (mark) => {
      if (!boxes.has(mark)) boxes.set(mark, this.#text.rectanglesOf(mark)[0])
      const box = boxes.get(mark)
      return box && { left: box.left - x, right: box.right - x, top: box.top - y, bottom: box.bottom - y }
    }
    const links = this.#relations.map(({ id, from, to, label }) => ({ id, name: this.#labelOf(label)?.name ?? "", from: boxOf(from), to: boxOf(to) }))
    return links.filter(({ from, to }) => from && to)
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
