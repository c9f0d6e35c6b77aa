// A finger that stays where it is for half a second.

const AFTER_MS = 450
const SLACK = 10

/**
 * What the browser makes of the same finger afterwards (a tap, a menu) is kept from it: it would let go of what was chosen.
 * @param {HTMLElement} element @param {(x: number, y: number) => void} act
 */
export function onLongPress(element, act) {
  let press = null
  let isDone = false
  const forget = () => {
    clearTimeout(press?.timer)
    press = null
  }
  const finish = () => {
    isDone = true
    act(press.x, press.y)
  }
  element.addEventListener("pointerdown", (event) => {
    forget()
    isDone = false
    if (event.pointerType === "mouse" || !event.isPrimary || event.target.closest?.(".span-edge")) return
    press = { x: event.clientX, y: event.clientY, timer: setTimeout(finish, AFTER_MS) }
  })
  element.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (press && Math.hypot(clientX - press.x, clientY - press.y) > SLACK) forget()
  })
  for (const end of ["pointerup", "pointercancel", "scroll"]) element.addEventListener(end, forget)
  element.addEventListener("pointerup", (event) => isDone && event.stopImmediatePropagation())
  element.addEventListener("touchend", (event) => isDone && event.preventDefault(), { passive: false })
  element.addEventListener("contextmenu", (event) => press && event.preventDefault())
}
