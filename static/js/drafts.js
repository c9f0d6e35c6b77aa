// Half-done work: on this disk at once, on the server at most two seconds after a change.

import { Refused } from "./server.js"
import { documentUrl } from "./trail.js"

const AFTER = 1_500

export class Drafts {
  #server
  #outbox
  #urls
  #timer
  #due = null
  #sending = Promise.resolve()

  /** @param {{server: import("./server.js").Server, outbox: import("./outbox.js").Outbox, urls: object}} known */
  constructor({ server, outbox, urls }) {
    this.#server = server
    this.#outbox = outbox
    this.#urls = urls
  }

  /** Something was changed. @param {{document: number, responses: object[], active_ms: number}} draft */
  keep(draft) {
    this.#due = draft
    this.#outbox.keepDraft(draft).catch(() => {}) // a full disk: the server's copy follows
    this.#timer ??= setTimeout(() => this.flush(), AFTER)
  }

  /** Send what is due now. @param {boolean} [isLeaving] the page is going away */
  flush(isLeaving = false) {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const draft = this.#due
    this.#due = null
    if (draft) this.#sending = this.#send(draft, isLeaving)
  }

  /** Resolves when no draft is on its way: one that overtook its document's answer would come back as half-done work. */
  settled() {
    return this.#sending
  }

  /** The document was answered or skipped: nothing of it is half done any more. @param {number} document */
  forget(document) {
    if (this.#due?.document === document) this.#due = null
    this.#outbox.dropDraft(document).catch(() => {})
  }

  /** The document with what this browser still had of it. @param {object} document */
  async recall(document) {
    const local = await this.#outbox.draftOf(document.id)
    return local ? { ...document, draft: { responses: local.responses, active_ms: local.active_ms } } : document
  }

  async #send(draft, keepalive) {
    const { document, responses, active_ms } = draft
    try {
      await this.#server.send("PUT", `${documentUrl(this.#urls, document)}draft/`, { responses, active_ms }, { keepalive })
      if (this.#due?.document !== document) await this.#outbox.dropDraft(document)
    } catch (error) {
      if (error instanceof Refused) return // the save will say why
      this.#due ??= draft
      this.#timer ??= setTimeout(() => this.flush(), 10 * AFTER)
    }
  }
}
