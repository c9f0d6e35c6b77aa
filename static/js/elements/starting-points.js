// <starting-points data-boot="id of its JSON"><input type="radio" value="both">…</starting-points>: fills the editor with a shape of questions.

class StartingPoints extends HTMLElement {
  #known = JSON.parse(document.getElementById(this.dataset.boot).textContent)
  #current = [...this.querySelectorAll("input")].find((input) => input.defaultChecked)?.value

  connectedCallback() {
    this.addEventListener("change", ({ target }) => this.#choose(target.value))
    const early = this.querySelector("input:checked")?.value // chosen before this script was here
    if (early && early !== this.#current) customElements.whenDefined("schema-editor").then(() => this.#choose(early))
  }

  /** What was written under another starting point is there again when one comes back to it. */
  #choose(slug) {
    const editor = document.querySelector("schema-editor")
    if (this.#current) this.#known[this.#current] = structuredClone(editor.questions)
    this.#current = slug
    editor.open({ questions: this.#known[slug] })
  }
}

customElements.define("starting-points", StartingPoints)
