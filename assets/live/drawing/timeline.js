// The way between noise and data under the hand: a slider, and buttons that play it in either direction.

import { element } from "../channel/live.js";
import { act } from "./keys.js";

const LABELS = { p: "thaw", q: "freeze" }; // p takes noise away, q adds it
const SLOWEST = 100; // ms of one screen frame that count: a page that was hidden does not jump

export class Timeline {
  /**
   * live: the component; text: of its buttons; ways: "p", "q" or both; pace: ms of the whole way, for each; share: where it
   * is, 0 noise and 1 data; step: of the keys; show(share, {way, since}): draw it, `way` while it plays; begin(way, until)
   * before it plays: false if it cannot; reach(): how far it can go now; whole(): whether that is the end;
   * hold(): the person has put it somewhere; mood(state): running, paused or done; keys: whether it has the component's.
   */
  constructor(live, { text, ways, pace, show, share = 0, step = () => 0.02, begin = () => true, reach = () => 1, whole = () => true,
    hold = () => {}, mood = () => {}, keys = true, before = null }) {
    Object.assign(this, { live, text, pace, show, share, step, begin, reach, whole, hold, mood });
    this.playing = null;
    const button = (way) => element("button", { type: "button", onclick: () => this.press(way) }, text[LABELS[way]]);
    this.buttons = Object.fromEntries(ways.map((way) => [way, button(way)]));
    this.slider = element("input", { type: "range", min: "0", max: "1", step: "any", value: String(share), "aria-label": text.time,
      oninput: (event) => { this.still(); this.go(Number(this.slider.value), event.timeStamp); this.hold(); } });
    this.told = element("output");
    const { q, p } = this.buttons;
    this.root = element("div", { class: "transport timeline" }, ...(q ? [q, this.slider, p] : [p, this.slider]), this.told);
    if (keys) live.root.onkeydown = (event) => this.key(event);
    if (before?.playing) this.start(before.playing, before.until); // the same in other words
  }

  /** Space plays towards data and pauses; comma and full stop step; as every player of time has it. */
  key(event) {
    if (event.defaultPrevented || event.target.matches("select, button, textarea, input:not([type=range])")) return;
    const by = (sign) => () => { this.still(); this.go(this.share + sign * this.step()); this.hold(); };
    act(event, { " ": () => this.press(this.playing ?? "p"), ",": by(-1), ".": by(1) }, [",", "."]);
  }

  press(way) {
    this.toggle(way);
    this.hold();
  }

  go(share, since) {
    this.share = Math.max(0, Math.min(share, 1, this.reach()));
    this.shown();
    this.show(this.share, { since });
  }

  /** The slider and its words, also where these are new. */
  shown(words = this.told.textContent) {
    this.slider.value = String(this.share);
    if (words !== this.told.textContent) this.told.textContent = words;
  }

  toggle(way, until) {
    const same = this.playing === way;
    this.still();
    if (!same && this.begin(way, until) !== false) this.start(way, until);
  }

  start(way, until = way === "p" ? 1 : 0) {
    Object.assign(this, { playing: way, until, last: null });
    this.buttons[way].textContent = this.text.stop;
    this.mood("running");
    requestAnimationFrame((now) => this.tick(now));
  }

  still(mood = "paused") {
    this.playing = null;
    for (const [way, button] of Object.entries(this.buttons)) button.textContent = this.text[LABELS[way]];
    this.mood(mood);
  }

  tick(now) {
    const { playing: way } = this;
    if (!way || !this.root.isConnected) return;
    const passed = this.last === null ? 0 : Math.min(SLOWEST, now - this.last);
    this.last = now;
    const part = passed / this.pace[way];
    this.share = way === "p" ? Math.max(0, Math.min(this.share + part, this.reach(), 1)) : Math.max(this.share - part, this.until);
    this.shown();
    this.show(this.share, { way });
    if (way === "p" ? this.share >= this.until && this.whole() : this.share <= this.until) {
      return this.still(way === "p" ? "done" : "paused");
    }
    requestAnimationFrame((next) => this.tick(next));
  }
}
