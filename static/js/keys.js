// Which command does a key mean? Pure apart from asking where the key was pressed.

const COMMANDS = { x: "skip", u: "undo", f: "flag", h: "answers", "?": "help", 0: "cannotTell", " ": "accept", n: "nextQuestion", r: "relate", "/": "findLabel" }
const NAMED = { Enter: "save", Escape: "letGo", Delete: "remove", Backspace: "remove" }
const FIELDS = "input, textarea, select, [contenteditable], dialog"
const CONTROLS = "a, button, summary, [role='tab']"

/**
 * The command of a key press, or null when the key belongs to what has the focus.
 * @param {KeyboardEvent} event @param {{isOn: boolean, labelOf: (key: string) => number | undefined,
 *         ratingOf: (key: string) => {question: number, rating: number} | undefined}} known
 *        `isOn` is false when the person has switched single keys off; `labelOf` and `ratingOf` find the label or the step of a key
 * @returns {{name: string, label?: number, question?: number, rating?: number, isBack?: boolean} | null} `isBack` with Shift
 */
export function commandOf(event, { isOn, labelOf, ratingOf }) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return null
  const target = event.target instanceof Element ? event.target : document.body
  if (target.closest(FIELDS)) return null
  if (NAMED[event.key]) return belongsToControl(event.key, target) ? null : { name: NAMED[event.key] }
  if (!isOn || (event.key === " " && belongsToControl(" ", target))) return null
  const step = ratingOf(event.key)
  if (step) return { name: "rate", ...step }
  const label = labelOf(event.key)
  if (label !== undefined) return { name: "choose", label }
  const name = COMMANDS[event.key.toLowerCase()]
  return name ? { name, isBack: event.shiftKey } : null
}

/** Enter and Space press what has the focus; but Enter on a label saves, for its press is Space. */
function belongsToControl(key, target) {
  const control = target.closest(CONTROLS)
  if (!control || control.matches("[data-unit]")) return false
  return key === " " || (key === "Enter" && !control.matches("[data-label], [data-rating], .cannot-tell"))
}
