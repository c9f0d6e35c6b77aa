// Where unsent answers lie: IndexedDB, a database per person, or this tab's memory where the browser keeps nothing.

const VERSION = 1

/** A request of IndexedDB as a promise. */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** @param {number} user @returns {Promise<DiskStore | MemoryStore>} */
export async function openStore(user) {
  try {
    const opening = indexedDB.open(`gloss-outbox-${user}`, VERSION)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("letters", { keyPath: "seq", autoIncrement: true })
      opening.result.createObjectStore("drafts", { keyPath: "document" })
    }
    return new DiskStore(await done(opening))
  } catch {
    return new MemoryStore() // private mode, or storage switched off: the outbox says so
  }
}

class DiskStore {
  lasts = true
  #database

  constructor(database) {
    this.#database = database
    database.onversionchange = () => database.close()
  }

  /**
   * Resolves once it is on the disk. What it makes of half-done work goes with it: a browser killed at any moment has
   * one or the other. @param {object} letter @returns {Promise<number>} its place in the order
   */
  async add(letter) {
    return this.#write(["letters", "drafts"], (transaction) => {
      if (letter.kind !== "flag") transaction.objectStore("drafts").delete(letter.document)
      return transaction.objectStore("letters").add(letter)
    })
  }

  put(letter) {
    return this.#write(["letters"], (transaction) => transaction.objectStore("letters").put(letter))
  }

  remove(seq) {
    return this.#write(["letters"], (transaction) => transaction.objectStore("letters").delete(seq))
  }

  /** @returns {Promise<object[]>} in the order they were added */
  all() {
    return done(this.#database.transaction("letters").objectStore("letters").getAll())
  }

  keepDraft(draft) {
    return this.#write(["drafts"], (transaction) => transaction.objectStore("drafts").put(draft))
  }

  dropDraft(document) {
    return this.#write(["drafts"], (transaction) => transaction.objectStore("drafts").delete(document))
  }

  draftOf(document) {
    return done(this.#database.transaction("drafts").objectStore("drafts").get(document))
  }

  #write(names, act) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(names, "readwrite")
      const request = act(transaction)
      transaction.commit() // at once: a page that goes away a moment later must not take the work with it
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error)
    })
  }
}

export class MemoryStore {
  lasts = false
  #letters
  #drafts = new Map()

  /** @param {object[]} [letters] what a disk that became full still held; sent twice, their keys make them one */
  constructor(letters = []) {
    this.#letters = new Map(letters.map((letter) => [letter.seq, letter]))
  }

  async add(letter) {
    const seq = Math.max(0, ...this.#letters.keys()) + 1
    this.#letters.set(seq, { ...letter, seq })
    if (letter.kind !== "flag") this.#drafts.delete(letter.document)
    return seq
  }

  async put(letter) {
    this.#letters.set(letter.seq, letter)
  }

  async remove(seq) {
    this.#letters.delete(seq)
  }

  async all() {
    return [...this.#letters.values()]
  }

  async keepDraft(draft) {
    this.#drafts.set(draft.document, draft)
  }

  async dropDraft(document) {
    this.#drafts.delete(document)
  }

  async draftOf(document) {
    return this.#drafts.get(document)
  }
}
