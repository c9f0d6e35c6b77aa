// <text-search hidden role="search"><input><output></output><button data-go="back">…</text-search>: finds words in the text.
// What is found is marked by the CSS Custom Highlight API, so the text's own elements are left alone.

import { placesOf } from "../finding.js"
import { fill, gettext } from "../language.js"

/** As many places on each side of the present one are marked: thousands would slow down the scrolling. */
const AROUND = 500
const FOUND = "found"
const PRESENT = "found-now"

class TextSearch extends HTMLElement {
  #text = null
  #places = []
  #at = 0
  #frame = 0

  /** @param {HTMLElement} text a span-text; chosen words are looked for at once */
  open(text) {
    if (!this.#text) this.#listen(text)
    this.#text = text
    const { stretch } = text
    const words = stretch ? text.index.slice(stretch.start, stretch.end) : ""
    if (words && words.length < 60 && !words.includes("\n")) this.#input.value = words
    this.hidden = false
    this.#find(stretch?.start ?? 0)
    this.#input.focus()
    this.#input.select()
  }

  /** Put the search away; what was found last is chosen, to be labelled. */
  close() {
    const place = this.#places[this.#at]
    this.#leave()
    this.#text.focus({ preventScroll: true })
    if (place) this.#text.choose(this.#points(place))
  }

  get #input() {
    return this.querySelector("input")
  }

  #listen(text) {
    this.addEventListener("input", () => this.#find(this.#here()))
    this.addEventListener("keydown", (event) => this.#onKey(event))
    this.addEventListener("click", ({ target }) => this.#onClick(target.closest("button")?.dataset.go))
    text.addEventListener("shown", () => this.#leave())
    text.addEventListener("drawn", () => this.#markLater())
  }

  /** Another text: what was found in the last one is not in it. */
  #leave() {
    this.hidden = true
    this.#places = []
    this.#mark()
  }

  #onKey(event) {
    if (event.key !== "Enter" && event.key !== "Escape") return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === "Escape") this.close()
    else if (!event.target.closest("button")) this.#go(event.shiftKey ? -1 : 1)
    else this.#onClick(event.target.dataset.go)
  }

  #onClick(way) {
    if (way === "close") this.close()
    else if (way) this.#go(way === "back" ? -1 : 1)
  }

  #here() {
    const place = this.#places[this.#at]
    return place ? this.#points(place).start : 0
  }

  #find(from) {
    const unit = this.#text.index.unitAt(from)
    this.#places = placesOf(this.#text.index.text, this.#input.value)
    this.#at = Math.max(0, this.#places.findIndex(({ start }) => start >= unit))
    this.#show()
  }

  #go(step) {
    if (this.#places.length) this.#at = (this.#at + step + this.#places.length) % this.#places.length
    this.#show()
  }

  #show() {
    const place = this.#places[this.#at]
    const sentence = place ? gettext("%(at)s of %(all)s") : this.#input.value ? gettext("Found nowhere") : ""
    this.querySelector("output").textContent = fill(sentence, { at: this.#at + 1, all: this.#places.length })
    if (place) this.#text.keepInSight(...Object.values(this.#points(place)))
    this.#mark()
  }

  #points({ start, end }) {
    return { start: this.#text.index.pointAt(start), end: this.#text.index.pointAt(end) }
  }

  /** Blocks that are drawn anew take their marks of the search with them. */
  #markLater() {
    if (this.hidden || this.#frame) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#mark()
    })
  }

  #mark() {
    if (!CSS.highlights) return this.#select()
    const near = this.#places.slice(Math.max(0, this.#at - AROUND), this.#at + AROUND)
    const rangeOf = (place) => this.#text.rangeOf(...Object.values(this.#points(place)))
    CSS.highlights.set(FOUND, new Highlight(...near.map(rangeOf)))
    CSS.highlights.set(PRESENT, new Highlight(...this.#places.slice(this.#at, this.#at + 1).map(rangeOf)))
    CSS.highlights.get(PRESENT).priority = 1
  }

  /** A browser without highlights shows the present place as chosen words. */
  #select() {
    const place = this.#places[this.#at]
    if (place) this.#text.choose(this.#points(place))
  }
}

customElements.define("text-search", TextSearch)
