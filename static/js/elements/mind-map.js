// <mind-map data-boot="id of its JSON" data-url="where it is saved">…toolbar, canvas, side…</mind-map>
// Edits a map by keys and mouse: a tree drawn as a mind map. What a key means stands in ../map/keys.js.

import { dragCanvas, dragNodes } from "../map/dragging.js"
import { fill, gettext, ngettext } from "../language.js"
import { dropped, EDITS, linked, Steps, unlinked } from "../map/editing.js"
import { commandOf } from "../map/keys.js"
import { Keeping } from "../map/keeping.js"
import { findTargets, showLinks, showMissing, Targets } from "../map/links.js"
import { ask, settled } from "../map/overlaps.js"
import { MapTree, newId, ROOT } from "../map/tree.js"
import { write } from "../map/typing.js"
import { MapView } from "../map/view.js"

const FOLDED_FROM = 300 // nodes: a larger map begins with two levels
const SIZES = 7

class MindMap extends HTMLElement {
  #boot
  #tree
  #view
  #targets
  #keeping
  #steps = new Steps()
  #isWriting = false
  #overlap = null
  #missing

  connectedCallback() {
    this.#boot = JSON.parse(document.getElementById(this.dataset.boot).textContent)
    this.#targets = new Targets(this.#boot.kinds)
    this.#targets.learn([...this.#boot.targets, ...this.#boot.unplaced])
    this.#keeping = new Keeping({ ...this.#boot, url: this.dataset.url })
    this.#view = new MapView(this.#part("tree"), (link) => this.#targets.nameOf(link), this.#boot.may_write)
    this.#tree = (this.#boot.may_write && this.#keeping.left()) || MapTree.of(this.#boot.nodes)
    this.#missing = this.#boot
    this.#show(ROOT)
    if (this.#tree.size > FOLDED_FROM) this.#view.foldFrom(2)
    this.#fit()
    this.#tell()
    this.#listen()
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`)
  }

  #listen() {
    const canvas = this.#part("canvas")
    canvas.addEventListener("keydown", (event) => this.#onKey(event))
    canvas.addEventListener("dblclick", (event) => this.#boot.may_write && event.target.closest(".map-node") && this.#do("rename"))
    canvas.addEventListener("focusin", (event) => this.#onFocus(event))
    this.addEventListener("click", (event) => this.#onClick(event))
    dragCanvas(canvas)
    if (!this.#boot.may_write) return
    dragNodes(canvas, (inner) => this.#view.nodeOf(inner), (node, target, where) => this.#onTop(node, () => this.#tree.at(target) && this.#move(node, dropped(this.#tree, node, target, where))))
    findTargets(this.#part("find"), this.#part("found"), (words) => this.#keeping.find(words), this.#targets)
    this.#keeping.addEventListener("change", () => this.#tell())
    this.#keeping.addEventListener("kept", ({ detail }) => this.#onKept(detail))
    this.#keeping.addEventListener("overlap", ({ detail }) => this.#onOverlap(detail))
    addEventListener("keydown", (event) => this.isConnected && this.#onKeyElsewhere(event))
    addEventListener("beforeunload", (event) => this.isConnected && this.#keeping.isBehind && event.preventDefault())
  }

  #onKey(event) {
    const isRightToLeft = getComputedStyle(this).direction === "rtl"
    const command = commandOf(event, { isRightToLeft, mayWrite: this.#boot.may_write })
    if (!command || !event.target.matches("[role=treeitem]")) return
    event.preventDefault()
    this.#do(command, event.key)
  }

  /** No node has the focus after a click on a button, nor in the moment after a name was written. */
  #onKeyElsewhere(event) {
    const ours = event.target.matches("input, textarea, select") ? ["save"] : ["save", "undo", "redo"]
    const command = commandOf(event, { mayWrite: true })
    if (event.defaultPrevented || event.target.closest("dialog") || !ours.includes(command)) return
    event.preventDefault()
    this.#do(command)
  }

  #onFocus({ target }) {
    const id = target.matches("[role=treeitem]") && this.#view.nodeOf(target)
    if (!id || id === this.#view.current) return
    this.#view.aim(id)
    this.#showSide()
  }

  #onClick({ target }) {
    const pressed = target.closest("button")
    if (pressed?.matches(".map-fold")) return this.#fold(this.#view.nodeOf(pressed))
    const { act, link, unlink, add, go, id } = pressed?.dataset ?? {}
    if (act) return this.#do(act)
    const at = this.#view.current
    if (link) this.#part("find").value = ""
    if (link) return this.#onTop(at, () => this.#apply(linked(this.#tree, at, { kind: link, id: Number(id) })))
    if (unlink) return this.#onTop(at, () => this.#apply(unlinked(this.#tree, at, { kind: unlink, id: Number(id) })))
    if (add) return this.#onTop(ROOT, () => this.#place(add, Number(id), pressed.textContent))
    const node = go ?? (target.closest(".map-node") && this.#view.nodeOf(target))
    if (node && this.#tree.at(node) && !this.#isWriting) this.#goTo(node)
  }

  /** A save under way ends first, or what it brings would take the place of this change; the node may be gone by then. */
  async #onTop(node, change) {
    await this.#keeping.done
    if (this.#tree.at(node)) change()
  }

  async #do(command, key = "") {
    await this.#keeping.done
    const at = this.#view.current
    const commands = {
      beside: () => (at === ROOT ? this.#begin(ROOT) : this.#begin(this.#tree.at(at).parent, this.#tree.place(at) + 1)),
      below: () => this.#begin(at),
      rename: () => this.#write(at, this.#tree.at(at).text),
      type: () => this.#write(at, key),
      remove: () => this.#remove(at),
      fold: () => this.#fold(at),
      fold_all: () => this.#foldAll(1),
      unfold_all: () => this.#foldAll(Infinity),
      previous: () => this.#step(-1),
      next: () => this.#step(1),
      left: () => this.#left(at),
      right: () => this.#right(at),
      first: () => this.#goTo(ROOT),
      last: () => this.#goTo(this.#view.shown().at(-1)),
      undo: () => this.#become(this.#steps.back(this.#now)),
      redo: () => this.#become(this.#steps.forth(this.#now)),
      save: () => this.#keeping.save(this.#tree),
      drop: () => confirm(gettext("Drop all changes that you have not saved?")) && this.#keeping.drop(),
      settle: () => this.#settle(),
      link: () => this.#part("find").focus(),
      larger: () => this.#resize(1),
      smaller: () => this.#resize(-1),
      leave: () => this.#part("side").focus(),
    }
    if (command in commands) return commands[command]()
    return this.#move(at, EDITS[command](this.#tree, at))
  }

  /** A new node, which is one once something is written in it. */
  async #begin(parent, place = Infinity) {
    if (this.#tree.size >= this.#boot.most) {
      return this.#announce(fill(gettext("A map has at most %(most)s nodes."), { most: this.#boot.most }))
    }
    const node = { id: newId(), parent, text: "", links: [] }
    const before = this.#tree
    const made = before.add(node, place)
    this.#view.show(made)
    this.#view.focus(node.id)
    const written = await this.#written(node.id, "")
    if (!written?.text) {
      this.#view.show(before)
      return this.#goTo(before.at(parent) ? parent : ROOT)
    }
    this.#change(made.change(node.id, { text: written.text }), node.id, written.key === "blur")
    return this.#follow(written.key)
  }

  async #write(id, text) {
    const written = await this.#written(id, text)
    if (written?.text && written.text !== this.#tree.at(id).text) {
      this.#change(this.#tree.change(id, { text: written.text }), id, written.key === "blur")
    } else if (written?.key !== "blur") this.#goTo(id)
    return this.#follow(written?.key)
  }

  async #written(id, text) {
    if (this.#isWriting) return null
    this.#isWriting = true
    const written = await write(this.#view.box(id), { text, longest: this.#boot.longest })
    this.#isWriting = false
    return written
  }

  /** How the writing ended says what comes next. */
  #follow(key) {
    if (key === "Tab") return this.#do("below")
    return key === "save" ? this.#do("save") : undefined
  }

  /** @param {import("../map/editing.js").Edit} edit */
  #apply(edit) {
    if (edit) this.#change(edit.tree, edit.at)
    return Boolean(edit)
  }

  #remove(id) {
    const { text } = this.#tree.at(id)
    const n = this.#tree.flat(id).length
    if (!this.#apply(EDITS.remove(this.#tree, id))) return this.#announce(gettext("The root stays; rename it with F2."))
    return this.#announce(fill(ngettext("Removed “%(text)s”. Ctrl Z brings it back.", "Removed “%(text)s” and what stood below it, %(n)s nodes. Ctrl Z brings them back.", n), { text, n }))
  }

  #move(id, edit) {
    if (!this.#apply(edit)) return
    const { text, parent } = this.#tree.at(id)
    this.#announce(fill(gettext("“%(text)s” stands below “%(parent)s” now."), { text, parent: this.#tree.at(parent).text }))
  }

  /** A label without a concept gets one. */
  #place(kind, id, text) {
    const node = { id: newId(), parent: ROOT, text, links: [{ kind, id }] }
    this.#change(this.#tree.add(node), node.id)
  }

  #goTo(id) {
    this.#view.focus(id)
    this.#showSide()
  }

  #step(by) {
    const shown = this.#view.shown()
    const next = shown[shown.indexOf(this.#view.current) + by]
    if (next) this.#goTo(next)
  }

  #left(id) {
    const isOpen = this.#tree.below(id).length && !this.#view.isFolded(id)
    if (isOpen && id !== ROOT) this.#fold(id)
    else if (this.#tree.at(id).parent) this.#goTo(this.#tree.at(id).parent)
  }

  #right(id) {
    if (this.#view.isFolded(id)) this.#fold(id)
    else if (this.#tree.below(id).length) this.#goTo(this.#tree.below(id)[0])
  }

  #fold(id) {
    this.#view.fold(id, !this.#view.isFolded(id))
    if (this.#tree.isWithin(this.#view.current, id)) this.#goTo(id)
  }

  #foldAll(levels) {
    this.#view.foldFrom(levels)
    this.#goTo(ROOT)
  }

  #resize(by) {
    const canvas = this.#part("canvas")
    canvas.dataset.size = String(Math.min(SIZES, Math.max(1, Number(canvas.dataset.size) + by)))
  }

  /** Smaller where the whole does not fit, and the root in sight. */
  #fit() {
    const canvas = this.#part("canvas")
    if (canvas.scrollHeight > canvas.clientHeight || canvas.scrollWidth > canvas.clientWidth) this.#resize(-1)
    const { top, height } = this.#view.box(ROOT).getBoundingClientRect()
    canvas.scrollTop += top + height / 2 - canvas.getBoundingClientRect().top - canvas.clientHeight / 2
  }

  get #now() {
    return { tree: this.#tree, at: this.#view.current }
  }

  #change(tree, at, isElsewhere = false) {
    this.#steps.note(this.#now)
    this.#announce("")
    this.#become({ tree, at }, isElsewhere)
  }

  #become(edit, isElsewhere = false) {
    if (!edit) return
    this.#tree = edit.tree
    this.#show(edit.at)
    if (!isElsewhere) this.#view.focus(this.#view.current) // who clicked elsewhere stays there
    this.#keeping.changed(edit.tree)
  }

  #onKept(kept) {
    this.#targets.learn([...kept.targets, ...kept.unplaced])
    if (kept.isMerged) this.#steps.forget()
    this.#tree = MapTree.of(kept.nodes)
    this.#missing = kept
    this.#show()
    if (kept.isMerged) this.#announce(gettext("Saved, with what others changed meanwhile."))
  }

  #onOverlap(overlap) {
    this.#overlap = overlap
    ask(this.#part("conflict"), overlap)
  }

  #settle() {
    this.#steps.forget()
    this.#keeping.goOnFrom(this.#overlap.number)
    this.#become({ tree: settled(this.#part("conflict"), this.#overlap), at: this.#view.current })
    return this.#keeping.save(this.#tree)
  }

  #show(at = this.#view.current) {
    this.#view.show(this.#tree, at)
    this.#showSide()
    showMissing(this, this.#missing, this.#tree, this.#boot.may_write)
  }

  #showSide() {
    const node = this.#tree.at(this.#view.current)
    this.#part("name").textContent = node.text
    showLinks(this.#part("links"), node.links, this.#targets, this.#boot.may_write)
  }

  #tell() {
    const status = this.#part("status")
    status.textContent = this.#keeping.said
    status.toggleAttribute("data-error", this.#keeping.isError)
  }

  #announce(sentence) {
    this.#part("said").textContent = sentence
  }
}

customElements.define("mind-map", MindMap)
