// A new element with its class and its text.

/** @param {string} name @param {string} [className] @param {string} [text] @returns {HTMLElement} */
export function element(name, className = "", text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

/** A button that does nothing by itself. @param {string} className @param {string} [text] @param {Record<string, string | number>} [data] */
export function button(className, text, data = {}) {
  const made = element("button", className, text)
  made.type = "button"
  Object.assign(made.dataset, data)
  return made
}

/** The key that does the same, for the eye; `aria-keyshortcuts` tells the ear. @param {string} key */
export function keyHint(key) {
  const made = element("kbd", "key", key)
  made.setAttribute("aria-hidden", "true")
  return made
}
