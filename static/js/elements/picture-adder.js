// <picture-adder data-url="…" data-into="text"><input type="file"><span role="status"></span></picture-adder>
// A picture that is chosen, pasted into the text or dropped on it goes up at once, and the text shows it where the cursor was.

import { gettext } from "../language.js"

class PictureAdder extends HTMLElement {
  #text
  #input

  connectedCallback() {
    this.#text = document.getElementById(this.dataset.into)
    this.#input = this.querySelector("input[type=file]")
    this.#input.addEventListener("change", () => this.#addAll(this.#input.files))
    this.#text.addEventListener("paste", (event) => this.#take(event, event.clipboardData))
    this.#text.addEventListener("drop", (event) => this.#take(event, event.dataTransfer))
    this.#text.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault()
    })
  }

  /** Pasted or dropped words stay words. */
  #take(event, brought) {
    const pictures = [...brought.files].filter((file) => file.type.startsWith("image/"))
    if (!pictures.length) return
    event.preventDefault()
    this.#addAll(pictures)
  }

  async #addAll(files) {
    for (const file of [...files]) await this.#add(file)
    this.#input.value = ""
  }

  async #add(file) {
    this.#say(gettext("Adding the picture …"))
    const body = new FormData()
    body.append("file", file)
    const token = document.querySelector('meta[name="csrf-token"]').content
    try {
      const response = await fetch(this.dataset.url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } })
      const answer = await response.json()
      if (response.ok) this.#write(answer.text)
      this.#say(response.ok ? gettext("The picture is in the text. Say in the brackets what it shows.") : answer.error)
    } catch {
      this.#say(gettext("The picture did not arrive. The text is as it was; try again."))
    }
  }

  /** The browser's own undo takes it out again. */
  #write(words) {
    this.#text.focus()
    if (!document.execCommand("insertText", false, words)) this.#text.setRangeText(words, this.#text.selectionStart, this.#text.selectionEnd, "end")
    this.#text.dispatchEvent(new Event("input", { bubbles: true }))
  }

  #say(sentence) {
    this.querySelector("[role=status]").textContent = sentence
  }
}

customElements.define("picture-adder", PictureAdder)
