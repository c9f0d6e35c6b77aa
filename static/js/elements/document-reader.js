// <document-reader data-source="document-reading"><span-text></span-text></document-reader>
// Links [data-words] beside it lead to what can be made of the words chosen in it.
// Shows a document's text with the spans of one answer at a time; radio buttons named "shown" anywhere on the page choose it.

import "./span-text.js"

class DocumentReader extends HTMLElement {
  #reading
  #text
  #shown = ""

  connectedCallback() {
    this.#reading = JSON.parse(document.getElementById(this.dataset.source).textContent)
    this.#text = this.querySelector("span-text")
    this.#text.show(this.#reading.text, { turns: this.#reading.turns })
    this.#text.addEventListener("pick", (event) => this.#paint(event.detail.id))
    this.#text.addEventListener("stretch", () => this.#offer())
    document.addEventListener("change", this.#onChange)
    this.#shown = document.querySelector("[name=shown]:checked")?.value ?? ""
    this.#paint(null)
  }

  disconnectedCallback() {
    document.removeEventListener("change", this.#onChange)
  }

  #onChange = ({ target }) => {
    if (target.name !== "shown") return
    this.#shown = target.value
    this.#paint(null)
  }

  #offer() {
    if (!this.#text.stretch) return
    const { start, end } = this.#text.stretch
    for (const link of this.querySelectorAll("[data-words]")) {
      link.href = `${link.dataset.words}&marks=${start}-${end}`
      link.hidden = false
    }
  }

  #paint(selected) {
    const { marks, labels } = this.#reading
    this.#text.paint(marks[this.#shown] ?? [], (label) => labels[label], selected)
  }
}

customElements.define("document-reader", DocumentReader)
