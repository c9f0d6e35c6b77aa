// Parts of pages that the server writes, for places where htmx is not loaded.

/**
 * A part of a page, or null where there is none.
 * @param {string} url @returns {Promise<DocumentFragment | null>}
 * @throws {Error} when the server cannot be reached or refuses
 */
export async function fragment(url) {
  const response = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true" }, credentials: "same-origin", cache: "no-store", redirect: "error" })
  if (response.status === 204) return null
  if (!response.ok) throw new Error(`${response.status}`)
  const page = new DOMParser().parseFromString(await response.text(), "text/html") // runs nothing: the policy forbids it
  const made = document.createDocumentFragment()
  made.append(...page.body.childNodes)
  return made
}
