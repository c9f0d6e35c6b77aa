// An answer in words, for lists and for two versions side by side. Pure.

import { fill, gettext, ngettext } from "./language.js"
import { shorten } from "./shorten.js"

export class Wording {
  #questions
  #names = new Map()

  /** @param {() => import("./sheet.js").Question[]} questions the questions as they are now; labels they had earlier keep their names */
  constructor(questions) {
    this.#questions = questions
    this.#learn()
  }

  /** @param {import("./sheet.js").Response[]} responses */
  ofResponses(responses) {
    const quotes = new Map(responses.flatMap(({ spans }) => spans ?? []).map((span) => [placeOf(span), span.quote]))
    return this.#join(responses.map((response) => this.#ofResponse(response, quotes)), gettext("nothing"))
  }

  /** @param {{state?: string, labels: number[], spans: number, relations?: number, text?: string, rating?: number | null}[]} summary */
  ofSummary(summary) {
    const said = summary.map(({ spans = 0, relations = 0, ...one }) => {
      const marked = spans ? [fill(ngettext("%(n)s span", "%(n)s spans", spans), { n: spans })] : []
      const related = relations ? [fill(ngettext("%(n)s relation", "%(n)s relations", relations), { n: relations })] : []
      return this.#said(one, [...marked, ...related])
    })
    return this.#join(said, gettext("nothing marked"))
  }

  #ofResponse({ spans = [], relations = [], ...one }, quotes) {
    const marked = spans.map((span) => this.#span(span))
    const related = relations.map((relation) => this.#relation(relation, quotes))
    return this.#said(one, [...marked, ...related])
  }

  #join(said, nothing) {
    return said.filter(Boolean).join(" · ") || nothing
  }

  #said({ state, labels = [], text, rating }, parts) {
    if (state === "cannot_tell") return gettext("cannot tell")
    const whole = [...labels.map((label) => this.#name(label)), ...(text ? [fill(gettext("“%(text)s”"), { text: shorten(text, 80) })] : [])]
    return [...whole, ...(rating === undefined || rating === null ? [] : [String(rating)]), ...parts].join(", ")
  }

  #span({ label, quote, start, end }) {
    const sentence = quote === undefined ? gettext("%(label)s at %(start)s–%(end)s") : gettext("%(label)s “%(quote)s”")
    return fill(sentence, { label: this.#name(label), quote, start, end })
  }

  #relation({ from, to, label }, quotes) {
    const [first, second] = [from, to].map((end) => shorten(quotes.get(placeOf(end)) ?? `${end.start}–${end.end}`, 40))
    return fill(gettext("“%(from)s” %(label)s “%(to)s”"), { from: first, label: this.#name(label), to: second })
  }

  #name(id) {
    this.#learn()
    return this.#names.get(id) ?? fill(gettext("a retired label (%(id)s)"), { id })
  }

  #learn() {
    for (const { labels } of this.#questions()) for (const { id, name } of labels ?? []) this.#names.set(id, name)
  }
}

const placeOf = ({ start, end, label }) => [start, end, label].join()
