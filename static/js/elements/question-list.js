// <question-list data-memory="whose work"></question-list>: the questions with all that can be said to them. Shows a sheet; tells what was pressed.

import { element } from "../element.js"
import { fill, gettext } from "../language.js"
import { Memory } from "../memory.js"
import { QuestionGroup } from "../panel/question-group.js"
import { swipeLabels } from "../swipe.js"

/** Events: "act" {name, …}, an act of the workbench with what it is about. */
class QuestionList extends HTMLElement {
  #groups = new Map()
  #memory = new Memory(this.dataset.memory)
  #news = element("p", "visually-hidden")
  #sheet = null

  connectedCallback() {
    this.#news.setAttribute("role", "status")
    this.addEventListener("click", (event) => this.#onClick(event))
    this.addEventListener("focusin", ({ target }) => this.#onFocus(target))
    // A press must not take the focus or the chosen words away from the text.
    this.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault())
  }

  /** Lay out the questions of a schema. @param {import("../sheet.js").Question[]} questions */
  ask(questions) {
    this.#sheet = null
    this.#groups = new Map(questions.map((question) => [question.id, new QuestionGroup(question, this.#memory)]))
    this.toggleAttribute("data-conditions", questions.some(({ shown_when }) => shown_when))
    this.replaceChildren(...[...this.#groups.values()].map((group) => group.element), this.#news)
    this.#offerSwipe(swipeLabels(questions))
  }

  /** Show what has been said. @param {import("../sheet.js").Sheet} sheet @param {import("../desk.js").Held} held what is in hand */
  show(sheet, held) {
    const counts = countsOf(sheet)
    const asked = new Set(sheet.asked().map(({ id }) => id))
    const came = [...this.#groups.values()].filter(({ element, question }) => element.hidden && asked.has(question.id))
    this.#steadily(() => {
      for (const [id, group] of this.#groups) group.element.hidden = !asked.has(id)
    })
    for (const group of this.#groups.values()) group.show(sheet, held, counts)
    if (sheet === this.#sheet) this.#tellOf(came)
    this.#sheet = sheet
  }

  /** Say at a question why the answer cannot be saved, and go there. @param {number} question @param {string} sentence */
  complain(question, sentence) {
    this.#groups.get(question)?.complain(sentence)
    return this.#groups.has(question)
  }

  /** It is this question's turn. @param {number} question */
  enter(question) {
    this.#groups.get(question)?.enter()
  }

  /** Go to what can be said to the question in hand. */
  focusAnswers() {
    const group = this.querySelector(".question[data-active]") ?? this
    group.querySelector("button.label, .step, .answer-text, button")?.focus()
  }

  /** Put the cursor into the field that finds a label: of this question, else of the first that has one. @param {number | null} question */
  find(question) {
    const shown = [...this.#groups.values()].filter((group) => !group.element.hidden)
    const first = shown.filter((group) => group.question.id === question)
    return [...first, ...shown].some((group) => group.find())
  }

  /** Labels used often are found first. @param {number} label */
  remember(label) {
    this.#memory.used(label)
  }

  /** Questions come and go without moving what somebody is about to press: what lies under the pointer stays there. */
  #steadily(act) {
    const anchor = this.querySelector(".question:hover, .question:focus-within") ?? this.querySelector("[data-active]")
    const before = anchor?.getBoundingClientRect().top
    act()
    if (anchor && !anchor.hidden) this.scrollTop += anchor.getBoundingClientRect().top - before
  }

  /** Where a swipe over the text answers, the labels say which way; seen on touch screens. */
  #offerSwipe(labels) {
    if (!labels) return
    const group = this.querySelector(".question")
    group.dataset.swipe = ""
    for (const [way, { id }] of Object.entries(labels)) group.querySelector(`[data-label="${id}"]`).dataset.swipe = way
    const hint = fill(gettext("Or swipe over the text: left for “%(left)s”, right for “%(right)s”."), { left: labels.left.name, right: labels.right.name })
    group.querySelector(".help").after(element("p", "swipe-hint", hint))
  }

  #tellOf(came) {
    const names = came.map(({ question }) => question.name)
    this.#news.textContent = names.length ? fill(gettext("Asked now: %(questions)s"), { questions: names.join(", ") }) : ""
  }

  #onClick({ target }) {
    const pressed = target.closest("button")
    if (!pressed) return
    const question = Number(pressed.closest(".question").dataset.question)
    const act = actOf(pressed.dataset, question)
    if (act) this.#tell(act)
  }

  /** Whoever goes into a question has turned to it. */
  #onFocus(target) {
    const group = target.closest(".question")
    if (group) this.#tell({ name: "turnTo", question: Number(group.dataset.question) })
  }

  #tell(detail) {
    this.dispatchEvent(new CustomEvent("act", { bubbles: true, detail }))
  }
}

/** What pressing a button with these data means. */
function actOf({ label, cannotTell, rating, relation, removeRelation, proposal }, question) {
  if (label) return { name: "choose", label: Number(label) }
  if (rating) return { name: "rate", question, rating: Number(rating) }
  if (cannotTell) return { name: "cannotTell", question }
  if (relation) return { name: "pickRelation", relation }
  if (removeRelation) return { name: "removeRelation", relation: removeRelation }
  return proposal === undefined ? null : { name: "accept" }
}

/** How many marks and relations carry each label; what is only suggested does not count. */
function countsOf(sheet) {
  const counts = new Map()
  for (const { label, suggested } of [...sheet.marks(), ...sheet.relations()]) {
    if (!suggested) counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  return counts
}

customElements.define("question-list", QuestionList)
