// Who speaks, and when: a button in the margin. Its words are generated content, for they are no part of the text.

import { fill, gettext } from "./language.js"

/** @param {import("./turns.js").Turn} turn @returns {HTMLButtonElement} */
export function turnHead(turn) {
  const head = document.createElement("button")
  head.type = "button"
  head.className = "turn-head"
  head.tabIndex = -1
  Object.assign(head.dataset, { speaker: turn.speaker, start: turn.start, end: turn.end })
  if (turn.time) head.dataset.time = turn.time
  head.setAttribute("aria-label", fill(gettext("Choose the whole turn of %(speaker)s"), { speaker: [turn.speaker, turn.time].filter(Boolean).join(", ") }))
  return head
}
