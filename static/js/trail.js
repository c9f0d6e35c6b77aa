// The way back: what was done last, across documents and, through the server, across sessions.

const DEPTH = 50

export class Trail {
  #steps = []
  #older = []
  #cursor = null
  #server
  #urls
  #recall
  #seen = new Set()

  /** @param {{server: import("./server.js").Server, urls: object, recall: (document: object) => Promise<object>}} known `recall` adds what this disk has of it */
  constructor({ server, urls, recall }) {
    this.#server = server
    this.#urls = urls
    this.#recall = recall
  }

  /** Remember a document as it was left: with the answer just given, or skipped. @param {object} document */
  push(document) {
    this.#seen.add(document.id)
    this.#steps.push(document)
    if (this.#steps.length > DEPTH) this.#forget(this.#steps.shift().id)
  }

  /** The document of the step before, with its answer; null at the beginning. @returns {Promise<object | null>} */
  async pop() {
    if (this.#steps.length) return this.#steps.pop()
    const older = await this.#nextOlder()
    return older && this.open(older.document)
  }

  /** One of the annotator's own documents as the server has it now. @param {number} id */
  async open(id) {
    this.#seen.add(id)
    return this.#recall(await this.#server.send("GET", `${documentUrl(this.#urls, id)}work/`))
  }

  /** Too long ago to be kept here: the server's list has it. @param {number} id */
  #forget(id) {
    if (!this.#steps.some((document) => document.id === id)) this.#seen.delete(id)
  }

  async #nextOlder() {
    for (;;) {
      const line = this.#older.shift()
      if (line && !this.#seen.has(line.document)) return line
      if (!line && !(await this.#fetchOlder())) return null
    }
  }

  async #fetchOlder() {
    if (this.#cursor === "") return false
    const before = this.#cursor ? `?before=${encodeURIComponent(this.#cursor)}` : ""
    const page = await this.#server.send("GET", this.#urls.answers + before)
    this.#older = page.answers
    this.#cursor = page.next ?? ""
    return page.answers.length > 0
  }
}

/** The address of a document's actions. @param {{document: string}} urls with 0 in the place of the id @param {number} id */
export const documentUrl = (urls, id) => urls.document.replace(/\/0\/$/, `/${id}/`)
