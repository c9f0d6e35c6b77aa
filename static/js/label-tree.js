// Labels that stand below others, kept as an outline: each right after what it stands below. Pure: no DOM.
// `parent` is the label itself here, not its id; services/links.py has the form that is sent.

/** @typedef {import("./question-draft.js").Label} Label */

/** How many labels stand above this one? @param {Label} label @returns {number} */
export const depthOf = ({ parent }) => (parent ? 1 + depthOf(parent) : 0)

/** The labels as an outline, in their order otherwise. @param {Label[]} labels @returns {Label[]} */
export function outlined(labels) {
  const below = new Map()
  for (const label of labels) below.set(label.parent, [...(below.get(label.parent) ?? []), label])
  const branches = (parent) => (below.get(parent) ?? []).flatMap((label) => [label, ...branches(label)])
  return branches(null)
}

/** The place after a label and all below it. @param {Label[]} labels @param {number} place */
export function endOfBranch(labels, place) {
  const depth = depthOf(labels[place])
  const next = labels.findIndex((label, at) => at > place && depthOf(label) <= depth)
  return next < 0 ? labels.length : next
}

/** Move a label with all below it past its neighbour of the same level. @param {Label[]} labels @param {number} place @param {-1 | 1} by @returns {number | null} its new place */
export function moveBranch(labels, place, by) {
  const end = endOfBranch(labels, place)
  if (by > 0) {
    if (labels[end]?.parent !== labels[place].parent) return null
    return put(labels, place, end, endOfBranch(labels, end))
  }
  const before = placeBefore(labels, place)
  return before < 0 ? null : put(labels, place, end, before)
}

/** Put a label below the one above it on its level. @param {Label[]} labels @param {number} place @returns {number | null} its place */
export function indent(labels, place) {
  const before = placeBefore(labels, place)
  if (before < 0) return null
  labels[place].parent = labels[before]
  return place
}

/** Put a label beside the one it stood below. @param {Label[]} labels @param {number} place @returns {number | null} its new place */
export function outdent(labels, place) {
  const { parent } = labels[place]
  if (!parent) return null
  const end = endOfBranch(labels, place)
  const after = endOfBranch(labels, labels.indexOf(parent))
  labels[place].parent = parent.parent
  return put(labels, place, end, after)
}

/** Take a label away; those right below it move up to where it stood. @param {Label[]} labels @param {number} place @returns {Label} */
export function takeOut(labels, place) {
  const [label] = labels.splice(place, 1)
  for (const one of labels) if (one.parent === label) one.parent = label.parent
  return label
}

/** The place of the label before it on the same level, or -1. */
function placeBefore(labels, place) {
  return labels.findLastIndex((label, at) => at < place && label.parent === labels[place].parent)
}

/** Put the labels from a place up to an end before or after others; the new place of the first. */
function put(labels, from, end, to) {
  const branch = labels.splice(from, end - from)
  const place = to > from ? to - branch.length : to
  labels.splice(place, 0, ...branch)
  return place
}
