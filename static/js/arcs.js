// Where do the lines between related spans run? Pure: boxes in, paths out. A line rises from its span into the gap above the
// text line, runs along it, and where the other span stands in another text line, down the margin; so it never crosses words.

const FOOT = 1
const FIRST_LANE = 7
const LANE = 6
const LANES = 3
const MARGIN = 9
const MARGIN_LANE = 5
const MARGIN_LANES = 3
const CORNER = 4
const HEAD = 4

/**
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box of the first line of a span
 * @typedef {{id: string, from: Box, to: Box, lane?: number}} Link
 * @typedef {{id: string, path: string, head: string, x: number, y: number}} Arc `x` and `y`: the middle of its name
 */

/** @param {Link[]} links @param {number} margin where the text begins, for lines that run down beside it @returns {Arc[]} */
export function arcsOf(links, margin) {
  return inLanes(links).map((link, at) => {
    const from = { x: middleOf(link.from), y: link.from.top - FOOT }
    const to = { x: middleOf(link.to), y: link.to.top - FOOT }
    const points = isSameLine(link.from, link.to) ? along(from, to, link.lane) : around(from, to, link.lane, margin - MARGIN - (at % MARGIN_LANES) * MARGIN_LANE)
    const [before, after] = points.slice(1, 3)
    return { id: link.id, path: rounded(points), head: headAt(to), x: nameAt(before, after, from), y: before.y }
  })
}

/** The long ones above the short ones, so that few of them cross. */
function inLanes(links) {
  const taken = []
  const byLength = [...links].sort((a, b) => lengthOf(a) - lengthOf(b))
  return byLength.map((link) => {
    const reach = reachOf(link)
    const others = taken.filter((other) => Math.abs(other.y - reach.y) < 2 && other.left < reach.right && reach.left < other.right)
    const lanes = new Set(others.map(({ lane }) => lane))
    const free = [...Array(LANES).keys()].find((one) => !lanes.has(one)) ?? LANES - 1
    taken.push({ ...reach, lane: free })
    return { ...link, lane: free }
  })
}

function along(from, to, lane) {
  const y = Math.min(from.y, to.y) - FIRST_LANE - lane * LANE
  return [from, { x: from.x, y }, { x: to.x, y }, to]
}

function around(from, to, lane, margin) {
  const [above, below] = [from.y, to.y].map((y) => y - FIRST_LANE - lane * LANE)
  return [from, { x: from.x, y: above }, { x: margin, y: above }, { x: margin, y: below }, { x: to.x, y: below }, to]
}

/** In the middle of its line; of a long way to the margin near its span, where one looks. */
function nameAt(before, after, from) {
  const middle = (before.x + after.x) / 2
  return Math.abs(middle - from.x) > 60 ? from.x + Math.sign(middle - from.x) * 60 : middle
}

/** A path through these points with round corners. */
function rounded(points) {
  const [first, ...rest] = points
  const last = rest.pop()
  const corners = rest.map((corner, at) => {
    const before = towards(corner, points[at])
    const after = towards(corner, points[at + 2])
    return `L${spot(before)}Q${spot(corner)} ${spot(after)}`
  })
  return `M${spot(first)}${corners.join("")}L${spot(last)}`
}

/** A little way from a corner to its neighbour. */
function towards(corner, { x, y }) {
  const way = Math.hypot(x - corner.x, y - corner.y)
  const part = way ? Math.min(CORNER, way / 2) / way : 0
  return { x: corner.x + (x - corner.x) * part, y: corner.y + (y - corner.y) * part }
}

const headAt = ({ x, y }) => `M${spot({ x, y: y + FOOT })}l${-HEAD} ${-HEAD - 2}h${2 * HEAD}z`

const spot = ({ x, y }) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`

const middleOf = ({ left, right }) => (left + right) / 2

const isSameLine = (a, b) => Math.abs(a.top - b.top) < (a.bottom - a.top) / 2

const lengthOf = ({ from, to }) => (isSameLine(from, to) ? Math.abs(middleOf(from) - middleOf(to)) : 1e6 + Math.abs(from.top - to.top))

/** What a link takes of the gap above its first span's line. */
function reachOf({ from, to }) {
  const [a, b] = [middleOf(from), isSameLine(from, to) ? middleOf(to) : 0]
  return { left: Math.min(a, b), right: Math.max(a, b), y: from.top }
}
