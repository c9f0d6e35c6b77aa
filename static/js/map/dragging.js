// Nodes are dragged onto others, or between them; the empty canvas is dragged to look elsewhere.

/**
 * @param {HTMLElement} canvas scrolls
 * @param {(inner: Element) => string | undefined} nodeOf
 * @param {(node: string, target: string, where: "before" | "inside" | "after") => void} drop
 */
export function dragNodes(canvas, nodeOf, drop) {
  let dragged = ""
  let marked = null

  function mark(box, where = "") {
    if (marked && marked !== box) marked.removeAttribute("data-drop")
    marked = box
    if (box) box.dataset.drop = where
  }

  canvas.addEventListener("dragstart", (event) => {
    dragged = nodeOf(event.target) ?? ""
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", event.target.textContent)
  })
  canvas.addEventListener("dragover", (event) => {
    const box = event.target.closest(".map-node")
    if (!dragged || !box) return mark(null)
    event.preventDefault()
    mark(box, whereIn(box.getBoundingClientRect(), event.clientY))
  })
  canvas.addEventListener("drop", (event) => {
    event.preventDefault()
    if (dragged && marked) drop(dragged, nodeOf(marked), marked.dataset.drop)
    mark(null)
  })
  canvas.addEventListener("dragend", () => {
    dragged = ""
    mark(null)
  })
}

function whereIn({ top, height }, y) {
  const share = (y - top) / height
  if (share < 0.25) return "before"
  return share > 0.75 ? "after" : "inside"
}

/** @param {HTMLElement} canvas */
export function dragCanvas(canvas) {
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || event.target.closest(".map-node")) return
    canvas.setPointerCapture(event.pointerId)
    canvas.toggleAttribute("data-dragged", true)
  })
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasAttribute("data-dragged")) canvas.scrollBy(-event.movementX, -event.movementY)
  })
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => canvas.removeAttribute("data-dragged"))
}
