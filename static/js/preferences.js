// How somebody has the workbench: shown at once, kept on the account.

const ASPECTS = ["size", "width", "font", "spacing"]
const HERE = "workbench-keys"

export class Preferences {
  #bench
  #user
  #send
  #lost

  /** @param {{bench: HTMLElement, user: {theme: string, workbench: object}, send: (body: object) => Promise<unknown>, lost: () => void}} known */
  constructor({ bench, user, send, lost }) {
    this.#bench = bench
    this.#user = user
    this.#send = send
    this.#lost = lost
    this.#show()
    bench.dataset.keys = this.#singleKeys() ? "on" : "off"
  }

  /** @returns {Record<string, string>} */
  get keys() {
    return this.#user.workbench.keys ?? {}
  }

  /** @returns {Record<string, string>} the look of the text, and the theme */
  get reading() {
    return { size: "normal", width: "normal", font: "serif", spacing: "normal", ...this.#user.workbench.reading, theme: this.#user.theme }
  }

  /** @param {string} name @param {string} value */
  read(name, value) {
    if (name === "theme") return this.#wear(value)
    this.keep({ reading: { ...this.#user.workbench.reading, [name]: value } })
    this.#show()
  }

  /** Do single keys work? Kept in this browser too, so that a page opened at once knows it. @param {boolean} isOn */
  switchKeys(isOn) {
    const over = this.#user.workbench.single_keys ?? true
    this.#bench.dataset.keys = isOn ? "on" : "off"
    try {
      localStorage.setItem(HERE, `${isOn} over ${over}`)
    } catch {
      // Without storage the account alone knows.
    }
    this.keep({ single_keys: isOn })
  }

  /** @param {object} said */
  keep(said) {
    Object.assign(this.#user.workbench, said)
    this.#send(said).catch(this.#lost)
  }

  #singleKeys() {
    const account = this.#user.workbench.single_keys ?? true
    try {
      const [value, over] = (localStorage.getItem(HERE) ?? "").split(" over ")
      return over === String(account) ? value === "true" : account
    } catch {
      return account
    }
  }

  #show() {
    for (const name of ASPECTS) this.#bench.dataset[`read${name[0].toUpperCase()}${name.slice(1)}`] = this.reading[name]
  }

  #wear(theme) {
    const { dataset } = document.documentElement
    if (theme === "system") delete dataset.theme
    else dataset.theme = theme
    this.#user.theme = dataset.accountTheme = theme
    try {
      localStorage.removeItem("theme") // set by the menu, it would go before the account's
    } catch {
      // Without storage there is nothing to forget.
    }
    this.#send({ theme }).catch(this.#lost)
  }
}
