// From what is selected on the screen to code points of the text. The only place that measures the DOM.

/**
 * The stretch of text inside `root` that a DOM range covers, or null when it covers none of it.
 * Every piece of text in `root` lies in an element with `data-unit`, its UTF-16 position in the text.
 * @param {Element} root @param {Range} range @param {import("./offsets.js").TextIndex} index
 * @returns {{start: number, end: number} | null}
 */
export function pointsOfRange(root, range, index) {
  if (!range.intersectsNode(root)) return null
  const start = unitOf(root, range.startContainer, range.startOffset, index)
  const end = unitOf(root, range.endContainer, range.endOffset, index)
  const points = { start: index.pointAt(start), end: index.pointAt(end) }
  return points.end > points.start ? points : null
}

/** UTF-16 position of a boundary: a place in the text, or before or behind it when the boundary lies outside. */
function unitOf(root, node, offset, index) {
  if (!root.contains(node) || node === root) return unitOutside(root, node, offset, index)
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node
  const piece = element.closest("[data-unit]")
  const begin = Number(piece.dataset.unit)
  if (node.nodeType === Node.TEXT_NODE) return begin + offset
  return offset === 0 ? begin : begin + piece.textContent.length
}

function unitOutside(root, node, offset, index) {
  if (node === root) {
    const piece = root.children[offset]
    return piece ? Number(piece.dataset.unit) : index.text.length
  }
  const boundary = document.createRange()
  boundary.setStart(node, offset)
  return boundary.comparePoint(root, 0) > 0 ? 0 : index.text.length
}

/** Select a stretch of the text on the screen, as a drag would. @param {Element} root @param {number} start @param {number} end @param {import("./offsets.js").TextIndex} index */
export function selectPoints(root, start, end, index) {
  const [from, to] = [place(root, index.unitAt(start)), place(root, index.unitAt(end))]
  if (from && to) getSelection().setBaseAndExtent(from.node, from.offset, to.node, to.offset)
}

/** The text node and offset that hold a UTF-16 position. */
function place(root, unit) {
  const pieces = root.children
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (Number(pieces[middle].dataset.unit) <= unit) low = middle
    else high = middle - 1
  }
  const piece = pieces[low]
  return piece?.firstChild ? { node: piece.firstChild, offset: unit - Number(piece.dataset.unit) } : null
}
