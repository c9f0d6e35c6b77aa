// <answer-desk data-boot="id of the JSON">: one document and one question, answered by keys and sent as a form.

import "./question-list.js"
import "./span-text.js"
import { Desk } from "../desk.js"
import { commandOf, Keys } from "../keys.js"
import { isOneKey } from "../questions.js"

class AnswerDesk extends HTMLElement {
  #boot
  #desk
  #keys

  connectedCallback() {
    this.#boot = JSON.parse(document.getElementById(this.dataset.boot).textContent)
    this.#keys = new Keys(this.#boot.keys)
    this.dataset.keys = this.#boot.single_keys ? "on" : "off"
    this.#desk = new Desk({
      text: this.#part("text"),
      questions: this.#part("questions"),
      arcs: this.#part("arcs"),
      changed: () => {},
      painted: () => {},
      say: (sentence, isRefusal = false) => this.#say(sentence, isRefusal),
    })
    this.#part("questions").ask([this.#boot.question])
    this.#desk.open(this.#boot.document, [this.#boot.question])
    this.#listen()
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey)
  }

  #acts = {
    save: () => this.#save(),
    choose: ({ label }) => this.#decide(() => this.#desk.choose(label), this.#desk.sheet.isChosen(label)),
    rate: ({ question, rating }) => this.#decide(() => this.#desk.rate(question, rating), this.#desk.sheet.rating(question) === rating),
    write: ({ question, text }) => this.#desk.write(question, text),
    cannotTell: ({ question }) => this.#decide(() => this.#desk.cannotTell(question)),
    remove: () => this.#desk.remove(),
    turnTo: ({ question }) => this.#desk.turnTo(question),
    findLabel: () => this.#desk.findLabel(),
    leave: () => this.#desk.leave(),
    letGo: () => this.#desk.letGo() || this.#part("questions").focusAnswers(),
    everywhere: () => this.#desk.everywhere(),
    passage: () => this.#desk.passage(),
  }

  #act(name, detail = {}) {
    this.#acts[name]?.(detail)
  }

  /** As at the workbench: where the project wishes it, the one key that is the whole answer also sends it. */
  #decide(act, isSaid = false) {
    const advances = this.#boot.advance && isOneKey([this.#boot.question])
    if (!advances || !isSaid) act()
    if (advances && this.#desk.sheet.isAnswered(this.#boot.question)) this.#save()
  }

  #save() {
    const missing = this.#desk.sheet.missing()
    if (missing) {
      const sentence = this.#desk.sheet.complaint(missing)
      this.#part("questions").complain(missing.id, sentence)
      return this.#say(sentence, true)
    }
    const form = this.querySelector("form")
    if (form.ariaBusy) return // a second press while the first is under way
    form.ariaBusy = "true"
    form.elements.responses.value = JSON.stringify(this.#desk.answer().responses)
    form.submit()
  }

  #listen() {
    document.addEventListener("keydown", this.#onKey)
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-act]")
      if (button) this.#act(button.dataset.act)
    })
    this.addEventListener("act", ({ detail }) => this.#act(detail.name, detail))
    this.addEventListener("stretch", ({ detail }) => this.#desk.stretched(detail.byPointer))
    this.addEventListener("pick", ({ detail }) => this.#desk.pick(detail.id))
    this.addEventListener("resize", ({ detail }) => this.#desk.resize(detail))
  }

  #onKey = (event) => {
    const command = commandOf(event, {
      isOn: this.dataset.keys !== "off",
      labelOf: (key) => this.#desk.labelOf(key),
      ratingOf: (key) => this.#desk.ratingOf(key),
      keys: this.#keys,
    })
    if (!command || !this.#acts[command.name]) return
    event.preventDefault()
    if (!event.repeat) this.#act(command.name, command)
  }

  #say(sentence, isRefusal) {
    this.#part("voice").textContent = sentence
    this.#part("voice").toggleAttribute("data-refusal", isRefusal)
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`)
  }
}

customElements.define("answer-desk", AnswerDesk)
