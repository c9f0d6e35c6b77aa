// An annotator's run of documents over the desk: what is saved, skipped, undone, and what comes next.

import { Drafts } from "./drafts.js"
import { gettext } from "./language.js"
import { newKey, Outbox } from "./outbox.js"
import { renewalSentence } from "./renewal.js"
import { NotSignedIn, Refused } from "./server.js"
import { shorten } from "./sheet.js"
import { IDLE_AFTER, Stock } from "./stock.js"
import { documentUrl, Trail } from "./trail.js"

const RETRY_SECONDS = 5

export class Shift {
  /** The questions as they are now; replaced when a save learns that they have changed. */
  schema
  outbox
  stock
  #boot
  #server
  #desk
  #frame
  #questions
  #drafts
  #trail
  #retry
  #asked = new Map()
  /** By document, so that contesting again after a lost reply contests once. */
  #contests = new Map()

  /** @param {{boot: object, server: import("./server.js").Server, desk: import("./desk.js").Desk, frame: import("./frame.js").Frame, questions: HTMLElement}} known */
  constructor({ boot, server, desk, frame, questions }) {
    Object.assign(this, { schema: boot.schema ?? { id: null, questions: [] } })
    this.#asked.set(this.schema.id, this.schema.questions)
    this.#boot = boot
    this.#server = server
    server.clock.hear(boot.now)
    this.#desk = desk
    this.#frame = frame
    this.#questions = questions
    const { urls, user, tab } = boot
    this.outbox = new Outbox({ user: user.id, server, ask: () => this.#drafts.settled().then(() => this.stock.ask()) })
    this.#drafts = new Drafts({ server, outbox: this.outbox, urls })
    this.#trail = new Trail({ server, urls, recall: (document) => this.#drafts.recall(document) })
    this.stock = new Stock({ server, urls, tab, bench: this.#bench() })
  }

  /** Paint the first document and begin to renew leases and send what waits from earlier. */
  async start() {
    this.#questions.ask(this.schema.questions)
    this.stock.addEventListener("arrived", () => this.#onArrival())
    this.stock.addEventListener("lost", () => this.#onLost())
    this.#server.addEventListener("change", () => this.#desk.document || this.#showEmpty())
    this.outbox.addEventListener("reply", ({ detail }) => this.#onReply(detail))
    this.outbox.addEventListener("refused", ({ detail }) => this.#onRefused(detail.letter))
    const { step } = this.#boot
    const lent = await this.stock.withLeftBehind(step.documents)
    const documents = await Promise.all(lent.map((document) => this.#drafts.recall(document)))
    this.stock.receive({ ...step, documents })
    this.stock.start()
    this.outbox.drain()
  }

  stop() {
    this.stock.stop()
    clearTimeout(this.#retry)
  }

  /** The tab is hidden: time stands still, half-done work goes to the server. */
  pause() {
    this.#desk.clock.stop()
    this.#drafts.flush()
  }

  /** Somebody is here again: make up for what was given back meanwhile. */
  resume() {
    this.stir()
    this.#fill()
  }

  /** A sign of life. The first after a long silence finds what was given back to others made up for. */
  stir() {
    if (!this.#desk.document) return
    const quiet = this.#desk.clock.quiet()
    this.#desk.clock.touch()
    if (quiet > IDLE_AFTER) this.#fill()
  }

  /** The page is going away: others may have what we held. */
  leave() {
    this.#drafts.flush(true)
    this.stock.release()
  }

  /** The answer was changed. */
  changed() {
    const { id, answer } = this.#desk.document
    this.#drafts.keep({ document: id, replaces: answer?.key ?? null, ...this.#desk.answer() })
  }

  /** Keep the answer, show the next document; the sending goes on behind. */
  save() {
    const { document, sheet } = this.#desk
    const missing = sheet.missing()
    if (missing) {
      this.#desk.turnTo(missing.id)
      this.#questions.complain(missing.id, sheet.complaint(missing))
      return
    }
    if (this.#isUntouched()) return this.#next(gettext("Left as it was."))
    const key = newKey()
    const { responses, active_ms } = this.#desk.answer()
    const answer = { key, schema: this.schema.id, responses }
    this.#post("annotation", "annotations/", { ...answer, sha256: document.sha256, replaces: document.answer?.key ?? null, active_ms })
    this.#trail.push({ ...document, state: "answered", draft: null, note: null, answer })
    this.#next("")
  }

  skip() {
    const { document } = this.#desk
    if (document.answer && document.state !== "returned") return this.#next(gettext("Left as it was."))
    this.#post("skip", "skips/", { key: newKey(), reason: "" })
    this.#trail.push({ ...this.#desk.putAside(), state: "skipped" })
    this.#next(gettext("Skipped."))
  }

  /** Take up the last document again, with its answer. */
  async undo() {
    const earlier = await this.#try(() => this.#trail.pop())
    if (earlier) this.#show(earlier)
    else if (earlier === null) this.#frame.say(gettext("There is nothing before this."))
  }

  /** Take up one of one's own earlier documents. @param {number} id */
  async openOwn(id) {
    const document = await this.#try(() => this.#trail.open(id))
    if (document) this.#show(document)
  }

  /** Go on with an answer the server refused: it becomes half-done work again. @param {import("./outbox.js").Letter} letter */
  async openRefused(letter) {
    const document = await this.#try(() => this.#trail.open(letter.document))
    if (!document) return
    const { responses, active_ms, schema } = letter.body
    this.#show({ ...document, draft: { responses, active_ms } })
    if (schema !== this.schema.id) this.#tellOfRenewal(schema, responses)
    this.changed()
    await this.outbox.settle(letter)
  }

  /** Tell the supervisors something about this document. @param {string} note */
  flag(note) {
    this.#post("flag", "flags/", { key: newKey(), note })
    this.#frame.say(gettext("Your note goes to the supervisors."))
  }

  /** Ask the supervisors; the answer so far goes with it. @param {{text: string, label: number | null, start: number | null, end: number | null}} question */
  ask(question) {
    const { responses } = this.#desk.answer()
    this.#post("inquiry", "inquiries/", { key: newKey(), ...question, responses })
    this.#frame.say(gettext("Your question goes to the supervisors. The answer comes under “My answers”."))
  }

  /** Say that a returned answer is right as it was. @param {string} reason @returns {Promise<boolean>} whether the server has it */
  async contest(reason) {
    const { id, answer } = this.#desk.document
    if (!this.#contests.has(id)) this.#contests.set(id, newKey())
    const body = { key: this.#contests.get(id), answer: answer.key, reason }
    const taken = await this.#try(() => this.#server.send("POST", this.#boot.urls.contest, body))
    if (!taken) return false
    this.#drafts.forget(id)
    this.outbox.dropDraft(id)
    if (this.#desk.document?.id !== id) return true // somebody went on meanwhile
    this.#trail.push({ ...this.#desk.putAside(), state: "answered", draft: null, note: null, answer })
    this.#next(gettext("Contested: somebody else decides."))
    return true
  }

  #bench() {
    return {
      current: () => this.#desk.document?.id ?? null,
      unsent: () => this.outbox.waiting.map((letter) => letter.document),
      quiet: () => this.#desk.clock.quiet(),
    }
  }

  /** Opened again and left alone: there is nothing new to say. A returned one is confirmed by saving it. */
  #isUntouched() {
    const { document, sheet } = this.#desk
    return Boolean(document.answer) && !document.draft && !sheet.isChanged && document.state === "answered"
  }

  #post(kind, action, body) {
    const { id, text } = this.#desk.document
    if (kind !== "flag" && kind !== "inquiry") {
      this.#drafts.forget(id) // after a note or a question one works on
      this.stock.pace.finished(performance.now())
    }
    const url = documentUrl(this.#boot.urls, id) + action
    this.outbox.add({ kind, key: body.key, url, body, document: id, excerpt: shorten(text, 80) })
  }

  #show(document) {
    if (this.#desk.document) this.stock.putBack(this.#desk.putAside())
    this.stock.drop(document.id)
    this.#open(document)
  }

  #open(document) {
    clearTimeout(this.#retry)
    this.#frame.showDocument(document)
    this.#desk.open(document, this.schema.questions)
  }

  #next(sentence) {
    const document = this.stock.take()
    if (document) this.#open(document)
    else this.#desk.close()
    if (!document) this.#showEmpty()
    if (sentence) this.#frame.say(sentence)
    if (this.stock.ask().want && this.outbox.waiting.length === 0) this.#fill() // else a reply brings them
  }

  #onReply({ reply, ms }) {
    this.stock.pace.replied(ms)
    if (reply.documents) this.stock.receive(reply)
  }

  #onArrival() {
    this.#frame.showProgress(this.stock.progress)
    if (this.#desk.document) return
    const document = this.stock.take()
    if (document) this.#open(document)
    else this.#showEmpty()
  }

  #showEmpty() {
    const { empty } = this.stock
    clearTimeout(this.#retry)
    if (this.#server.why) {
      this.#frame.showEmpty(
        gettext("No more documents are held in this browser"),
        gettext("The next ones come when the server can be reached again. What you have answered is kept until then."),
      )
      this.#fillLater(RETRY_SECONDS)
    } else if (empty) {
      this.#frame.showEmpty(gettext("Nothing to label just now"), empty.sentence)
      if (empty.retry_seconds) this.#fillLater(empty.retry_seconds)
    } else {
      this.#frame.showEmpty(gettext("The next document is on its way"), gettext("It appears here as soon as the server answers. What you have answered is kept."))
      this.#fillLater(RETRY_SECONDS)
    }
  }

  #fillLater(seconds) {
    this.#retry = setTimeout(() => this.#fill(), seconds * 1000)
  }

  async #fill() {
    try {
      await this.stock.fill()
    } catch {
      if (!this.#desk.document) this.#fillLater(RETRY_SECONDS) // the status line says what is wrong
    }
  }

  #onLost() {
    this.#frame.say(
      gettext("This document is no longer lent to you: its time is over, or a supervisor withdrew it. You can still answer; if it wants no more answers, yours is kept as extra."),
      true,
    )
  }

  /** The server would not take a save. When it was for the questions, they are asked anew. */
  #onRefused({ refusal }) {
    if (refusal.kind === "schema" && refusal.body.schema) this.#askAnew(refusal.body.schema)
    this.#fill()
  }

  /** The document on the screen goes on under the new questions, with all that still fits them. */
  #askAnew(schema) {
    const before = this.schema.id
    if (before === schema.id) return // a second save under the old questions
    this.schema = schema
    this.#asked.set(schema.id, schema.questions)
    this.#questions.ask(schema.questions)
    if (!this.#desk.document) return
    const draft = this.#desk.answer()
    this.#open({ ...this.#desk.document, draft })
    this.#tellOfRenewal(before, draft.responses)
  }

  /** What became of an answer to the questions of an earlier schema. */
  #tellOfRenewal(before, responses) {
    const questions = this.#asked.get(before) // a save from before a reload: its questions are not known here
    if (questions) this.#frame.say(renewalSentence(questions, this.schema.questions, responses), true)
  }

  /** What an act on the server gave, or undefined after saying why it could not be done. */
  async #try(act) {
    try {
      return await act()
    } catch (error) {
      if (error instanceof Refused) this.#frame.say(error.message, true)
      else if (error instanceof NotSignedIn) this.#frame.say(gettext("You are signed out. Sign in again, then repeat this."), true)
      else this.#frame.say(gettext("The server could not be reached. Try again in a moment."), true)
      return undefined
    }
  }
}
