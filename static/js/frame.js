// What stands around the text on the workbench: why this document, what it is called, notes, sentences, emptiness.

import { fill, gettext, ngettext } from "./language.js"
import { TextIndex } from "./offsets.js"
import { shorten } from "./sheet.js"
import { turnsOf } from "./turns.js"

export class Frame {
  #part

  /** @param {(name: string) => HTMLElement} part finds a part of the workbench by its name */
  constructor(part) {
    this.#part = part
  }

  /** @param {object} document as the server sent it */
  showDocument(document) {
    this.#part("paper").hidden = false
    this.#part("empty").hidden = true
    this.#enable(true)
    this.#part("reason").textContent = document.reason
    this.#part("name").textContent = document.external_id ?? ""
    this.#part("answered").hidden = !document.answer
    this.#part("note").hidden = !document.note
    this.#part("note").querySelector(".body").textContent = document.note ?? ""
    this.#part("returned").hidden = !document.may_be_contested
    this.#showMetadata(document)
    this.#part("announcer").textContent = fill(gettext("Next document: %(start)s"), { start: shorten(document.text.slice(0, 400), 80) })
    this.say("")
  }

  /** @param {string} title @param {string} sentence */
  showEmpty(title, sentence) {
    this.#part("paper").hidden = true
    this.#part("empty").hidden = false
    this.#enable(false)
    this.#part("empty").querySelector("h2").textContent = title
    this.#part("empty").querySelector("p").textContent = sentence
  }

  /** @param {{mine: number, today: number, goal_a_day: number | null, goal_in_all: number | null}} progress */
  showProgress({ mine, today, goal_a_day, goal_in_all }) {
    const figures = { today: ofGoal(today, goal_a_day), mine: ofGoal(mine, goal_in_all) }
    this.#part("progress").textContent = fill(gettext("Today %(today)s · in all %(mine)s"), figures)
  }

  /** How much of a long document's marks can be seen already. @param {{drawn: number, total: number}} count */
  showDrawn({ drawn, total }) {
    const part = this.#part("drawn")
    part.hidden = total === 0
    part.toggleAttribute("data-drawing", drawn < total)
    const said = fill(ngettext("%(drawn)s of %(total)s span drawn", "%(drawn)s of %(total)s spans drawn", total), {
      drawn: drawn.toLocaleString(document.documentElement.lang),
      total: total.toLocaleString(document.documentElement.lang),
    })
    if (part.textContent !== said) part.textContent = said
  }

  /** One sentence under the text, heard by screen readers; a refusal stands out and stays until the next act. @param {string} sentence @param {boolean} [isRefusal] */
  say(sentence, isRefusal = false) {
    const voice = this.#part("voice")
    voice.textContent = sentence
    voice.toggleAttribute("data-refusal", isRefusal)
  }

  /** Without a document only undo makes sense. */
  #enable(isOn) {
    this.#part("questions").inert = !isOn
    for (const button of this.#part("actions").querySelectorAll("button:not([data-act='undo'])")) button.disabled = !isOn
  }

  /** Turns that the text is shown in are not told once more. */
  #showMetadata({ metadata, text }) {
    const isShown = metadata?.turns && turnsOf(metadata, new TextIndex(text)).length > 0
    const entries = Object.entries(metadata ?? {}).filter(([name]) => name !== "turns" || !isShown)
    this.#part("metadata").hidden = entries.length === 0
    const rows = entries.flatMap(([name, value]) => [term("dt", name), term("dd", typeof value === "string" ? value : JSON.stringify(value))])
    this.#part("metadata").querySelector("dl").replaceChildren(...rows)
  }
}

/** A count, and the goal it is on its way to. @param {number} done @param {number | null} [goal] */
function ofGoal(done, goal) {
  if (!goal) return done
  const sentence = done < goal ? gettext("%(done)s of %(goal)s") : gettext("%(done)s of %(goal)s ✓")
  return fill(sentence, { done, goal })
}

function term(name, text) {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
