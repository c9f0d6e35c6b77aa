// <save-status data-sign-in="address"></save-status>: one line that is always true: what is saved, what waits, and why.

import { fill, gettext, ngettext } from "../language.js"
import { shorten } from "../sheet.js"

class SaveStatus extends HTMLElement {
  #server
  #outbox
  #receipt = null

  connectedCallback() {
    this.setAttribute("role", "status")
  }

  /** @param {import("../server.js").Server} server @param {import("../outbox.js").Outbox} outbox */
  watch(server, outbox) {
    this.#server = server
    this.#outbox = outbox
    server.addEventListener("change", () => this.#show())
    outbox.addEventListener("change", () => this.#show())
    outbox.addEventListener("reply", ({ detail }) => {
      if (detail.letter.kind === "annotation") this.#receipt = { ...detail.reply.saved, excerpt: shorten(detail.letter.excerpt, 30) }
      this.#show()
    })
    this.#show()
  }

  #show() {
    const { waiting, refused, lasts, isRead } = this.#outbox
    if (!isRead && !waiting.length) return // what an earlier page left may still wait: nothing is said until that is known
    const { why } = this.#server
    this.dataset.state = why || (waiting.length ? "waiting" : refused.length ? "refused" : "saved")
    const parts = [this.#sentence(waiting.length)]
    if (refused.length && !why) parts.push(this.#refusals(refused.length))
    if (this.#receipt?.note) parts.push(fill(gettext("“%(excerpt)s”: %(note)s"), this.#receipt))
    if (!lasts) parts.push(gettext("This browser keeps nothing on disk: answers that still wait are lost if you close this tab."))
    this.replaceChildren(parts.filter(Boolean).join(" · "))
    if (why === "signed-out" || why === "somebody-else") this.append(" ", this.#signInLink())
  }

  /** In a new tab, so that what is on the screen stays. */
  #signInLink() {
    const link = document.createElement("a")
    link.href = this.dataset.signIn
    link.target = "_blank"
    link.rel = "noopener"
    link.textContent = gettext("Sign in (in a new tab)")
    return link
  }

  #sentence(n) {
    const { why, person } = this.#server
    const values = { n, name: person ?? "" }
    if (why === "offline") {
      return fill(ngettext("No connection: %(n)s answer waits in this browser.", "No connection: %(n)s answers wait in this browser.", n), values)
    }
    if (why === "signed-out") {
      return fill(ngettext("Signed out: sign in and your %(n)s answer will be sent.", "Signed out: sign in and your %(n)s answers will be sent.", n), values)
    }
    if (why === "somebody-else") {
      return fill(
        ngettext(
          "%(name)s is signed in now. Your %(n)s answer waits until you sign in again.",
          "%(name)s is signed in now. Your %(n)s answers wait until you sign in again.",
          n,
        ),
        values,
      )
    }
    if (n) return fill(ngettext("%(n)s waiting", "%(n)s waiting", n), values)
    if (this.#receipt) return fill(gettext("Saved at %(time)s"), { time: timeOf(new Date(this.#receipt.saved_at)) })
    return this.#outbox.refused.length ? "" : gettext("All saved")
  }

  #refusals(n) {
    return fill(ngettext("%(n)s answer was not taken: decide about it above", "%(n)s answers were not taken: decide about them above", n), { n })
  }
}

const timeOf = (date) => date.toLocaleTimeString(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit" })

customElements.define("save-status", SaveStatus)
