// <document-reader data-source="document-reading"><span-text></span-text></document-reader>
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

  #paint(selected) {
    const { marks, labels } = this.#reading
    this.#text.paint(marks[this.#shown] ?? [], (label) => labels[label], selected)
  }
}

customElements.define("document-reader", DocumentReader)
