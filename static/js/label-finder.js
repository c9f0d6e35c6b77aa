// Which labels does somebody mean who types a few letters? Pure.

const MOST = 8

/** Letters without case and accents, so that "zurich" finds "Zürich". @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

/**
 * The labels that fit best, those used most often first; without letters, simply those used most often.
 * @param {import("./questions.js").Label[]} labels @param {string} typed @param {(label: number) => number} usesOf
 * @returns {import("./questions.js").Label[]}
 */
export function findLabels(labels, typed, usesOf) {
  const query = plain(typed.trim())
  const ranked = labels.map((label, place) => ({ label, place, fit: fitOf(plain(label.name), query), uses: usesOf(label.id) }))
  const fitting = ranked.filter(({ fit }) => fit < Infinity)
  fitting.sort((a, b) => a.fit - b.fit || b.uses - a.uses || a.place - b.place)
  return fitting.slice(0, MOST).map(({ label }) => label)
}

/** 0 where a word of the name begins with it, 1 where it stands inside one, Infinity where it does not. */
function fitOf(name, query) {
  const at = name.indexOf(query)
  if (at === -1) return Infinity
  return at === 0 || name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(query)) ? 0 : 1
}
