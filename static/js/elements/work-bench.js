// <work-bench data-boot="id of the JSON">: keys, buttons and dialogs of the place where documents are answered.

import "./own-answers.js"
import "./question-list.js"
import "./refused-saves.js"
import "./relation-arcs.js"
import "./save-status.js"
import "./span-text.js"
import { Desk } from "../desk.js"
import { Frame } from "../frame.js"
import { commandOf } from "../keys.js"
import { isOneKey } from "../questions.js"
import { Server } from "../server.js"
import { Shift } from "../shift.js"
import { Swipe, swipeLabels } from "../swipe.js"
import { Wording } from "../wording.js"

const SIGNS_OF_LIFE = ["keydown", "pointerdown", "pointermove", "wheel"]

class WorkBench extends HTMLElement {
  #boot
  #desk
  #shift

  connectedCallback() {
    this.#boot = JSON.parse(document.getElementById(this.dataset.boot).textContent)
    this.#assemble()
    this.#listen()
    this.#showKeys()
    this.#shift.start()
  }

  disconnectedCallback() {
    this.#shift.stop()
    document.removeEventListener("keydown", this.#onKey)
    document.removeEventListener("visibilitychange", this.#onVisibility)
    removeEventListener("pagehide", this.#onLeave)
  }

  /** Every act of the workbench by its name: buttons carry it as data-act, keys.js maps keys to it. */
  #acts = {
    save: () => this.#shift.save(),
    skip: () => this.#shift.skip(),
    undo: () => this.#shift.undo(),
    flag: () => this.#part("flag").showModal(),
    help: () => this.#part("help").showModal(),
    answers: () => this.#part("answers").open(),
    choose: ({ label }) => this.#decide(() => this.#desk.choose(label), this.#desk.sheet.isChosen(label)),
    rate: ({ question, rating }) => this.#decide(() => this.#desk.rate(question, rating), this.#desk.sheet.rating(question) === rating),
    write: ({ question, text }) => this.#desk.write(question, text),
    cannotTell: ({ question }) => this.#decide(() => this.#desk.cannotTell(question)),
    accept: () => this.#decide(() => this.#desk.accept()),
    remove: () => this.#desk.remove(),
    turnTo: ({ question }) => this.#desk.turnTo(question),
    nextQuestion: ({ isBack }) => this.#desk.nextQuestion(isBack),
    findLabel: () => this.#desk.findLabel(),
    leave: () => this.#desk.leave(),
    relate: ({ isBack }) => this.#desk.relate(isBack),
    pickRelation: ({ relation }) => this.#desk.pickRelation(relation),
    removeRelation: ({ relation }) => this.#desk.removeRelation(relation),
    letGo: () => this.#desk.letGo() || this.#part("questions").focusAnswers(),
    keys: () => this.#switchKeys(),
  }

  /** Acts that make sense without a document on the screen. */
  static #always = new Set(["undo", "help", "answers", "keys"])

  #act(name, detail = {}) {
    if (this.#desk.document || WorkBench.#always.has(name)) this.#acts[name](detail)
  }

  /**
   * Where one key can be the whole answer and the project wishes it, an answer is also the save; pressing what is
   * already said confirms it then. @param {() => void} act @param {boolean} [isSaid]
   */
  #decide(act, isSaid = false) {
    const { questions } = this.#shift.schema
    const advances = this.#boot.project.advance_on_key && isOneKey(questions)
    if (!advances || !isSaid) act()
    if (advances && this.#desk.sheet.isAnswered(questions[0])) this.#shift.save()
  }

  #assemble() {
    const token = document.querySelector('meta[name="csrf-token"]').content
    const server = new Server({ page: location.pathname, user: this.#boot.user.id, token })
    const frame = new Frame((name) => this.#part(name))
    const questions = this.#part("questions")
    this.#desk = new Desk({
      text: this.#part("text"),
      questions,
      arcs: this.#part("arcs"),
      changed: () => this.#shift.changed(),
      painted: () => (this.#part("accept").hidden = !this.#desk.hasSuggestions),
      say: (sentence, isRefusal) => frame.say(sentence, isRefusal),
    })
    this.#shift = new Shift({ boot: this.#boot, server, desk: this.#desk, frame, questions })
    const wording = new Wording(() => this.#shift.schema.questions)
    const fetchAnswers = (before) => server.send("GET", this.#boot.urls.answers + (before && `?before=${encodeURIComponent(before)}`))
    this.#part("status").watch(server, this.#shift.outbox)
    this.#part("refused").watch(this.#shift.outbox, (responses) => wording.ofResponses(responses))
    this.#part("answers").use(fetchAnswers, (summary) => wording.ofSummary(summary))
  }

  #listen() {
    document.addEventListener("keydown", this.#onKey)
    document.addEventListener("visibilitychange", this.#onVisibility)
    addEventListener("pagehide", this.#onLeave)
    for (const sign of SIGNS_OF_LIFE) this.addEventListener(sign, () => this.#desk.document && this.#desk.clock.touch(), { passive: true })
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-act]")
      if (button) this.#act(button.dataset.act)
    })
    this.addEventListener("act", ({ detail }) => this.#act(detail.name, detail))
    new Swipe(this.#part("text"), { labels: () => swipeLabels(this.#shift.schema.questions), choose: (label) => this.#act("choose", { label }) })
    this.addEventListener("stretch", ({ detail }) => this.#desk.stretched(detail.byPointer))
    this.addEventListener("pick", ({ detail }) => this.#desk.pick(detail.id))
    this.addEventListener("open", ({ detail }) => this.#shift.openOwn(detail.id))
    this.addEventListener("reopen", ({ detail }) => this.#shift.openRefused(detail.letter))
    this.#part("flag").addEventListener("close", () => this.#onFlagClosed())
  }

  #onKey = (event) => {
    const command = commandOf(event, { isOn: this.#keysAreOn, labelOf: (key) => this.#desk.labelOf(key), ratingOf: (key) => this.#desk.ratingOf(key) })
    if (!command || (command.name === "accept" && !this.#desk.hasSuggestions)) return // Space then scrolls the text
    event.preventDefault()
    if (!event.repeat) this.#act(command.name, command)
  }

  #onVisibility = () => {
    if (document.hidden) this.#shift.pause()
    else this.#shift.resume()
  }

  #onLeave = () => this.#shift.leave()

  #onFlagClosed() {
    const dialog = this.#part("flag")
    const field = dialog.querySelector("textarea")
    if (dialog.returnValue === "send" && field.value.trim()) this.#shift.flag(field.value)
    dialog.returnValue = ""
    field.value = ""
  }

  get #keysAreOn() {
    return this.dataset.keys !== "off"
  }

  #switchKeys() {
    this.dataset.keys = this.#keysAreOn ? "off" : "on"
    try {
      localStorage.setItem("workbench-keys", this.dataset.keys)
    } catch {
      // Without storage the switch lasts as long as the page.
    }
    this.#showKeys()
  }

  #showKeys() {
    try {
      this.dataset.keys ??= localStorage.getItem("workbench-keys") ?? "on"
    } catch {
      this.dataset.keys = "on"
    }
    this.querySelector("[data-act='keys']").setAttribute("aria-checked", String(this.#keysAreOn))
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`)
  }
}

customElements.define("work-bench", WorkBench)
