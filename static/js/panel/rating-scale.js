// The steps of a scale as a row of buttons, with the names of its ends.

import { button, element, keyHint } from "../element.js"
import { fill, gettext } from "../language.js"
import { scaleOf, stepsOf } from "../questions.js"

export class RatingScale {
  /** @type {HTMLElement[]} */
  parts
  #question
  #steps = new Map()

  /** @param {import("../questions.js").Question} question */
  constructor(question) {
    this.#question = question
    const row = element("div", "scale")
    row.append(...stepsOf(question).map((step) => this.#step(step)))
    this.parts = [row, this.#ends()]
  }

  /** @param {import("../sheet.js").Sheet} sheet */
  show(sheet) {
    const said = sheet.rating(this.#question.id)
    const proposed = sheet.proposed(this.#question)
    for (const [value, step] of this.#steps) {
      step.setAttribute("aria-pressed", String(value === said))
      step.toggleAttribute("data-suggested", value === proposed)
    }
  }

  #step({ value, key }) {
    const step = button("step", String(value), { rating: value })
    step.setAttribute("aria-label", this.#nameOf(value))
    if (key) step.setAttribute("aria-keyshortcuts", key)
    if (key && key !== String(value)) step.append(keyHint(key))
    this.#steps.set(value, step)
    return step
  }

  /** What the row of numbers cannot say: which end is which. */
  #nameOf(value) {
    const { least, most, least_name, most_name } = scaleOf(this.#question)
    const name = { [least]: least_name, [most]: most_name }[value]
    return name ? fill(gettext("%(value)s: %(name)s"), { value, name }) : fill(gettext("%(value)s, from %(least)s to %(most)s"), { value, least, most })
  }

  #ends() {
    const { least_name, most_name } = scaleOf(this.#question)
    const ends = element("p", "ends")
    ends.setAttribute("aria-hidden", "true") // the first and the last button say it
    ends.append(element("span", "", least_name), element("span", "", most_name))
    ends.hidden = !least_name && !most_name
    return ends
  }
}
