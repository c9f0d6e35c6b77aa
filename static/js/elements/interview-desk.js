// <interview-desk data-boot="interview-boot" data-answers="…" data-undoings="…">: one document of an interview, by keys.
// What stands on the screen is saved as it changes, and lies in this browser until the server has it.

import { element } from "../element.js"
import { fill, gettext } from "../language.js"
import { Refused, Server } from "../server.js"
import "./span-text.js"

const PAUSE_MS = 500
const FIELDS = "input, textarea, select"
const SLOTS = 8

class InterviewDesk extends HTMLElement {
  #boot
  #text
  #said
  #number
  #server
  #timer = 0
  #saving = Promise.resolve()
  #isBehind = false
  #theirs = null

  connectedCallback() {
    this.#boot = JSON.parse(document.getElementById(this.dataset.boot).textContent)
    this.#said = this.#boot.said
    this.#number = this.#boot.number
    this.#server = new Server()
    this.#text = this.querySelector("span-text")
    this.#text.show(this.#boot.text, { turns: this.#boot.turns })
    this.#text.addEventListener("stretch", () => this.#showChosen())
    this.addEventListener("click", (event) => this.#onClick(event))
    this.#part("reason").addEventListener("input", ({ target }) => this.#change({ reason: target.value }))
    this.#part("concept").addEventListener("keydown", (event) => this.#onConceptKey(event))
    document.addEventListener("keydown", this.#onKey)
    addEventListener("beforeunload", this.#onLeave)
    this.#draw()
    this.#takeUp()
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey)
    removeEventListener("beforeunload", this.#onLeave)
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`)
  }

  /** What an earlier visit could not send goes out now. */
  #takeUp() {
    const kept = this.#kept()
    if (!kept || !this.#boot.is_open) return
    this.#said = kept.said
    this.#number = kept.base
    this.#isBehind = true
    this.#draw()
    this.#save()
  }

  #onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return
    if (event.key === "Escape" && event.target.matches(FIELDS)) return event.target.blur()
    if (event.target.closest(FIELDS)) return
    if (event.key === "Enter" && event.target.closest("a, button")) return
    const act = this.#acts()[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault() // the letter is not for the field it leads to
    act()
  }

  #acts() {
    const moving = { enter: () => this.#go("next"), p: () => this.#go("prev") }
    if (!this.#boot.is_open) return moving
    return {
      ...moving,
      u: () => this.#judge("usable"),
      n: () => this.#judge("not"),
      r: () => this.#part("reason").focus(),
      c: () => this.#part("concept").focus(),
      q: () => this.#add(""),
      z: () => this.#undo(),
    }
  }

  #onConceptKey(event) {
    if (event.key !== "Enter" || event.isComposing) return
    event.preventDefault()
    this.#add(event.target.value)
  }

  #onClick(event) {
    const pressed = event.target.closest("button, a[rel]")
    if (!pressed) return
    if (pressed.rel) {
      event.preventDefault() // what is not saved yet goes first
      this.#go(pressed.rel)
      return
    }
    if (event.detail) pressed.blur() // pressed by pointer: Enter goes on to the next document
    const { verdict, reason, note, act } = pressed.dataset
    if (verdict) this.#judge(verdict)
    if (reason !== undefined) this.#give(reason)
    if (note !== undefined) this.#change({ notes: this.#said.notes.filter((_, place) => place !== Number(note)) })
    if (act === "add") this.#add(this.#part("concept").value)
    if (act === "undo") this.#undo()
    if (act === "keep") this.#settle(true)
    if (act === "take") this.#settle(false)
  }

  /** The same key again takes the verdict back. */
  #judge(verdict) {
    this.#change({ verdict: this.#said.verdict === verdict ? "" : verdict })
  }

  #give(reason) {
    this.#part("reason").value = reason
    this.#change({ reason })
  }

  /** The words chosen in the text become a quote, under a concept if there is one; a concept alone is one, too. */
  #add(words) {
    const concept = words.trim()
    const { start = null, end = null } = this.#text.stretch ?? {}
    if (!concept && start === null) return this.#say(gettext("Choose words in the text, or type a concept."))
    this.#part("concept").value = ""
    this.#part("concept").blur()
    this.#text.clear()
    this.#change({ notes: [...this.#said.notes, { start, end, concept }] })
  }

  #change(changes) {
    this.#said = { ...this.#said, ...changes }
    this.#isBehind = true
    this.#keep()
    this.#draw()
    this.#say(gettext("Not saved yet …"))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#save(), "reason" in changes ? PAUSE_MS : 0)
  }

  /** Saves go one after the other, each on top of the one before. */
  #save() {
    clearTimeout(this.#timer)
    this.#saving = this.#saving.then(() => this.#isBehind && !this.#theirs && this.#send())
    return this.#saving
  }

  async #send() {
    const said = this.#said
    this.#isBehind = false
    try {
      const { number } = await this.#server.send("POST", this.dataset.answers, { base: this.#number, ...said })
      this.#number = number
      if (this.#isBehind) return this.#keep()
      this.#forget()
      this.#say(gettext("Saved."))
    } catch (error) {
      this.#isBehind = true
      if (error instanceof Refused && error.kind === "stale") return this.#showBoth(error)
      this.#say(error instanceof Refused ? error.message : gettext("Not saved: the server could not be reached, or you are signed out. It stays here; go on when it is back."), true)
    }
  }

  #showBoth(error) {
    this.#theirs = error.body
    this.#part("sentence").textContent = error.message
    const { verdict, reason, notes } = error.body.theirs
    const quoted = notes.map(({ start, end, concept }) => [concept, start === null ? "" : `“${this.#words(start, end)}”`].filter(Boolean).join(": "))
    this.#part("theirs").textContent = [this.#boot.verdicts[verdict] ?? gettext("not judged"), reason, ...quoted].filter(Boolean).join(" · ")
    this.#part("conflict").hidden = false
    this.#part("conflict").querySelector("button").focus()
  }

  #settle(keepsMine) {
    this.#number = this.#theirs.number
    if (!keepsMine) {
      this.#said = this.#theirs.theirs
      this.#isBehind = false
      this.#forget()
    }
    this.#theirs = null
    this.#part("conflict").hidden = true
    this.#draw()
    if (keepsMine) this.#save()
    else this.#say("")
  }

  async #go(rel) {
    const link = this.querySelector(`a[rel="${rel}"]`)
    if (!link) return
    await this.#save()
    if (!this.#theirs && !this.#isBehind) location.assign(link.href)
  }

  async #undo() {
    await this.#save()
    if (this.#isBehind) return
    try {
      const { address } = await this.#server.send("POST", this.dataset.undoings, {})
      location.assign(address)
    } catch (error) {
      this.#say(error instanceof Refused ? error.message : gettext("Not undone: the server could not be reached."), true)
    }
  }

  #words(start, end) {
    const { index } = this.#text
    return this.#boot.text.slice(index.unitAt(start), index.unitAt(end))
  }

  #draw() {
    const { verdict, reason, notes } = this.#said
    for (const button of this.querySelectorAll("button[data-verdict]")) {
      button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict))
    }
    if (this.#part("reason").value !== reason) this.#part("reason").value = reason
    this.#part("notes").replaceChildren(...notes.map((note, place) => this.#line(note, place)))
    const marks = notes.flatMap(({ start, end }, place) => (start === null ? [] : [{ id: `note-${place}`, start, end, label: place }]))
    this.#text.paint(marks, (place) => ({ name: notes[place].concept || gettext("quote"), slot: (place % SLOTS) + 1 }), null)
    this.#showChosen()
  }

  #line({ start, end, concept }, place) {
    const line = element("li")
    if (concept) line.append(element("strong", "", concept))
    if (start !== null) line.append(element("q", "", this.#words(start, end)))
    const remove = element("button", "button", gettext("Remove"))
    remove.type = "button"
    remove.dataset.note = place
    remove.setAttribute("aria-label", fill(gettext("Remove “%(name)s”"), { name: concept || this.#words(start, end) }))
    line.append(remove)
    return line
  }

  #showChosen() {
    const stretch = this.#text.stretch
    this.#part("chosen").textContent = stretch ? fill(gettext("Quote: “%(words)s”. Press Q to keep it without a concept."), { words: this.#words(stretch.start, stretch.end) }) : ""
  }

  #say(sentence, isError = false) {
    const status = this.#part("status")
    status.textContent = sentence
    status.toggleAttribute("data-error", isError)
  }

  get #name() {
    return `interview-${this.#boot.user}-${this.dataset.answers}`
  }

  #kept() {
    try {
      return JSON.parse(localStorage.getItem(this.#name))
    } catch {
      return null
    }
  }

  #keep() {
    try {
      localStorage.setItem(this.#name, JSON.stringify({ base: this.#number, said: this.#said }))
    } catch {
      // Without storage it lasts as long as the page.
    }
  }

  #forget() {
    try {
      localStorage.removeItem(this.#name)
    } catch {
      // There was none.
    }
  }

  #onLeave = (event) => {
    if (this.#isBehind) event.preventDefault()
  }
}

customElements.define("interview-desk", InterviewDesk)
