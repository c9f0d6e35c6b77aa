// A finger that stays where it is for half a second.

const AFTER_MS = 450
const SLACK = 10

/** @param {HTMLElement} element @param {(x: number, y: number) => void} act */
export function onLongPress(element, act) {
  let press = null
  const forget = () => {
    clearTimeout(press?.timer)
    press = null
  }
  element.addEventListener("pointerdown", (event) => {
    forget()
    if (event.pointerType === "mouse" || !event.isPrimary || event.target.closest?.(".span-edge")) return
    const { clientX: x, clientY: y } = event
    press = { x, y, timer: setTimeout(() => act(x, y), AFTER_MS) }
  })
  element.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (press && Math.hypot(clientX - press.x, clientY - press.y) > SLACK) forget()
  })
  for (const end of ["pointerup", "pointercancel", "scroll"]) element.addEventListener(end, forget)
}
