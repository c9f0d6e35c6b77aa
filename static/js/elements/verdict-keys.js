// <verdict-keys><form><button data-key="r">Right</button>…</form></verdict-keys>: a key presses its button, or goes to its field.
class VerdictKeys extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this)
  }

  handleEvent(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
    if (event.target.closest?.("input:not([type='radio']), textarea, select")) return // there a key is a letter
    const pressed = this.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)
    if (!pressed) return
    event.preventDefault() // the letter is not for the field it leads to
    pressed.click()
  }
}

customElements.define("verdict-keys", VerdictKeys)
