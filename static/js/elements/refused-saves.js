// <refused-saves></refused-saves>: saves the server did not take, each with both versions, until somebody decides.

import { fill, gettext } from "../language.js"
import { newKey } from "../outbox.js"

/** What the annotator can set right in the answer. All else may only be tried again, when whoever is asked has changed it. */
const MENDED_BY_HAND = new Set(["schema", "invalid", "key_reused"])

/** Events: "reopen" {letter}: the annotator wants to go on working on it. */
class RefusedSaves extends HTMLElement {
  #outbox
  #wording

  /**
   * @param {import("../outbox.js").Outbox} outbox
   * @param {(responses: object[]) => string} wording an answer in words
   */
  watch(outbox, wording) {
    this.#outbox = outbox
    this.#wording = wording
    outbox.addEventListener("change", () => this.#show())
    this.#show()
  }

  #show() {
    const keys = this.#outbox.refused.map(({ key }) => key)
    if (keys.join() === [...this.children].map((notice) => notice.dataset.key).join()) return
    this.replaceChildren(...this.#outbox.refused.map((letter) => this.#notice(letter)))
  }

  #notice(letter) {
    const notice = document.createElement("div")
    notice.className = "notice"
    Object.assign(notice.dataset, { kind: "error", key: letter.key })
    notice.setAttribute("role", "alert")
    const body = document.createElement("div")
    body.className = "body"
    const title = document.createElement("strong")
    title.textContent = fill(gettext("Not saved: “%(excerpt)s”"), { excerpt: letter.excerpt })
    const actions = document.createElement("div")
    actions.className = "row"
    actions.append(...this.#actions(letter))
    body.append(title, paragraph(letter.refusal.error), ...this.#versions(letter), actions)
    notice.append(body)
    return notice
  }

  #versions({ body, refusal }) {
    const versions = []
    if (body.text) versions.push(paragraph(fill(gettext("Your question: %(text)s"), body)))
    else if (body.responses) versions.push(paragraph(fill(gettext("Yours: %(answer)s"), { answer: this.#wording(body.responses) })))
    const current = refusal.body.current
    if (current) versions.push(paragraph(fill(gettext("Saved: %(answer)s"), { answer: this.#wording(current.responses) })))
    return versions
  }

  #actions(letter) {
    const { kind, body } = letter.refusal
    const actions = []
    if (kind === "stale") {
      const changes = { replaces: body.current?.key ?? null }
      actions.push(this.#button(gettext("Save mine instead"), () => this.#resend(letter, changes)))
    } else if (letter.kind === "annotation" && MENDED_BY_HAND.has(kind)) {
      actions.push(this.#button(gettext("Open it again"), () => this.#reopen(letter)))
    } else if (kind !== "erased") {
      actions.push(this.#button(gettext("Try again"), () => this.#resend(letter, {})))
    }
    const keep = kind === "stale" ? gettext("Keep the saved one") : gettext("Discard mine")
    return [...actions, this.#button(keep, () => this.#outbox.settle(letter))]
  }

  #resend(letter, changes) {
    return this.#outbox.resend(letter, { ...changes, key: newKey() })
  }

  #reopen(letter) {
    this.dispatchEvent(new CustomEvent("reopen", { bubbles: true, detail: { letter } }))
  }

  #button(text, act) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button"
    button.textContent = text
    button.addEventListener("click", act, { once: true })
    return button
  }
}

function paragraph(text) {
  const made = document.createElement("p")
  made.textContent = text
  return made
}

customElements.define("refused-saves", RefusedSaves)
