// <theme-field><select name="theme">…</select></theme-field>: shows the chosen theme at once.

class ThemeField extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.#show(event.target.value))
    this.closest("form").addEventListener("submit", () => this.#forgetThisBrowsersChoice())
  }

  #show(theme) {
    if (theme === "system") delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }

  #forgetThisBrowsersChoice() {
    try {
      localStorage.removeItem("theme") // set by the menu, it would go before the account's
    } catch {
      // Without storage there is nothing to forget.
    }
  }
}

customElements.define("theme-field", ThemeField)
