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
  if (!root.contains(node)) return unitOutside(root, node, offset, index)
  const isText = node.nodeType === Node.TEXT_NODE
  const piece = (isText ? node.parentElement : node).closest("[data-unit]")
  if (piece && (isText || offset === 0)) return Number(piece.dataset.unit) + offset
  const next = pieceFrom(root, node.childNodes[offset] ?? lastOf(node))
  return next ? Number(next.dataset.unit) : index.text.length
}

/** The first piece at or behind a node. Blocks, handles and the heads of turns hold no text of their own. */
function pieceFrom(root, node) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT)
  walker.currentNode = node
  for (let at = node; at; at = walker.nextNode()) if (at !== root && at.dataset?.unit) return at
  return null
}

/** Behind everything in a node stands what follows its innermost last part: the text of a piece is passed by. */
function lastOf(node) {
  let last = node
  while (last.lastChild) last = last.lastChild
  return last
}

function unitOutside(root, node, offset, index) {
  const boundary = document.createRange()
  boundary.setStart(node, offset)
  return boundary.comparePoint(root, 0) > 0 ? 0 : index.text.length
}

/**
 * A stretch of the text as a DOM range, or null where nothing is shown.
 * @param {Element[]} blocks in order, each with its position in `data-from` @param {number} start @param {number} end
 * @param {import("./offsets.js").TextIndex} index @returns {Range | null}
 */
export function rangeOf(blocks, start, end, index) {
  const from = place(blocks, index.unitAt(start))
  const to = place(blocks, index.unitAt(end), true)
  if (!from || !to) return null
  const range = document.createRange()
  range.setStart(from.node, from.offset)
  range.setEnd(to.node, to.offset)
  return range
}

/** Select a stretch of the text on the screen, as a drag would. @param {Element[]} blocks @param {number} start @param {number} end @param {import("./offsets.js").TextIndex} index */
export function selectPoints(blocks, start, end, index) {
  const range = rangeOf(blocks, start, end, index)
  if (range) getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset)
}

/** The text node and offset that hold a UTF-16 position; of two that meet there the later one, or the earlier for an end. */
function place(blocks, unit, isEnd = false) {
  const block = lastUpTo(blocks, unit, isEnd, ({ dataset }) => dataset.from)
  const piece = block && lastUpTo(block.children, unit, isEnd, ({ dataset }) => dataset.unit)
  return piece?.firstChild ? { node: piece.firstChild, offset: unit - Number(piece.dataset.unit) } : null
}

function lastUpTo(elements, unit, isEnd, positionOf) {
  let low = 0
  let high = elements.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const position = Number(positionOf(elements[middle]))
    if (position < unit || (position === unit && !isEnd)) low = middle
    else high = middle - 1
  }
  return elements[low]
}

/** The code point at a place of the window, or null beside the text. @param {Element} root @param {number} x @param {number} y @param {import("./offsets.js").TextIndex} index @returns {number | null} */
export function pointAtPlace(root, x, y, index) {
  const caret = document.caretPositionFromPoint?.(x, y)
  const range = caret ? null : document.caretRangeFromPoint?.(x, y)
  const node = caret?.offsetNode ?? range?.startContainer
  if (!node || !root.contains(node)) return null
  return index.pointAt(unitOf(root, node, caret?.offset ?? range.startOffset, index))
}
