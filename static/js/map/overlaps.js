// Two people changed the same of one node: both are shown, and somebody chooses. Nothing is chosen that loses words.

import { element } from "../element.js"
import { fill, gettext } from "../language.js"
import { MapTree } from "./tree.js"

/** @typedef {{node: string, kind: "text" | "place" | "removed", mine: string, theirs: string}} Overlap */

/** Ask in a dialog. @param {HTMLDialogElement} dialog @param {{error: string, overlaps: Overlap[], nodes: import("./tree.js").Node[]}} refused */
export function ask(dialog, { error, overlaps, nodes }) {
  const tree = MapTree.of(nodes)
  dialog.querySelector("[data-part=sentence]").textContent = error
  dialog.querySelector("[data-part=overlaps]").replaceChildren(...overlaps.map((overlap, number) => question(overlap, number, tree)))
  dialog.showModal()
}

/** The map with what was chosen; `nodes` hold their side of each. @param {HTMLDialogElement} dialog @returns {MapTree} */
export function settled(dialog, { overlaps, nodes }) {
  dialog.close()
  return overlaps.reduce((made, overlap, number) => {
    const chosen = dialog.querySelector(`[name="overlap-${number}"]:checked`).value
    return made.at(overlap.node) ? applied(made, overlap, chosen) : made
  }, MapTree.of(nodes))
}

function applied(tree, { node, kind, mine, theirs }, chosen) {
  if (kind === "removed") return chosen === "remove" ? tree.remove(node) : tree
  if (kind === "place") return chosen === "mine" ? tree.move(node, mine) : tree
  return tree.change(node, { text: { mine, theirs, both: together(mine, theirs) }[chosen] })
}

const together = (mine, theirs) => `${mine} / ${theirs}`

function question(overlap, number, tree) {
  const field = element("fieldset", "field")
  field.append(element("legend", "", titleOf(overlap, tree)))
  choices(overlap, tree).forEach(([value, sentence], place) => {
    const label = element("label")
    const radio = element("input")
    Object.assign(radio, { type: "radio", name: `overlap-${number}`, value, checked: place === 0 })
    label.append(radio, sentence)
    field.append(label)
  })
  return field
}

function titleOf({ node, kind }, tree) {
  if (kind === "text") return gettext("Two texts of one node")
  const text = tree.at(node).text
  return fill(kind === "place" ? gettext("Where “%(text)s” stands") : gettext("“%(text)s” was removed by one of you and changed by the other"), { text })
}

function choices({ node, kind, mine, theirs }, tree) {
  if (kind === "removed") return [["keep", gettext("Keep it")], ["remove", gettext("Remove it, with all that stands below")]]
  if (kind === "text") {
    return [["both", fill(gettext("Both: “%(text)s”"), { text: together(mine, theirs) })], ["mine", fill(gettext("Yours: “%(text)s”"), { text: mine })], ["theirs", fill(gettext("Theirs: “%(text)s”"), { text: theirs })]]
  }
  const there = [["theirs", fill(gettext("Theirs: below “%(text)s”"), { text: tree.at(tree.at(node).parent).text })]]
  const canBeMine = tree.at(mine) && !tree.isWithin(mine, node)
  return canBeMine ? [...there, ["mine", fill(gettext("Yours: below “%(text)s”"), { text: tree.at(mine).text })]] : there
}
