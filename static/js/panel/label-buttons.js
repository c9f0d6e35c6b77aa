// The labels of a question as buttons: a list, or a tree whose branches can be folded; many come with a field to find one.

import { button, element, keyHint } from "../element.js"
import { fill, gettext } from "../language.js"
import { treeOf } from "../questions.js"
import { LabelFilter } from "./label-filter.js"

/** With more labels than this, looking for one takes longer than typing its first letters. */
const MANY = 12
/** A name of more characters than this takes many lines where two labels stand side by side. */
const LONG_NAME = 40

export class LabelButtons {
  /** What stands in the panel, from top to bottom. @type {HTMLElement[]} */
  parts = []
  #question
  #memory
  #buttons = new Map()
  #branches = []
  #filter = null

  /** @param {import("../questions.js").Question} question @param {import("../memory.js").Memory} memory */
  constructor(question, memory) {
    this.#question = question
    this.#memory = memory
    if (question.labels.length > MANY) this.#filter = new LabelFilter(question, memory)
    if (this.#filter) this.parts.push(this.#filter.element)
    this.parts.push(question.labels.some(({ parent }) => parent) ? this.#tree() : this.#list())
  }

  /** Show what is chosen. @param {import("../sheet.js").Sheet} sheet @param {import("../desk.js").Held} held what is in hand @param {Map<number, number>} counts marks and relations by label */
  show(sheet, held, counts) {
    const isWhole = this.#isWhole
    for (const [id, label] of this.#buttons) {
      label.setAttribute("aria-pressed", String(isWhole ? sheet.isChosen(id) : held.pen === id))
      label.toggleAttribute("data-suggested", isWhole && sheet.isProposed(id))
      label.querySelector(".count").textContent = counts.get(id) ?? ""
    }
    for (const branch of this.#branches) this.#showInside(branch)
  }

  /** Put the cursor into the field that finds a label. @returns {boolean} is there one? */
  find() {
    this.#filter?.focus()
    return this.#filter !== null
  }

  get #isWhole() {
    return ["choice", "choices"].includes(this.#question.kind)
  }

  #list() {
    const list = element("div", "labels")
    list.append(...this.#question.labels.map((label) => this.#button(label)))
    return this.#sized(list)
  }

  #tree() {
    const tree = element("ul", "labels")
    tree.setAttribute("role", "list")
    tree.dataset.tree = ""
    tree.append(...treeOf(this.#question.labels).map((branch) => this.#branch(branch)))
    return this.#sized(tree)
  }

  #sized(labels) {
    labels.toggleAttribute("data-many", this.#question.labels.length > MANY)
    labels.toggleAttribute("data-some", this.#question.labels.length > 6)
    labels.toggleAttribute("data-long", this.#question.labels.some(({ name }) => name.length > LONG_NAME))
    return labels
  }

  #branch({ label, branches }) {
    const item = element("li")
    item.append(this.#button(label))
    if (branches.length) this.#grow(item, label, branches)
    return item
  }

  /** A branch: its labels below, and a button that folds them away. A key still reaches a label that is folded away. */
  #grow(item, label, branches) {
    const below = element("ul")
    below.setAttribute("role", "list")
    below.append(...branches.map((branch) => this.#branch(branch)))
    const toggle = button("fold", undefined, { fold: label.id })
    toggle.setAttribute("aria-label", fill(gettext("Labels below “%(name)s”"), label))
    const fold = (isFolded) => {
      below.hidden = isFolded
      toggle.setAttribute("aria-expanded", String(!isFolded))
    }
    toggle.addEventListener("click", () => {
      fold(!below.hidden)
      this.#memory.fold(label.id, below.hidden)
    })
    fold(this.#memory.isFolded(label.id))
    item.prepend(toggle)
    item.append(below)
    this.#branches.push({ item, below })
  }

  /** A folded branch says that something in it is chosen. */
  #showInside({ item, below }) {
    item.toggleAttribute("data-chosen-inside", below.querySelector("[aria-pressed='true']") !== null)
  }

  #button(label) {
    const made = button("label", undefined, { label: label.id, slot: label.slot })
    if (label.description) made.title = label.description
    if (label.key) {
      made.setAttribute("aria-keyshortcuts", label.key)
      made.append(keyHint(label.key))
    }
    made.append(element("span", "name", label.name), element("span", "count"))
    this.#buttons.set(label.id, made)
    return made
  }
}
