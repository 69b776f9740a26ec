// share-presenter: the stage alone, in large type, for the last row. The keys that a remote clicker sends go from
// experiment to experiment; a bar with the same stands in a corner while the pointer moves.

import { Live, element, mounter } from "../channel/live.js";
import { inTab, keepInTab } from "../channel/tab.js";

const KEPT = "presents"; // in this tab
const SEEN_MS = 3000; // that the bar stays after the pointer has moved
const LOOK_MS = 300; // between two looks which experiment is shown
const TRIES = 20;
const BUTTONS = { PageUp: "back", ArrowLeft: "back", PageDown: "on", ArrowRight: "on" };
const ICON = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 4h18v2h-1v9.5h-7V17l4 4h-2.8L12 18.8 9.8 21H7l4-4v-1.5H4V6H3Z
  m3 2v7.5h12V6Zm4 1.6 4.4 2.2-4.4 2.2Z"/></svg>`;
const page = document.documentElement; // stage.css reads its data-presents
const find = (selector) => document.querySelector(selector);
const types = (target) => target.closest?.("input:not([type=range]), textarea, select, [contenteditable=true]");

class Presenter extends Live {
  constructor(parent) {
    super(parent, "share-presenter");
    this.listening = new AbortController();
    const on = (target, name, act, capture = false) => target.addEventListener(name, act, { capture, signal: this.listening.signal });
    on(window, "keydown", (event) => this.pressed(event), true);
    on(window, "pointermove", () => this.seen());
    on(document, "visibilitychange", () => this.stayAwake());
    on(document, "fullscreenchange", () => { if (this.full && !document.fullscreenElement) this.end(); });
    this.looking = setInterval(() => this.place(), LOOK_MS);
    if (inTab(KEPT)) page.dataset.presents = "";
    this.stayAwake();
  }

  layout() {
    return this.text;
  }

  build() {
    const { text } = this;
    const button = (label, onclick, name, says) => element("button", { type: "button", onclick, class: name, title: says, "aria-label": says }, label);
    this.opener = button("", () => this.begin(), "opener", text.lead);
    this.opener.setAttribute("aria-label", text.present); // as it can be read, and as one says it to a computer that listens
    this.opener.innerHTML = ICON;
    this.opener.append(element("span", {}, text.present));
    this.where = element("span", { class: "where", role: "status" });
    this.back = button("‹", () => this.go("back"), "back", text.back);
    this.on = button("›", () => this.go("on"), "on", text.on);
    this.bar = element("div", { class: "bar", role: "toolbar", "aria-label": text.present }, this.back, this.where, this.on,
      button("✕", () => this.end(), "end", text.end));
    this.body.replaceChildren(this.opener, this.bar);
    this.state("idle");
    this.place();
    this.drawn();
  }

  get presents() {
    return page.dataset.presents !== undefined;
  }

  async begin() {
    page.dataset.presents = "";
    keepInTab(KEPT, true);
    this.place();
    this.seen();
    this.say(this.text.keys);
    this.stayAwake();
    try {
      await page.requestFullscreen?.();
      this.full = Boolean(document.fullscreenElement);
    } catch { /* in a frame or on a phone it fills its window */ }
  }

  /** The screen, and the projector's; a browser lets go of it whenever the tab was out of sight. */
  async stayAwake() {
    if (!this.presents || document.hidden || this.awake?.released === false) return;
    try {
      this.awake = await navigator.wakeLock?.request("screen");
    } catch { /* a low battery, or a frame */ }
  }

  end() {
    delete page.dataset.presents;
    keepInTab(KEPT, null);
    this.full = false;
    if (document.fullscreenElement) document.exitFullscreen();
    this.awake?.release();
    this.place();
    this.opener.focus();
  }

  /** A clicker's keys, wherever the focus is; the arrows, unless something on the stage has use for them. */
  pressed(event) {
    if (!this.presents || event.ctrlKey || event.altKey || event.metaKey || find("dialog[open]")) return;
    const [target] = event.composedPath();
    if (event.key === "Escape") this.end();
    else if (BUTTONS[event.key] && !types(target) && (event.key.startsWith("Page") || target === document.body)) this.go(BUTTONS[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** As the way on and back beside the stage, which is out of sight; waits for them on a page that is still coming. */
  go(way, tries = TRIES) {
    this.seen();
    clearTimeout(this.waiting);
    if (!dispatchEvent(new CustomEvent("turn", { detail: way, cancelable: true }))) return; // a course has turned its page
    const button = find(`.st-key-rail-onward [class*="_${way === "on" ? "next" : "back"}"] button`);
    if (button) button.click();
    else if (tries) this.waiting = setTimeout(() => this.go(way, tries - 1), LOOK_MS);
  }

  /** Which experiment of how many, and whether there are others before and behind it. */
  place() {
    this.root.dataset.presents = this.presents ? "yes" : "no";
    if (!this.bar || !this.presents) return;
    const row = [...document.querySelectorAll(".st-key-experiments button")];
    const now = row.findIndex((one) => one.getAttribute("aria-checked") === "true" || one.dataset.selected === "true");
    const where = now < 0 ? "" : row[now].textContent.trim();
    if (where === this.where.textContent) return;
    this.where.textContent = where;
    this.back.disabled = now === 0;
    this.drawn();
  }

  seen() {
    if (!this.presents) return;
    this.root.dataset.seen = "yes";
    clearTimeout(this.fading);
    this.fading = setTimeout(() => { this.root.dataset.seen = "no"; }, SEEN_MS);
  }

  leave() {
    this.listening.abort();
    clearInterval(this.looking);
    clearTimeout(this.fading);
    clearTimeout(this.waiting);
    super.leave();
  }
}

export const render = mounter(Presenter);
