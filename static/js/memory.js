// What this browser remembers of one person's work in one project: labels used, branches folded. Nothing depends on it.

export class Memory {
  #name
  #uses
  #folded

  /** @param {string} [owner] of whose work; without one it lasts as long as the page */
  constructor(owner) {
    this.#name = owner && `questions-${owner}`
    const { uses = {}, folded = [] } = this.#load()
    this.#uses = new Map(Object.entries(uses))
    this.#folded = new Set(folded)
  }

  /** How often was this label chosen here? @param {number} label */
  usesOf(label) {
    return this.#uses.get(String(label)) ?? 0
  }

  /** @param {number} label */
  used(label) {
    this.#uses.set(String(label), this.usesOf(label) + 1)
    this.#keep()
  }

  /** @param {number} label */
  isFolded(label) {
    return this.#folded.has(label)
  }

  /** @param {number} label @param {boolean} isFolded */
  fold(label, isFolded) {
    if (isFolded) this.#folded.add(label)
    else this.#folded.delete(label)
    this.#keep()
  }

  #load() {
    try {
      return JSON.parse(localStorage.getItem(this.#name)) ?? {}
    } catch {
      return {} // no storage, or somebody else's value: begin anew
    }
  }

  #keep() {
    if (!this.#name) return
    try {
      localStorage.setItem(this.#name, JSON.stringify({ uses: Object.fromEntries(this.#uses), folded: [...this.#folded] }))
    } catch {
      // Without storage it lasts as long as the page.
    }
  }
}
