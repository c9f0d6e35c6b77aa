// What one question says of another: read into the objects themselves, so that moving or renaming breaks nothing.
// Sent are ids or, for what has none yet, places: {place: 0}. Pure: no DOM.

import { outlined } from "./label-tree.js"

/** @typedef {import("./question-draft.js").Question} Question */

/** Put objects for ids and places, in all of these. @param {object[]} questions as sent @returns {Question[]} */
export function linked(questions) {
  for (const question of questions) link(question, questions)
  return questions
}

/** Put objects for the ids and places in one question. @param {object} question @param {object[]} questions among which it stands */
export function link(question, questions) {
  linkLabels(question)
  if (question.kind === "relations") question.between = named(questions, question.between)
  const asking = question.shown_when && named(questions, question.shown_when.question)
  const labels = asking ? question.shown_when.labels.map((label) => named(asking.labels, label)).filter(Boolean) : []
  question.shown_when = asking ? { question: asking, labels } : null
}

/** The questions as they are sent. @param {Question[]} questions @returns {object[]} */
export function written(questions) {
  return questions.map((question) => {
    const { shown_when: condition, between, ...rest } = question
    const made = { ...rest, labels: question.labels.map((label) => ({ ...label, parent: nameOf(label.parent, question.labels) })) }
    if (question.kind === "relations") made.between = nameOf(between, questions)
    if (condition) {
      const labels = condition.labels.map((label) => nameOf(label, condition.question.labels)).filter(Boolean)
      made.shown_when = { question: nameOf(condition.question, questions), labels }
    }
    return made
  })
}

/** The same questions with ids everywhere, to be looked at: below zero for what is not published. @param {object[]} questions as sent */
export function numbered(questions) {
  let unnamed = 0
  const draft = linked(structuredClone(questions))
  for (const question of draft) {
    question.id ??= --unnamed
    for (const label of question.labels) label.id ??= --unnamed
  }
  return written(draft)
}

/** Let go of what a question or label named that is taken away. @param {Question[]} questions @param {object} gone */
export function forget(questions, gone) {
  for (const question of questions) {
    if (question.between === gone) question.between = null
    if (question.shown_when?.question === gone) question.shown_when = null
    if (question.shown_when) question.shown_when.labels = question.shown_when.labels.filter((label) => label !== gone)
  }
}

function linkLabels(question) {
  const parents = question.labels.map(({ parent }) => named(question.labels, parent))
  question.labels.forEach((label, place) => (label.parent = parents[place]))
  for (const label of question.labels) if (isInCircle(label)) label.parent = null
  question.labels = outlined(question.labels)
}

function isInCircle(label) {
  const seen = new Set()
  for (let above = label.parent; above && !seen.has(above); above = above.parent) {
    if (above === label) return true
    seen.add(above)
  }
  return false
}

const named = (rows, link) =>
  (link === null || link === undefined ? null : rows.find((row, place) => (typeof link === "object" ? place === link.place : row.id === link))) ?? null

const nameOf = (row, rows) => (row && rows.includes(row) ? (row.id ?? { place: rows.indexOf(row) }) : null)
