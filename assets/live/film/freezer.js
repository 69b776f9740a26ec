// freezer: one picture (of the test set, drawn here, or uploaded) dissolving in noise under the hand, what the network
// makes of it at every moment, and the way back. The noise is added here; the server is asked for the network's guess.

import { Chain } from "./chain.js";
import { Film, blend, part } from "./film.js";
import { element, mayMove, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { drawSheet, inkRamp } from "../drawing/picture.js";
import { Sketch } from "../drawing/sketch.js";
import { Timeline } from "../drawing/timeline.js";


const PANES = ["clean", "x", "x0", "eps"];
const INTRO_MS = 3000; // on opening it freezes by itself, as far as INTRO
const INTRO = 0.45;
const THAW_MS = 3500; // from T to 0
const BLANK_MS = 200; // to wait for the guess at another picture

class Freezer extends Film {
  constructor(parent) {
    super(parent, "freezer");
    this.nth = 0;
    this.sketch = new Sketch({ changed: (since) => { this.time.still(); this.changed(since); }, moved: (since) => this.redraw(since),
      done: () => this.made.commit(), later: () => this.made.later() });
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values), undoable: ["picture"] });
  }

  layout() {
    return [this.text, this.data.model];
  }

  build() {
    const { text, data } = this;
    if (data.model !== this.model) this.begin();
    this.panes = Object.fromEntries(PANES.map((name) => [name, element("canvas",
      { class: name === "clean" ? "draws" : "still", width: data.size, height: data.size, role: "img", "aria-label": text[name] })]));
    this.clean = this.panes.clean;
    Object.assign(this.clean, { tabIndex: 0,
      onkeydown: (e) => this.made.key(e) || this.sketch.key(e), onfocus: () => this.redraw(), onblur: () => { this.made.flush(); this.redraw(); } });
    this.sketch.on(this.clean);
    this.clean.setAttribute("role", "application");
    this.clean.setAttribute("aria-label", `${text.clean}. ${text.drawHelp}`);
    this.chain = new Chain(text, (share) => { this.time.still(); this.time.go(share); this.hold(); });
    this.time = new Timeline(this, { text, ways: ["q", "p"], pace: { q: INTRO_MS, p: THAW_MS }, share: this.share, before: this.time,
      step: () => 1 / (this.noise ? this.T : 100), show: (share, { way, since }) => (way === "p" ? this.redraw() : this.move(since)),
      reach: () => this.reach, whole: () => this.whole, begin: (way, until) => this.turn(way, until),
      hold: () => this.time.playing || this.hold(),
      mood: (state) => this.mood(state) });
    const button = (words, onclick) => element("button", { type: "button", onclick }, words);
    const swatches = data.inks.length > 1 ? [element("span", { class: "swatches", role: "group", "aria-label": text.inks },
      ...data.inks.map((ink) => element("button", { type: "button", style: `background: rgb(${ink.join()})`, "aria-pressed": String(ink === this.sketch.ink),
        "aria-label": `rgb ${ink.join(" ")}`, onclick: (e) => this.dip(ink, e.currentTarget) })))] : [];
    this.body.append(
      element("div", { class: "films four" }, ...PANES.map((name) =>
        element("figure", {}, element("div", { class: "fit" }, this.panes[name]), element("figcaption", {}, text[name])))),
      element("div", { class: "buttons" }, button(text.another, () => this.another()), button(text.clear, () => this.clear()), ...this.made.buttons(), ...swatches),
      element("div", { class: "time" }, this.time.root), this.chain.root);
  }

  /** With another model everything is another's; with other words nothing is. */
  begin() {
    const { data } = this;
    Object.assign(this, { model: data.model, size: data.size, noise: null, nth: 0 });
    this.made.begin();
    this.tests = Uint8Array.from(atob(data.tests), (c) => c.charCodeAt(0));
    this.sketch.take(this.test(0), { size: data.size, channels: data.channels, ink: data.inks[0] });
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    this.connect("film");
    const { how, model } = this.data;
    const wanted = JSON.stringify([model, how]);
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.forget();
      this.blankSoon();
      this.channel.request("noise", { kind: "noise", model, seed: how.seed }, { wanted });
      if (!this.noise) this.redraw();
    } else this.redraw();
  }

  frame(meta, arrays, { wanted, ask }) {
    if (wanted !== this.wanted) return;
    if (meta.kind === "noise") {
      this.noise = arrays;
      const opens = !this.opened && mayMove();
      this.opened = true;
      if (opens) this.time.toggle("q", INTRO); else this.move();
    } else if (meta.kind === "look") {
      if (ask !== this.asking) return;
      this.guess = arrays;
      this.root.dataset.look = String(meta.t);
      this.redraw();
    } else if (meta.kind === "thaw" && ask === this.asking) {
      meta.t.forEach((t, k) => this.film.push({ t, x: part(arrays.x, k), x0: part(arrays.x0, k), eps: part(arrays.eps, k) }));
      if (meta.whole) this.whole = true;
      else this.guessAt("thaw", { t: this.film[0].t, have: this.film.length }, ask);
    }
  }

  // ---- what is made here, and what the page gives ---------------------------------------------------------------

  /** Which picture it is, the nth of the tests or one made by hand; where in time the person holds it. */
  give() {
    const picture = this.sketch.byHand ? { bytes: this.encoded } : this.nth ? { nth: this.nth } : null;
    return { picture, share: this.held ? Number(this.share.toFixed(3)) : null };
  }

  take({ picture, share }) {
    const byHand = Boolean(picture?.bytes);
    this.nth = picture?.nth ?? 0;
    this.sketch.take(byHand ? Uint8Array.from(atob(picture.bytes), (c) => c.charCodeAt(0)) : this.test(this.nth), { byHand });
    if (share !== null) {
      this.time.share = share;
      Object.assign(this, { held: true, opened: true });
    }
    this.time.still();
    this.changed();
  }

  hold() {
    Object.assign(this, { held: true, opened: true }); // it no longer freezes by itself, also where the noise is late
    this.made.later();
  }

  get encoded() {
    return btoa(String.fromCharCode(...this.sketch.pixels));
  }

  // ---- the picture ----------------------------------------------------------------------------------------------

  get length() {
    return this.size ** 2 * this.data.channels;
  }

  test(nth) {
    const n = this.tests.length / this.length;
    return this.tests.slice((nth % n) * this.length, ((nth % n) + 1) * this.length);
  }

  another() {
    this.time.still();
    this.nth = (this.nth + 1) % (this.tests.length / this.length);
    this.sketch.take(this.test(this.nth));
    this.changed();
    this.made.commit();
  }

  clear() {
    this.time.still();
    this.sketch.take(new Uint8Array(this.length).fill(this.data.channels === 3 ? 235 : 0), { byHand: true });
    this.time.share = 1;
    this.changed();
    this.made.commit();
    this.clean.focus();
  }

  dip(ink, button) {
    this.sketch.ink = ink;
    for (const other of button.parentNode.children) other.setAttribute("aria-pressed", String(other === button));
  }

  changed(since) {
    this.forget();
    this.blankSoon();
    this.move(since);
  }

  /** What was computed for another picture. */
  forget() {
    this.film = null;
    this.guess = null;
    this.asking = (this.asking ?? 0) + 1;
  }

  /** Rather nothing than what was guessed of another picture; a quick answer comes before. */
  blankSoon() {
    clearTimeout(this.blanking);
    this.blanking = setTimeout(() => {
      if (this.guess || this.film?.length) return;
      for (const pane of [this.panes.x0, this.panes.eps]) pane.getContext("2d").clearRect(0, 0, pane.width, pane.height);
      delete this.root.dataset.look;
    }, BLANK_MS);
  }

  // ---- time -----------------------------------------------------------------------------------------------------

  /** 0: noise, 1: the clean picture. */
  get share() {
    return this.time?.share ?? 1;
  }

  /** While it thaws no further than what has come. */
  get reach() {
    if (this.time.playing !== "p") return 1;
    return this.film?.length ? 1 - this.film.at(-1).t / this.T : this.share;
  }

  get T() {
    return this.noise.alpha.data.length - 1;
  }

  /** Frozen as far as `share`: exact, here; the network's guess follows. */
  move(since) {
    if (this.share !== this.was) this.chain.way = this.share > this.was ? "p" : "q";
    this.was = this.share;
    this.film = null;
    this.redraw(since);
    if (this.noise) this.guessAt("look", { t: Math.round((1 - this.share) * this.T) }, this.asking);
  }

  /** Ask for the network's guesses at the picture as it is now. */
  guessAt(kind, fields, ask) {
    const { model, how } = this.data;
    const picture = this.encoded;
    this.channel.request(kind, { kind, model, ...how, picture, ...fields }, { wanted: this.wanted, ask });
  }

  /** From somewhere that leaves a way to go. */
  turn(way, until = 0) {
    if (!this.noise) return false;
    if (way === "p" && this.share > 0.99) this.time.go(0.3);
    if (way === "q" && this.share <= until) this.time.share = 1;
    if (way === "p") this.beginThaw();
    return true;
  }

  beginThaw() {
    this.forget();
    Object.assign(this, { film: [], whole: false });
    this.chain.way = "p";
    this.guessAt("thaw", { t: Math.max(1, Math.round((1 - this.share) * this.T)), have: 0 }, this.asking);
  }

  // ---- drawing --------------------------------------------------------------------------------------------------

  /** x_t of the picture at one place of the chain, as bytes. */
  frozen(share) {
    const t = (1 - share) * this.T;
    const [k, mix] = [Math.min(this.T - 1, Math.floor(t)), t - Math.min(this.T - 1, Math.floor(t))];
    const between = (name) => { const { data } = this.noise[name]; return data[k] + (data[k + 1] - data[k]) * mix; };
    const [alpha, sigma, eps] = [between("alpha"), between("sigma"), this.noise.noise.data];
    const data = new Uint8ClampedArray(this.length);
    for (let i = 0; i < data.length; i++) data[i] = (alpha * (this.sketch.pixels[i] / 127.5 - 1) + sigma * eps[i] + 1) * 127.5;
    return { data, shape: this.shape };
  }

  get shape() {
    return this.data.channels === 3 ? [1, this.size, this.size, 3] : [1, this.size, this.size];
  }

  redraw(since) {
    const { panes, ramp } = this;
    if (!this.noise && ramp) drawSheet(panes.clean, { data: this.sketch.pixels, shape: this.shape }, ramp); // it needs no server
    if (!this.noise || (!this.visible && this.frames)) return;
    drawSheet(panes.clean, { data: this.sketch.pixels, shape: this.shape }, ramp);
    this.sketch.drawPen(getComputedStyle(this.root).getPropertyValue("--st-primary-color"));
    const moment = this.film?.length ? this.thawed() : { x: this.frozen(this.share), ...this.guess };
    for (const name of ["x", "x0", "eps"]) if (moment[name]) drawSheet(panes[name], moment[name], ramp);
    this.chain.draw(this.share, (share) => this.frozen(share), ramp);
    const t = Math.round((1 - this.share) * this.T);
    const signal = 100 * this.noise.alpha.data[t] ** 2;
    const words = this.text.told.replace("{t}", t).replace("{signal}", signal.toFixed(signal < 10 ? 1 : 0));
    this.time.shown(words);
    this.root.dataset.step = String(t);
    this.say(words);
    this.drawn(since);
  }

  appear() {
    this.redraw();
  }

  thawed() {
    const t = (1 - this.share) * this.T;
    const k = this.film.findLastIndex((f) => f.t >= t - 1e-6);
    const [now, then] = [this.film[Math.max(0, k)], this.film[Math.min(k + 1, this.film.length - 1)]];
    const mix = now.t > then.t ? (now.t - t) / (now.t - then.t) : 0;
    return Object.fromEntries(["x", "x0", "eps"].map((name) => [name, blend(now[name], then[name], mix)]));
  }
}

export const render = mounter(Freezer);
