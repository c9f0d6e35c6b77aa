// Sentences in the reader's language: from the script of config/browser_sentences.py, which the page loads first; else as written.

const { sentences = {}, plural } = globalThis.translation ?? {}

/** @param {string} sentence @returns {string} */
export const gettext = (sentence) => sentences[sentence] ?? sentence

/** @param {string} one @param {string} many @param {number} n @returns {string} */
export const ngettext = (one, many, n) => sentences[one]?.[plural(n)] ?? (n === 1 ? one : many)

/**
 * Put values into a sentence: fill("%(n)s waiting", {n: 3}).
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]))
