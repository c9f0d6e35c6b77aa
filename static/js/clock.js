// Active time on one document. A pause counts up to a minute; the rest of it is idle and does not count. Pure.

/** The longest pause that counts, in milliseconds. The help dialog says so. */
export const LONGEST_PAUSE = 60_000

export class ActiveClock {
  #active = 0
  #isRunning = false
  #isPaused = false
  #sign
  #now

  /** @param {() => number} [now] milliseconds that only go forward */
  constructor(now = () => performance.now()) {
    this.#now = now
    this.#sign = now()
  }

  /** Somebody did something. */
  touch() {
    if (this.#isPaused) return
    this.#active = this.read()
    this.#isRunning = true
    this.#sign = this.#now()
  }

  /** Nobody is looking: the tab is hidden or the document put aside. */
  stop() {
    this.#active = this.read()
    this.#isRunning = false
  }

  /** Stand still until `resume`, whatever somebody does. */
  pause() {
    this.stop()
    this.#isPaused = true
  }

  resume() {
    this.#isPaused = false
    this.touch()
  }

  /** @returns {number} active milliseconds so far */
  read() {
    return this.#active + (this.#isRunning ? Math.min(this.quiet(), LONGEST_PAUSE) : 0)
  }

  /** @returns {number} milliseconds since the last sign of life */
  quiet() {
    return Math.round(this.#now() - this.#sign)
  }
}
