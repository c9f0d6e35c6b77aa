// The fields of a question or label that is being written, and the values in it.

import { fill, gettext } from "./language.js"
import { depthOf } from "./label-tree.js"

const DEEPEST = 6 // levels that are drawn apart

const number = (text) => (text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text))
const asItIs = (text) => text
const READ = { slot: number, longest: number, "scale.least": number, "scale.most": number, key: (text) => text.toLowerCase() }

/** Put the values of a question or label into its own fields, not into those of the rows inside. */
export function fillIn(part, values) {
  for (const field of part.querySelectorAll("[data-field]")) {
    const value = field.dataset.field.split(".").reduce((inner, name) => inner?.[name], values)
    if (field.type === "checkbox") field.checked = value
    else if (value !== undefined && typeof value !== "object") field.value = value
  }
}

/**
 * Take over what somebody put into a field; false if it is no field of ours.
 * @param {HTMLElement} field @param {object} values the question or label it belongs to
 * @param {import("./question-draft.js").Question[]} questions
 */
export function setField(field, values, questions) {
  const { field: name, condition } = field.dataset
  if (condition !== undefined) setCondition(values.shown_when, Number(condition), field.checked)
  else if (name === "between") values.between = questions[field.value] ?? null
  else if (name === "shown_when") values.shown_when = field.value === "" ? null : { question: questions[field.value], labels: [] }
  else if (name) setValue(values, name, field.type === "checkbox" ? field.checked : (READ[name] ?? asItIs)(field.value))
  else return false
  return true
}

function setValue(values, name, value) {
  const path = name.split(".")
  const last = path.pop()
  path.reduce((inner, step) => inner[step], values)[last] = value
}

/** The labels stay in the order of their question. */
function setCondition(condition, place, isWished) {
  const wished = new Set(condition.labels)
  if (isWished) wished.add(condition.question.labels[place])
  else wished.delete(condition.question.labels[place])
  condition.labels = condition.question.labels.filter((label) => wished.has(label))
}

/**
 * Show which other questions this one may name, and which it does.
 * @param {HTMLElement} card @param {import("./question-draft.js").Question} question @param {number} place
 * @param {import("./question-draft.js").QuestionDraft} draft @param {() => HTMLElement} made a box to tick for a label
 */
export function showLinks(card, question, place, draft, made) {
  const words = draft.questions.filter(({ kind }) => kind === "spans")
  choices(card.querySelector("[data-field=between]"), gettext("choose a question"), words, question.between, draft, (name) => `“${name}”`)
  const earlier = draft.choosing(place)
  const asking = question.shown_when?.question
  if (asking && !earlier.includes(asking)) earlier.push(asking) // moved above it: the server says what to do
  choices(card.querySelector("[data-field=shown_when]"), gettext("always"), earlier, asking, draft, (name) => fill(gettext("only after certain answers to “%(name)s”"), { name }))
  card.querySelector("[data-part=condition]").hidden = earlier.length === 0
  const labels = card.querySelector("[data-part=condition-labels]")
  labels.hidden = !asking
  labels.replaceChildren(...(asking?.labels ?? []).map((label, at) => box(made(), label, at, question.shown_when.labels.includes(label))))
}

function choices(select, nothing, questions, chosen, draft, wording) {
  const options = questions.map((question) => new Option(wording(question.name || "…"), draft.questions.indexOf(question)))
  select.replaceChildren(new Option(nothing, ""), ...options)
  select.value = chosen ? draft.questions.indexOf(chosen) : ""
}

function box(made, label, place, isChosen) {
  made.dataset.slot = label.slot
  const input = made.querySelector("input")
  input.dataset.condition = place
  input.checked = isChosen
  made.querySelector("[data-part=name]").textContent = label.name || "…"
  return made
}

/** Draw a label below the one it stands below, and say so. @param {HTMLElement} row @param {import("./question-draft.js").Label} label */
export function showDepth(row, label) {
  row.dataset.depth = Math.min(depthOf(label), DEEPEST)
  if (!label.parent) return
  row.querySelector("[data-field=name]").title = fill(gettext("Below “%(name)s”"), { name: label.parent.name || "…" })
}
