// The labels of span questions once more, under the text: within reach of the thumb that chose the words.

/** @param {import("./sheet.js").Question[]} questions @returns {HTMLElement[]} */
export function labelButtons(questions) {
  return questions.filter(({ kind }) => kind === "spans").flatMap(({ labels }) => labels.map(asButton))
}

function asButton(label) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "label"
  button.textContent = label.name
  Object.assign(button.dataset, { slot: label.slot, label: label.id })
  button.addEventListener("mousedown", (event) => event.preventDefault()) // the words stay chosen
  button.addEventListener("click", () => button.dispatchEvent(new CustomEvent("choose", { bubbles: true, detail: { label: label.id } })))
  return button
}
