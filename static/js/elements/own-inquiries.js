// <own-inquiries><details>…<ol></ol></details></own-inquiries>: what one has asked the supervisors, and what they answered.

import { fill, gettext } from "../language.js"

class OwnInquiries extends HTMLElement {
  #fetch
  #cursor = ""

  connectedCallback() {
    this.querySelector("[data-part='more-questions']").addEventListener("click", () => this.#more())
  }

  /** @param {(before: string) => Promise<{inquiries: object[], next: string | null}>} fetch a page of questions */
  use(fetch) {
    this.#fetch = fetch
  }

  /** Show the newest; the list stays hidden while nothing was ever asked. */
  async load() {
    this.querySelector("ol").replaceChildren()
    this.#cursor = ""
    await this.#more()
  }

  async #more() {
    const list = this.querySelector("ol")
    try {
      const page = await this.#fetch(this.#cursor)
      list.append(...page.inquiries.map((inquiry) => this.#line(inquiry)))
      this.#cursor = page.next ?? ""
    } catch {
      // The answers in the same dialog say that the server could not be reached.
    }
    this.hidden = list.children.length === 0
    this.querySelector("[data-part='more-questions']").hidden = !this.#cursor
  }

  #line({ document: id, excerpt, label, text, reply, answered_by: name }) {
    const line = document.createElement("li")
    const button = part("button", "excerpt", label ? `${label}: ${excerpt}` : excerpt)
    button.type = "button"
    button.dataset.document = id
    line.append(part("p", "asked", text), button)
    if (reply) line.append(part("p", "reply", reply), part("p", "when", fill(gettext("answered by %(name)s"), { name })))
    else line.append(part("p", "when", gettext("not answered yet")))
    return line
  }
}

function part(name, className, text) {
  return Object.assign(document.createElement(name), { className, textContent: text })
}

customElements.define("own-inquiries", OwnInquiries)
