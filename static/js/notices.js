// Notices: dismissed by their button; a request of htmx that failed adds one, so that no failure is silent.

import { fill, gettext } from "./language.js"

document.addEventListener("click", (event) => {
  if (event.target.matches?.(".notice .dismiss")) event.target.closest(".notice").remove()
})

document.addEventListener("htmx:sendError", () => {
  say(gettext("The server could not be reached. Nothing was changed. Check the connection and try again."))
})

document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr
  if (status === 401) say(gettext("You are signed out. Sign in again in another tab, then try once more."))
  else if (status === 403) say(plain(responseText) ?? gettext("You may not do this here. A project owner can give you the role it needs."))
  else say(plain(responseText) ?? fill(gettext("The server answered with an error (%(status)s). Nothing was changed; try again."), { status }))
})

/** Add a sentence to the page's notices. @param {string} sentence @param {"error"|"info"|"success"|"warning"} kind */
export function say(sentence, kind = "error") {
  const notice = document.createElement("div")
  notice.className = "notice"
  notice.dataset.kind = kind
  const body = document.createElement("div")
  body.className = "body"
  body.textContent = sentence
  const dismiss = document.createElement("button")
  dismiss.type = "button"
  dismiss.className = "dismiss"
  dismiss.setAttribute("aria-label", gettext("Dismiss"))
  dismiss.textContent = "×"
  notice.append(body, dismiss)
  document.getElementById("notices")?.append(notice)
}

/** A short answer in plain words may be shown as it is; a page may not. */
function plain(text) {
  return text && text.length < 400 && !text.trimStart().startsWith("<") ? text : null
}
