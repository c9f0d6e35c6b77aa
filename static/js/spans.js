// How do overlapping spans share the lines of a text? Pure: spans in, segments out; code points throughout.

/** As many lanes are drawn; what lies deeper is counted as "+n". */
export const LANES = 3

/**
 * @typedef {{start: number, end: number, label: number}} Span
 * @typedef {Span & {lane: number}} LaidSpan
 * @typedef {{start: number, end: number, spans: LaidSpan[], starting: LaidSpan[], hidden: number}} Segment
 */

/** By start, the longer first: a span that holds another comes before it. @param {Span} a @param {Span} b */
export const inReadingOrder = (a, b) => a.start - b.start || b.end - a.end || a.label - b.label

/** @param {Span} a @param {Span} b */
export const overlap = (a, b) => a.start < b.end && b.start < a.end

/** Give each span the lowest lane that is free where it begins. @param {Span[]} spans @returns {LaidSpan[]} */
export function lanes(spans) {
  const ends = []
  return [...spans].sort(inReadingOrder).map((span) => {
    const free = ends.findIndex((end) => end <= span.start)
    const lane = free === -1 ? ends.length : free
    ends[lane] = span.end
    return { ...span, lane }
  })
}

/**
 * Cut a text of `length` code points at each edge of each span. The segments cover it without gap, in order.
 * @param {number} length @param {Span[]} spans @returns {Segment[]}
 */
export const segments = (length, spans) => segmentsBetween(0, length, lanes(spans))

/**
 * The segments of one part of a text. A span that began before it has no beginning in it.
 * @param {number} from @param {number} to @param {LaidSpan[]} laid those that touch the part, in reading order @returns {Segment[]}
 */
export function segmentsBetween(from, to, laid) {
  const edges = new Set([from, to])
  for (const { start, end } of laid) edges.add(Math.max(start, from)).add(Math.min(end, to))
  const cuts = [...edges].sort((a, b) => a - b)
  const pieces = []
  let open = laid.filter((span) => span.start < from)
  let next = open.length
  for (let at = 0; at < cuts.length - 1; at++) {
    const start = cuts[at]
    const starting = []
    while (next < laid.length && laid[next].start === start) starting.push(laid[next++])
    open = [...open.filter((span) => span.end > start), ...starting].sort((a, b) => a.lane - b.lane)
    const hidden = open.filter((span) => span.lane >= LANES).length
    pieces.push({ start, end: cuts[at + 1], spans: open, starting, hidden })
  }
  return pieces
}
