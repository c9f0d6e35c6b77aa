// Writing the text of a node in its place.

import { element } from "../element.js"
import { gettext } from "../language.js"

/**
 * @param {HTMLElement} box of the node
 * @param {{text: string, longest: number}} begin the text it begins with
 * @returns {Promise<{text: string, key: string} | null>} what was written and how it ended; null if it was given up
 */
export function write(box, { text, longest }) {
  const field = element("input", "map-input")
  Object.assign(field, { value: text, maxLength: longest, autocomplete: "off" })
  field.setAttribute("aria-label", gettext("Text of the node"))
  box.append(field)
  box.toggleAttribute("data-writing", true)
  field.focus()
  field.setSelectionRange(text.length, text.length)
  box.scrollIntoView({ block: "nearest", inline: "nearest" })
  return new Promise((resolve) => {
    let isOver = false
    function end(key) {
      if (isOver) return
      isOver = true
      field.remove()
      box.removeAttribute("data-writing")
      resolve(key === "Escape" ? null : { text: field.value.trim().replace(/\s+/g, " "), key })
    }
    field.addEventListener("keydown", (event) => {
      event.stopPropagation()
      const isSaving = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s"
      if (event.isComposing || !(isSaving || ["Enter", "Tab", "Escape"].includes(event.key))) return
      event.preventDefault()
      end(isSaving ? "save" : event.key)
    })
    field.addEventListener("blur", () => end("blur"))
  })
}
