// <booklet-news><dialog><div></div><button value="read">…</button></dialog></booklet-news>: a rule that changed, to be read before one goes on.

import { fragment } from "../fragments.js"

class BookletNews extends HTMLElement {
  #known

  connectedCallback() {
    this.#dialog.addEventListener("close", () => this.#onClose())
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault()) // Esc has not read it
  }

  /**
   * Is there a changed rule to show? Shown one after the other, each until it is confirmed.
   * @param {{url: string, server: import("../server.js").Server, shown: () => void, done: () => void}} known
   */
  async look(known) {
    this.#known = known
    if (this.#dialog.open) return
    const found = await fragment(known.url).catch(() => null)
    if (!found?.firstElementChild) return
    this.querySelector("[data-news]").replaceChildren(found)
    known.shown()
    this.#dialog.showModal()
  }

  get #dialog() {
    return this.querySelector("dialog")
  }

  async #onClose() {
    const { receipt } = this.querySelector("[data-receipt]").dataset
    this.#known.done()
    await this.#known.server.send("POST", receipt, {}).catch(() => {}) // unconfirmed, it comes again
    this.look(this.#known)
  }
}

customElements.define("booklet-news", BookletNews)
