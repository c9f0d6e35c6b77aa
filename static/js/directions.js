// Which way does a paragraph run? As `unicode-bidi: plaintext` has it: by its first strong character. Pure; UTF-16 units.

const STRONG = /[\u200e\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]|\p{L}/u
const RIGHT_TO_LEFT = /[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** @param {string} text @param {number} unit a place in the paragraph @returns {"ltr" | "rtl"} */
export function directionAt(text, unit) {
  const start = unit > 0 ? text.lastIndexOf("\n", unit - 1) + 1 : 0
  const found = text.indexOf("\n", unit)
  const strong = STRONG.exec(text.slice(start, found === -1 ? text.length : found))?.[0]
  return strong && RIGHT_TO_LEFT.test(strong) ? "rtl" : "ltr"
}
