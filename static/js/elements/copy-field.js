// <copy-field><input readonly value="…"><button type="button">Copy</button><span role="status" data-said="Copied."></span></copy-field>

class CopyField extends HTMLElement {
  connectedCallback() {
    this.querySelector("input").addEventListener("focus", (event) => event.target.select())
    this.querySelector("button").addEventListener("click", () => this.#copy())
  }

  async #copy() {
    const input = this.querySelector("input")
    try {
      await navigator.clipboard.writeText(input.value)
    } catch {
      input.focus() // over plain http browsers keep the clipboard shut: the older way copies what is selected
      if (!document.execCommand("copy")) return
    }
    const said = this.querySelector("[role=status]")
    said.textContent = said.dataset.said
  }
}

customElements.define("copy-field", CopyField)
