// A swipe over the text answers a question of two labels. Scrolling stays with the browser (touch-action), and a finger that
// selects words, rests, or comes with another one means something else.

const FAR = 64 // pixels
const LONGEST_MS = 700

/** The two labels a swipe can mean, left and right as they stand on the screen; null where there are more or other questions. @param {import("./sheet.js").Question[]} questions */
export function swipeLabels(questions) {
  const [{ kind, labels = [] } = {}, ...others] = questions
  if (kind !== "choice" || labels.length !== 2 || others.length) return null
  const [left, right] = getComputedStyle(document.documentElement).direction === "rtl" ? labels.toReversed() : labels
  return { left, right }
}

export class Swipe {
  #element
  #labels
  #choose
  #from = null

  /** @param {HTMLElement} element @param {{labels: () => ReturnType<typeof swipeLabels>, choose: (label: number) => void}} known */
  constructor(element, { labels, choose }) {
    this.#element = element
    this.#labels = labels
    this.#choose = choose
    element.addEventListener("pointerdown", (event) => this.#onDown(event))
    element.addEventListener("pointerup", (event) => this.#onUp(event))
    element.addEventListener("pointercancel", () => (this.#from = null))
  }

  #onDown({ pointerType, isPrimary, clientX, clientY, timeStamp }) {
    const isSwipe = pointerType === "touch" && isPrimary && this.#labels()
    this.#from = isSwipe ? { x: clientX, y: clientY, at: timeStamp } : null
  }

  #onUp({ clientX, clientY, timeStamp }) {
    const from = this.#from
    this.#from = null
    if (!from || timeStamp - from.at > LONGEST_MS || this.#hasSelection()) return
    const across = clientX - from.x
    if (Math.abs(across) < FAR || Math.abs(across) < 2 * Math.abs(clientY - from.y)) return
    const labels = this.#labels()
    if (labels) this.#choose((across < 0 ? labels.left : labels.right).id)
  }

  #hasSelection() {
    const selection = getSelection()
    return !selection.isCollapsed && selection.containsNode(this.#element, true)
  }
}
