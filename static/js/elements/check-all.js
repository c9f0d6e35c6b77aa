// <check-all><table>…<input type="checkbox" data-all>…<input type="checkbox" name="document">…</table></check-all>
// One box ticks all; with Shift, a range of them.

class CheckAll extends HTMLElement {
  #last = null

  connectedCallback() {
    this.addEventListener("click", (event) => {
      if (event.target.matches("[data-all]")) this.#tick(this.#boxes, event.target.checked)
      else if (event.target.matches("[name=document]")) this.#onBox(event)
    })
  }

  get #boxes() {
    return [...this.querySelectorAll("[name=document]")]
  }

  #onBox({ target, shiftKey }) {
    const boxes = this.#boxes
    if (shiftKey && this.#last) {
      const [from, to] = [boxes.indexOf(this.#last), boxes.indexOf(target)].sort((a, b) => a - b)
      this.#tick(boxes.slice(from, to + 1), target.checked)
    }
    this.#last = target
    this.querySelector("[data-all]").checked = boxes.every((box) => box.checked)
  }

  #tick(boxes, checked) {
    for (const box of boxes) box.checked = checked
  }
}

customElements.define("check-all", CheckAll)
