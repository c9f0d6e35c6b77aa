// What time is it for the server? The browser's own clock may be years off, so nothing is decided by it. Pure.

export class ServerClock {
  #ahead = -Infinity
  #elapsed

  /** @param {() => number} [elapsed] milliseconds that only go forward */
  constructor(elapsed = () => performance.now()) {
    this.#elapsed = elapsed
  }

  /** The server said what time it is. Word of it comes late but never early, so the latest reading stands. @param {number} ms since 1970 */
  hear(ms) {
    if (Number.isFinite(ms)) this.#ahead = Math.max(this.#ahead, ms - this.#elapsed())
  }

  /** @returns {number} milliseconds since 1970; 0 before the server has said anything */
  now() {
    return Number.isFinite(this.#ahead) ? Math.round(this.#ahead + this.#elapsed()) : 0
  }
}
