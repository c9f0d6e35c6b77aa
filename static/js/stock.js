// Documents lent ahead of time, so that the next one is there before it is asked for.

import { Pace } from "./pace.js"

const MOST_IN_ALL = 10
const RENEW_EVERY = 20_000
const QUIET_AFTER = 60_000
/** A lock of this name is held as long as the page lives: the next page sees who is there. */
const TAB = "gloss-tab-"
/** Nobody is here any more, in milliseconds since the last sign of life. */
export const IDLE_AFTER = 2 * 60_000

/**
 * Events: "arrived" when documents came or it became clear that none will; "lost" when the lease of the document
 * on the screen has run out; "guideline" when the booklet has changed since the last step.
 */
export class Stock extends EventTarget {
  /** Why there is nothing, in the server's words. @type {{sentence: string, retry_seconds: number | null} | null} */
  empty = null
  progress = { mine: 0, today: 0 }
  pace = new Pace()
  #ahead = []
  #guideline
  #server
  #urls
  #bench
  #tab
  #timers = []
  #asking = false

  /**
   * @param {{server: import("./server.js").Server, urls: object, tab: {name: string, is_alone: boolean},
   *          bench: {current: () => number | null, unsent: () => number[], quiet: () => number}}} known
   */
  constructor({ server, urls, tab, bench }) {
    super()
    this.#tab = tab
    this.#server = server
    this.#urls = urls
    this.#bench = bench
  }

  start() {
    this.#timers.push(setInterval(() => this.renew(), RENEW_EVERY))
  }

  stop() {
    this.#timers.forEach(clearInterval)
  }

  get size() {
    return this.#ahead.length
  }

  /** The next document, or null. */
  take() {
    return this.#ahead.shift() ?? null
  }

  /** Put a document back in front: it is next again. */
  putBack(document) {
    this.#ahead.unshift(document)
  }

  /** What a request says of our stock: how many we want, which we hold, who we are. @returns {{want: number, holding: number[], tab: string}} */
  ask() {
    const holding = this.#held()
    const room = Math.min(this.pace.ahead - this.#ahead.length, MOST_IN_ALL - holding.length)
    return { want: Math.max(0, room), holding, tab: this.#tab.name }
  }

  /** Take in a step reply. @param {{documents: object[], lost?: number[], progress?: object, empty?: object | null}} step */
  receive(step) {
    const known = new Set(this.#held())
    this.#ahead.push(...step.documents.filter((document) => !known.has(document.id)))
    if (step.progress) this.progress = step.progress
    this.empty = step.documents.length ? null : (step.empty ?? null)
    this.#lose(step.lost ?? [])
    this.#hearOfGuideline(step.guideline)
    this.dispatchEvent(new Event("arrived"))
  }

  /** @param {number | undefined} version the booklet's, as it is now */
  #hearOfGuideline(version) {
    if (this.#guideline !== undefined && version > this.#guideline) this.dispatchEvent(new Event("guideline"))
    this.#guideline = version ?? this.#guideline
  }

  /**
   * What came with the page, and before that what a page held that is gone without a word: this one before it was
   * loaded again, or one that was killed. What was returned is first all the same. @param {object[]} documents that came @returns {Promise<object[]>}
   */
  async withLeftBehind(documents) {
    const { name, is_alone } = this.#tab
    navigator.locks?.request(TAB + name, () => new Promise(() => {}))
    if (is_alone) return documents
    const asked = { want: MOST_IN_ALL, holding: documents.map(({ id }) => id), tab: name, beside: await livingTabs(), reopen: true }
    const left = await this.#server.send("POST", this.#urls.leases, asked).catch(() => ({ documents: [] }))
    const all = [...left.documents, ...documents]
    const isReturned = ({ state }) => state === "returned"
    return [...all.filter(isReturned), ...all.filter((document) => !isReturned(document))]
  }

  /** Fetch more when there is room; the reply of a save brings them otherwise. */
  async fill() {
    const ask = this.ask()
    if (this.#asking || ask.want === 0) return
    this.#asking = true
    const asked_at = performance.now()
    try {
      this.receive(await this.#server.send("POST", this.#urls.leases, ask))
      this.pace.replied(performance.now() - asked_at)
    } finally {
      this.#asking = false
    }
  }

  /** It is on the screen now, whatever the order was. @param {number} id */
  drop(id) {
    this.#ahead = this.#ahead.filter((document) => document.id !== id)
  }

  /**
   * Others may have what we held ahead; the document on the screen goes to this person's next tab. It is not given up
   * at once, because a reload cannot be told from leaving.
   */
  release() {
    this.#giveBack(this.#ahead.splice(0), this.#bench.current())
  }

  /**
   * Hold what we have a little longer; what was lost in spite of it is dropped and made up for. When nobody stirs, the
   * document on the screen keeps the ten minutes it was given last; when nobody is here, those ahead go to others.
   */
  async renew() {
    const quiet = this.#bench.quiet()
    if (quiet > IDLE_AFTER) return this.#giveBack(this.#ahead.splice(0))
    const current = quiet < QUIET_AFTER ? this.#bench.current() : null
    const holding = this.#held().filter((id) => current || id !== this.#bench.current())
    if (holding.length === 0) return
    try {
      const { lost } = await this.#server.send("POST", this.#urls.renewals, { current, holding, tab: this.#tab.name })
      this.#lose(lost)
      await this.fill()
    } catch {
      // Out of reach: the status line says so, and the next time tries again.
    }
  }

  /** Documents that went to others: their time was over, or somebody had none at all. @param {number[]} lost */
  #lose(lost) {
    this.#ahead = this.#ahead.filter(({ id }) => !lost.includes(id))
    if (lost.includes(this.#bench.current())) this.dispatchEvent(new Event("lost"))
  }

  #giveBack(documents, on_screen = null) {
    if (documents.length === 0 && !on_screen) return
    const body = { documents: documents.map(({ id }) => id), on_screen, tab: this.#tab.name }
    this.#server.send("POST", this.#urls.releases, body, { keepalive: true }).catch(() => {}) // leases end by themselves
  }

  #held() {
    const current = this.#bench.current()
    return [...(current ? [current] : []), ...this.#ahead.map(({ id }) => id), ...this.#bench.unsent()]
  }
}

/** The workbenches that live in this browser. Without https there are no locks, and what they hold comes here too. */
async function livingTabs() {
  const { held } = (await navigator.locks?.query()) ?? { held: [] }
  return held.filter(({ name }) => name.startsWith(TAB)).map(({ name }) => name.slice(TAB.length))
}
