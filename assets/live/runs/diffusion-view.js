// A diffusion model on points: the data dissolving on the left, samples re-forming on the right, at the time under the hand.

import { Field, SIDE } from "../drawing/field.js";
import { element, mayMove } from "../channel/live.js";
import { Timeline } from "../drawing/timeline.js";
import { ROLES, swatch as swatchOf } from "../drawing/shapes.js";
import { VIEWS, drawArrows, runColours, toggles } from "./layers.js";

const THAW_MS = 4000; // from noise to data

class DiffusionView {
  constructor(player) {
    this.player = player;
    const { text } = player.data;
    const before = player.view instanceof DiffusionView ? player.view : null; // in other words
    this.begun = before?.begun && !before.time.playing;
    const share = player.looks.share ?? before?.share ?? 0; // 0: noise, the start of the walk; 1: data, its end
    this.shown = player.layersShown();
    const pad = (label) => element("canvas", { class: "pad still", width: SIDE, height: SIDE, role: "img", "aria-label": label });
    this.forward = pad(text.forward);
    this.reverse = pad(text.reverse);
    this.time = new Timeline(player, { text, ways: ["p"], pace: { p: THAW_MS }, share, keys: false, show: () => player.redraw(),
      begin: () => this.anew(), hold: () => this.hold() });
    this.root = element("div", { class: "run-view" },
      element("div", { class: "fields" },
        element("figure", {}, this.forward, element("figcaption", {}, swatchOf("real"), text.forward)),
        element("figure", {}, this.reverse, element("figcaption", {}, swatchOf("fake"), text.reverse))),
      element("div", { class: "run-controls time" }, this.time.root),
      toggles(this));
  }

  begin({ box }, arrays) {
    this.truth = arrays;
    this.box = box;
    this.fields = [this.forward, this.reverse].map((canvas) => new Field(canvas, box));
    this.theme();
    if (!this.begun && this.player.looks.share === null && mayMove()) this.time.toggle("p"); // it opens thawing
    this.begun = true;
  }

  theme() {
    if (!this.fields) return;
    for (const field of this.fields) field.theme(this.player.root);
    this.colours = runColours(this.player.root);
  }

  // ---- time under the hand --------------------------------------------------------------------------------------

  get share() {
    return this.time.share;
  }

  /** A person has stopped at a moment, or lets time go on. */
  hold() {
    this.player.look({ share: this.time.playing ? null : Number(this.share.toFixed(4)) });
  }

  /** From noise again, where the end is reached. */
  anew() {
    if (this.share >= 1) this.time.share = 0;
  }

  // ---- drawing --------------------------------------------------------------------------------------------------

  draw({ arrays }) {
    if (!this.truth?.alpha) return;
    const last = this.truth.alpha.data.length - 1;
    const at = this.share * last;
    const [k, part] = [Math.min(last - 1, Math.floor(at)), at - Math.min(last - 1, Math.floor(at))];
    const near = Math.round(at);
    const [forward, reverse] = this.fields;
    this.background(forward, near);
    this.dissolved(forward, k, part);
    if (this.shown.has("field")) this.arrows(forward, this.truth.exact, near);
    this.background(reverse, near);
    if (arrays.ways) this.reformed(reverse, arrays.ways, k, part);
    if (arrays.field && this.shown.has("field")) this.arrows(reverse, arrays.field, near);
    this.tell(k, part);
  }

  background(field, k) {
    field.clear();
    if (!this.shown.has("density")) return;
    const { data, shape: [, n] } = this.truth.density;
    field.setHeat(data.subarray(k * n * n, (k + 1) * n * n), n);
    field.drawHeat(0.75, this.player.data.text.colours);
  }

  between(name, k, part) {
    const { data } = this.truth[name];
    return data[k] + (data[k + 1] - data[k]) * part;
  }

  /** x_t = shift + alpha (x0 - shift) + sigma noise, each point with its own noise. */
  dissolved(field, k, part) {
    const { real, noise, shift } = this.truth;
    const [alpha, sigma] = [this.between("alpha", k, part), this.between("sigma", k, part)];
    const x = real.data.map((v, i) => shift.data[i & 1] + alpha * (v - shift.data[i & 1]) + sigma * noise.data[i]);
    field.drawPoints(x, { colour: this.colours.real, radius: 2.6, alpha: 0.75, shape: ROLES.real });
  }

  reformed(field, { data, shape: [n, steps] }, k, part) {
    const x = new Float32Array(2 * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < 2; j++) {
        const [from, to] = [data[(i * steps + k) * 2 + j], data[(i * steps + k + 1) * 2 + j]];
        x[2 * i + j] = from + (to - from) * part;
      }
    }
    if (this.shown.has("ways")) {
      for (let i = 0; i < Math.min(40, n); i++) {
        field.drawPath(data.subarray(i * steps * 2, (i + 1) * steps * 2), { colour: this.colours.fake, width: 1, alpha: 0.45 });
      }
    }
    field.drawPoints(x, { colour: this.colours.fake, radius: 3.4, alpha: 0.85, shape: ROLES.fake });
  }

  arrows(field, { data, shape: [, n] }, k) {
    const [a, b, c, d] = this.box;
    const rows = [];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const at = ((k * n + i) * n + j) * 2;
        rows.push(a + ((j + 0.5) / n) * (c - a), b + ((i + 0.5) / n) * (d - b), data[at], data[at + 1]);
      }
    }
    drawArrows(field, rows, this.colours.ink);
  }

  tell(k, part) {
    const [alpha, sigma] = [this.between("alpha", k, part), this.between("sigma", k, part)];
    const signal = alpha ** 2 / (alpha ** 2 + sigma ** 2);
    this.time.shown(this.player.data.text.signal.replace("{n}", (100 * signal).toFixed(signal < 0.1 ? 2 : 0)));
  }

  describe({ metrics }) {
    return metrics.modes === undefined ? "" : this.player.data.text.modesOf.replace("{n}", Math.round(metrics.modes));
  }
}

VIEWS.diffusion = DiffusionView;
