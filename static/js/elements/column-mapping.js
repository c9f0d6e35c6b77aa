// <column-mapping><table><tr data-role="text"><select>…</select></tr></table></column-mapping>
// Shows each row as what its column was said to be, and the questions about answers only where there are any.

const WITH_ANSWERS = new Set(["answers", "answer_list", "cannot_tell"])

class ColumnMapping extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.#onChange(event))
    this.#showAnswers()
  }

  #onChange(event) {
    event.target.closest("tr").dataset.role = event.target.value
    this.#showAnswers()
  }

  #showAnswers() {
    const answers = this.closest("form").querySelector("[data-answers]")
    if (!answers) return
    const roles = [...this.querySelectorAll("select")].map((select) => select.value)
    answers.hidden = !roles.some((role) => WITH_ANSWERS.has(role) || role.startsWith("question:"))
  }
}

customElements.define("column-mapping", ColumnMapping)
