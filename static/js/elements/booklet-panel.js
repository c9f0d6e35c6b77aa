// <booklet-panel hidden></booklet-panel>: the booklet beside the text. The pages come from the server as they are there.

import { gettext } from "../language.js"

class BookletPanel extends HTMLElement {
  #url
  #part
  #say
  #document

  connectedCallback() {
    this.addEventListener("click", (event) => this.#onClick(event))
  }

  /**
   * @param {{url: string, part: (url: string) => Promise<DocumentFragment | null>,
   *          say: (sentence: string, isRefusal?: boolean) => void}} known where its pages are, how to fetch one, how to tell a sentence
   */
  use({ url, part, say }) {
    this.#url = url
    this.#part = part
    this.#say = say
  }

  /**
   * Open at a label's page, or at the list of all, with what was asked before about texts like this; shut when it is open.
   * @param {number | null} label @param {number | null} document
   */
  toggle(label, document) {
    if (!this.hidden) return this.#shut()
    this.hidden = false
    this.#document = document
    return this.#load({ label })
  }

  #shut() {
    this.hidden = true
    this.closest("work-bench").querySelector("span-text").focus({ preventScroll: true })
  }

  async #load(about) {
    const named = Object.entries({ ...about, document: this.#document }).filter(([, value]) => value)
    const found = await this.#part(`${this.#url}?${new URLSearchParams(named)}`).catch(() => null)
    if (!found) return this.#say(gettext("The booklet could not be loaded. Try again when the server can be reached."), true)
    const shut = document.createElement("button")
    shut.type = "button"
    shut.className = "button"
    shut.dataset.kind = "quiet"
    shut.dataset.act = "booklet"
    shut.textContent = gettext("Close the booklet")
    this.replaceChildren(shut, found)
    this.scrollTop = 0
  }

  /** A page's name, or a link from one page to another, leads on inside the panel. */
  #onClick(event) {
    const button = event.target.closest("[data-booklet-page]")
    const link = event.target.closest("a:not([target])")
    const linked = link?.pathname.match(/\/booklet\/pages\/(\d+)\/$/)
    if (link && !linked) Object.assign(link, { target: "_blank", rel: "noopener" }) // the work stays where it is
    if (!button && !linked) return
    event.preventDefault()
    const page = button ? button.dataset.bookletPage : linked[1]
    this.#load({ page })
  }
}

customElements.define("booklet-panel", BookletPanel)
