// A field to write an answer in. What is typed there is text and never a command.

import { button, element } from "../element.js"
import { fill, gettext } from "../language.js"
import { longestOf } from "../questions.js"

const NEARLY_FULL = 0.9

/** Events, from the field: "act" {name: "write", question, text} and "act" {name: "leave"}. */
export class TextAnswer {
  /** @type {HTMLElement[]} */
  parts
  #question
  #field = element("textarea", "answer-text")
  #room = element("p", "room")
  #proposal = element("div", "proposal")

  /** @param {import("../questions.js").Question} question */
  constructor(question) {
    this.#question = question
    this.#field.rows = 4
    this.#field.dir = "auto"
    this.#field.setAttribute("aria-label", question.name)
    this.#field.addEventListener("input", () => this.#tell({ name: "write", question: question.id, text: this.#field.value }))
    this.#field.addEventListener("keydown", (event) => this.#onKey(event))
    const take = button("button", gettext("Use this text"), { proposal: "" })
    this.#proposal.append(element("p", "proposed"), take)
    this.parts = [this.#field, this.#room, this.#proposal]
  }

  /** @param {import("../sheet.js").Sheet} sheet */
  show(sheet) {
    const text = sheet.text(this.#question.id)
    if (this.#field.value !== text.replace(/\r\n?/g, "\n")) this.#field.value = text // else the cursor would jump to the end
    this.#field.toggleAttribute("data-aside", sheet.cannotTell(this.#question.id))
    this.#showRoom([...text].length)
    const proposed = sheet.proposed(this.#question)
    this.#proposal.hidden = proposed === null
    this.#proposal.querySelector(".proposed").textContent = proposed ?? ""
  }

  /** Go on writing at the end of what is there. */
  write() {
    this.#field.focus()
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length)
  }

  #showRoom(length) {
    const most = longestOf(this.#question)
    this.#room.textContent = length > most * NEARLY_FULL ? fill(gettext("%(length)s of %(most)s characters"), { length, most }) : ""
    this.#room.toggleAttribute("data-over", length > most)
  }

  #onKey(event) {
    const leaves = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))
    if (!leaves || event.isComposing) return
    event.preventDefault()
    this.#tell({ name: "leave" })
  }

  #tell(detail) {
    this.#field.dispatchEvent(new CustomEvent("act", { bubbles: true, detail }))
  }
}
