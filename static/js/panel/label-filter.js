// A field that finds a label by its first letters, those used most often first. What it finds lies over the labels, so nothing moves.

import { element, keyHint } from "../element.js"
import { findLabels } from "../label-finder.js"
import { fill, gettext } from "../language.js"

let count = 0

/** Events, from the field: "act" {name: "choose", label} and "act" {name: "leave"}. */
export class LabelFilter {
  element = element("div", "label-filter")
  #question
  #memory
  #field = element("input")
  #options = element("ul", "found")
  #found = []
  #at = 0

  /** @param {import("../questions.js").Question} question @param {import("../memory.js").Memory} memory */
  constructor(question, memory) {
    this.#question = question
    this.#memory = memory
    this.#options.id = `found-${++count}`
    this.#options.setAttribute("role", "listbox")
    this.#options.setAttribute("aria-label", gettext("Labels found"))
    this.#dress()
    this.element.append(this.#field, keyHint("/"), this.#options)
    this.#close()
    this.#field.addEventListener("focus", () => this.#search())
    this.#field.addEventListener("input", () => this.#search())
    this.#field.addEventListener("blur", () => this.#close())
    this.#field.addEventListener("keydown", (event) => this.#onKey(event))
    this.#options.addEventListener("mousedown", (event) => event.preventDefault()) // the cursor stays in the field
    this.#options.addEventListener("click", ({ target }) => this.#take(Number(target.closest("[data-found]")?.dataset.found)))
  }

  focus() {
    this.#field.focus()
    this.#options.scrollIntoView({ block: "nearest" })
  }

  #dress() {
    const { labels, name } = this.#question
    const attributes = {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: fill(gettext("Find one of %(n)s labels"), { n: labels.length }),
      "aria-label": fill(gettext("Find a label of “%(name)s”"), { name }),
      "aria-keyshortcuts": "/",
      "aria-autocomplete": "list",
      "aria-controls": this.#options.id,
    }
    for (const [attribute, value] of Object.entries(attributes)) this.#field.setAttribute(attribute, value)
  }

  #search() {
    this.#found = findLabels(this.#question.labels, this.#field.value, (label) => this.#memory.usesOf(label))
    this.#at = 0
    this.#options.replaceChildren(...this.#found.map((label, place) => this.#option(label, place)))
    this.#options.dataset.nothing = gettext("No label reads like that.")
    this.#open(true)
    this.#mark()
  }

  #option(label, place) {
    const option = element("li", "label")
    option.id = `${this.#options.id}-${place}`
    option.setAttribute("role", "option")
    Object.assign(option.dataset, { found: label.id, slot: label.slot })
    const above = this.#question.labels.find(({ id }) => id === label.parent)
    option.append(element("span", "name", label.name), element("span", "above", above?.name ?? ""))
    if (label.key) option.append(keyHint(label.key))
    return option
  }

  #onKey(event) {
    const act = { ArrowDown: () => this.#move(1), ArrowUp: () => this.#move(-1), Enter: () => this.#take(this.#found[this.#at]?.id), Escape: () => this.#leave() }[event.key]
    if (!act || event.isComposing) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }

  #move(by) {
    this.#at = Math.max(0, Math.min(this.#found.length - 1, this.#at + by))
    this.#mark()
  }

  #mark() {
    const options = [...this.#options.children]
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.#at)))
    this.#field.setAttribute("aria-activedescendant", options[this.#at]?.id ?? "")
    options[this.#at]?.scrollIntoView({ block: "nearest" })
  }

  /** One label is the answer of a choice; of the other kinds one may look for another at once. */
  #take(label) {
    if (!label) return
    this.#field.value = ""
    if (this.#question.kind === "choices") this.#tell({ name: "choose", label })
    else this.#leave({ name: "choose", label })
    if (this.#question.kind === "choices") this.#search()
  }

  #leave(...acts) {
    this.#field.value = ""
    this.#field.blur()
    for (const act of [{ name: "leave" }, ...acts]) this.#tell(act)
  }

  #tell(detail) {
    this.element.dispatchEvent(new CustomEvent("act", { bubbles: true, detail }))
  }

  #close() {
    this.#open(false)
  }

  #open(isOpen) {
    this.#options.hidden = !isOpen
    this.#field.setAttribute("aria-expanded", String(isOpen))
  }
}
