// freezer: one picture (of the test set, drawn here, or uploaded) dissolving in noise under the hand, what the network
// makes of it at every moment, and the way back. The noise is added here; the server is asked for the network's guess.

import { Chain } from "./chain.js";
import { Film, blend, part } from "./filmstrip.js";
import { act } from "../drawing/keys.js";
import { element, mayMove, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { drawSheet, inkRamp } from "../drawing/picture.js";
import { drag } from "../drawing/pointer.js";

const PANES = ["clean", "x", "x0", "eps"];
const INTRO_MS = 3000; // on opening it freezes by itself, as far as INTRO
const INTRO = 0.45;
const THAW_MS = 3500; // from T to 0
const BRUSH = 1.25; // radius in pixels
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Freezer extends Film {
  constructor(parent) {
    super(parent, "freezer");
    this.share = 1; // 0: noise, 1: the clean picture
    this.nth = 0;
    this.cursor = [14, 14];
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
      onkeydown: (e) => this.key(e), onfocus: () => this.redraw(), onblur: () => { this.made.flush(); this.redraw(); } });
    drag(this.clean, {
      press: (e) => { this.before = this.picture.slice(); this.last = null; this.brush(e); }, move: (e) => this.brush(e),
      release: () => this.made.commit(), cancel: () => { this.picture = this.before; this.changed(); },
    });
    this.clean.setAttribute("role", "application");
    this.clean.setAttribute("aria-label", `${text.clean}. ${text.drawHelp}`);
    this.chain = new Chain(text, (share) => { this.still(); this.move(share); this.hold(); });
    this.slider = element("input", { type: "range", min: "0", max: "1", step: "any", value: "1", "aria-label": text.time,
      oninput: (event) => { this.still(); this.move(Number(this.slider.value), event.timeStamp); }, onchange: () => this.hold() });
    const button = (words, onclick) => element("button", { type: "button", onclick }, words);
    this.freezing = button(text.freeze, () => this.play("q"));
    this.thawing = button(text.thaw, () => this.play("p"));
    this.told = element("output", { "aria-live": "off" });
    const swatches = data.inks.length > 1 ? [element("span", { class: "swatches", role: "group", "aria-label": text.inks },
      ...data.inks.map((ink) => element("button", { type: "button", style: `background: rgb(${ink.join()})`, "aria-pressed": String(ink === this.ink),
        "aria-label": `rgb ${ink.join(" ")}`, onclick: (e) => this.dip(ink, e.currentTarget) })))] : [];
    this.body.append(
      element("div", { class: "films four" }, ...PANES.map((name) =>
        element("figure", {}, element("div", { class: "fit" }, this.panes[name]), element("figcaption", {}, text[name])))),
      element("div", { class: "buttons" }, button(text.another, () => this.another()), button(text.clear, () => this.clear()), ...this.made.buttons(), ...swatches),
      element("div", { class: "time" }, element("div", { class: "transport timeline" }, this.freezing, this.slider, this.thawing, this.told)),
      this.chain.root);
    if (this.playing) (this.playing === "p" ? this.thawing : this.freezing).textContent = text.stop;
  }

  /** With another model everything is another's; with other words nothing is. */
  begin() {
    const { data } = this;
    Object.assign(this, { model: data.model, size: data.size, ink: data.inks[0], noise: null, nth: 0, byHand: false });
    this.made.begin();
    this.tests = Uint8Array.from(atob(data.tests), (c) => c.charCodeAt(0));
    this.picture = this.test(0);
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    this.connect("film");
    const { how, model } = this.data;
    const wanted = JSON.stringify([model, how]);
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.forget();
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
      if (opens) this.play("q", INTRO); else this.move(this.share);
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
    const picture = this.byHand ? { bytes: this.encoded } : this.nth ? { nth: this.nth } : null;
    return { picture, share: this.held ? Number(this.share.toFixed(3)) : null };
  }

  take({ picture, share }) {
    this.byHand = Boolean(picture?.bytes);
    this.nth = picture?.nth ?? 0;
    this.picture = this.byHand ? Uint8Array.from(atob(picture.bytes), (c) => c.charCodeAt(0)) : this.test(this.nth);
    if (share !== null) Object.assign(this, { share, held: true, opened: true });
    this.still();
    this.changed();
  }

  hold() {
    this.held = true;
    this.made.later();
  }

  get encoded() {
    return btoa(String.fromCharCode(...this.picture));
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
    this.still();
    this.byHand = false;
    this.nth = (this.nth + 1) % (this.tests.length / this.length);
    this.picture = this.test(this.nth);
    this.changed();
    this.made.commit();
  }

  clear() {
    this.still();
    this.picture = new Uint8Array(this.length).fill(this.data.channels === 3 ? 235 : 0);
    this.share = 1;
    this.byHand = true;
    this.changed();
    this.made.commit();
    this.clean.focus();
  }

  dip(ink, button) {
    this.ink = ink;
    for (const other of button.parentNode.children) other.setAttribute("aria-pressed", String(other === button));
  }

  changed(since) {
    this.forget();
    this.move(this.share, since);
  }

  /** What was computed for another picture. */
  forget() {
    this.film = null;
    this.guess = null;
    this.asking = (this.asking ?? 0) + 1;
  }

  /** Paint from the last place of the pointer to this one. */
  brush(event) {
    const r = this.clean.getBoundingClientRect();
    const at = [((event.clientX - r.left) / r.width) * this.size, ((event.clientY - r.top) / r.height) * this.size];
    const from = this.last ?? at;
    const n = Math.max(1, Math.ceil(2 * Math.hypot(at[0] - from[0], at[1] - from[1])));
    for (let i = 1; i <= n; i++) this.dab([0, 1].map((j) => from[j] + ((at[j] - from[j]) * i) / n));
    this.last = at;
    this.still();
    this.changed(event.timeStamp);
  }

  dab([cx, cy]) {
    this.byHand = true;
    const c = this.data.channels;
    for (let y = Math.max(0, Math.floor(cy - 3)); y < Math.min(this.size, cy + 3); y++) {
      for (let x = Math.max(0, Math.floor(cx - 3)); x < Math.min(this.size, cx + 3); x++) {
        const strength = Math.max(0, Math.min(1, BRUSH + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy)));
        for (let j = 0; j < c; j++) {
          const i = (y * this.size + x) * c + j;
          this.picture[i] = c === 1 ? Math.max(this.picture[i], 255 * strength) : this.picture[i] + (this.ink[j] - this.picture[i]) * strength;
        }
      }
    }
  }

  /** Arrow keys move a pen, space or Enter puts it down; Shift draws on the way. */
  key(event) {
    if (this.made.key(event)) return;
    const dab = () => {
      this.dab(this.cursor.map((v) => v + 0.5));
      this.changed(event.timeStamp);
      this.made.later();
    };
    const acts = { " ": dab, Enter: dab };
    for (const [name, step] of Object.entries(STEP)) acts[name] = () => {
      this.cursor = this.cursor.map((v, j) => Math.max(0, Math.min(this.size - 1, v + step[j])));
      if (event.shiftKey) dab();
      else this.redraw(event.timeStamp);
    };
    act(event, acts, Object.keys(STEP));
  }

  // ---- time -----------------------------------------------------------------------------------------------------

  get T() {
    return this.noise.alpha.data.length - 1;
  }

  /** Freeze as far as `share`: exact, here; the network's guess follows. */
  move(share, since) {
    if (share !== this.share) this.chain.way = share > this.share ? "p" : "q";
    this.share = share;
    this.film = null;
    this.redraw(since);
    if (this.noise) this.guessAt("look", { t: Math.round((1 - share) * this.T) }, this.asking);
  }

  /** Ask for the network's guesses at the picture as it is now. */
  guessAt(kind, fields, ask) {
    const { model, how } = this.data;
    const picture = this.encoded;
    this.channel.request(kind, { kind, model, ...how, picture, ...fields }, { wanted: this.wanted, ask });
  }

  play(way, until = 0) {
    const same = this.playing === way;
    this.still();
    if (same || !this.noise) return;
    if (way === "p" && this.share > 0.99) this.move(0.3);
    if (way === "q" && this.share <= until) this.share = 1;
    if (way === "p") this.beginThaw();
    this.playing = way;
    this.until = until;
    (way === "p" ? this.thawing : this.freezing).textContent = this.text.stop;
    this.mood("running");
    this.tickedAt = null;
    requestAnimationFrame((now) => this.tick(now));
  }

  beginThaw() {
    this.forget();
    Object.assign(this, { film: [], whole: false });
    this.chain.way = "p";
    this.guessAt("thaw", { t: Math.max(1, Math.round((1 - this.share) * this.T)), have: 0 }, this.asking);
  }

  still() {
    this.playing = null;
    this.thawing.textContent = this.text.thaw;
    this.freezing.textContent = this.text.freeze;
    this.mood("paused");
  }

  tick(now) {
    if (!this.playing || !this.root.isConnected) return;
    const passed = this.tickedAt === null ? 0 : Math.min(100, now - this.tickedAt);
    this.tickedAt = now;
    if (this.playing === "q") {
      this.move(Math.max(this.until, this.share - passed / INTRO_MS));
      if (this.share <= this.until) return this.still();
    } else if (this.film?.length) {
      const reached = 1 - this.film.at(-1).t / this.T; // no further than what has come
      this.share = Math.min(this.share + passed / THAW_MS, reached, 1);
      this.redraw();
      if (this.whole && this.share >= 1) {
        this.mood("done");
        this.playing = null;
        this.thawing.textContent = this.text.thaw;
        return;
      }
    }
    requestAnimationFrame((next) => this.tick(next));
  }

  // ---- drawing --------------------------------------------------------------------------------------------------

  /** x_t of the picture at one place of the chain, as bytes. */
  frozen(share) {
    const t = (1 - share) * this.T;
    const [k, mix] = [Math.min(this.T - 1, Math.floor(t)), t - Math.min(this.T - 1, Math.floor(t))];
    const between = (name) => { const { data } = this.noise[name]; return data[k] + (data[k + 1] - data[k]) * mix; };
    const [alpha, sigma, eps] = [between("alpha"), between("sigma"), this.noise.noise.data];
    const data = new Uint8ClampedArray(this.length);
    for (let i = 0; i < data.length; i++) data[i] = (alpha * (this.picture[i] / 127.5 - 1) + sigma * eps[i] + 1) * 127.5;
    return { data, shape: this.shape };
  }

  get shape() {
    return this.data.channels === 3 ? [1, this.size, this.size, 3] : [1, this.size, this.size];
  }

  redraw(since) {
    const { panes, ramp } = this;
    if (!this.noise && ramp) drawSheet(panes.clean, { data: this.picture, shape: this.shape }, ramp); // it needs no server
    if (!this.noise || (!this.visible && this.frames)) return;
    drawSheet(panes.clean, { data: this.picture, shape: this.shape }, ramp);
    if (document.activeElement === panes.clean || panes.clean.matches(":focus")) this.pen();
    const moment = this.film?.length ? this.thawed() : { x: this.frozen(this.share), ...this.guess };
    for (const name of ["x", "x0", "eps"]) if (moment[name]) drawSheet(panes[name], moment[name], ramp);
    this.chain.draw(this.share, (share) => this.frozen(share), ramp);
    this.slider.value = String(this.share);
    const t = Math.round((1 - this.share) * this.T);
    const signal = 100 * this.noise.alpha.data[t] ** 2;
    const words = this.text.told.replace("{t}", t).replace("{signal}", signal.toFixed(signal < 10 ? 1 : 0));
    if (words !== this.told.textContent) this.told.textContent = words;
    this.root.dataset.step = String(t);
    this.say(words);
    this.drawn(since);
  }

  appear() {
    this.redraw();
  }

  pen() {
    const c = this.clean.getContext("2d");
    c.fillStyle = getComputedStyle(this.root).getPropertyValue("--st-primary-color");
    c.fillRect(this.cursor[0], this.cursor[1], 1, 1);
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
