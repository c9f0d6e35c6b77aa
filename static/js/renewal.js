// The questions were changed while somebody was answering them: what of the work stays, in a sentence. Pure.

import { fill, gettext } from "./language.js"

/**
 * @param {import("./sheet.js").Question[]} before @param {import("./sheet.js").Question[]} now
 * @param {import("./sheet.js").Response[]} responses what had been said to the questions before
 * @returns {string}
 */
export function renewalSentence(before, now, responses) {
  const gone = namesOf(lost(before, now, responses))
  const added = namesOf(now.filter(({ id }) => !before.some((question) => question.id === id)))
  const parts = [gettext("The questions have been changed meanwhile.")]
  if (gone) parts.push(fill(gettext("No longer there: %(names)s. The rest of what you said is kept."), { names: gone }))
  else parts.push(gettext("All you said here is kept."))
  if (added) parts.push(fill(gettext("New: %(names)s."), { names: added }))
  return parts.join(" ")
}

/** The labels and questions that had an answer and are gone. */
function lost(before, now, responses) {
  const labels = new Set(now.flatMap((question) => question.labels ?? []).map(({ id }) => id))
  const questions = new Set(now.map(({ id }) => id))
  return responses.flatMap((response) => {
    const question = before.find(({ id }) => id === response.question)
    if (!question || !hasContent(response)) return []
    if (!questions.has(question.id)) return [question]
    return (question.labels ?? []).filter(({ id }) => usedBy(response).has(id) && !labels.has(id))
  })
}

const usedBy = ({ labels = [], spans = [], relations = [] }) => new Set([...labels, ...[...spans, ...relations].map(({ label }) => label)])

const hasContent = (response) => usedBy(response).size > 0 || Boolean(response.text) || typeof response.rating === "number"

const namesOf = (rows) => [...new Set(rows.map(({ name }) => fill(gettext("“%(name)s”"), { name })))].join(", ")
