// Saves a map on top of the revision it was begun with; until then its changes lie in this browser.

import { gettext } from "../language.js"
import { Refused, Server } from "../server.js"
import { isSame, MapTree } from "./tree.js"

/** Events: "kept" when there is a tree to show, "overlap" when two changed the same, "change" when `said` has. */
export class Keeping extends EventTarget {
  said = ""
  isError = false
  /** Is there something that nobody has saved? */
  isBehind = false
  #server = new Server()
  #url
  #number
  #drawer
  #kept
  #saving = Promise.resolve()

  /** @param {{url: string, number: number, user: number, nodes: import("./tree.js").Node[]}} known */
  constructor({ url, number, user, nodes }) {
    super()
    this.#url = url
    this.#number = number
    this.#drawer = `map ${user} ${url}`
    this.#kept = nodes
  }

  /** What this browser still holds of the last visit, which nobody has saved. @returns {MapTree | null} */
  left() {
    const left = read(this.#drawer)
    if (!left || isSame(left.nodes, this.#kept)) return null
    this.#number = left.number
    this.isBehind = true
    this.#say(gettext("Changes that you had not saved are back. Save them."))
    return MapTree.of(left.nodes)
  }

  /** A save that is under way ends first. */
  get done() {
    return this.#saving
  }

  /** @param {MapTree} tree */
  changed(tree) {
    const nodes = tree.flat()
    if (isSame(nodes, this.#kept)) return this.#forget(gettext("Saved."))
    this.isBehind = true
    const isHere = write(this.#drawer, { number: this.#number, nodes })
    this.#say(isHere ? gettext("Not saved yet; kept in this browser.") : gettext("Not saved yet."))
  }

  /** @param {MapTree} tree */
  save(tree) {
    this.#saving = this.#saving.then(() => this.#send(tree.flat()))
    return this.#saving
  }

  /** Somebody has chosen what holds, knowing the newest revision. @param {number} number */
  goOnFrom(number) {
    this.#number = number
  }

  /** Go back to what is saved. */
  drop() {
    this.#forget("")
    location.reload()
  }

  /** @param {string} words */
  async find(words) {
    try {
      return (await this.#server.send("GET", `${this.#url.replace(/revisions\/$/, "targets/")}?q=${encodeURIComponent(words)}`)).targets
    } catch {
      return []
    }
  }

  async #send(nodes) {
    try {
      const kept = await this.#server.send("POST", this.#url, { base: this.#number, nodes })
      this.#number = kept.number
      this.#kept = kept.nodes
      this.#forget(gettext("Saved."))
      this.dispatchEvent(new CustomEvent("kept", { detail: { ...kept, isMerged: !isSame(nodes, kept.nodes) } }))
    } catch (error) {
      const isRefused = error instanceof Refused
      this.#say(isRefused ? error.message : gettext("Not saved: the server could not be reached, or you are signed out. Your changes stay here; try again."), true)
      if (isRefused && error.kind === "overlap") this.dispatchEvent(new CustomEvent("overlap", { detail: error.body }))
    }
  }

  #forget(sentence) {
    this.isBehind = false
    try {
      localStorage.removeItem(this.#drawer)
    } catch {
      // a browser that keeps nothing has nothing to forget
    }
    this.#say(sentence)
  }

  #say(sentence, isError = false) {
    this.said = sentence
    this.isError = isError
    this.dispatchEvent(new Event("change"))
  }
}

function read(drawer) {
  try {
    return JSON.parse(localStorage.getItem(drawer))
  } catch {
    return null
  }
}

function write(drawer, value) {
  try {
    localStorage.setItem(drawer, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}
