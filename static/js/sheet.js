// What an annotator has said about one document so far, question by question. Pure: no DOM, no network.

import { Marks } from "./marks.js"
import { Questions } from "./questions.js"
import { Relations } from "./relations.js"
import { outdatedIn, readResponses, writeResponses } from "./responses.js"
import { Said } from "./said.js"
import { Suggestions } from "./suggestions.js"

export { shorten } from "./shorten.js"

/**
 * @typedef {import("./questions.js").Label} Label
 * @typedef {import("./questions.js").Question} Question
 * @typedef {import("./marks.js").Mark} Mark
 * @typedef {import("./relations.js").Relation} Relation
 * @typedef {import("./responses.js").Response} Response
 */

export class Sheet {
  #questions
  #said
  #marks
  #relations
  #suggestions
  #isAgain
  #outdated
  #isChanged = false
  #seen = null

  /**
   * Begin with what is known: half-done work, else an earlier answer, else nothing.
   * Answers to labels the questions no longer have are left out; what is suggested in their place is as on a new document.
   * @param {Question[]} questions @param {{draft?: object, answer?: object, suggestions?: object[]}} document
   */
  constructor(questions, document) {
    this.questions = questions
    this.#questions = new Questions(questions)
    this.#said = new Said(questions)
    this.#marks = new Marks(this.#questions)
    this.#relations = new Relations(this.#questions, this.#marks)
    readResponses((document.draft ?? document.answer)?.responses ?? [], this.#parts)
    this.#isAgain = Boolean(document.answer)
    const outdated = outdatedIn(document.answer?.responses ?? [], this.#questions)
    this.#outdated = document.draft ? new Set() : outdated
    const suggestions = (document.suggestions ?? []).filter(({ question }) => !this.#isAgain || outdated.has(question))
    this.#suggestions = new Suggestions(this.#questions, this.#marks, this.#relations, suggestions)
  }

  get isChanged() {
    return this.#isChanged
  }

  /** @param {number} label @returns {(Label & {question: Question}) | undefined} */
  label(label) {
    return this.#questions.label(label)
  }

  /** The questions that are asked after what has been said. @returns {Question[]} */
  asked() {
    return this.questions.filter(({ id }) => this.#view.asked.has(id))
  }

  isChosen(label) {
    return this.#said.of(this.label(label).question.id).labels.has(label)
  }

  cannotTell(question) {
    return this.#said.of(question).cannotTell
  }

  /** @param {number} question @returns {string} */
  text(question) {
    return this.#said.of(question).text
  }

  /** @param {number} question @returns {number | null} */
  rating(question) {
    return this.#said.of(question).rating
  }

  /** @param {Question} question */
  isAnswered(question) {
    return this.#said.isAnswered(question)
  }

  /** @returns {Mark[]} the answers to what is asked, in reading order */
  marks() {
    return [...this.#view.marks]
  }

  /** @returns {Mark[]} the suggested spans that nobody has decided on yet */
  proposedMarks() {
    return [...this.#view.proposed]
  }

  /** @returns {Relation[]} the answers, then the suggestions that nobody has decided on yet */
  relations() {
    return [...this.#view.relations]
  }

  /** Is this label suggested for a question that has no answer yet? @param {number} label */
  isProposed(label) {
    const { question } = this.label(label)
    return this.#isOpen(question) && this.#suggestions.labels(question.id).includes(label)
  }

  /** The text or the step suggested for a question that has no answer yet. @param {Question} question @returns {string | number | null} */
  proposed(question) {
    if (!this.#isOpen(question)) return null
    return question.kind === "text" ? this.#suggestions.text(question.id) : this.#suggestions.rating(question.id)
  }

  /** Whose suggestion stands in place of what is outdated there. @param {Question} question @returns {{source: string, score: number | null} | undefined} */
  origin(question) {
    const isShown = this.#hasProposal(question) || this.#view.proposed.some((mark) => mark.question === question.id)
    return this.#isAgain && isShown ? this.#suggestions.origin(question.id) : undefined
  }

  get hasSuggestions() {
    const { proposed, relations } = this.#view
    return proposed.length > 0 || relations.some(({ suggested }) => suggested) || this.questions.some((question) => this.#hasProposal(question))
  }

  /** Choose a label, or take it back when it is chosen. @param {number} label */
  toggle(label) {
    const { question } = this.label(label)
    this.#outdated.delete(question.id)
    this.#said.toggle(question, label)
    this.#touch()
  }

  /** @param {number} question @param {string} text as it was typed, code point for code point */
  write(question, text) {
    this.#said.set(question, { text })
    this.#touch()
  }

  /** Choose a step, or take it back when it is chosen. @param {number} question @param {number} rating */
  rate(question, rating) {
    this.#said.set(question, { rating: this.rating(question) === rating ? null : rating })
    this.#touch()
  }

  /** @param {number} question */
  toggleCannotTell(question) {
    this.#outdated.delete(question)
    this.#said.toggleCannotTell(question)
    this.#touch()
  }

  /**
   * Mark a stretch. Returns the sentence that refuses it, or null.
   * @param {number} start @param {number} end @param {number} label @param {string} quote @returns {string | null}
   */
  mark(start, end, label, quote) {
    return this.#put(this.#marks.draw(start, end, label), quote)
  }

  /** Give a mark or a suggested mark another label: it keeps its id and its relations. Returns the sentence that refuses it, or null. @param {string} id @param {number} label @param {string} quote */
  relabel(id, label, quote) {
    const mark = this.find(id)
    return mark ? this.#put({ ...mark, label, question: this.label(label).question.id }, quote) : null
  }

  /** Give a mark or a suggested mark other ends: it keeps its id and its relations. Returns the sentence that refuses it, or null. @param {string} id @param {number} start @param {number} end @param {string} quote */
  resize(id, start, end, quote) {
    const mark = this.find(id)
    return mark ? this.#put({ ...mark, start, end }, quote) : null
  }

  /** Take a mark or a relation away, or turn a suggested one down. A mark takes its relations along. @param {string} id */
  remove(id) {
    this.#marks.remove(id)
    this.#relations.remove(id)
    this.#suggestions.turnDown(id)
    this.#relations.removeStray()
    this.#touch()
  }

  /** @param {string} id @returns {Mark | undefined} */
  find(id) {
    return this.#view.byId.get(id)
  }

  /** The mark on exactly this stretch with this label. */
  findAt(start, end, label) {
    return this.#marks.at(start, end, label)
  }

  /** @param {string} id @returns {Relation | undefined} */
  findRelation(id) {
    return this.#view.relations.find((relation) => relation.id === id)
  }

  /** Relate two marks; a suggested one is accepted by that. @param {string} from @param {string} to @param {number} label @returns {string | null} the sentence that refuses it */
  relate(from, to, label) {
    return this.#link(this.#relations.draw(from, to, label))
  }

  /** @param {string} id @param {number} label @returns {string | null} the sentence that refuses it */
  relabelRelation(id, label) {
    const relation = this.findRelation(id)
    return relation ? this.#link({ ...relation, label, question: this.label(label).question.id }) : null
  }

  /** Make answers of the suggestions (or of the one named). How many were taken? @param {string} [id] @returns {number} */
  accept(id) {
    const isMeant = (one) => one.suggested && (id === undefined || one.id === id)
    const whole = id === undefined ? this.#acceptWhole() : 0
    const marks = this.proposedMarks().filter(isMeant).filter((mark) => this.#put(mark, "") === null)
    const relations = this.relations().filter(isMeant).filter((relation) => this.#link(relation) === null)
    return whole + marks.length + relations.length
  }

  /** The first question that keeps the answer from being saved. @returns {Question | null} */
  missing() {
    return this.asked().find((question) => this.#said.isAmiss(question)) ?? null
  }

  /** What is amiss there. @param {Question} question @returns {string} */
  complaint(question) {
    return this.#said.complaint(question)
  }

  /** In the form the server reads; quotes let it check the offsets. @param {import("./offsets.js").TextIndex} index @returns {Response[]} */
  responses(index) {
    return writeResponses(this.#parts, this.#view.asked, index)
  }

  get #parts() {
    return { questions: this.#questions, said: this.#said, marks: this.#marks, relations: this.#relations }
  }

  /** What is seen of all that, worked out once after each change: a long document has thousands of marks. */
  get #view() {
    return (this.#seen ??= this.#look())
  }

  #look() {
    const asked = this.#questions.asked((question) => this.#said.of(question)?.labels ?? [])
    const isAsked = ({ question }) => asked.has(question)
    const marks = this.#marks.all().filter(isAsked)
    const proposed = this.#suggestions.marks().filter(isAsked)
    const byId = new Map([...marks, ...proposed].map((mark) => [mark.id, mark]))
    const known = [...this.#relations.all(), ...this.#suggestions.relations(proposed)]
    const relations = known.filter((one) => isAsked(one) && byId.has(one.from) && byId.has(one.to))
    return { asked, marks, proposed, byId, relations }
  }

  #touch() {
    this.#isChanged = true
    this.#seen = null
  }

  #put(mark, quote) {
    const refusal = this.#marks.put(mark, quote)
    if (refusal) return refusal
    this.#suggestions.turnDown(mark.id) // decided, also when the answer is removed again
    this.#relations.removeStray()
    this.#touch()
    return null
  }

  #link(relation) {
    for (const end of [relation.from, relation.to]) if (this.find(end)?.suggested) this.accept(end)
    const refusal = this.#relations.put(relation)
    if (refusal) return refusal
    this.#suggestions.turnDown(relation.id)
    this.#touch()
    return null
  }

  /** In the order of the questions, for an accepted label may open the next one. */
  #acceptWhole() {
    const taken = this.questions.filter((question) => {
      const has = this.#hasProposal(question)
      if (has) this.#acceptProposal(question)
      return has
    })
    return taken.length
  }

  #acceptProposal(question) {
    const proposed = this.proposed(question)
    const labels = this.#suggestions.labels(question.id)
    if (question.kind === "text") this.write(question.id, proposed)
    else if (question.kind === "rating") this.rate(question.id, proposed)
    else for (const label of question.kind === "choice" ? labels.slice(0, 1) : labels) if (!this.isChosen(label)) this.toggle(label)
  }

  #hasProposal(question) {
    return this.#isOpen(question) && (this.#suggestions.labels(question.id).length > 0 || this.proposed(question) !== null)
  }

  /** Nobody has decided there: nothing is said, or what was said is outdated and nothing was changed since. */
  #isOpen(question) {
    const isUndecided = this.#outdated.has(question.id) || !this.isAnswered(question)
    return isUndecided && this.#view.asked.has(question.id)
  }
}
