// <upload-zone><form method="post" enctype="multipart/form-data">…<input type="file">…<progress hidden></progress>…</form></upload-zone>
// Drop a file anywhere on it, or choose one: it goes up at once, with a bar and a way to stop. Whoever leaves the page
// meanwhile is asked first: that would stop it, too.

class UploadZone extends HTMLElement {
  #form
  #input
  #request = null

  connectedCallback() {
    this.#form = this.querySelector("form")
    this.#input = this.querySelector("input[type=file]")
    this.#input.addEventListener("change", () => this.#send())
    this.#form.addEventListener("submit", (event) => this.#onSubmit(event))
    this.querySelector("[data-stop]").addEventListener("click", () => this.#request?.abort())
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.#onDrag(event))
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, () => this.#form.removeAttribute("data-over"))
    this.addEventListener("drop", (event) => this.#onDrop(event))
    addEventListener("beforeunload", (event) => this.#request && event.preventDefault())
  }

  #onDrag(event) {
    if (!event.dataTransfer.types.includes("Files")) return
    event.preventDefault()
    this.#form.setAttribute("data-over", "")
  }

  #onDrop(event) {
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    if (event.dataTransfer.files.length > 1) return this.#say(this.dataset.oneOnly)
    this.#input.files = event.dataTransfer.files
    this.#send()
  }

  #onSubmit(event) {
    event.preventDefault()
    this.#send()
  }

  #send() {
    if (this.#request || !this.#input.files.length) return
    const request = (this.#request = new XMLHttpRequest()) // fetch cannot tell how much has gone up
    request.open("POST", this.#form.action)
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.upload.addEventListener("progress", (event) => this.#show(event.loaded, event.total))
    request.addEventListener("load", () => this.#onAnswer(request))
    request.addEventListener("error", () => this.#end(this.dataset.unreachable))
    request.addEventListener("abort", () => this.#end(""))
    this.#say("")
    this.#show(0, this.#input.files[0].size)
    request.send(new FormData(this.#form))
  }

  #onAnswer(request) {
    if (request.status === 201) this.#request = null
    if (request.status === 201) return location.assign(request.response.url)
    this.#end(request.response?.error ?? this.dataset.unreachable)
  }

  #show(sent, total) {
    const bar = this.querySelector("progress")
    bar.max = total || 1
    bar.value = sent
    this.#state(true)
  }

  #end(sentence) {
    this.#request = null
    this.#input.value = ""
    this.#state(false)
    this.#say(sentence)
  }

  #state(isBusy) {
    this.querySelector("[data-busy]").hidden = !isBusy
    this.querySelector("[data-idle]").hidden = isBusy
  }

  #say(sentence) {
    const problem = this.querySelector("[data-problem]")
    problem.hidden = !sentence
    problem.querySelector(".body").textContent = sentence
  }
}

customElements.define("upload-zone", UploadZone)
