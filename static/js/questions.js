// The questions of a schema: which label belongs where, what descends from what, what is asked when. Pure.

/**
 * @typedef {{id: number, name: string, slot: number, key: string, description: string, parent?: number | null}} Label
 * @typedef {{least: number, most: number, least_name?: string, most_name?: string}} Scale
 * @typedef {{id: number, kind: "choice"|"choices"|"spans"|"relations"|"text"|"rating", name: string, help: string,
 *            required: boolean, overlapping: boolean, labels: Label[],
 *            shown_when?: {question: number, labels: number[]} | null, between?: number, longest?: number,
 *            scale?: Scale}} Question
 * @typedef {{label: Label, branches: Branch[]}} Branch
 */

const LONGEST_TEXT = 20_000
const SCALE = { least: 1, most: 5, least_name: "", most_name: "" }

/** Kinds that say something by saying nothing: no spans are an answer too. */
const COMPLETE_WHEN_EMPTY = new Set(["spans", "relations"])

export class Questions {
  #labels = new Map()
  #byId

  /** @param {Question[]} all */
  constructor(all) {
    this.all = all
    this.#byId = new Map(all.map((question) => [question.id, question]))
    for (const question of all) for (const label of question.labels ?? []) this.#labels.set(label.id, { ...label, question })
  }

  /** @param {number} id @returns {Question | undefined} */
  question(id) {
    return this.#byId.get(id)
  }

  /** @param {number} id @returns {(Label & {question: Question}) | undefined} */
  label(id) {
    return this.#labels.get(id)
  }

  /** Is this one of the question's labels? @param {number} label @param {number} question */
  belongs(label, question) {
    return this.#labels.get(label)?.question.id === question
  }

  /**
   * The questions that are asked after what has been chosen. A condition looks at earlier questions only,
   * and one on a question that is itself not asked is not met.
   * @param {(question: number) => Iterable<number>} chosen the labels chosen for a question @returns {Set<number>}
   */
  asked(chosen) {
    const asked = new Set()
    for (const { id, shown_when } of this.all) {
      if (!shown_when || (asked.has(shown_when.question) && this.#isMet(shown_when.labels, chosen(shown_when.question)))) asked.add(id)
    }
    return asked
  }

  #isMet(labels, chosen) {
    const wanted = new Set(labels)
    return [...chosen].some((label) => this.lineage(label).some((id) => wanted.has(id)))
  }

  /** A label's id and those of all above it, itself first. @param {number} id @returns {number[]} */
  lineage(id) {
    const line = []
    for (let at = id; this.#labels.has(at) && !line.includes(at); at = this.#labels.get(at).parent) line.push(at)
    return line
  }
}

/** Has nothing to be said for this question to be answered? @param {Question} question */
export const isCompleteWhenEmpty = ({ kind }) => COMPLETE_WHEN_EMPTY.has(kind)

/** @param {Question} question characters that a text may have */
export const longestOf = ({ longest }) => longest ?? LONGEST_TEXT

/** @param {Question} question @returns {Required<Scale>} */
export const scaleOf = ({ scale }) => ({ ...SCALE, ...scale })

/**
 * The steps of a rating, each with the key that means it: its own digit where it has one; ten is 0, or - where 0 is taken.
 * @param {Question} question @returns {{value: number, key: string}[]}
 */
export function stepsOf(question) {
  const { least, most } = scaleOf(question)
  const values = Array.from({ length: most - least + 1 }, (_, step) => least + step)
  if (most > 10) return values.map((value, place) => ({ value, key: "1234567890-"[place] ?? "" }))
  return values.map((value) => ({ value, key: value < 10 ? String(value) : least > 0 ? "0" : "-" }))
}

/** Labels as a tree; one whose parent is not among them stands at the top. @param {Label[]} labels @returns {Branch[]} */
export function treeOf(labels) {
  const branches = new Map(labels.map((label) => [label.id, { label, branches: [] }]))
  const top = []
  for (const branch of branches.values()) {
    const above = isRooted(branch.label, branches) ? branches.get(branch.label.parent) : undefined
    ;(above?.branches ?? top).push(branch)
  }
  return top
}

/** Does the way up from a label end? In a circle of parents each stands at the top. */
function isRooted(label, branches) {
  const seen = new Set()
  for (let at = label; at; at = branches.get(at.parent)?.label) {
    if (seen.has(at.id)) return false
    seen.add(at.id)
  }
  return true
}

/** Can one key press be the whole answer? So it is when the only question takes one label or one step. @param {Question[]} questions */
export const isOneKey = (questions) => questions.length === 1 && ["choice", "rating"].includes(questions[0].kind)
