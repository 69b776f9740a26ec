// filmstrip: pictures on their way from noise, computed once by the server and then moved through in both directions here.

import { Chain } from "./chain.js";
import { Live, element, mayMove, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { drawSheet, inkRamp } from "../drawing/picture.js";
import { Timeline } from "../drawing/timeline.js";

const PLAY_MS = 3500; // from noise to data
const PANES = ["x", "x0", "eps"];

export class Film extends Live {
  /** Whether it moves is what it tells; that its channel is busy would only flicker. */
  mood(state) {
    this.mood_ = state;
    super.state(state);
  }

  state(state) {
    super.state(state === "idle" || state === "running" ? (this.mood_ ?? state) : state);
  }
}

class Filmstrip extends Film {
  constructor(parent) {
    super(parent, "filmstrip");
    this.chosen = 0; // the picture of the chain
    this.frames_ = [];
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values) });
  }

  layout() {
    return [this.text];
  }

  build() {
    const { text } = this;
    this.panes = PANES.map((name) => {
      const canvas = element("canvas", { class: "sheet", width: 118, height: 118, role: "img", "aria-label": text[name],
        onclick: (event) => this.choose(this.under(event, canvas)) });
      return { name, canvas, root: element("figure", {}, element("div", { class: "fit" }, canvas), element("figcaption", {}, text[name])) };
    });
    this.chain = new Chain(text, (share) => { this.time.still(); this.time.go(share); this.hold(); });
    this.time = new Timeline(this, { text, ways: ["q", "p"], pace: { p: PLAY_MS, q: PLAY_MS }, share: this.share, before: this.time,
      step: () => 1 / this.steps, show: (share, how) => this.move(share, how.since), reach: () => this.end,
      mood: (state) => this.mood(state), hold: () => this.hold(), begin: (way) => this.turn(way) });
    const button = (words, onclick) => element("button", { type: "button", onclick }, words);
    this.which = element("output");
    this.body.append(
      element("div", { class: "films" }, ...this.panes.map((p) => p.root)),
      element("div", { class: "time" }, this.time.root),
      this.chain.root,
      element("div", { class: "transport which" },
        button("❮", () => this.choose(this.chosen - 1)), this.which, button("❯", () => this.choose(this.chosen + 1))),
    );
    const [before, after] = this.body.querySelectorAll(".which button");
    before.setAttribute("aria-label", text.before);
    after.setAttribute("aria-label", text.after);
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    this.connect("film");
    const wanted = JSON.stringify(this.data.walk);
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.more(0);
    } else this.redraw();
  }

  // ---- what is made here, and what the page gives -------------------------------------------------------------

  /** Where in time the person holds it, null while it plays, and which picture the chain shows. */
  give() {
    const { held, time, chosen, data: { about } } = this;
    const share = held && !time.playing ? Number(this.share.toFixed(4)) : null;
    return { view: share !== null || chosen ? { about, share, chosen } : null };
  }

  take({ view }) {
    const share = view?.about === this.data.about ? view.share : null;
    this.chosen = view?.chosen ?? 0;
    this.held = share !== null;
    this.awaited = share; // until so much of the film is there
    this.reach();
  }

  /** Go where the person holds it, once there is so much. */
  reach() {
    if (this.awaited === null || !this.frames_.length || this.shown !== this.wanted) return;
    this.time.still();
    if (this.awaited > this.end) return;
    this.time.go(this.awaited);
    this.awaited = null;
  }

  hold() {
    this.held = true;
    this.awaited = null;
    this.made.later();
  }

  // ---- the film, as far as it is here -------------------------------------------------------------------------

  more(have) {
    this.begun ??= performance.now();
    this.channel.request("walk", { kind: "walk", ...this.data.walk, have }, { wanted: this.wanted });
  }

  frame(meta, arrays, { wanted }) {
    if (wanted !== this.wanted) return;
    if (meta.have === 0) {
      if (this.shown !== wanted) this.asked = this.begun;
      this.frames_ = [];
      this.root.dataset.ready = "0";
    }
    meta.t.forEach((t, k) => this.frames_.push({ t, signal: meta.signal[k], evaluations: meta.n_evals[k],
      ...Object.fromEntries(PANES.map((name) => [name, part(arrays[name], k)])) }));
    this.root.dataset.ready = String(this.frames_.length);
    const since = Math.round(performance.now() - this.asked);
    if (meta.have === 0) this.root.dataset.first = String(since);
    if (meta.whole) {
      this.root.dataset.all = String(since);
      this.begun = undefined;
    } else this.more(this.frames_.length);
    if (this.shown !== wanted) { // another film: from noise on, as it comes
      this.shown = wanted;
      this.time.share = 0;
      this.time.still();
      this.take(this.data.made.values);
      if (!this.held && mayMove()) this.time.toggle("p");
    }
    this.reach();
    this.redraw();
  }

  get share() {
    return this.time?.share ?? 0;
  }

  get steps() {
    return this.data.walk.steps;
  }

  /** How far it may be moved: what has been computed. */
  get end() {
    return Math.max(0, Math.min(1, (this.frames_.length - 1) / this.steps));
  }

  // ---- time under the hand --------------------------------------------------------------------------------------

  move(share, since) {
    if (share !== this.was) this.chain.way = share > (this.was ?? 0) ? "p" : "q";
    this.was = share;
    this.redraw(since);
  }

  /** From the other end, where this one is reached. */
  turn(way) {
    if (way === "p" && this.share >= 1) this.time.share = 0;
    if (way === "q" && this.share <= 0) this.time.share = this.end;
  }

  // ---- pictures -------------------------------------------------------------------------------------------------

  redraw(since) {
    if (!this.frames_.length || (!this.visible && this.frames)) return;
    const at = Math.min(this.share * this.steps, this.frames_.length - 1);
    const [k, mix] = [Math.floor(at), at - Math.floor(at)];
    const [now, then] = [this.frames_[k], this.frames_[Math.min(k + 1, this.frames_.length - 1)]];
    for (const { name, canvas } of this.panes) drawSheet(canvas, blend(now[name], then[name], mix), this.ramp);
    this.chain.draw(this.share, (share) => this.single(share), this.ramp);
    const near = this.frames_[Math.round(at)];
    const { text } = this;
    const signal = 100 * near.signal;
    const words = text.told.replace("{t}", Math.round(near.t)).replace("{signal}", signal.toFixed(signal < 10 ? 1 : 0)).replace("{n}", near.evaluations);
    this.time.shown(words);
    this.which.textContent = text.which.replace("{n}", this.chosen + 1).replace("{all}", near.x.shape[0]);
    this.root.dataset.step = at.toFixed(2);
    this.say(words);
    this.drawn(since);
  }

  appear() {
    this.redraw();
  }

  /** The chosen picture's x_t at one place of the chain. */
  single(share) {
    const frame = this.frames_[Math.round(share * this.steps)];
    return frame ? part(frame.x, this.chosen, true) : null;
  }

  choose(i) {
    const n = this.frames_[0]?.x.shape[0] ?? 1;
    this.chosen = (i + n) % n;
    this.redraw();
    this.made.later();
  }

  under(event, canvas) {
    const r = canvas.getBoundingClientRect();
    const side = Math.ceil(Math.sqrt(this.frames_[0]?.x.shape[0] ?? 1));
    const cell = (v, low, size) => Math.min(side - 1, Math.floor(((v - low) / size) * side));
    return cell(event.clientY, r.top, r.height) * side + cell(event.clientX, r.left, r.width);
  }
}

/** The k-th part of an array along its first axis; `whole` keeps that axis, with length 1. */
export function part({ data, shape }, k, whole = false) {
  const size = data.length / shape[0];
  return { data: data.subarray(k * size, (k + 1) * size), shape: whole ? [1, ...shape.slice(1)] : shape.slice(1) };
}

/** Between two steps, as far as `mix`: what the eye needs for a steady motion; at a step, the step itself. */
export function blend(a, b, mix) {
  if (mix < 1e-3) return a;
  return { shape: a.shape, data: Uint8Array.from(a.data, (v, i) => v + (b.data[i] - v) * mix) };
}

export const render = mounter(Filmstrip);
