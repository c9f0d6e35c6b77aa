// <theme-choice><button value="system">…</button><button value="light">…</button><button value="dark">…</button></theme-choice>

class ThemeChoice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button")
      if (button) this.#choose(button.value)
    })
    this.#show()
  }

  #choose(theme) {
    const root = document.documentElement
    if (theme === "system") delete root.dataset.theme
    else root.dataset.theme = theme
    try {
      localStorage.setItem("theme", `${theme} over ${root.dataset.accountTheme}`) // read by theme.js
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    this.#show()
  }

  #show() {
    const current = document.documentElement.dataset.theme ?? "system"
    for (const button of this.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === current))
    }
  }
}

customElements.define("theme-choice", ThemeChoice)
