// The relations of a question: a button that begins one, their labels, and each that is made in words, to pick or to remove.

import { button, element, keyHint } from "../element.js"
import { fill, gettext } from "../language.js"
import { LabelButtons } from "./label-buttons.js"

export class RelationLines {
  /** @type {HTMLElement[]} */
  parts
  #question
  #labels
  #relate = button("button relate", gettext("Relate"), { act: "relate" })
  #lines = element("ol", "relations")
  #shown = ""

  /** @param {import("../questions.js").Question} question @param {import("../memory.js").Memory} memory */
  constructor(question, memory) {
    this.#question = question
    this.#labels = new LabelButtons(question, memory)
    this.#relate.append(keyHint("R"))
    this.#relate.setAttribute("aria-keyshortcuts", "R")
    this.#lines.setAttribute("role", "list")
    this.parts = [this.#relate, ...this.#labels.parts, this.#lines]
  }

  /** @param {import("../sheet.js").Sheet} sheet @param {import("../desk.js").Held} held @param {Map<number, number>} counts */
  show(sheet, held, counts) {
    this.#labels.show(sheet, held, counts)
    this.#relate.setAttribute("aria-pressed", String(held.from !== null))
    const own = sheet.relations().filter(({ question }) => question === this.#question.id)
    const shown = JSON.stringify([held.relation, own.map((relation) => [relation, held.quoteOf(relation.from), held.quoteOf(relation.to)])])
    if (shown !== this.#shown) this.#list(own, sheet, held)
    this.#shown = shown
  }

  find() {
    return this.#labels.find()
  }

  /** The focus stays on its line when the lines are made anew. */
  #list(own, sheet, held) {
    const focused = this.#lines.contains(document.activeElement) ? document.activeElement.dataset : {}
    this.#lines.replaceChildren(...own.map((relation) => this.#line(relation, sheet, held)))
    this.#lines.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" })
    const again = [...this.#lines.querySelectorAll("button")].find(({ dataset }) => focused.relation && dataset.relation === focused.relation)
    again?.focus({ preventScroll: true })
  }

  #line({ id, from, to, label, suggested }, sheet, { relation, quoteOf }) {
    const { name, slot } = sheet.label(label)
    const words = { from: quoteOf(from), label: suggested ? `${name}?` : name, to: quoteOf(to) }
    const line = element("li")
    line.dataset.slot = slot
    line.toggleAttribute("data-suggested", suggested)
    const pick = button("pick", undefined, { relation: id })
    pick.append(element("span", "end", words.from), element("span", "kind", words.label), element("span", "end", words.to))
    pick.setAttribute("aria-label", fill(gettext("“%(from)s” %(label)s “%(to)s”"), words))
    if (relation === id) pick.setAttribute("aria-current", "true")
    const remove = button("remove", "×", { removeRelation: id })
    remove.setAttribute("aria-label", fill(gettext("Remove: “%(from)s” %(label)s “%(to)s”"), words))
    line.append(pick, remove)
    return line
  }
}
