// A mind map as a tree that never changes: each change is another one, so undoing is going back. Pure.

export const ROOT = "root"

/** @typedef {{kind: string, id: number}} Link */
/** @typedef {{id: string, parent: string, text: string, links: Link[]}} Node */

export class MapTree {
  #nodes
  #below

  /** @param {Map<string, Node>} nodes @param {Map<string, string[]>} below */
  constructor(nodes, below) {
    this.#nodes = nodes
    this.#below = below
  }

  /** @param {Node[]} nodes siblings in their order */
  static of(nodes) {
    const below = new Map()
    for (const { id, parent } of nodes) if (parent) below.set(parent, [...(below.get(parent) ?? []), id])
    return new MapTree(new Map(nodes.map((node) => [node.id, node])), below)
  }

  get size() {
    return this.#nodes.size
  }

  /** @param {string} id @returns {Node | undefined} */
  at(id) {
    return this.#nodes.get(id)
  }

  /** @param {string} id @returns {string[]} */
  below(id) {
    return this.#below.get(id) ?? []
  }

  /** How far down from the root. @param {string} id */
  depth(id) {
    let depth = 0
    for (let node = this.at(id); node?.parent; node = this.at(node.parent)) depth++
    return depth
  }

  /** Is the one the other, or does it stand somewhere below it? @param {string} id @param {string} above */
  isWithin(id, above) {
    for (let node = this.at(id); node; node = this.at(node.parent)) if (node.id === above) return true
    return false
  }

  /** A node and all below it, parents first. @param {string} [id] @returns {Node[]} */
  flat(id = ROOT) {
    const found = []
    const waiting = [id]
    while (waiting.length) {
      const node = this.at(waiting.pop())
      found.push(node)
      waiting.push(...this.below(node.id).toReversed())
    }
    return found
  }

  /** @param {Node} node @param {number} [place] among its siblings; at the end if not said */
  add(node, place = Infinity) {
    return this.#changed([[node.id, node]], [[node.parent, this.below(node.parent).toSpliced(place, 0, node.id)]])
  }

  /** @param {string} id @param {Partial<Node>} changes to its text or its links */
  change(id, changes) {
    return this.#changed([[id, { ...this.at(id), ...changes }]], [])
  }

  /** With all that stands below it. @param {string} id */
  remove(id) {
    const { parent } = this.at(id)
    const made = this.#changed([], [[parent, this.below(parent).filter((one) => one !== id)]])
    for (const node of this.flat(id)) made.#forget(node.id)
    return made
  }

  /** Below another node, at this place among those that stay there; the same tree where that cannot be. @param {string} id @param {string} parent @param {number} [place] */
  move(id, parent, place = Infinity) {
    if (id === ROOT || !this.at(parent) || this.isWithin(parent, id)) return this
    const node = this.at(id)
    const left = this.below(node.parent).filter((one) => one !== id)
    const there = node.parent === parent ? left : this.below(parent)
    return this.#changed([[id, { ...node, parent }]], [[node.parent, left], [parent, there.toSpliced(place, 0, id)]])
  }

  /** Its place among its siblings. @param {string} id */
  place(id) {
    return this.below(this.at(id).parent).indexOf(id)
  }

  #changed(nodes, below) {
    const made = new MapTree(new Map(this.#nodes), new Map(this.#below))
    for (const [id, node] of nodes) made.#nodes.set(id, node)
    for (const [id, children] of below) made.#below.set(id, children)
    return made
  }

  #forget(id) {
    this.#nodes.delete(id)
    this.#below.delete(id)
  }
}

/** A name no other node has, here or at another editor. */
export const newId = () => crypto.getRandomValues(new Uint32Array(3)).reduce((id, part) => id + part.toString(36), "n")

/** Do two trees hold the same? @param {Node[]} one @param {Node[]} other */
export const isSame = (one, other) => JSON.stringify(one.map(plain)) === JSON.stringify(other.map(plain))

const plain = ({ id, parent, text, links }) => [id, parent, text, links.map(({ kind, id: target }) => [kind, target])]
