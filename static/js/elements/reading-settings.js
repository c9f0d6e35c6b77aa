// <reading-settings><dialog>radio buttons named size, width, font, spacing, theme</dialog></reading-settings>: how the text looks.

class ReadingSettings extends HTMLElement {
  #preferences

  connectedCallback() {
    this.addEventListener("change", ({ target }) => this.#preferences.read(target.name, target.value))
  }

  /** @param {import("../preferences.js").Preferences} preferences */
  open(preferences) {
    this.#preferences = preferences
    for (const [name, value] of Object.entries(preferences.reading)) {
      const choice = this.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`)
      if (choice) choice.checked = true
    }
    this.querySelector("dialog").showModal()
  }
}

customElements.define("reading-settings", ReadingSettings)
