// <draft-keeper data-url="…" data-version="3"><schema-editor>…</schema-editor>…</draft-keeper>
// Keeps what is written as the project's draft, and shows both versions when somebody else changed it meanwhile.

import { gettext } from "../language.js"
import { numbered } from "../question-links.js"
import { Refused, Server } from "../server.js"
import "./question-list.js"

const PAUSE_MS = 500

class DraftKeeper extends HTMLElement {
  #server = new Server()
  #version = Number(this.dataset.version)
  #timer = 0
  #saving = Promise.resolve()
  #isBehind = false
  #theirs = null

  connectedCallback() {
    this.addEventListener("questions", () => this.#changed())
    this.addEventListener("click", (event) => this.#onClick(event))
    addEventListener("beforeunload", this.#onLeave)
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this.#onLeave)
  }

  get #editor() {
    return this.querySelector("schema-editor")
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`)
  }

  #changed() {
    this.#isBehind = true
    this.#part("publication").replaceChildren() // what was weighed there is another draft now
    this.#say(gettext("Not saved yet …"))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#save(), PAUSE_MS)
  }

  /** Saves go one after the other, each on top of the version the last one made. */
  #save() {
    clearTimeout(this.#timer)
    if (this.#theirs) this.#part("conflict").showModal()
    this.#saving = this.#saving.then(() => this.#isBehind && !this.#theirs && this.#send())
    return this.#saving
  }

  async #send() {
    this.#isBehind = false
    try {
      const kept = await this.#server.send("PUT", this.dataset.url, { version: this.#version, questions: this.#editor.questions })
      this.#version = kept.version
      if (this.#isBehind) return // what was changed meanwhile is saved next, and not before
      this.#editor.complain(kept.flaws)
      this.#say(kept.has_changes ? gettext("Saved as a draft. Not published yet.") : gettext("Saved. Everything is published."))
    } catch (error) {
      this.#isBehind = true
      if (error instanceof Refused && error.kind === "stale") this.#showBoth(error)
      else this.#say(error instanceof Refused ? error.message : gettext("Not saved: the server could not be reached, or you are signed out. Your changes stay here; try again."), true)
    }
  }

  #say(sentence, isError = false) {
    const status = this.#part("status")
    status.textContent = sentence
    status.toggleAttribute("data-error", isError)
    this.#part("again").hidden = !isError
  }

  #showBoth(error) {
    this.#theirs = error.body.current
    const dialog = this.#part("conflict")
    dialog.querySelector("[data-part=sentence]").textContent = error.message
    for (const [part, questions] of [["yours", this.#editor.questions], ["theirs", this.#theirs.questions]]) {
      dialog.querySelector(`[data-part=${part}]`).ask(numbered(questions))
    }
    dialog.showModal()
  }

  #onClick({ target }) {
    const act = target.closest("[data-keep]")?.dataset.keep
    if (act === "review") this.#review()
    if (act === "again") this.#save()
    if (act === "yours" || act === "theirs") this.#settle(act)
  }

  /** Whoever keeps theirs has seen the other version; the draft goes on from it. */
  #settle(which) {
    this.#version = this.#theirs.version
    this.#theirs = null
    this.#part("conflict").close()
    if (which === "yours") this.#save()
    else this.#reload()
  }

  #reload() {
    this.#isBehind = false
    location.reload()
  }

  async #review() {
    await this.#save()
    if (!this.#isBehind) this.#part("publication").dispatchEvent(new Event("review"))
  }

  #onLeave = (event) => {
    if (this.#isBehind) event.preventDefault()
  }
}

customElements.define("draft-keeper", DraftKeeper)
