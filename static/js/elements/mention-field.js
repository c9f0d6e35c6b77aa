// <mention-field data-url="…" data-label="Members"><textarea></textarea></mention-field>
// Offers the members whose name begins as what is typed after an @. The cursor stays in the text.

import { element } from "../element.js"

const BEGUN = /(?:^|[^\w@.])@([\w.+-]*)$/u // as annotate/services/notifications.py finds names
const PAUSE_MS = 120

let count = 0

class MentionField extends HTMLElement {
  #options = element("ul", "mention-options")
  #asked = null // what is being asked for, to be given up when more is typed
  #timer = 0
  #at = 0

  connectedCallback() {
    if (this.#options.id) return
    this.#options.id = `mention-options-${++count}`
    this.#options.setAttribute("role", "listbox")
    this.#options.setAttribute("aria-label", this.dataset.label)
    this.#options.hidden = true
    this.append(this.#options)
    this.#field.setAttribute("aria-autocomplete", "list")
    this.#field.setAttribute("aria-controls", this.#options.id)
    this.#field.addEventListener("input", () => this.#wait())
    this.#field.addEventListener("keydown", (event) => this.#onKey(event))
    this.#field.addEventListener("blur", () => this.#close())
    this.#options.addEventListener("mousedown", (event) => event.preventDefault()) // the cursor stays in the text
    this.#options.addEventListener("click", ({ target }) => this.#take(target.closest("[role=option]")))
  }

  get #field() {
    return this.querySelector("textarea")
  }

  /** What is typed after the @ before the cursor; undefined where there is none. */
  get #begun() {
    const { value, selectionStart } = this.#field
    return BEGUN.exec(value.slice(0, selectionStart))?.[1]
  }

  #wait() {
    clearTimeout(this.#timer)
    this.#asked?.abort()
    const begun = this.#begun
    if (begun === undefined) return this.#close()
    this.#timer = setTimeout(() => this.#offer(begun), PAUSE_MS)
  }

  async #offer(begun) {
    this.#asked = new AbortController()
    try {
      const answer = await fetch(`${this.dataset.url}?${new URLSearchParams({ q: begun })}`, { signal: this.#asked.signal })
      if (answer.ok) this.#show((await answer.json()).people)
    } catch (error) {
      if (error.name !== "AbortError") this.#close() // no network: a name can be typed in full
    }
  }

  #show(people) {
    this.#options.replaceChildren(...people.map((person, place) => this.#option(person, place)))
    this.#options.hidden = !people.length || document.activeElement !== this.#field
    this.#at = 0
    this.#mark()
  }

  #option({ username, name }, place) {
    const option = element("li")
    option.id = `${this.#options.id}-${place}`
    option.setAttribute("role", "option")
    option.dataset.username = username
    option.append(element("span", "", name || username), element("span", "soft small", `@${username}`))
    return option
  }

  #onKey(event) {
    if (this.#options.hidden || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    const take = () => this.#take(this.#options.children[this.#at])
    const act = { ArrowDown: () => this.#move(1), ArrowUp: () => this.#move(-1), Enter: take, Tab: take, Escape: () => this.#close() }[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }

  #move(by) {
    const last = this.#options.children.length - 1
    this.#at = Math.max(0, Math.min(last, this.#at + by))
    this.#mark()
  }

  #mark() {
    const options = [...this.#options.children]
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.#at)))
    const chosen = this.#options.hidden ? null : options[this.#at]
    if (chosen) this.#field.setAttribute("aria-activedescendant", chosen.id)
    else this.#field.removeAttribute("aria-activedescendant")
  }

  #take(option) {
    const begun = this.#begun
    if (!option || begun === undefined) return
    const end = this.#field.selectionStart
    this.#field.setRangeText(`${option.dataset.username} `, end - begun.length, end, "end")
    this.#field.dispatchEvent(new Event("input", { bubbles: true })) // whoever keeps a draft hears of it
    this.#close()
  }

  #close() {
    clearTimeout(this.#timer)
    this.#asked?.abort()
    this.#options.hidden = true
    this.#mark()
  }
}

customElements.define("mention-field", MentionField)
