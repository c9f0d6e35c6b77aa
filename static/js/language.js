// Sentences in the reader's language: Django's JavaScript catalogue where the page loads it, else as written.

const catalogue = globalThis.django

/** @param {string} sentence @returns {string} */
export const gettext = (sentence) => catalogue?.gettext?.(sentence) ?? sentence

/** @param {string} one @param {string} many @param {number} n @returns {string} */
export const ngettext = (one, many, n) => catalogue?.ngettext?.(one, many, n) ?? (n === 1 ? one : many)

/**
 * Put values into a sentence: fill("%(n)s waiting", {n: 3}).
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]))
