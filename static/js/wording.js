// An answer in words, for lists and for two versions side by side. Pure.

import { fill, gettext, ngettext } from "./language.js"

export class Wording {
  #questions

  /** @param {() => import("./sheet.js").Question[]} questions the questions as they are now */
  constructor(questions) {
    this.#questions = questions
  }

  /** @param {import("./sheet.js").Response[]} responses */
  ofResponses(responses) {
    const said = responses.map(({ state, labels, spans }) => this.#said(state, labels, (spans ?? []).map((span) => this.#span(span))))
    return said.filter(Boolean).join(" · ") || gettext("nothing")
  }

  /** @param {{state?: string, labels: number[], spans: number}[]} summary */
  ofSummary(summary) {
    const said = summary.map(({ state, labels, spans }) =>
      this.#said(state, labels, spans ? [fill(ngettext("%(n)s span", "%(n)s spans", spans), { n: spans })] : []),
    )
    return said.filter(Boolean).join(" · ") || gettext("nothing marked")
  }

  #said(state, labels, spans) {
    if (state === "cannot_tell") return gettext("cannot tell")
    return [...labels.map((label) => this.#name(label)), ...spans].join(", ")
  }

  #span({ label, quote, start, end }) {
    const sentence = quote === undefined ? gettext("%(label)s at %(start)s–%(end)s") : gettext("%(label)s “%(quote)s”")
    return fill(sentence, { label: this.#name(label), quote, start, end })
  }

  #name(id) {
    const labels = this.#questions().flatMap((question) => question.labels)
    return labels.find((label) => label.id === id)?.name ?? fill(gettext("a retired label (%(id)s)"), { id })
  }
}
