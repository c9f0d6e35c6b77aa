// Which command does a key mean? Pure apart from asking where the key was pressed.

import { fill, gettext } from "./language.js"

/** Every command with its key, as long as nobody has chosen another. Arrow keys, Tab and the digits stay as they are. */
export const COMMANDS = {
  save: { key: "Enter", title: gettext("Save and go on") },
  accept: { key: " ", title: gettext("Accept suggestions") },
  letGo: { key: "Escape", title: gettext("Let go") },
  remove: { key: "Delete", title: gettext("Remove the picked mark") },
  cannotTell: { key: "0", title: gettext("Cannot tell") },
  nextQuestion: { key: "n", title: gettext("Next question") },
  findLabel: { key: "/", title: gettext("Find a label") },
  relate: { key: "r", title: gettext("Relate") },
  skip: { key: "x", title: gettext("Skip") },
  undo: { key: "u", title: gettext("Undo") },
  flag: { key: "f", title: gettext("Flag") },
  ask: { key: "q", title: gettext("Ask the supervisors") },
  contest: { key: "c", title: gettext("Contest that it was returned") },
  answers: { key: "h", title: gettext("My answers") },
  everywhere: { key: "*", title: gettext("Mark these words everywhere") },
  passage: { key: ".", title: gettext("Choose the turn or paragraph") },
  words: { key: "=", title: gettext("Make something of these words") },
  example: { key: "+", title: gettext("Make an example of these words") },
  search: { key: "s", title: gettext("Search in the text") },
  booklet: { key: "b", title: gettext("The booklet") },
  reading: { key: ",", title: gettext("Reading settings") },
  pause: { key: "-", title: gettext("Pause") },
  help: { key: "?", title: gettext("Keys") },
}
const ALIASES = { Backspace: "remove" }
const SHOWN = { Enter: "⏎", " ": gettext("Space"), Escape: gettext("Esc"), Delete: gettext("Del") }
const FIXED = /^(Arrow\w+|Tab|Shift|Control|Alt|AltGraph|Meta|CapsLock|Dead|Process|Unidentified|F\d+|[1-9])$/
const FIELDS = "input, textarea, select, [contenteditable], dialog"
const CONTROLS = "a, button, summary, [role='tab']"

export class Keys {
  #keys
  #commands

  /** @param {Record<string, string>} [own] the keys somebody chose, by command */
  constructor(own = {}) {
    this.use(own)
  }

  /** @param {Record<string, string>} own */
  use(own) {
    const known = Object.entries(own).filter(([name]) => COMMANDS[name])
    this.own = Object.fromEntries(known.filter(([name, key]) => key !== COMMANDS[name].key))
    this.#keys = { ...Object.fromEntries(Object.entries(COMMANDS).map(([name, { key }]) => [name, key])), ...this.own }
    this.#commands = new Map([...Object.entries(ALIASES), ...Object.entries(this.#keys).map(([name, key]) => [key.toLowerCase(), name])])
  }

  /** @param {string} key @returns {string | undefined} the command's name */
  commandOf(key) {
    return this.#commands.get(key.toLowerCase()) ?? this.#commands.get(key)
  }

  /** How a command's key is written on a button. @param {string} name */
  shown(name) {
    const key = this.#keys[name] ?? ""
    return SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  }

  /** Why a command cannot have this key, or null. @param {string} name @param {string} key @param {string | undefined} label the label that has it */
  refusal(name, key, label) {
    const shown = SHOWN[key] ?? key.toUpperCase()
    const other = this.commandOf(key)
    if (FIXED.test(key)) return fill(gettext("“%(key)s” keeps its meaning: arrow keys and Tab move in the text, digits choose labels."), { key: shown })
    if (label) return fill(gettext("“%(key)s” chooses the label “%(label)s” here. Choose another key."), { key: shown, label })
    if (!other || other === name) return null
    return fill(gettext("“%(key)s” already means “%(command)s”. Choose another key, or change that one first."), { key: shown, command: COMMANDS[other].title })
  }

  /** The own keys with one more. @param {string} name @param {string} key */
  with(name, key) {
    return { ...this.own, [name]: key }
  }
}

/**
 * The command of a key press, or null when the key belongs to what has the focus.
 * @param {KeyboardEvent} event @param {{isOn: boolean, labelOf: (key: string) => number | undefined,
 *         ratingOf: (key: string) => {question: number, rating: number} | undefined, keys: Keys}} known
 *        `isOn` is false when the person has switched single keys off; `labelOf` and `ratingOf` find the label or the step of a key
 * @returns {{name: string, label?: number, question?: number, rating?: number, isBack?: boolean} | null} `isBack` with Shift
 */
export function commandOf(event, { isOn, labelOf, ratingOf, keys }) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return null
  const target = event.target instanceof Element ? event.target : document.body
  if (target.closest(FIELDS) || belongsToControl(event.key, target)) return null
  const name = keys.commandOf(event.key)
  const command = name ? { name, isBack: event.shiftKey } : null
  if (event.key.length > 1) return command // Enter, Escape and their like are no single keys
  return isOn ? (answerOf(event.key, { labelOf, ratingOf }) ?? command) : null
}

/** The step or the label of a key: what is said about the document goes before what is done with it. */
function answerOf(key, { labelOf, ratingOf }) {
  const step = ratingOf(key)
  if (step) return { name: "rate", ...step }
  const label = labelOf(key)
  return label === undefined ? null : { name: "choose", label }
}

/** Enter and Space press what has the focus; but Enter on a label saves, for its press is Space. */
function belongsToControl(key, target) {
  const control = target.closest(CONTROLS)
  if (!control || control.matches("[data-unit]")) return false
  return key === " " || (key === "Enter" && !control.matches("[data-label], [data-rating], .cannot-tell"))
}
