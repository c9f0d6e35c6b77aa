// What stands beside the answering itself: searching, reading settings, own keys, the pause, labels under the thumb.
// Most people open few of them on a day, so each is loaded when it is first asked for.

import { fragment } from "./fragments.js"
import { Keys } from "./keys.js"
import { gettext } from "./language.js"
import { Preferences } from "./preferences.js"

export class Tools {
  #part
  #desk
  #urls
  #server
  #say

  /**
   * @param {{part: (name: string) => HTMLElement, bench: HTMLElement, boot: object, server: import("./server.js").Server,
   *          desk: import("./desk.js").Desk, say: (sentence: string, isRefusal?: boolean) => void}} known
   */
  constructor({ part, bench, boot, server, desk, say }) {
    this.#part = part
    this.#desk = desk
    this.#urls = boot.urls
    this.#server = server
    this.#say = say
    const lost = () => say(gettext("That could not be saved on your account. It holds until this page is closed."), true)
    this.preferences = new Preferences({ bench, user: boot.user, send: (body) => server.send("PUT", boot.urls.preferences, body, { keepalive: true }), lost })
    this.keys = new Keys(this.preferences.keys)
    this.#showKeys()
    part("pause").addEventListener("close", () => this.#resume())
    part("labelbar").addEventListener("click", () => this.hideLabels())
    part("text").addEventListener("shown", () => this.hideLabels())
    if (this.#urls.hint) this.#hintAtLabels()
  }

  async search() {
    await import("./elements/text-search.js")
    this.#part("search").open(this.#part("text"))
  }

  async reading() {
    await import("./elements/reading-settings.js")
    this.#part("reading").open(this.preferences)
  }

  /** The booklet beside the text, at the label that is held or was asked about. */
  async booklet() {
    const panel = this.#part("booklet")
    if (!panel) return
    await import("./elements/booklet-panel.js")
    panel.use({ url: this.#urls.booklet, part: fragment, say: this.#say })
    panel.toggle(this.#desk.document ? this.#desk.labelInHand : null, this.#desk.document?.id ?? null)
  }

  /** A rule that changed is read before one goes on; time stands still meanwhile. */
  async news() {
    if (!this.#urls.booklet_news) return
    const rule = await fragment(this.#urls.booklet_news).catch(() => null) // no network: asked again when the booklet changes
    if (!rule) return
    await import("./elements/booklet-news.js")
    this.#part("news").show(rule, {
      shown: () => this.#desk.clock.pause(),
      done: () => this.#desk.clock.resume(),
      confirm: (receipt) => this.#confirm(receipt),
    })
  }

  async keymap() {
    await import("./elements/key-map.js")
    this.#part("help").close()
    this.#part("keymap").open({ keys: this.keys, labelOf: (key) => this.#desk.labelNamed(key), use: (own) => this.#useKeys(own) })
  }

  /** Time stands still and the text is covered until somebody says so. */
  pause() {
    this.#desk.clock.pause()
    this.#part("pause").showModal()
  }

  /** A finger chose words: their labels come to it. @param {import("./sheet.js").Question[]} questions */
  async bringLabels(questions) {
    const { labelButtons } = await import("./label-bar.js")
    const bar = this.#part("labelbar")
    bar.replaceChildren(...labelButtons(questions))
    bar.hidden = bar.children.length === 0
  }

  /** The words were given up or labelled, or another text is shown. */
  hideLabels() {
    this.#part("labelbar").hidden = true
  }

  /** Unconfirmed, it comes again. @param {string} receipt where to say that it was read */
  async #confirm(receipt) {
    await this.#server.send("POST", receipt, {}).catch(() => {})
    this.news()
  }

  /** What a label means is shown to who rests on it; before that, nothing of it is loaded. */
  #hintAtLabels() {
    const list = this.#part("questions")
    const names = ["pointerover", "focusin"]
    const load = async (event) => {
      if (!navigator.onLine) return
      for (const name of names) list.removeEventListener(name, load)
      const hints = await import("./label-hint.js").catch(() => null)
      if (hints) hints.watchLabels({ list, hint: this.#part("hint"), url: this.#urls.hint, part: fragment })(event)
      else for (const name of names) list.addEventListener(name, load) // the network went just now: tried again
    }
    for (const name of names) list.addEventListener(name, load)
  }

  #resume() {
    this.#desk.clock.resume()
    this.#part("text").focus({ preventScroll: true })
  }

  #useKeys(own) {
    this.keys.use(own)
    this.preferences.keep({ keys: this.keys.own })
    this.#showKeys()
  }

  /** Keys stand on buttons and in the help. */
  #showKeys() {
    for (const key of document.querySelectorAll("[data-key-of], [data-act] > .key")) {
      const name = key.dataset.keyOf ?? key.parentElement.dataset.act
      if (this.keys.shown(name)) key.textContent = this.keys.shown(name)
    }
  }
}
