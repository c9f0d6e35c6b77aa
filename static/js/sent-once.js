// A form that was sent is not sent again by a second click: that would make a second one of whatever it makes.
// One that brings a file leaves its page where it is, and says so by data-brings-file.

const PATIENCE_MS = 10_000 // somebody stopped the page, or the server gave up: then it may be tried again

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event
  const method = submitter?.getAttribute("formmethod") ?? form.getAttribute("method")
  if (event.defaultPrevented || method?.toLowerCase() !== "post" || form.hasAttribute("data-brings-file")) return
  if (form.ariaBusy) return event.preventDefault()
  form.ariaBusy = "true"
  setTimeout(() => (form.ariaBusy = null), PATIENCE_MS)
})

// Back to a page that the browser had kept as it was left.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.ariaBusy = null
})
