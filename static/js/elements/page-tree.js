// <page-tree><ul><li><a href="…/pages/12/">Title</a><ul>…</ul></li>…</ul><p role="status"></p></page-tree>
// Moves pages by dragging, or by Alt and the arrows: up and down among its neighbours, right below the one above, left out again.

import { fill, gettext } from "../language.js"

const EDGE = 0.3 // of an item's height, above and below: there it is put beside, in between below

class PageTree extends HTMLElement {
  #dragged = null
  #target = null

  connectedCallback() {
    this.addEventListener("keydown", this)
    for (const name of ["dragstart", "dragover", "dragleave", "drop", "dragend"]) this.addEventListener(name, this)
  }

  handleEvent(event) {
    this[`on${event.type}`](event)
  }

  onkeydown(event) {
    const item = event.target.closest("li")
    const to = item && event.altKey && !event.ctrlKey && !event.metaKey && this.#byKey(event.key, item)
    if (!to) return
    event.preventDefault()
    this.#move(item, to)
  }

  /** Where an arrow takes the item: the list and the neighbour it comes before. */
  #byKey(key, item) {
    const { previousElementSibling: above, nextElementSibling: below, parentElement: list } = item
    const over = list.parentElement.closest("li")
    if (key === "ArrowUp" && above) return { list, before: above }
    if (key === "ArrowDown" && below) return { list, before: below.nextElementSibling }
    if (key === "ArrowRight" && above) return { list: listBelow(above), before: null }
    if (key === "ArrowLeft" && over) return { list: over.parentElement, before: over.nextElementSibling }
    return null
  }

  ondragstart(event) {
    this.#dragged = event.target.closest?.("li")
    event.dataTransfer.effectAllowed = "move"
  }

  ondragover(event) {
    const item = event.target.closest("li")
    this.#mark(null)
    if (!this.#dragged || !item || this.#dragged.contains(item)) return
    event.preventDefault()
    const { top, height } = item.querySelector("a").getBoundingClientRect()
    const place = (event.clientY - top) / height
    this.#mark(item, place < EDGE ? "before" : place > 1 - EDGE ? "after" : "below")
  }

  ondragleave() {
    this.#mark(null)
  }

  ondrop(event) {
    if (!this.#target) return
    event.preventDefault()
    const { item, where } = this.#target
    const to = where === "below"
      ? { list: listBelow(item), before: null }
      : { list: item.parentElement, before: where === "before" ? item : item.nextElementSibling }
    this.#move(this.#dragged, to)
    this.ondragend()
  }

  ondragend() {
    this.#mark(null)
    this.#dragged = null
  }

  #mark(item, where) {
    this.#target?.item.removeAttribute("data-drop")
    this.#target = item && { item, where }
    if (item) item.dataset.drop = where
  }

  /** On the screen at once; back where it was if the server says no. */
  async #move(item, { list, before }) {
    if (before === item) return
    const [home, next] = [item.parentElement, item.nextElementSibling]
    const over = home.parentElement
    put(item, list, before)
    const body = new FormData()
    const above = list.parentElement.closest("li")
    body.append("parent", above ? idOf(above) : "")
    body.append("place", [...list.children].indexOf(item))
    const refused = await send(item, body)
    if (refused) back(item, home, over, next)
    item.querySelector("a").focus()
    this.querySelector("[role=status]").textContent = refused || said(item, above)
    if (refused) this.#show(refused)
  }

  /** Refusals are for everybody to see. */
  #show(sentence) {
    const status = this.querySelector("[role=status]")
    status.classList.remove("visually-hidden")
    status.textContent = sentence
  }
}

function put(item, list, before) {
  const home = item.parentElement
  list.insertBefore(item, before)
  if (home !== list && !home.children.length && home.parentElement?.matches("li")) home.remove()
}

/** Its own list may have gone with it when it was the last one there. */
function back(item, home, over, next) {
  if (!home.isConnected) over.append(home)
  put(item, home, next)
}

/** The list below a page; one that has none yet gets an empty one. */
function listBelow(item) {
  const there = item.querySelector(":scope > ul")
  if (there) return there
  const made = document.createElement("ul")
  made.setAttribute("role", "list")
  item.append(made)
  return made
}

function idOf(item) {
  return /\/pages\/(\d+)\//.exec(item.querySelector("a").getAttribute("href"))[1]
}

function said(item, above) {
  const names = { page: item.querySelector("a").textContent, above: above?.querySelector("a").textContent }
  return above ? fill(gettext("“%(page)s” stands below “%(above)s” now."), names) : fill(gettext("“%(page)s” stands on the first level now."), names)
}

/** @returns {Promise<string>} what the server says against it, or nothing */
async function send(item, body) {
  const url = item.querySelector("a").getAttribute("href") + "moves/"
  const headers = { Accept: "application/json", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content }
  try {
    const response = await fetch(url, { method: "POST", body, headers })
    return response.ok ? "" : (await response.json()).error
  } catch {
    return gettext("Not moved: the server could not be reached. Try again.")
  }
}

customElements.define("page-tree", PageTree)
