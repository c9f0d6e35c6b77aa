// Beside the map: what the node in hand is linked to, what else it can be linked to, and what is missing.

import { button, element } from "../element.js"
import { fill, gettext } from "../language.js"

const PAUSE_MS = 200

/** Names and addresses of what nodes are linked to. */
export class Targets {
  #known = new Map()
  #kinds

  /** @param {Record<string, string>} kinds names by code */
  constructor(kinds) {
    this.#kinds = kinds
  }

  /** @param {{kind: string, id: number, name: string, address: string}[]} targets */
  learn(targets) {
    for (const target of targets) this.#known.set(`${target.kind} ${target.id}`, target)
  }

  /** @param {import("./tree.js").Link} link */
  at({ kind, id }) {
    return this.#known.get(`${kind} ${id}`)
  }

  /** "label: Need". @param {import("./tree.js").Link} link */
  nameOf(link) {
    const kind = this.#kinds[link.kind] ?? link.kind
    return `${kind}: ${this.at(link)?.name ?? gettext("no longer there")}`
  }
}

/** @param {HTMLElement} list @param {import("./tree.js").Link[]} links @param {Targets} targets @param {boolean} mayWrite */
export function showLinks(list, links, targets, mayWrite) {
  list.replaceChildren(...links.map((link) => row(link, targets, mayWrite)))
}

function row(link, targets, mayWrite) {
  const line = element("li", "row")
  const address = targets.at(link)?.address
  const name = element(address ? "a" : "span", "", targets.nameOf(link))
  if (address) name.href = address
  line.append(name)
  if (mayWrite) {
    const remove = button("button", "×", { unlink: link.kind, id: link.id })
    remove.dataset.kind = "quiet"
    remove.setAttribute("aria-label", fill(gettext("Remove the link to %(name)s"), { name: targets.nameOf(link) }))
    line.append(remove)
  }
  return line
}

/** Look up what is typed. @param {HTMLInputElement} field @param {HTMLElement} list @param {(words: string) => Promise<{kind: string, id: number, name: string, address: string}[]>} find @param {Targets} targets */
export function findTargets(field, list, find, targets) {
  let timer = 0
  let asked = 0
  async function look() {
    const mine = ++asked
    const found = await find(field.value)
    if (mine !== asked) return
    targets.learn(found)
    list.replaceChildren(...found.map((target) => {
      const line = element("li")
      line.append(choice(targets.nameOf(target), { link: target.kind, id: target.id }))
      return line
    }))
    if (!found.length) list.append(element("li", "soft small", gettext("Nothing is called so.")))
  }
  field.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(look, PAUSE_MS)
  })
  field.addEventListener("focus", () => list.childElementCount || look())
}

/**
 * Concepts without a label lead to their nodes; a label without a concept becomes one.
 * @param {HTMLElement} side @param {{unlabelled: string[], unplaced: {id: number, name: string}[]}} missing
 * @param {import("./tree.js").MapTree} tree @param {boolean} mayWrite
 */
export function showMissing(side, { unlabelled, unplaced }, tree, mayWrite) {
  const nodes = unlabelled.filter((id) => tree.at(id))
  const there = new Set(tree.flat().flatMap(({ links }) => links.filter(({ kind }) => kind === "label").map(({ id }) => id)))
  const without = unplaced.filter(({ id }) => !there.has(id))
  fillList(side.querySelector('[data-part="unlabelled"]'), nodes.map((id) => choice(tree.at(id).text, { go: id })))
  const labels = without.map(({ id, name }) => (mayWrite ? choice(name, { add: "label", id }) : element("span", "", name)))
  fillList(side.querySelector('[data-part="unplaced"]'), labels)
}

function choice(text, data) {
  const there = button("button", text, data)
  there.dataset.kind = "quiet"
  return there
}

/** Anew only where something differs: there may be thousands, and each key asks for it. */
function fillList(list, entries) {
  const shown = [...list.children]
  const isSame = shown.length === entries.length && shown.every((line, place) => line.firstChild.isEqualNode(entries[place]))
  if (isSame) return
  list.replaceChildren(...entries.map((entry) => {
    const line = element("li")
    line.append(entry)
    return line
  }))
  list.closest("section").hidden = !entries.length
}
