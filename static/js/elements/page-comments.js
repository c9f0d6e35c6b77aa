// <page-comments>…</page-comments>: shows in the text above which words were commented on, and takes words chosen there
// into the form. The text itself stays as it is: highlights lie over it.

const LIVE = ".block, .example"

class PageComments extends HTMLElement {
  #text = ""
  #nodes = [] // [text node, where it begins in #text]

  connectedCallback() {
    this.#read(document.querySelector("article > .prose"))
    this.#paint()
    document.addEventListener("selectionchange", this.#onSelection)
    for (const thread of this.querySelectorAll("[data-comment]")) thread.addEventListener("click", () => this.#goTo(thread.dataset.comment))
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.#onSelection)
  }

  /** The text as the server counts it: without what is live. */
  #read(prose) {
    const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode
      if (node.parentElement.closest(LIVE)) continue
      this.#nodes.push([node, this.#text.length])
      this.#text += node.data
    }
  }

  get #anchors() {
    return JSON.parse(document.getElementById("comment-anchors").textContent)
  }

  #paint() {
    const ranges = this.#anchors.map((anchor) => this.#range(anchor)).filter(Boolean)
    CSS.highlights?.set("commented", new Highlight(...ranges))
  }

  #range({ words, nth }) {
    let start = -1
    for (let time = 0; time <= nth; time += 1) start = this.#text.indexOf(words, start + 1)
    if (start < 0) return null
    const range = new Range()
    range.setStart(...this.#point(start, false))
    range.setEnd(...this.#point(start + words.length, true))
    return range
  }

  #point(offset, isEnd) {
    const [node, begins] = this.#nodes.findLast(([, at]) => at < offset || (at === offset && !isEnd)) ?? this.#nodes[0]
    return [node, offset - begins]
  }

  #goTo(id) {
    const anchor = this.#anchors.find((one) => String(one.id) === id)
    const range = anchor && this.#range(anchor)
    if (!range) return
    CSS.highlights?.set("commented-now", new Highlight(range))
    range.startContainer.parentElement.scrollIntoView({ block: "nearest" })
  }

  #onSelection = () => {
    const form = this.querySelector("form [name=quote]")?.form
    const selection = getSelection()
    if (!form || selection.isCollapsed) return
    const range = selection.getRangeAt(0)
    const starts = this.#nodes.find(([node]) => node === range.startContainer)
    const words = selection.toString().trim()
    if (!starts || !words || words.length > form.quote.maxLength) return
    const before = this.#text.slice(0, starts[1] + range.startOffset)
    form.closest("details").open = true
    form.quote.value = words.replace(/\s+/g, " ")
    form.nth.value = before.split(words).length - 1
  }
}

customElements.define("page-comments", PageComments)
