// Words that somebody typed into a form and has not sent are not left behind without the browser asking first.
// A form that keeps its words by itself says so by data-keeps-words.

const FIELDS = "textarea, schema-editor input"
const typed = new Set()

document.addEventListener("input", ({ target }) => {
  if (!target.matches(FIELDS) || !mayLose(target.form)) return
  if (!typed.size) addEventListener("beforeunload", ask)
  typed.add(target)
})

// A form that htmx has sent may stay on the page, as the one does in which a text is tried.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful || detail.requestConfig.triggeringEvent?.type !== "submit") return
  for (const field of detail.elt.elements ?? []) typed.delete(field)
})

function ask(event) {
  if ([...typed].some(waits)) event.preventDefault()
}

/** While its form is on its way (js/sent-once.js marks it busy) nothing of it is lost. */
function waits(field) {
  return field.isConnected && !field.form?.ariaBusy && field.value.trim() && field.value !== field.defaultValue
}

function mayLose(form) {
  return form?.getAttribute("method")?.toLowerCase() === "post" && !form.hasAttribute("data-keeps-words")
}
