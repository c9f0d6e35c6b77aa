// Half-done work: on this disk at once, on the server at most two seconds after a change. The newer of the two counts.

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

  /**
   * Something was changed. The time is the server's, so that copies of two devices can be told apart.
   * @param {{document: number, replaces: string | null, responses: object[], active_ms: number}} change on top of which answer
   */
  keep(change) {
    const draft = { ...change, changed_at: this.#server.clock.now() }
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

  /** The document was answered or skipped: nothing of it is half done any more. The outbox drops this disk's copy. @param {number} document */
  forget(document) {
    if (this.#due?.document === document) this.#due = null
  }

  /** The document with the newer of what this disk and the server have of it. @param {object} document */
  async recall(document) {
    const local = await this.#outbox.draftOf(document.id)
    const draft = newerDraft(document, local)
    if (local && draft !== local) await this.#outbox.dropDraft(document.id).catch(() => {})
    return { ...document, draft }
  }

  async #send(draft, keepalive) {
    const { document, ...body } = draft
    try {
      await this.#server.send("PUT", `${documentUrl(this.#urls, document)}draft/`, body, { keepalive })
    } catch (error) {
      if (error instanceof Refused) return // the save will say why
      this.#due ??= draft
      this.#timer ??= setTimeout(() => this.flush(), 10 * AFTER)
    }
  }
}

/**
 * Which half-done work is to be gone on with? None that began on top of another answer than the document has now:
 * that became this answer, or was overtaken by it. Of two, the one changed later. Pure.
 * @param {{answer?: {key: string} | null, draft?: object | null}} document as the server has it @param {object} [local] what this disk has
 * @returns {object | null}
 */
export function newerDraft(document, local) {
  const base = document.answer?.key ?? null
  const fitting = [document.draft, local].filter((draft) => draft && (draft.replaces === undefined || draft.replaces === base))
  return fitting.reduce((newest, draft) => ((draft.changed_at ?? 0) >= (newest?.changed_at ?? 0) ? draft : newest), null)
}
