// <schema-editor name="questions" data-boot="id of its JSON" data-reserved="xu…">…templates…</schema-editor>
// Writes questions and labels by mouse or keyboard. Its value is their JSON; each change is an event "questions".

import { fill, gettext } from "../language.js"
import { indent, moveBranch, outdent } from "../label-tree.js"
import { move, namesIn, QuestionDraft } from "../question-draft.js"
import { fillIn, setField, showDepth, showLinks } from "../question-fields.js"

class SchemaEditor extends HTMLElement {
  static formAssociated = true
  #internals = this.attachInternals()
  #draft
  #list

  connectedCallback() {
    this.#list = this.querySelector("[data-part=questions]")
    this.addEventListener("input", (event) => this.#onInput(event))
    this.addEventListener("change", (event) => this.#onChange(event))
    this.addEventListener("click", (event) => this.#onClick(event))
    this.addEventListener("keydown", (event) => this.#onKey(event))
    this.addEventListener("paste", (event) => this.#onPaste(event))
    const boot = JSON.parse(document.getElementById(this.dataset.boot).textContent)
    this.#begin(boot)
    this.complain(boot.flaws)
  }

  /** Write these questions from now on. @param {ConstructorParameters<typeof QuestionDraft>[0]} known */
  open(known) {
    this.#begin(known)
    this.#tell()
  }

  /** The questions as the server reads them. */
  get questions() {
    return this.#draft.written()
  }

  /** Say at each place what must be mended. @param {{sentence: string, question: number | null, label: number | null, field: string}[]} flaws */
  complain(flaws) {
    for (const field of this.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid")
    for (const error of this.querySelectorAll(".error")) error.textContent = ""
    for (const { sentence, question, label, field } of flaws) {
      const place = this.#place(question, label)
      if (!place) continue
      for (const one of place.querySelectorAll(`[data-field]`)) {
        if (one.dataset.field.split(".")[0] === field && one.closest("[data-label]") === place.closest("[data-label]")) one.setAttribute("aria-invalid", "true")
      }
      place.querySelector(":scope > .error").textContent ||= sentence
    }
  }

  #begin(known) {
    this.#draft = new QuestionDraft(known, this.dataset.reserved)
    this.#show()
    this.#internals.setFormValue(JSON.stringify(this.questions))
  }

  // Showing

  #show(focus = "") {
    this.#list.replaceChildren(...this.#draft.questions.map((question, place) => this.#question(question, place)))
    this.querySelector("[data-part=retired]").replaceChildren(
      ...this.#draft.retiredQuestions.map((question) => this.#restoration("restore-question", question)),
    )
    if (focus) this.querySelector(focus)?.focus()
  }

  #question(question, place) {
    const card = this.#made("question")
    Object.assign(card.dataset, { question: place, kind: question.kind })
    fillIn(card, question)
    card.querySelector("[data-part=number]").textContent = place + 1
    showLinks(card, question, place, this.#draft, () => this.#made("condition-label"))
    card.querySelector("[data-part=labels]").append(...question.labels.map((label, at) => this.#label(label, at)))
    for (const part of card.querySelectorAll("[data-kinds]")) part.hidden = !part.dataset.kinds.split(" ").includes(question.kind)
    card.querySelector("[data-part=retired-labels]").append(
      ...this.#draft.retiredLabels(question).map((label) => this.#restoration("restore-label", label)),
    )
    return card
  }

  #label(label, place) {
    const row = this.#made("label")
    Object.assign(row.dataset, { label: place, slot: label.slot })
    fillIn(row, label)
    showDepth(row, label)
    return row
  }

  #restoration(act, { id, name }) {
    const button = this.#made("restoration")
    Object.assign(button.dataset, { act, id })
    button.querySelector("[data-part=name]").textContent = fill(gettext("“%(name)s”"), { name })
    return button
  }

  #made(name) {
    return this.querySelector(`template[data-part="${name}"]`).content.firstElementChild.cloneNode(true)
  }

  // Gestures

  #onInput({ target }) {
    const { question, label } = this.#at(target)
    if (!setField(target, label ?? question, this.#draft.questions)) return
    if (target.dataset.field === "slot") target.closest("[data-label]").dataset.slot = target.value
    if (target.dataset.field === "shown_when") this.#showLinks(target.closest("[data-question]"))
    this.#tell()
  }

  /** What was renamed is named in other questions, too. */
  #onChange({ target }) {
    if (target.dataset.field !== "name") return
    for (const card of this.#list.children) if (!card.contains(target)) this.#showLinks(card)
  }

  #showLinks(card) {
    const place = Number(card.dataset.question)
    showLinks(card, this.#draft.questions[place], place, this.#draft, () => this.#made("condition-label"))
  }

  #onClick({ target }) {
    const button = target.closest("[data-act]")
    if (!button) return
    const { act, id, kind } = button.dataset
    const at = this.#at(button)
    const acts = {
      "add-question": () => this.#afterwards(selector(this.#draft.addQuestion(kind)) + " [data-field=name]"),
      "remove-question": () => this.#do(() => this.#draft.removeQuestion(at.questionPlace), "[data-act=add-question]"),
      "move-question": () => this.#moveQuestion(at.questionPlace, Number(button.value)),
      "restore-question": () => this.#do(() => this.#draft.restoreQuestion(Number(id))),
      "add-label": () => this.#addLabels(at, [""]),
      "remove-label": () => this.#removeLabel(at),
      "indent-label": () => this.#changeLevel(at, Number(button.value), `[data-act=indent-label][value="${button.value}"]`),
      "move-label": () => this.#moveLabel(at, Number(button.value), `[data-act=move-label][value="${button.value}"]`),
      "restore-label": () => this.#do(() => this.#draft.restoreLabel(at.question, Number(id))),
    }
    acts[act]?.()
  }

  #onKey(event) {
    const { target, key, altKey } = event
    if (!target.matches("[data-label] input") || event.isComposing) return
    const at = this.#at(target)
    const by = { ArrowUp: -1, ArrowDown: 1 }[key]
    const level = { ArrowLeft: -1, ArrowRight: 1 }[key]
    if (altKey && by) this.#moveLabel(at, by, `[data-field="${target.dataset.field}"]`)
    else if (altKey && level) this.#changeLevel(at, level, `[data-field="${target.dataset.field}"]`)
    else if (key === "Enter") this.#addLabels(at, [""], at.labelPlace)
    else if (key === "Backspace" && target.dataset.field === "name" && !target.value) this.#removeLabel(at)
    else return
    event.preventDefault()
  }

  /** A list pasted where a label's name goes becomes so many labels. */
  #onPaste(event) {
    if (!event.target.matches("[data-label] [data-field=name]")) return
    const names = namesIn(event.clipboardData.getData("text/plain"))
    if (names.length < 2) return
    event.preventDefault()
    const at = this.#at(event.target)
    const isEmpty = !at.label.name
    if (isEmpty) at.label.name = names.shift()
    this.#addLabels(at, names, at.labelPlace)
  }

  #addLabels({ question, questionPlace }, names, after = null) {
    this.#afterwards(selector(questionPlace, this.#draft.addLabels(question, names, after)) + " [data-field=name]")
  }

  #removeLabel({ question, questionPlace, labelPlace }) {
    this.#draft.removeLabel(question, labelPlace)
    const left = Math.min(Math.max(labelPlace - 1, 0), question.labels.length - 1)
    this.#afterwards(selector(questionPlace, left < 0 ? null : left) + (left < 0 ? " [data-act=add-label]" : " [data-field=name]"))
  }

  #moveLabel({ question, questionPlace, labelPlace }, by, focus) {
    const to = moveBranch(question.labels, labelPlace, by)
    if (to !== null) this.#afterwards(`${selector(questionPlace, to)} ${focus}`)
  }

  /** Below the label above, or one level up. */
  #changeLevel({ question, questionPlace, labelPlace }, by, focus) {
    if (question.kind === "relations") return
    const to = by > 0 ? indent(question.labels, labelPlace) : outdent(question.labels, labelPlace)
    if (to !== null) this.#afterwards(`${selector(questionPlace, to)} ${focus}`)
  }

  #moveQuestion(place, by) {
    if (move(this.#draft.questions, place, by)) this.#afterwards(`${selector(place + by)} [data-act=move-question][value="${by}"]`)
  }

  #do(change, focus = "") {
    change()
    this.#afterwards(focus)
  }

  #afterwards(focus) {
    this.#show(focus)
    this.#tell()
  }

  #tell() {
    const { questions } = this
    this.#internals.setFormValue(JSON.stringify(questions))
    this.dispatchEvent(new CustomEvent("questions", { bubbles: true, detail: { questions } }))
  }

  #at(element) {
    const questionPlace = Number(element.closest("[data-question]")?.dataset.question)
    const labelPlace = Number(element.closest("[data-label]")?.dataset.label)
    const question = this.#draft.questions[questionPlace]
    return { questionPlace, labelPlace, question, label: question?.labels[labelPlace] }
  }

  #place(question, label) {
    return question === null ? null : this.querySelector(selector(question, label))
  }
}

const selector = (question, label = null) => `[data-question="${question}"]${label === null ? "" : ` [data-label="${label}"]`}`

customElements.define("schema-editor", SchemaEditor)
