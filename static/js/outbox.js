// Answers on their way: kept until the server names what it saved, sent in order by one tab, never under another name.

import { NotSignedIn, Refused, Unreachable } from "./server.js"
import { MemoryStore, openStore } from "./outbox-store.js"

const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000

/**
 * @typedef {{seq?: number, kind: "annotation"|"skip"|"flag"|"inquiry", key: string, url: string, body: object,
 *            document: number, excerpt: string, refusal?: {status: number, kind: string, error: string, body: object}}} Letter
 */

/**
 * Events: "change" when what waits or was refused has changed; "reply" {letter, reply, ms}; "refused" {letter}.
 */
export class Outbox extends EventTarget {
  waiting = []
  refused = []
  /** Is it known what an earlier page left here? */
  isRead = false
  #server
  #ask
  #store
  #channel
  #pause = FIRST_PAUSE
  #timer
  #draining = Promise.resolve()
  #name

  /**
   * @param {{user: number, server: import("./server.js").Server, ask: () => Promise<object>}} known
   *        `ask` says how many documents are wanted and which are held, at the moment of sending
   */
  constructor({ user, server, ask }) {
    super()
    this.#name = `gloss-outbox-${user}`
    this.#server = server
    this.#ask = ask
    this.ready = this.#open(user)
  }

  /** Does what waits survive closing the tab? */
  get lasts() {
    return this.#store?.lasts ?? true
  }

  /** Keep a letter and send it when its turn comes. Resolves once it is kept. @param {Letter} letter */
  async add(letter) {
    this.waiting.push(letter)
    this.#changed()
    await this.ready
    letter.seq = await this.#stored((store) => store.add(letter))
    this.#tellTabs()
    this.drain()
  }

  /** Send what waits, now; a tab that is already sending finishes first. @returns {Promise<void>} */
  drain() {
    clearTimeout(this.#timer)
    const work = () => this.#sendAll().catch((error) => this.#tryLater(error))
    const turn = () => navigator.locks?.request(this.#name, work) ?? work() // no locks without https: keys keep it safe
    this.#draining = this.#draining.then(turn, turn)
    return this.#draining
  }

  /** Drop a refused letter: the annotator has read it and decided. @param {Letter} letter */
  async settle(letter) {
    await this.#stored((store) => store.remove(letter.seq))
    await this.#reload()
  }

  /** Send a refused letter again, under a new key or on top of another answer. @param {Letter} letter @param {object} changes to its body */
  async resend(letter, changes) {
    const { seq, refusal, ...rest } = letter
    const body = { ...rest.body, ...changes }
    await this.add({ ...rest, key: body.key, body }) // first, so that at no moment neither is kept
    await this.#stored((store) => store.remove(seq))
    await this.#reload()
  }

  /** Half-done work that the server has not taken yet. @param {{document: number, responses: object[], active_ms: number}} draft */
  async keepDraft(draft) {
    await this.ready
    await this.#store.keepDraft(draft)
  }

  async dropDraft(document) {
    await this.ready
    await this.#store.dropDraft(document)
  }

  async draftOf(document) {
    await this.ready
    return this.#store.draftOf(document)
  }

  async #open(user) {
    this.#store = await openStore(user)
    this.#channel = globalThis.BroadcastChannel && new BroadcastChannel(this.#name)
    this.#channel?.addEventListener("message", () => this.#reload())
    addEventListener("online", () => this.drain())
    document.addEventListener("visibilitychange", () => document.hidden || this.drain())
    await this.#reload()
  }

  /** Do something with the letters. A disk that is full or was taken away is given up for this tab's memory: `lasts` turns false. */
  async #stored(act) {
    try {
      return await act(this.#store)
    } catch (error) {
      if (!this.#store.lasts) throw error
      const known = [...this.waiting, ...this.refused].filter(({ seq }) => seq !== undefined)
      this.#store = new MemoryStore(known)
      this.#changed()
      return act(this.#store)
    }
  }

  async #sendAll() {
    await this.ready
    for (;;) {
      const letter = (await this.#stored((store) => store.all())).find((one) => !one.refusal)
      if (!letter) break
      await this.#send(letter)
    }
    await this.#reload()
  }

  /** Send one letter and take it out once the server has named what it made of it. */
  async #send(letter) {
    const sent_at = performance.now()
    let reply
    try {
      reply = await this.#server.send("POST", letter.url, { ...letter.body, ...(await this.#ask()) })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return this.#keepRefused(letter, error)
    }
    if (!isReceipt(letter, reply)) throw new Unreachable("the reply names no annotation")
    this.#pause = FIRST_PAUSE // what follows has its own luck
    await this.#stored((store) => store.remove(letter.seq))
    await this.#reload()
    this.dispatchEvent(new CustomEvent("reply", { detail: { letter, reply, ms: performance.now() - sent_at } }))
    this.#tellTabs()
  }

  async #keepRefused(letter, { status, kind, message, body }) {
    const kept = { ...letter, refusal: { status, kind, error: message, body } }
    await this.#stored((store) => store.put(kept))
    await this.#reload()
    this.dispatchEvent(new CustomEvent("refused", { detail: { letter: kept } }))
    this.#tellTabs()
  }

  /** Whatever went wrong, what waits is sent again: after longer and longer pauses, or when the server says. */
  #tryLater(error) {
    const pause = Math.max(this.#pause * (0.75 + Math.random() / 2), (error.retryAfter ?? 0) * 1000)
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.drain(), pause)
    if (!(error instanceof Unreachable || error instanceof NotSignedIn)) throw error
  }

  async #reload() {
    const letters = await this.#stored((store) => store.all())
    const unstored = this.waiting.filter((letter) => letter.seq === undefined)
    this.waiting = [...letters.filter((letter) => !letter.refusal), ...unstored]
    this.refused = letters.filter((letter) => letter.refusal)
    this.isRead = true
    this.#changed()
  }

  #tellTabs() {
    this.#channel?.postMessage("changed")
  }

  #changed() {
    this.dispatchEvent(new Event("change"))
  }
}

/** A save counts as saved only when the server names the annotation it made of it. */
function isReceipt(letter, reply) {
  if (letter.kind !== "annotation") return reply !== null
  return reply?.saved?.key === letter.key && Number.isInteger(reply.saved.annotation)
}

/** A random UUID; crypto.randomUUID would need https. @returns {string} */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}
