// <ask-dialog><dialog>…</dialog></ask-dialog>: a question to the supervisors about the document, a passage of it or a label.

/** Events: "ask" {text, label, start, end} when a question was written. */
class AskDialog extends HTMLElement {
  #topic = {}

  connectedCallback() {
    this.#dialog.addEventListener("close", () => this.#onClose())
  }

  /**
   * @param {{start?: number, end?: number, quote?: string, label: number | null}} topic what it is about
   * @param {import("../sheet.js").Question[]} questions whose labels it may be about
   */
  open(topic, questions) {
    this.#topic = topic
    const passage = this.querySelector("blockquote")
    passage.hidden = topic.start === undefined
    passage.textContent = topic.quote ?? ""
    this.#offer(questions)
    this.#select.value = topic.label ?? ""
    this.#dialog.showModal()
    this.#field.focus()
  }

  get #dialog() {
    return this.querySelector("dialog")
  }

  get #field() {
    return this.querySelector("textarea")
  }

  get #select() {
    return this.querySelector("select")
  }

  /** All labels below the first choice, by their questions. */
  #offer(questions) {
    const groups = questions.filter(({ labels }) => labels?.length).map(({ name, labels }) => {
      const group = document.createElement("optgroup")
      group.label = name
      group.append(...labels.map(({ id, name: label }) => new Option(label, id)))
      return group
    })
    this.#select.replaceChildren(this.#select.options[0], ...groups)
  }

  #onClose() {
    const text = this.#field.value.trim()
    const { start = null, end = null } = this.#topic
    const detail = { text, label: Number(this.#select.value) || null, start, end }
    if (this.#dialog.returnValue === "send" && text) {
      this.dispatchEvent(new CustomEvent("ask", { bubbles: true, detail }))
      this.#field.value = ""
    }
    this.#dialog.returnValue = ""
  }
}

customElements.define("ask-dialog", AskDialog)
