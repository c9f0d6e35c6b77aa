// One question in the panel: its wording, what can be said, "cannot tell", and what keeps it from being saved.

import { button, element } from "../element.js"
import { fill, gettext } from "../language.js"
import { isCompleteWhenEmpty } from "../questions.js"
import { LabelButtons } from "./label-buttons.js"
import { RatingScale } from "./rating-scale.js"
import { RelationLines } from "./relation-lines.js"
import { TextAnswer } from "./text-answer.js"

const BODIES = { rating: RatingScale, relations: RelationLines, text: TextAnswer }

export class QuestionGroup {
  element = element("fieldset", "question")
  #question
  #body
  #cannotTell = null
  #origin = element("p", "origin")
  #error = element("p", "error")

  /** @param {import("../questions.js").Question} question @param {import("../memory.js").Memory} memory */
  constructor(question, memory) {
    this.#question = question
    this.#body = new (BODIES[question.kind] ?? LabelButtons)(question, memory)
    this.#error.setAttribute("role", "alert")
    Object.assign(this.element.dataset, { kind: question.kind, question: question.id })
    this.element.append(element("legend", "name", question.name), element("p", "help", helpOf(question)), ...this.#body.parts)
    if (!isCompleteWhenEmpty(question)) this.#offerCannotTell()
    this.element.append(this.#origin, this.#error)
  }

  get question() {
    return this.#question
  }

  /** @param {import("../sheet.js").Sheet} sheet @param {import("../desk.js").Held} held @param {Map<number, number>} counts */
  show(sheet, held, counts) {
    this.#body.show(sheet, held, counts)
    this.#cannotTell?.setAttribute("aria-pressed", String(sheet.cannotTell(this.#question.id)))
    this.#origin.textContent = wordingOf(sheet.origin(this.#question))
    this.#error.textContent = ""
    this.element.toggleAttribute("data-active", held.active === this.#question.id)
  }

  /** Say why the answer cannot be saved, and go there. @param {string} sentence */
  complain(sentence) {
    this.#error.textContent = sentence
    if (this.#body.write) this.#body.write()
    else this.element.querySelector("button.label, .step, button")?.focus()
    this.element.scrollIntoView({ block: "nearest" })
  }

  /** Come into sight; a question to be answered in writing takes the cursor. */
  enter() {
    this.element.scrollIntoView({ block: "nearest" })
    this.#body.write?.()
  }

  /** Put the cursor into the field that finds a label. @returns {boolean} is there one? */
  find() {
    return this.#body.find?.() ?? false
  }

  #offerCannotTell() {
    this.#cannotTell = button("cannot-tell", gettext("Cannot tell"), { cannotTell: this.#question.id })
    const labels = this.element.querySelector(".labels:not([data-many], [data-tree])")
    ;(labels ?? this.element).append(this.#cannotTell)
  }
}

function helpOf(question) {
  const kind = {
    choice: gettext("One label."),
    choices: gettext("Any number of labels."),
    spans: gettext("Choose words, then a label; or a label first, then words."),
    relations: gettext("Pick a span, press Relate, pick another, then a label."),
    text: gettext("In your words."),
    rating: gettext("One step of the scale."),
  }[question.kind]
  const need = question.required && !isCompleteWhenEmpty(question) ? gettext("Needs an answer.") : ""
  return fill("%(help)s %(kind)s %(need)s", { help: question.help ?? "", kind, need }).trim()
}

/** Who suggests what a returned answer could say now, and how sure that is. @param {{source: string, score: number | null} | undefined} origin */
function wordingOf(origin) {
  if (!origin) return ""
  const { source, score } = origin
  const ours = { rules: gettext("Suggested by the rules"), model: gettext("Suggested by the model") }
  const who = ours[source] ?? fill(gettext("Suggested by “%(source)s”"), { source })
  return score === null ? who : `${who}, ${score.toLocaleString(document.documentElement.lang, { style: "percent" })}`
}
