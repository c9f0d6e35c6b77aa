// <adjudication-desk data-source="answers-by-key"><form><fieldset data-matter="7">…</fieldset></form></adjudication-desk>
// Decides by keys: each fieldset is one question; what a key chooses is ticked in its fields, which are what is saved.

import { fill, gettext } from "../language.js"

const FIELDS = "textarea, select, input:not([type=radio], [type=checkbox]), dialog"
const CONTROLS = "a, button, summary"

class AdjudicationDesk extends HTMLElement {
  #answers
  #matters
  #active = null
  #opened

  connectedCallback() {
    this.#answers = JSON.parse(document.getElementById(this.dataset.source).textContent)
    this.#matters = [...this.querySelectorAll("[data-matter]")]
    document.addEventListener("keydown", this)
    this.addEventListener("click", this)
    document.querySelector("[data-go=help]").addEventListener("click", () => this.#help())
    this.addEventListener("change", this)
    this.addEventListener("focusin", this)
    this.#opened = this.#chosen()
    this.#take(this.#waiting(this.#matters) ?? this.#matters[0])
    this.#paint()
    document.getElementById("problem")?.focus()
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this)
    removeEventListener("beforeunload", this)
  }

  handleEvent(event) {
    this[`on${event.type}`](event)
  }

  onkeydown(event) {
    const inField = event.target instanceof Element && event.target.closest(FIELDS)
    if (inField) this.#inField(event)
    else if (!event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && this.#command(event)) event.preventDefault()
  }

  #inField(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit()
    if (event.key === "Escape" && !event.target.closest("dialog")) event.target.blur()
  }

  /** @returns {boolean} whether the key meant something here */
  #command(event) {
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1] ?? (/^[1-9]$/.test(event.key) ? event.key : null)
    if (digit) return this.#accept(digit, event.shiftKey)
    if (event.key === "Enter" && (event.target.closest?.(CONTROLS) || isOfAnotherForm(event.target))) return false
    const does = this.#commands()[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!does || event.repeat) return false
    does(event)
    return true
  }

  #commands() {
    return {
      m: () => this.#merge(),
      b: () => this.#conclude("both", gettext("Both are right.")),
      o: () => this.#conclude("open", gettext("Left open.")),
      n: (event) => this.#step(event.shiftKey ? -1 : 1),
      u: () => this.#open("unclear"),
      s: () => this.#open("return"),
      j: () => document.querySelector("[data-go=after]")?.click(),
      k: () => document.querySelector("[data-go=before]")?.click(),
      Enter: () => this.querySelector("[data-form=decision]")?.requestSubmit(),
      "?": () => this.#help(),
    }
  }

  onclick({ target }) {
    const button = target.closest("button")
    if (!button) return
    const matter = button.closest("[data-matter]")
    if (matter) this.#take(matter)
    if (button.dataset.accept) this.#acceptOne(matter, button.dataset.accept)
    if (button.dataset.go === "merge") this.#merge()
  }

  /** Whoever chooses by hand decides. */
  onchange({ target }) {
    const matter = target.closest("[data-matter]")
    if (matter) this.#conclude(target.name.startsWith("outcome-") ? "" : "gold", "", matter)
  }

  /** Another document, or another page, while what was chosen is not saved. */
  onbeforeunload(event) {
    if (!this.querySelector("form[aria-busy]") && this.#chosen() !== this.#opened) event.preventDefault()
  }

  onfocusin({ target }) {
    const matter = target.closest("[data-matter]")
    if (matter) this.#take(matter, false)
  }

  #accept(number, everything) {
    if (!everything) this.#acceptOne(this.#active, number, true)
    else for (const matter of this.#matters) this.#acceptOne(matter, number)
    return true
  }

  #acceptOne(matter, number, goesOn = false) {
    const values = this.#answers[matter?.dataset.matter]?.answers[number]
    if (!values) return this.#say(fill(gettext("Nobody with the number %(number)s answered this question."), { number }))
    if (!this.#choose(matter, values)) return
    this.#conclude("gold", fill(gettext("Accepted: %(name)s."), { name: this.#nameOf(matter, number) }), matter)
    if (goesOn) this.#take(this.#waiting(this.#after(matter)) ?? matter)
  }

  #nameOf(matter, number) {
    return matter.querySelector(`[data-accept="${number}"] strong`)?.textContent ?? number
  }

  #merge() {
    const told = this.#answers[this.#active?.dataset.matter]
    if (!told || told.isOne) return this.#say(gettext("Only one answer can hold here: accept one with its digit."))
    this.#choose(this.#active, told.merged)
    this.#conclude("gold", gettext("Merged."))
  }

  /** Tick exactly these. @returns {boolean} false where one of them cannot be chosen any more */
  #choose(matter, values) {
    const fields = [...matter.querySelectorAll(`[name="part-${matter.dataset.matter}"]`)]
    const missing = fields[0]?.type !== "textarea" && values.some((value) => !fields.some((field) => field.value === value))
    if (missing) this.#say(gettext("This answer has a label that was retired. Choose another by hand."))
    if (missing) return false
    for (const field of fields) {
      if (field.type === "textarea") field.value = values[0] ?? ""
      else field.checked = values.includes(field.value)
    }
    return true
  }

  #conclude(outcome, sentence, matter = this.#active) {
    const field = matter?.querySelector(`[name="outcome-${matter.dataset.matter}"][value="${outcome}"]`)
    if (field) field.checked = true
    if (sentence) this.#say(sentence)
    this.#paint()
    addEventListener("beforeunload", this) // not before: a page that may ask is not kept for the way back
  }

  /** What the form would say now, but for the seconds that went by. */
  #chosen() {
    const form = this.querySelector("[data-form=decision]")
    if (!form) return ""
    const fields = new FormData(form)
    fields.delete("active_ms")
    return new URLSearchParams(fields).toString()
  }

  #help() {
    this.querySelector("[data-part=help]").showModal()
  }

  #step(by) {
    const place = this.#matters.indexOf(this.#active) + by
    this.#take(this.#matters[(place + this.#matters.length) % this.#matters.length])
  }

  /** The first of these on which people differ and nothing is decided. */
  #waiting(matters) {
    return matters.find((matter) => "differs" in matter.dataset && matter.querySelector("[value=open]").checked)
  }

  #after(matter) {
    const place = this.#matters.indexOf(matter)
    return [...this.#matters.slice(place + 1), ...this.#matters.slice(0, place)]
  }

  #take(matter, scrolls = true) {
    if (!matter || matter === this.#active) return
    if (this.#active) delete this.#active.dataset.active
    this.#active = matter
    matter.dataset.active = ""
    if (scrolls) matter.scrollIntoView({ block: "nearest" })
  }

  #open(act) {
    const details = this.querySelector(`[data-act=${act}]`)
    if (!details) return
    details.open = true
    details.querySelector("textarea").focus()
  }

  /** Draw what is chosen above the text. */
  #paint() {
    const chosen = [...this.querySelectorAll("[data-start][name]:checked")].map(markOf)
    for (const piece of this.querySelectorAll(".piece")) {
      const mark = chosen.findLast(({ start, end }) => start <= Number(piece.dataset.start) && Number(piece.dataset.end) <= end)
      if (mark) piece.dataset.chosen = mark.slot
      else delete piece.dataset.chosen
    }
  }

  #say(sentence) {
    this.querySelector("[data-part=said]").textContent = sentence
  }
}

function isOfAnotherForm({ form }) {
  return Boolean(form) && form.dataset.form !== "decision"
}

function markOf(field) {
  const label = field.closest("tr").querySelector("select").selectedOptions[0]
  return { start: Number(field.dataset.start), end: Number(field.dataset.end), slot: label?.dataset.slot ?? "1" }
}

customElements.define("adjudication-desk", AdjudicationDesk)
