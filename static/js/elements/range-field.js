// <range-field><input type="range"><input type="number" name="…"></range-field>: a slider beside its exact number.

class RangeField extends HTMLElement {
  connectedCallback() {
    const [range, number] = this.querySelectorAll("input")
    range.value = number.value
    this.addEventListener("input", ({ target }) => {
      if (target === range) number.value = range.value
      else range.value = number.value
    })
  }
}

customElements.define("range-field", RangeField)
