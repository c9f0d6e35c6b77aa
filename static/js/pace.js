// How many documents are to be held ahead? As many as will be answered before new ones can be here. Pure.

export const LEAST = 3
/** With the one on the screen that makes ten, the most the queue lends at once. */
export const MOST = 9

/** So long a silence of the network is not to be noticed, in milliseconds. */
const COVER = 30_000
const LONGEST_PAUSE = 60_000
/** What the newest measurement weighs against all before it. */
const WEIGHT = 0.3

export class Pace {
  #interval = null
  #delay = 0
  #last = null

  /** A document was answered or skipped. @param {number} now milliseconds that only go forward */
  finished(now) {
    if (this.#last !== null) this.#interval = mix(this.#interval, Math.min(now - this.#last, LONGEST_PAUSE))
    this.#last = now
  }

  /** The server answered after so many milliseconds. A slow reply counts at once, a fast one little by little. @param {number} ms */
  replied(ms) {
    this.#delay = Math.max(ms, mix(this.#delay, ms))
  }

  /** @returns {number} */
  get ahead() {
    if (this.#interval === null) return LEAST
    const meanwhile = (COVER + 2 * this.#delay) / Math.max(this.#interval, 1)
    return Math.min(MOST, Math.max(LEAST, Math.ceil(meanwhile)))
  }
}

const mix = (before, sample) => (before === null ? sample : (1 - WEIGHT) * before + WEIGHT * sample)
