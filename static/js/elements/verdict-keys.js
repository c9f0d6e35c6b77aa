// <verdict-keys><form><button data-key="r">Right</button>…</form></verdict-keys>: a key presses its button.
class VerdictKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this)
  }

  handleEvent(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
    const button = this.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`)
    if (button) button.click()
  }
}

customElements.define("verdict-keys", VerdictKeys)
