// <key-map><dialog><ul></ul><p role="status"></p><button data-go="reset">…</dialog></key-map>: every command with its key, to change.

import { fill, gettext } from "../language.js"
import { COMMANDS } from "../keys.js"

class KeyMap extends HTMLElement {
  #keys
  #labelOf
  #use
  #waiting = null

  connectedCallback() {
    this.addEventListener("click", ({ target }) => this.#onClick(target.closest("button")))
    this.addEventListener("keydown", (event) => this.#onKey(event))
    this.querySelector("dialog").addEventListener("close", () => (this.#waiting = null))
  }

  /**
   * @param {{keys: import("../keys.js").Keys, labelOf: (key: string) => string | undefined, use: (own: Record<string, string>) => void}} known
   *        `labelOf` names the label a key chooses, `use` takes the keys somebody chose
   */
  open({ keys, labelOf, use }) {
    this.#keys = keys
    this.#labelOf = labelOf
    this.#use = use
    this.#show()
    this.#say("")
    this.querySelector("dialog").showModal()
  }

  #onClick(button) {
    if (button?.dataset.command) this.#wait(button.dataset.command)
    if (button?.dataset.go === "reset") this.#take({}, gettext("Every command has its first key again."))
  }

  #wait(command) {
    this.#waiting = command
    this.#show()
    this.#say(fill(gettext("Press the new key for “%(command)s”. Esc leaves it as it is."), { command: COMMANDS[command].title }))
  }

  /** Tab goes on through the dialog; a key that only goes with others waits for them. */
  #onKey(event) {
    if (!this.#waiting || event.key === "Tab" || ["Shift", "Control", "Alt", "AltGraph", "Meta"].includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === "Escape") return this.#take(this.#keys.own, "")
    const command = this.#waiting
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const refusal = this.#keys.refusal(command, key, this.#labelOf(key))
    if (refusal) return this.#say(refusal, true)
    const own = this.#keys.with(command, key)
    this.#take(own, gettext("Changed."))
  }

  #take(own, sentence) {
    const command = this.#waiting
    this.#waiting = null
    this.#use(own)
    this.#show()
    this.#say(sentence)
    this.querySelector(`[data-command="${command}"]`)?.focus()
  }

  #say(sentence, isRefusal = false) {
    const voice = this.querySelector("[role='status']")
    voice.textContent = sentence
    voice.toggleAttribute("data-refusal", isRefusal)
  }

  #show() {
    const focused = document.activeElement?.dataset?.command
    this.querySelector("ul").replaceChildren(...Object.entries(COMMANDS).filter(([name]) => isThere(name)).map(([name, { title }]) => this.#row(name, title)))
    this.querySelector(`[data-command="${focused}"]`)?.focus()
  }

  #row(name, title) {
    const button = element("button", "button")
    button.type = "button"
    button.dataset.command = name
    const isWaiting = name === this.#waiting
    button.setAttribute("aria-label", fill(gettext("%(command)s: %(key)s. Change"), { command: title, key: this.#keys.shown(name) }))
    button.append(isWaiting ? gettext("Press a key…") : element("kbd", "key", this.#keys.shown(name)))
    button.toggleAttribute("data-waiting", isWaiting)
    const row = element("li", "")
    row.append(element("span", "", title), button)
    return row
  }
}

/** Not everybody is offered to make something of words. */
function isThere(command) {
  return !["words", "example"].includes(command) || document.querySelector(`[data-act='${command}']`) !== null
}

function element(name, className, text = "") {
  const made = document.createElement(name)
  made.className = className
  made.textContent = text
  return made
}

customElements.define("key-map", KeyMap)
