// Where do words begin and end? By Intl.Segmenter, so Thai, Chinese and Japanese have words too. Pure; code points.

import { blocksOf } from "./blocks.js"

const BLANK = /^\s+$/u
const words = new Intl.Segmenter(undefined, { granularity: "word" })
const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" })

export class Words {
  #index
  #blocks
  #segments = new Map()
  #characters

  /** @param {import("./offsets.js").TextIndex} index */
  constructor(index) {
    this.#index = index
    this.#blocks = blocksOf(index.text)
    this.#characters = characters.segment(index.text)
  }

  /** The word, mark or blank at a code point; null past the end. @param {number} point @returns {{start: number, end: number, kind: "word"|"mark"|"blank"} | null} */
  at(point) {
    const found = point < 0 ? null : this.#containing(this.#index.unitAt(point))
    if (!found) return null
    const kind = found.isWordLike ? "word" : BLANK.test(found.segment) ? "blank" : "mark"
    const end = this.#index.pointAt(found.index + found.segment.length)
    return { start: this.#index.pointAt(found.index), end, kind }
  }

  /** The first word (or mark, where there is no word) at or after a code point. @param {number} point */
  from(point) {
    let piece = this.at(point)
    while (piece?.kind === "blank") piece = this.at(piece.end)
    return piece
  }

  /** The last word or mark that begins before a code point. @param {number} point */
  before(point) {
    let piece = this.at(point - 1)
    while (piece?.kind === "blank") piece = this.at(piece.start - 1)
    return piece
  }

  /**
   * Grow a stretch to whole words and drop the blanks at its ends; null when nothing but blanks is left.
   * A mark at an end stays as chosen: who marks "U.S." means the full stop.
   * @param {number} start @param {number} end @returns {{start: number, end: number} | null}
   */
  snap(start, end) {
    const trimmed = this.trim(start, end)
    if (!trimmed) return null
    const first = this.at(trimmed.start)
    const last = this.at(trimmed.end - 1)
    return {
      start: first.kind === "word" ? first.start : trimmed.start,
      end: last.kind === "word" ? last.end : trimmed.end,
    }
  }

  /** The stretch without blanks at its ends, or null. @param {number} start @param {number} end @returns {{start: number, end: number} | null} */
  trim(start, end) {
    const inside = this.#index.slice(start, end)
    const lead = inside.length - inside.trimStart().length
    const kept = inside.trim()
    if (!kept) return null
    const from = this.#index.pointAt(this.#index.unitAt(start) + lead)
    return { start: from, end: this.#index.pointAt(this.#index.unitAt(from) + kept.length) }
  }
  /** Do these code points begin and end where words do? @param {number} start @param {number} end */
  isWhole(start, end) {
    return this.at(start)?.start === start && this.at(end - 1)?.end === end
  }

  /** The end of what a reader takes for one character, from a code point on. @param {number} point */
  characterEnd(point) {
    const found = this.#characters.containing(this.#index.unitAt(point))
    return found ? this.#index.pointAt(found.index + found.segment.length) : point
  }

  /** The start of the character before a code point. @param {number} point */
  characterStart(point) {
    const found = point > 0 && this.#characters.containing(this.#index.unitAt(point - 1))
    return found ? this.#index.pointAt(found.index) : point
  }

  /** Thai without a blank is looked up in a dictionary from end to end: a block at a time, for no word goes over its edge. */
  #containing(unit) {
    const block = this.#blocks.findLast(({ start }) => start <= unit)
    if (!block || unit >= block.end) return null
    if (!this.#segments.has(block)) this.#segments.set(block, words.segment(this.#index.text.slice(block.start, block.end)))
    const found = this.#segments.get(block).containing(unit - block.start)
    return found && { index: block.start + found.index, segment: found.segment, isWordLike: found.isWordLike }
  }
}
