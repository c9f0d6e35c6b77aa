// Where do the lines between related spans run? Pure: boxes in, paths out. A line rises from its span into the gap above the
// text line, runs along it, and where the other span stands in another text line, down the margin; so it never crosses words.

const FOOT = 1
const FIRST_LANE = 6
const LANE = 8
const LANES = 3
const MARGIN = 9
const MARGIN_LANE = 5
const MARGIN_LANES = 3
const CORNER = 4
const HEAD = 4
const ASIDE = 6 // lines that leave a span and lines that reach it do not share a foot
const LETTER = 6.2 // about as wide as a letter of a name

/**
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box of the first line of a span
 * @typedef {{id: string, name: string, from: Box, to: Box}} Link
 * @typedef {{x: number, y: number}} Point
 * @typedef {{id: string, path: string, head: string, x: number, y: number}} Arc `x` and `y`: the middle of its name
 */

/** @param {Link[]} links @param {number} margin where the text begins, for lines that run down beside it @returns {Arc[]} */
export function arcsOf(links, margin) {
  const taken = []
  const names = []
  const byLength = [...links].sort((a, b) => lengthOf(a) - lengthOf(b)) // the short ones below, so that few lines cross
  return byLength.map(({ id, name, from, to }, at) => {
    const side = margin - MARGIN - (at % MARGIN_LANES) * MARGIN_LANE
    const ends = feet(from, to)
    const lane = freeLane(reachesOf(from, to, ends, side), taken)
    const points = isSameLine(from, to) ? along(...ends, lane) : around(...ends, lane, side)
    return { id, path: rounded(points), head: headAt(ends[1]), ...placeOf(name, points, names) }
  })
}

/** Where a line leaves its span, on the side it turns to, and where it reaches the other. @returns {[Point, Point]} */
function feet(from, to) {
  const [a, b] = [middleOf(from), middleOf(to)]
  const onward = isSameLine(from, to) ? Math.sign(b - a) : -1
  const toward = isSameLine(from, to) ? -onward : -1
  return [
    { x: a + onward * asideOf(from), y: from.top - FOOT },
    { x: b + toward * asideOf(to), y: to.top - FOOT },
  ]
}

/** What a link takes of the gaps above text lines. */
function reachesOf(from, to, [a, b], side) {
  if (isSameLine(from, to)) return [{ left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), y: from.top }]
  return [{ left: side, right: a.x, y: from.top }, { left: side, right: b.x, y: to.top }]
}

/** The lowest lane in which nothing runs there yet; when all are taken, the topmost. */
function freeLane(reaches, taken) {
  const meets = (one) => reaches.some(({ left, right, y }) => Math.abs(one.y - y) < 2 && one.left < right && left < one.right)
  const used = new Set(taken.filter(meets).map(({ lane }) => lane))
  const lane = [...Array(LANES).keys()].find((free) => !used.has(free)) ?? LANES - 1
  taken.push(...reaches.map((reach) => ({ ...reach, lane })))
  return lane
}

function along(from, to, lane) {
  const y = Math.min(from.y, to.y) - FIRST_LANE - lane * LANE
  return [from, { x: from.x, y }, { x: to.x, y }, to]
}

function around(from, to, lane, side) {
  const [above, below] = [from.y, to.y].map((y) => y - FIRST_LANE - lane * LANE)
  return [from, { x: from.x, y: above }, { x: side, y: above }, { x: side, y: below }, { x: to.x, y: below }, to]
}

/** In the middle of the longest level part of its line, or where no other name stands. @returns {Point} */
function placeOf(name, points, names) {
  const half = (name.length * LETTER) / 2 + 3
  const level = points.slice(1).map((point, at) => [points[at], point]).filter(([a, b]) => a.y === b.y)
  const [a, b] = level.reduce((longest, part) => (widthOf(part) > widthOf(longest) ? part : longest))
  const spots = [0.5, 0.3, 0.7, 0.15, 0.85].map((part) => ({ x: Math.max(a.x + (b.x - a.x) * part, half), y: a.y }))
  const isFree = ({ x, y }) => !names.some((one) => Math.abs(one.y - y) < LANE + 3 && Math.abs(one.x - x) < one.half + half)
  const spot = spots.find(isFree) ?? spots[0]
  names.push({ ...spot, half })
  return spot
}

/** A path through these points with round corners. */
function rounded(points) {
  const corners = points.slice(1, -1).map((corner, at) => {
    const before = towards(corner, points[at])
    const after = towards(corner, points[at + 2])
    return `L${spotOf(before)}Q${spotOf(corner)} ${spotOf(after)}`
  })
  return `M${spotOf(points[0])}${corners.join("")}L${spotOf(points.at(-1))}`
}

/** A little way from a corner to its neighbour. */
function towards(corner, { x, y }) {
  const way = Math.hypot(x - corner.x, y - corner.y)
  const part = way ? Math.min(CORNER, way / 2) / way : 0
  return { x: corner.x + (x - corner.x) * part, y: corner.y + (y - corner.y) * part }
}

const headAt = ({ x, y }) => `M${spotOf({ x, y: y + FOOT })}l${-HEAD} ${-HEAD - 2}h${2 * HEAD}z`

const spotOf = ({ x, y }) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`

const middleOf = ({ left, right }) => (left + right) / 2

const asideOf = ({ left, right }) => Math.min(ASIDE, (right - left) / 4)

const widthOf = ([a, b]) => Math.abs(a.x - b.x)

const isSameLine = (a, b) => Math.abs(a.top - b.top) < (a.bottom - a.top) / 2

const lengthOf = ({ from, to }) => (isSameLine(from, to) ? Math.abs(middleOf(from) - middleOf(to)) : 1e6 + Math.abs(from.top - to.top))
