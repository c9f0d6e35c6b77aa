// <work-bench data-boot="id of the JSON">: keys, buttons and dialogs of the place where documents are answered.

import "./ask-dialog.js"
import "./own-answers.js"
import "./own-inquiries.js"
import "./question-list.js"
import "./refused-saves.js"
import "./save-status.js"
import "./span-text.js"
import { Desk } from "../desk.js"
import { Frame } from "../frame.js"
import { commandOf } from "../keys.js"
import { gettext } from "../language.js"
import { isOneKey } from "../questions.js"
import { Server } from "../server.js"
import { Shift } from "../shift.js"
import { Swipe, swipeLabels } from "../swipe.js"
import { Tools } from "../tools.js"
import { Wording } from "../wording.js"

const SIGNS_OF_LIFE = ["keydown", "pointerdown", "pointermove", "wheel"]

class WorkBench extends HTMLElement {
  #boot
  #desk
  #frame
  #shift
  #tools

  connectedCallback() {
    this.#boot = JSON.parse(document.getElementById(this.dataset.boot).textContent)
    this.#assemble()
    this.#listen()
    this.#showKeys()
    this.#shift.start()
    this.#shift.stock.addEventListener("guideline", () => this.#tools.news())
    if (this.#boot.step.guideline) this.#tools.news() // where nothing is written, nothing is asked
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
    ask: () => this.#part("ask").open(this.#desk.topic(), this.#shift.schema.questions),
    contest: () => this.#desk.document.may_be_contested && this.#part("contest")?.showModal(),
    help: () => this.#part("help").showModal(),
    answers: () => this.#openOwn(),
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
    everywhere: () => this.#desk.everywhere(),
    passage: () => this.#desk.passage(),
    words: () => this.#openWords("words"),
    example: () => this.#openWords("example"),
    search: () => this.#fetch(() => this.#tools.search()),
    booklet: () => this.#fetch(() => this.#tools.booklet()),
    reading: () => this.#fetch(() => this.#tools.reading()),
    keymap: () => this.#fetch(() => this.#tools.keymap()),
    pause: () => this.#tools.pause(),
  }

  /** Acts that make sense without a document on the screen. */
  static #always = new Set(["undo", "help", "answers", "keys", "keymap", "reading", "booklet"])

  #act(name, detail = {}) {
    if (this.#desk.document || WorkBench.#always.has(name)) this.#acts[name]?.(detail)
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
    const server = new Server()
    const frame = (this.#frame = new Frame((name) => this.#part(name)))
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
    this.#tools = new Tools({
      part: (name) => this.#part(name),
      bench: this,
      boot: this.#boot,
      server,
      desk: this.#desk,
      say: (sentence, isRefusal) => frame.say(sentence, isRefusal),
    })
    const wording = new Wording(() => this.#shift.schema.questions)
    const fetchAnswers = (before) => server.send("GET", this.#boot.urls.answers + (before && `?before=${encodeURIComponent(before)}`))
    this.#part("status").watch(server, this.#shift.outbox)
    this.#part("refused").watch(this.#shift.outbox, (responses) => wording.ofResponses(responses))
    this.#part("answers").use(fetchAnswers, (summary) => wording.ofSummary(summary))
    this.#part("inquiries").use((before) => server.send("GET", this.#boot.urls.inquiries + (before && `?before=${encodeURIComponent(before)}`)))
  }

  #listen() {
    document.addEventListener("keydown", this.#onKey)
    document.addEventListener("visibilitychange", this.#onVisibility)
    addEventListener("pagehide", this.#onLeave)
    for (const sign of SIGNS_OF_LIFE) this.addEventListener(sign, () => this.#shift.stir(), { passive: true })
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-act]")
      if (button) this.#act(button.dataset.act)
    })
    this.addEventListener("act", ({ detail }) => this.#act(detail.name, detail))
    this.addEventListener("choose", ({ detail }) => this.#act("choose", detail))
    new Swipe(this.#part("text"), { labels: () => swipeLabels(this.#shift.schema.questions), choose: (label) => this.#act("choose", { label }) })
    this.addEventListener("stretch", ({ detail }) => this.#onStretch(detail))
    this.addEventListener("pick", ({ detail }) => this.#onPick(detail.id))
    this.addEventListener("resize", ({ detail }) => this.#desk.resize(detail))
    this.addEventListener("drawn", ({ detail }) => this.#frame.showDrawn(detail))
    this.addEventListener("open", ({ detail }) => this.#shift.openOwn(detail.id))
    this.addEventListener("reopen", ({ detail }) => this.#shift.openRefused(detail.letter))
    this.addEventListener("ask", ({ detail }) => this.#desk.document && this.#shift.ask(detail))
    this.#part("flag").addEventListener("close", () => this.#onFlagClosed())
    this.#part("contest")?.addEventListener("close", () => this.#onContestClosed())
  }

  #onKey = (event) => {
    const command = commandOf(event, {
      isOn: this.#keysAreOn,
      labelOf: (key) => this.#desk.labelOf(key),
      ratingOf: (key) => this.#desk.ratingOf(key),
      keys: this.#tools.keys,
    })
    if (!command || (command.name === "accept" && !this.#desk.hasSuggestions)) return // Space then scrolls the text
    event.preventDefault()
    if (!event.repeat) this.#act(command.name, command)
  }

  #onVisibility = () => {
    if (document.hidden) this.#shift.pause()
    else this.#shift.resume()
  }

  /** What the words can become is another page's matter: it opens beside this one, which keeps its place. */
  #openWords(command) {
    const address = this.#boot.urls.words[command]
    if (!address) return
    const { start, end, label } = this.#desk.topic()
    if (start === undefined) return this.#frame.say(gettext("Choose the words first."), true)
    const [said] = this.#desk.answer().responses.flatMap(({ labels }) => labels ?? [])
    const about = new URLSearchParams({ document: this.#desk.document.id, marks: `${start}-${end}`, label: label ?? said ?? "" })
    open(`${address}?${about}`, "_blank", "noopener")
  }

  #openOwn() {
    this.#part("answers").open()
    this.#part("inquiries").load()
  }

  #onLeave = () => this.#shift.leave()

  /** Whoever closed it to look at the text once more finds there what they wrote. */
  #onFlagClosed() {
    const dialog = this.#part("flag")
    const field = dialog.querySelector("textarea")
    if (dialog.returnValue === "send" && field.value.trim()) {
      this.#shift.flag(field.value)
      field.value = ""
    }
    dialog.returnValue = ""
  }

  /** What was written stays in the field until the server has taken it. */
  async #onContestClosed() {
    const dialog = this.#part("contest")
    const field = dialog.querySelector("textarea")
    const isSent = dialog.returnValue === "send" && field.value.trim()
    dialog.returnValue = ""
    if (isSent && (await this.#shift.contest(field.value))) field.value = ""
  }

  get #keysAreOn() {
    return this.dataset.keys !== "off"
  }

  #switchKeys() {
    this.#tools.preferences.switchKeys(!this.#keysAreOn)
    this.#showKeys()
  }

  #showKeys() {
    this.querySelector("[data-act='keys']").setAttribute("aria-checked", String(this.#keysAreOn))
  }

  #onPick(id) {
    this.#tools.hideLabels()
    this.#desk.pick(id)
  }

  /** A finger has no keys: the labels come to it, unless one is held. */
  #onStretch({ byPointer, byTouch }) {
    if (byTouch && !this.#desk.holdsPen) this.#tools.bringLabels(this.#shift.schema.questions)
    else this.#tools.hideLabels()
    this.#desk.stretched(byPointer)
  }

  /** What is loaded when it is first asked for may be out of reach just then. */
  #fetch(act) {
    act().catch(() => this.#frame.say(gettext("That could not be loaded. Try again when the server can be reached."), true))
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`)
  }
}

customElements.define("work-bench", WorkBench)
