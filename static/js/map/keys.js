// Which key means what on a node of a map. Pure.

const PLAIN = {
  Enter: "beside",
  Tab: "below",
  Insert: "below",
  F2: "rename",
  Delete: "remove",
  Backspace: "remove",
  " ": "fold",
  ArrowUp: "previous",
  ArrowDown: "next",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "first",
  End: "last",
  Escape: "leave",
}
const WITH_ALT = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" }
const WITH_CONTROL = { z: "undo", y: "redo", s: "save", k: "link", "+": "larger", "=": "larger", "-": "smaller" }
const TURNED = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }
const READING = new Set(["fold", "previous", "next", "left", "right", "first", "last", "larger", "smaller", "leave"])

/**
 * The command of a key, "type" for a letter, "" for what is none of the map's.
 * @param {KeyboardEvent} event @param {{isRightToLeft: boolean, mayWrite: boolean}} how
 */
export function commandOf(event, { isRightToLeft, mayWrite }) {
  const key = (isRightToLeft && TURNED[event.key]) || event.key
  const command = named(event, key)
  return mayWrite || READING.has(command) ? command : ""
}

function named(event, key) {
  if (event.isComposing) return ""
  if (event.ctrlKey || event.metaKey) return event.altKey ? "" : withControl(event, key.toLowerCase())
  if (event.altKey) return WITH_ALT[key] ?? ""
  if (event.shiftKey && key === "Tab") return ""
  return PLAIN[key] ?? (key.length === 1 ? "type" : "")
}

const withControl = (event, key) => (event.shiftKey && key === "z" ? "redo" : (WITH_CONTROL[key] ?? ""))
