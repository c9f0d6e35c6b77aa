// Draws a map as a tree that a screen reader knows: each node is a treeitem, and only what differs is touched.

import { element } from "../element.js"
import { fill, gettext, ngettext } from "../language.js"
import { ROOT } from "./tree.js"

export class MapView {
  #list
  #nameOf
  #isWritten
  #items = new Map()
  #folded = new Set()
  #tree
  #current = ROOT

  /** @param {HTMLElement} list has role=tree @param {(link: import("./tree.js").Link) => string} nameOf what a link leads to @param {boolean} isWritten may it be changed? */
  constructor(list, nameOf, isWritten) {
    this.#list = list
    this.#isWritten = isWritten
    this.#nameOf = nameOf
  }

  /** The node that has the focus, or would have it. */
  get current() {
    return this.#current
  }

  /** @param {import("./tree.js").MapTree} tree @param {string} [current] */
  show(tree, current = this.#current) {
    this.#tree = tree
    for (const [id, item] of this.#items) {
      if (tree.at(id)) continue
      item.remove()
      this.#items.delete(id)
    }
    this.#arrange(this.#list, [ROOT])
    tree.flat().forEach((node) => this.#draw(node))
    this.aim(tree.at(current) ? current : ROOT)
  }

  /** The node that Tab comes back to. @param {string} id */
  aim(id) {
    this.#items.get(this.#current)?.setAttribute("tabindex", "-1")
    this.#items.get(this.#current)?.setAttribute("aria-selected", "false")
    this.#current = id
    this.#items.get(id).setAttribute("tabindex", "0")
    this.#items.get(id).setAttribute("aria-selected", "true")
  }

  /** @param {string} id */
  focus(id) {
    this.#unfoldAbove(id)
    this.aim(id)
    this.#items.get(id).focus({ preventScroll: true })
    this.box(id).scrollIntoView({ block: "nearest", inline: "nearest" })
  }

  /** @param {string} id */
  box(id) {
    return this.#items.get(id).firstElementChild
  }

  /** The node an element of the map belongs to. @param {Element} inner */
  nodeOf(inner) {
    return inner.closest("[data-node]")?.dataset.node
  }

  /** @param {string} id */
  isFolded(id) {
    return this.#folded.has(id)
  }

  /** @param {string} id @param {boolean} folded */
  fold(id, folded) {
    if (folded && this.#tree.below(id).length) this.#folded.add(id)
    else this.#folded.delete(id)
    this.#draw(this.#tree.at(id))
  }

  /** Only so many levels; none folds all out. @param {number} levels */
  foldFrom(levels) {
    for (const { id } of this.#tree.flat()) this.fold(id, this.#tree.depth(id) >= levels)
  }

  /** What can be reached by arrows, from top to bottom. @returns {string[]} */
  shown() {
    const found = []
    const waiting = [ROOT]
    while (waiting.length) {
      const id = waiting.pop()
      found.push(id)
      if (!this.#folded.has(id)) waiting.push(...this.#tree.below(id).toReversed())
    }
    return found
  }

  #unfoldAbove(id) {
    for (let { parent } = this.#tree.at(id); parent; { parent } = this.#tree.at(parent)) if (this.#folded.has(parent)) this.fold(parent, false)
  }

  /** Put the items of these nodes into a list, in this order, moving as few as possible. */
  #arrange(list, ids) {
    let next = list.firstElementChild
    for (const id of ids) {
      const item = this.#items.get(id) ?? this.#made(id)
      if (item === next) next = next.nextElementSibling
      else list.insertBefore(item, next)
    }
  }

  #made(id) {
    const item = element("li")
    item.dataset.node = id
    for (const [name, value] of [["role", "treeitem"], ["tabindex", "-1"], ["aria-selected", "false"]]) item.setAttribute(name, value)
    const box = element("div", "map-node")
    box.draggable = this.#isWritten && id !== ROOT
    box.append(element("span", "map-text"), element("span", "map-links"))
    item.append(box)
    this.#items.set(id, item)
    return item
  }

  #draw({ id, text, links }) {
    const item = this.#items.get(id)
    const [words, named] = item.firstElementChild.children
    const names = links.map((link) => this.#nameOf(link))
    put(words, text)
    put(named, names.join(" · "))
    set(item, "aria-label", [text, ...names].join(", "))
    set(item, "aria-level", String(this.#tree.depth(id) + 1))
    this.#drawBelow(id, item)
    const parent = this.#tree.at(id).parent
    if (parent === ROOT) set(item, "data-slot", String((this.#tree.place(id) % 8) + 1))
    else item.removeAttribute("data-slot")
  }

  #drawBelow(id, item) {
    const children = this.#tree.below(id)
    let group = item.querySelector(":scope > [role=group]")
    if (!children.length) {
      group?.remove()
      this.#folded.delete(id)
    } else if (!group) {
      group = element("ul")
      group.setAttribute("role", "group")
      item.append(group)
    }
    if (children.length) this.#arrange(group, children)
    const folded = this.#folded.has(id)
    if (group) group.hidden = folded
    this.#drawFold(item, children.length, folded)
  }

  #drawFold(item, count, folded) {
    if (count) set(item, "aria-expanded", String(!folded))
    else item.removeAttribute("aria-expanded")
    let knob = item.querySelector(":scope > .map-node > .map-fold")
    if (!count) return knob?.remove()
    if (!knob) {
      knob = element("button", "map-fold")
      Object.assign(knob, { type: "button", tabIndex: -1 })
      knob.setAttribute("aria-hidden", "true") // the ear hears aria-expanded, and the space bar does it
      item.firstElementChild.append(knob)
    }
    put(knob, folded ? String(count) : "–")
    knob.title = folded ? fill(ngettext("%(n)s node below", "%(n)s nodes below", count), { n: count }) : gettext("Fold")
  }
}

/** Touch what is drawn only where it differs: a map of 2,000 nodes is looked over at each change. */
function put(place, text) {
  if (place.textContent !== text) place.textContent = text
}

function set(place, name, value) {
  if (place.getAttribute(name) !== value) place.setAttribute(name, value)
}
