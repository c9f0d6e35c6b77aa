// What a command makes of a map, and which node one is at then; null where it can do nothing. Pure.

import { ROOT } from "./tree.js"

/** @typedef {{tree: import("./tree.js").MapTree, at: string} | null} Edit */

/** @type {Record<string, (tree: import("./tree.js").MapTree, id: string) => Edit>} */
export const EDITS = {
  remove(tree, id) {
    if (id === ROOT) return null
    const { parent } = tree.at(id)
    const left = tree.below(parent).filter((one) => one !== id)
    return { tree: tree.remove(id), at: left[Math.min(tree.place(id), left.length - 1)] ?? parent }
  },
  up: (tree, id) => shifted(tree, id, -1),
  down: (tree, id) => shifted(tree, id, 1),
  out(tree, id) {
    const above = tree.at(tree.at(id).parent)
    return above?.parent ? moved(tree, id, above.parent, tree.place(above.id) + 1) : null
  },
  in(tree, id) {
    const before = id !== ROOT && tree.below(tree.at(id).parent)[tree.place(id) - 1]
    return before ? moved(tree, id, before) : null
  },
}

/** A node was let go over another. @param {import("./tree.js").MapTree} tree @param {string} id @param {string} target @param {"before" | "inside" | "after"} where @returns {Edit} */
export function dropped(tree, id, target, where) {
  if (id === target || where === "inside" || target === ROOT) return moved(tree, id, target)
  const { parent } = tree.at(target)
  const siblings = tree.below(parent).filter((one) => one !== id)
  return moved(tree, id, parent, siblings.indexOf(target) + (where === "after" ? 1 : 0))
}

/** @returns {Edit} */
export function linked(tree, id, link) {
  const { links } = tree.at(id)
  return links.some((one) => isEqual(one, link)) ? null : { tree: tree.change(id, { links: [...links, link] }), at: id }
}

/** @returns {Edit} */
export const unlinked = (tree, id, link) => ({ tree: tree.change(id, { links: tree.at(id).links.filter((one) => !isEqual(one, link)) }), at: id })

const isEqual = (one, other) => one.kind === other.kind && one.id === other.id

function shifted(tree, id, by) {
  if (id === ROOT) return null
  const { parent } = tree.at(id)
  const place = tree.place(id) + by
  return place >= 0 && place < tree.below(parent).length ? moved(tree, id, parent, place) : null
}

function moved(tree, id, parent, place) {
  const made = tree.move(id, parent, place)
  return made === tree ? null : { tree: made, at: id }
}

/** What can be undone, and done again. */
export class Steps {
  #earlier = []
  #later = []

  /** @param {Edit} was what it was before this change */
  note(was) {
    this.#earlier.push(was)
    this.#later = []
  }

  /** @param {Edit} now @returns {Edit | undefined} */
  back(now) {
    return turn(this.#earlier, this.#later, now)
  }

  /** @param {Edit} now @returns {Edit | undefined} */
  forth(now) {
    return turn(this.#later, this.#earlier, now)
  }

  /** Going back past a merge would take away what others wrote. */
  forget() {
    this.#earlier = []
    this.#later = []
  }
}

function turn(from, to, now) {
  if (from.length) to.push(now)
  return from.pop()
}
