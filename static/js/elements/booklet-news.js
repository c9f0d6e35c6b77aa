// <booklet-news><dialog><div></div><button value="read">…</button></dialog></booklet-news>: a rule that changed, to be read before one goes on.

class BookletNews extends HTMLElement {
  #known

  connectedCallback() {
    this.#dialog.addEventListener("close", () => this.#onClose())
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault()) // Esc has not read it
  }

  /**
   * Show a changed rule until it is confirmed.
   * @param {DocumentFragment} rule
   * @param {{confirm: (receipt: string) => Promise<void>, shown: () => void, done: () => void}} known
   */
  show(rule, known) {
    if (this.#dialog.open) return
    this.#known = known
    this.querySelector("[data-news]").replaceChildren(rule)
    known.shown()
    this.#dialog.showModal()
  }

  get #dialog() {
    return this.querySelector("dialog")
  }

  async #onClose() {
    const { receipt } = this.querySelector("[data-receipt]").dataset
    this.#known.done()
    await this.#known.confirm(receipt)
  }
}

customElements.define("booklet-news", BookletNews)
