// <question-list></question-list>: the questions with their labels as buttons. Shows a sheet; tells what was pressed.

import { fill, gettext } from "../language.js"

/** Events: "choose" {label}, "cannot-tell" {question}. */
class QuestionList extends HTMLElement {
  #buttons = new Map()
  #groups = new Map()

  connectedCallback() {
    this.addEventListener("click", (event) => this.#onClick(event))
    // A press must not take the focus or the chosen words away from the text.
    this.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault())
  }

  /** Lay out the questions of a schema. @param {import("../sheet.js").Question[]} questions */
  ask(questions) {
    this.#buttons.clear()
    this.#groups.clear()
    this.replaceChildren(...questions.map((question) => this.#group(question)))
  }

  /** Show what has been said. @param {import("../sheet.js").Sheet} sheet @param {number | null} pen the label each next drag gets */
  show(sheet, pen) {
    const marks = [...sheet.marks()]
    for (const [id, button] of this.#buttons) {
      const { question } = sheet.label(id)
      const isSpans = question.kind === "spans"
      button.setAttribute("aria-pressed", String(isSpans ? pen === id : sheet.isChosen(id)))
      button.toggleAttribute("data-suggested", !isSpans && sheet.isProposed(id))
      const count = marks.filter(({ label }) => label === id).length
      button.querySelector(".count").textContent = isSpans && count ? count : ""
    }
    for (const [id, group] of this.#groups) {
      group.querySelector(".cannot-tell")?.setAttribute("aria-pressed", String(sheet.cannotTell(id)))
      group.querySelector(".error").textContent = ""
    }
  }

  /** Say at a question why the answer cannot be saved, and go there. @param {number} question @param {string} sentence */
  complain(question, sentence) {
    const group = this.#groups.get(question)
    if (!group) return false
    group.querySelector(".error").textContent = sentence
    group.querySelector("button")?.focus()
    group.scrollIntoView({ block: "nearest" })
    return true
  }

  #group(question) {
    const group = document.createElement("fieldset")
    group.className = "question"
    group.dataset.kind = question.kind
    group.append(
      element("legend", "name", question.name),
      element("p", "help", helpOf(question)),
      this.#labels(question),
      element("p", "error", ""),
    )
    group.querySelector(".error").setAttribute("role", "alert")
    this.#groups.set(question.id, group)
    return group
  }

  #labels(question) {
    const list = element("div", "labels")
    list.append(...question.labels.map((label) => this.#button(label)))
    if (question.kind !== "spans") {
      const button = element("button", "cannot-tell", gettext("Cannot tell"))
      button.type = "button"
      button.dataset.question = question.id
      list.append(button)
    }
    return list
  }

  #button(label) {
    const button = element("button", "label")
    button.type = "button"
    Object.assign(button.dataset, { label: label.id, slot: label.slot })
    if (label.description) button.title = label.description
    if (label.key) {
      const key = element("kbd", "key", label.key)
      key.setAttribute("aria-hidden", "true")
      button.setAttribute("aria-keyshortcuts", label.key)
      button.append(key)
    }
    button.append(element("span", "name", label.name), element("span", "count", ""))
    this.#buttons.set(label.id, button)
    return button
  }

  #onClick(event) {
    const button = event.target.closest("button")
    if (!button) return
    const { label, question } = button.dataset
    const detail = label ? { label: Number(label) } : { question: Number(question) }
    this.dispatchEvent(new CustomEvent(label ? "choose" : "cannot-tell", { bubbles: true, detail }))
  }
}

function helpOf(question) {
  const kind = {
    choice: gettext("One label."),
    choices: gettext("Any number of labels."),
    spans: gettext("Choose words, then a label; or a label first, then words."),
  }[question.kind]
  const need = question.required && question.kind !== "spans" ? gettext("Needs an answer.") : ""
  return fill("%(help)s %(kind)s %(need)s", { help: question.help ?? "", kind, need }).trim()
}

function element(name, className, text) {
  const made = document.createElement(name)
  made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

customElements.define("question-list", QuestionList)
