// Active time on one document. A pause counts up to a minute; the rest of it is idle and does not count. Pure.

/** The longest pause that counts, in milliseconds. The help dialog says so. */
export const LONGEST_PAUSE = 60_000

export class ActiveClock {
  #active = 0
  #last = null
  #now

  /** @param {() => number} [now] milliseconds that only go forward */
  constructor(now = () => performance.now()) {
    this.#now = now
  }

  /** Somebody did something. */
  touch() {
    this.#active = this.read()
    this.#last = this.#now()
  }

  /** Nobody is looking: the tab is hidden or the document put aside. */
  stop() {
    this.#active = this.read()
    this.#last = null
  }

  /** @returns {number} active milliseconds so far */
  read() {
    return this.#active + Math.min(this.quiet() ?? 0, LONGEST_PAUSE)
  }

  /** Milliseconds since the last sign of life; null while stopped. @returns {number | null} */
  quiet() {
    return this.#last === null ? null : Math.round(this.#now() - this.#last)
  }
}
