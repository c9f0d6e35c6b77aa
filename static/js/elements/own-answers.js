// <own-answers><dialog>…<ol></ol><button data-act="more">…</dialog></own-answers>: one's own earlier answers, to open and change any.

import { gettext } from "../language.js"

/** Events: "open" {id} when a document was chosen. */
class OwnAnswers extends HTMLElement {
  #fetch
  #wording
  #cursor = ""

  connectedCallback() {
    this.addEventListener("click", (event) => this.#onClick(event))
  }

  /**
   * @param {(before: string) => Promise<{answers: object[], next: string | null}>} fetch a page of answers
   * @param {(summary: object[]) => string} wording what was answered, in words
   */
  use(fetch, wording) {
    this.#fetch = fetch
    this.#wording = wording
  }

  /** Show the newest answers. */
  async open() {
    this.#dialog.showModal()
    this.#list.replaceChildren()
    this.#cursor = ""
    await this.#more()
  }

  get #dialog() {
    return this.querySelector("dialog")
  }

  get #list() {
    return this.querySelector("dialog > ol")
  }

  async #more() {
    const message = this.querySelector("dialog > .message")
    message.textContent = gettext("Loading…")
    try {
      const page = await this.#fetch(this.#cursor)
      this.#list.append(...page.answers.map((answer) => this.#line(answer)))
      this.#cursor = page.next ?? ""
      message.textContent = this.#list.children.length ? "" : gettext("You have answered nothing yet.")
    } catch {
      message.textContent = gettext("The server could not be reached. Close this and try again in a moment.")
    }
    this.querySelector("[data-act='more']").hidden = !this.#cursor
  }

  #line({ document: id, excerpt, saved_at, state, extra, summary }) {
    const line = document.createElement("li")
    const button = document.createElement("button")
    button.type = "button"
    button.dataset.document = id
    button.append(part("excerpt", excerpt), part("summary", this.#wording(summary)), part("when", `${whenOf(saved_at)}${stateWords(state)}${extra ? ` · ${gettext("kept as extra")}` : ""}`))
    line.append(button)
    return line
  }

  #onClick(event) {
    const button = event.target.closest("button")
    if (button?.dataset.act === "more") this.#more()
    if (!button?.dataset.document) return
    this.#dialog.close()
    this.dispatchEvent(new CustomEvent("open", { bubbles: true, detail: { id: Number(button.dataset.document) } }))
  }
}

const part = (className, text) => Object.assign(document.createElement("span"), { className, textContent: text })

const whenOf = (moment) =>
  new Date(moment).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" })

const stateWords = (state) =>
  ({ returned: ` · ${gettext("returned to you")}`, withdrawn: ` · ${gettext("withdrawn")}`, skipped: ` · ${gettext("skipped")}` })[state] ?? ""

customElements.define("own-answers", OwnAnswers)
