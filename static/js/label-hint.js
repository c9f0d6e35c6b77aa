// A label at a glance: what it means and two examples, beside its button while the pointer or the focus rests on it.
// Loaded when somebody first comes near a label; each label is asked for once.

const REST = 350 // ms until it is clear that somebody rests there

/**
 * @param {{list: HTMLElement, hint: HTMLElement, url: string, part: (url: string) => Promise<DocumentFragment | null>}} known
 *        where the labels are, where their meaning is shown, where it comes from and how it is fetched
 * @returns {(event: Event) => void} what to do with the event that brought us here
 */
export function watchLabels({ list, hint, url, part }) {
  const found = new Map()
  let over = null
  let timer

  const leave = () => {
    clearTimeout(timer)
    over?.removeAttribute("aria-describedby")
    over = null
    hint.hidden = true
  }
  const show = async (button) => {
    const { label } = button.dataset
    if (!found.has(label)) found.set(label, await part(`${url}?label=${label}`).catch(() => undefined))
    if (found.get(label) === undefined) found.delete(label) // no network: asked again
    if (button !== over || !found.get(label)) return
    hint.replaceChildren(found.get(label).cloneNode(true))
    hint.hidden = false
    const place = Math.min(button.getBoundingClientRect().top, innerHeight - hint.offsetHeight - 16)
    hint.style.insetBlockStart = `${Math.max(place, 8)}px`
    button.setAttribute("aria-describedby", hint.id)
  }
  const enter = (event) => {
    const button = event.target.closest?.("[data-label]")
    if (button === over || event.pointerType === "touch" || !navigator.onLine) return
    leave()
    if (!button || (event.type === "focusin" && !button.matches(":focus-visible"))) return
    over = button
    timer = setTimeout(show, REST, button)
  }

  for (const name of ["pointerover", "focusin"]) list.addEventListener(name, enter)
  for (const name of ["pointerleave", "focusout", "click"]) list.addEventListener(name, leave)
  addEventListener("keydown", leave, true)
  return enter
}
