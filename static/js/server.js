// How the workbench speaks to the server: JSON, the session's token, and one kind of failure per remedy.

import { fill, gettext } from "./language.js"
import { ServerClock } from "./server-clock.js"

const PATIENCE = 20_000

/** The server did not answer, or answered with what is not ours (a proxy's page): try again later. */
export class Unreachable extends Error {
  /** @param {string} message @param {number} [retryAfter] seconds the server asks for */
  constructor(message, retryAfter = 0) {
    super(message)
    this.retryAfter = retryAfter
  }
}

/** The server said no and will say so again: 4xx with its sentence and whatever it shows beside. */
export class Refused extends Error {
  /** @param {number} status @param {{error?: string, kind?: string}} body */
  constructor(status, body) {
    super(body.error ?? fill(gettext("The server refused this (%(status)s)."), { status }))
    this.status = status
    this.kind = body.kind ?? ""
    this.body = body
  }
}

/** Nobody is signed in, or `person` is, who is not the one this page belongs to. */
export class NotSignedIn extends Error {
  /** @param {string | null} person */
  constructor(person = null) {
    super("nobody, or somebody else, is signed in")
    this.person = person
  }
}

/** Event "change" when `why` has: "" while all goes well, else "offline", "signed-out" or "somebody-else". */
export class Server extends EventTarget {
  why = ""
  /** Who is signed in instead. @type {string | null} */
  person = null
  clock = new ServerClock()
  #page
  #user
  #token

  /** What the page on the screen knows: its address, whose it is, the session's token. */
  constructor() {
    super()
    const { person, token } = whoseIs(document)
    this.#page = location.pathname
    this.#user = person
    this.#token = token
  }

  /**
   * Send JSON and read JSON. The token belongs to one sign-in, so nothing can go out under another person's.
   * @param {string} method @param {string} url @param {object} [body] @param {{keepalive?: boolean}} [options]
   * @returns {Promise<object | null>} the answer; null for 204
   * @throws {Unreachable | Refused | NotSignedIn}
   */
  async send(method, url, body, options = {}) {
    try {
      const answer = await this.#exchange(method, url, body, options)
      this.#became("")
      return answer
    } catch (error) {
      if (error instanceof Unreachable) this.#became("offline")
      else if (error instanceof NotSignedIn) this.#became(error.person ? "somebody-else" : "signed-out", error.person)
      else this.#became("")
      throw error
    }
  }

  async #exchange(method, url, body, options) {
    const response = await this.#fetch(method, url, body, options)
    if (!isStaleToken(response)) return read(response)
    await this.#renewToken()
    return read(await this.#fetch(method, url, body, options))
  }

  #became(why, person = null) {
    if (why === this.why && person === this.person) return
    Object.assign(this, { why, person })
    this.dispatchEvent(new Event("change"))
  }

  /** Somebody signed in again elsewhere: is it the same person, and what is their token? @throws {NotSignedIn} */
  async #renewToken() {
    const response = await reach(this.#page, { headers: { Accept: "text/html" }, redirect: "follow" })
    const { person, name, token } = whoseIs(new DOMParser().parseFromString(await response.text(), "text/html"))
    if (!person) throw new NotSignedIn()
    if (person !== this.#user) throw new NotSignedIn(name)
    this.#token = token
  }

  async #fetch(method, url, body, { keepalive = false }) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.#token }
    if (body !== undefined) headers["Content-Type"] = "application/json"
    const response = await reach(url, { method, headers, body: body && JSON.stringify(body), keepalive, redirect: "error" })
    this.clock.hear(Date.parse(response.headers.get("Date")))
    return response
  }
}

/** @param {Document} page @returns {{person?: string, name?: string, token?: string}} no person where nobody is signed in */
function whoseIs(page) {
  const told = page.querySelector('meta[name="csrf-token"]')
  return { person: told?.dataset.person, name: told?.dataset.name, token: told?.content }
}

async function reach(url, options) {
  try {
    return await fetch(url, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options })
  } catch (error) {
    throw new Unreachable(error.message)
  }
}

/** Django refuses a token of an earlier sign-in with a page of its own, not with our JSON. */
function isStaleToken(response) {
  return response.status === 403 && !isJson(response)
}

const isJson = (response) => response.headers.get("Content-Type")?.startsWith("application/json") ?? false

async function read(response) {
  if (response.status === 204) return null
  if (response.status === 401) throw new NotSignedIn()
  if (response.status === 429 || response.status >= 500 || !isJson(response)) {
    throw new Unreachable(`status ${response.status}`, Number(response.headers.get("Retry-After")) || 0)
  }
  let body
  try {
    body = await response.json()
  } catch (error) {
    throw new Unreachable(error.message) // cut off half way
  }
  if (!response.ok) throw new Refused(response.status, body)
  return body
}
