// A passage on one line, no longer than a line should be. Pure.

/** @param {string} text @param {number} [most] in code points */
export function shorten(text, most = 60) {
  const line = text.replace(/\s+/gu, " ").trim()
  const points = [...line]
  return points.length > most ? `${points.slice(0, most - 1).join("")}…` : line
}
