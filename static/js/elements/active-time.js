// <form><active-time name="active_ms"></active-time></form>: sends with the form how long somebody was active on the page.

import { ActiveClock } from "../clock.js"

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel", "scroll"]

class ActiveTime extends HTMLElement {
  #clock = new ActiveClock()
  #form

  connectedCallback() {
    this.#form = this.closest("form")
    this.#form.addEventListener("formdata", this)
    for (const sign of SIGNS) document.addEventListener(sign, this, { passive: true, capture: true })
    document.addEventListener("visibilitychange", this)
    this.#clock.touch()
  }

  disconnectedCallback() {
    this.#form.removeEventListener("formdata", this)
    for (const sign of SIGNS) document.removeEventListener(sign, this, { capture: true })
    document.removeEventListener("visibilitychange", this)
  }

  handleEvent(event) {
    if (event.type === "formdata") event.formData.set(this.getAttribute("name"), this.#clock.read())
    else if (event.type === "visibilitychange" && document.hidden) this.#clock.stop()
    else this.#clock.touch()
  }
}

customElements.define("active-time", ActiveTime)
