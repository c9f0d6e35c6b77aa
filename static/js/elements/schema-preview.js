// <schema-preview><question-list></question-list></schema-preview>: the questions being written, as an annotator will see them.

import { numbered } from "../question-links.js"
import "./question-list.js"

class SchemaPreview extends HTMLElement {
  connectedCallback() {
    document.addEventListener("questions", this.#onQuestions)
    const editor = document.querySelector("schema-editor")
    customElements.whenDefined("schema-editor").then(() => editor && this.show(editor.questions))
  }

  disconnectedCallback() {
    document.removeEventListener("questions", this.#onQuestions)
  }

  /** @param {object[]} questions as the server reads them */
  show(questions) {
    const named = numbered(questions).map((question) => ({
      ...question,
      name: question.name || "…",
      labels: (question.labels ?? []).map((label) => ({ ...label, name: label.name || "…" })),
    }))
    const list = this.querySelector("question-list")
    list.ask(named)
    for (const control of list.querySelectorAll("button, input, textarea")) control.tabIndex = -1 // to look at, not to go through
  }

  #onQuestions = ({ detail }) => this.show(detail.questions)
}

customElements.define("schema-preview", SchemaPreview)
