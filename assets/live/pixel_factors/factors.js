// pixel-factors: a digit, one of its pixels under the hand, and the ten one-dimensional densities p(x_j | y) that naive
// Bayes multiplies; below, what the product of all 784 says. Everything is computed here, from parameters sent once.

import { act } from "../drawing/keys.js";
import { Live, element, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { fixed } from "../drawing/numbers.js";
import { drawGrey, inkRamp } from "../drawing/picture.js";
import { Plot } from "../drawing/plot.js";
import { drag } from "../drawing/pointer.js";
import { hiddenCanvas, onScreen } from "../drawing/screen.js";
import { markOf } from "../drawing/shapes.js";

const SIDE = 28;
const CELL = 16; // drawing pixels per pixel of the digit
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class PixelFactors extends Live {
  constructor(parent) {
    super(parent, "pixel-factors");
    this.at = [14, 14]; // column, row
    this.nth = 0;
    this.made = new Made(this, { give: () => ({ pixel: { at: this.at, nth: this.nth } }), take: (values) => this.take(values) });
  }

  layout() {
    return [this.text];
  }

  build() {
    const { text } = this;
    this.digit = hiddenCanvas(SIDE, SIDE);
    this.canvas = element("canvas", {
      class: "pad", width: SIDE * CELL, height: SIDE * CELL, tabIndex: 0, role: "application", "aria-label": `${text.picture}. ${text.help}`,
      onpointermove: (event) => { if (!event.buttons && event.pointerType === "mouse") this.point(event); },
      onkeydown: (event) => this.key(event),
    });
    const point = (event) => this.point(event);
    drag(this.canvas, { grab: () => "along", press: point, move: point });
    this.curves = new Plot(this, { title: text.curves, size: [560, 300], kind: "curves", font: 18,
      room: { left: 16, right: 16, top: 14, bottom: 36 } });
    this.here = element("p", { class: "told" });
    this.table = element("div", { class: "classes", role: "table", "aria-label": text.table });
    this.body.append(element("div", { class: "factors" },
      element("div", {}, element("div", { class: "fit" }, this.canvas), element("div", { class: "buttons" },
        element("button", { type: "button", onclick: (event) => this.another(event) }, text.another))),
      element("div", {}, this.here, this.curves.canvas, this.table)));
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    const style = getComputedStyle(this.root);
    this.colours = Object.fromEntries(Object.entries({ ink: "text", line: "border", paper: "background", accent: "primary" })
      .map(([name, css]) => [name, style.getPropertyValue(`--st-${css}-color`).trim()]));
    this.connect("pixel_factors");
    if (this.model) this.look();
    else if (!this.asked) {
      this.asked = true;
      this.channel.request("factors", { kind: "factors" });
    }
  }

  take({ pixel }) {
    Object.assign(this, pixel);
    if (this.model) this.look();
  }

  frame(meta, arrays) {
    this.model = arrays;
    this.look();
  }

  /** Another digit: its sum over all pixels, once per picture. */
  look(since) {
    const { pictures, labels } = this.model;
    const n = labels.shape[0];
    this.index = (this.nth * 7) % n; // neighbours in the list are the same digit
    this.grey = pictures.data.subarray(this.index * SIDE * SIDE, (this.index + 1) * SIDE * SIDE);
    drawGrey(this.digit.getContext("2d"), this.grey, SIDE, SIDE, this.ramp);
    const sums = Array.from(this.model.log_prior.data, (prior, y) =>
      this.grey.reduce((sum, _, j) => sum + this.logFactor(y, j), prior));
    const top = Math.max(...sums);
    const total = sums.reduce((t, s) => t + Math.exp(s - top), 0);
    this.posterior = sums.map((s) => Math.exp(s - top) / total);
    this.sums = sums;
    this.draw(since);
  }

  value(j) {
    return (this.grey[j] + 0.5) / 256; // the middle of the byte's cell
  }

  logFactor(y, j, x = this.value(j)) {
    const { means, variances } = this.model;
    const [m, v] = [means.data[y * SIDE * SIDE + j], variances.data[y * SIDE * SIDE + j]];
    return -0.5 * ((x - m) ** 2 / v + Math.log(2 * Math.PI * v));
  }

  draw(since) {
    const c = onScreen(this.canvas, SIDE * CELL, SIDE * CELL);
    c.imageSmoothingEnabled = false;
    c.drawImage(this.digit, 0, 0, SIDE * CELL, SIDE * CELL);
    const [column, row] = this.at;
    c.strokeStyle = this.colours.accent;
    c.lineWidth = 4;
    c.strokeRect(column * CELL - 1, row * CELL - 1, CELL + 2, CELL + 2);
    this.drawCurves();
    this.tell();
    this.root.dataset.pixel = this.at.join();
    this.root.dataset.label = this.model.labels.data[this.index];
    this.drawn(since);
  }

  drawCurves() {
    const j = this.at[1] * SIDE + this.at[0];
    const here = this.value(j);
    const at = [...Array.from({ length: 141 }, (_, i) => i / 140), here].sort((a, b) => a - b);
    const lines = this.data.colours.map((colour, y) =>
      ({ name: `y = ${y}:`, points: at.map((v) => [v, Math.exp(this.logFactor(y, j, v))]), colour, width: 3, shape: y }));
    const high = Math.max(...lines.flatMap(({ points }) => points.map((p) => p[1]))) * 1.05;
    const x = { low: 0, high: 1, ticks: [0, 0.5, 1].map((v) => [v, String(v)]), name: this.text.grey };
    this.curves.draw({ x, y: { low: 0, high }, lines, mark: here, dots: true, frame: "base", colours: { ...this.colours, mark: this.colours.ink } });
  }

  /** A row per class: this pixel's factor, and what all factors together make of the class. */
  tell() {
    const { text } = this;
    const [column, row] = this.at;
    const j = row * SIDE + column;
    this.here.textContent = text.here.replace("{row}", row + 1).replace("{column}", column + 1).replace("{value}", this.value(j).toFixed(2));
    const cell = (words, kind = "cell") => element("span", { role: kind }, words);
    const head = element("div", { role: "row", class: "row head" }, cell("y", "columnheader"), cell(text.factor, "columnheader"), cell(text.all, "columnheader"), cell(text.share, "columnheader"));
    const rows = this.sums.map((sum, y) => {
      const share = this.posterior[y];
      const name = element("span", { role: "cell" }, markOf(y, this.data.colours[y]), String(y));
      const bar = element("span", { role: "cell", class: "share" },
        element("span", { class: "bar", style: `width:${100 * share}%; background:${this.data.colours[y]}` }),
        element("span", { class: "percent" }, share > 0.001 ? `${(100 * share).toFixed(1)} %` : "0 %"));
      return element("div", { role: "row", class: "row" }, name, cell(fixed(this.logFactor(y, j), 2)), cell(fixed(sum, 0)), bar);
    });
    this.table.replaceChildren(head, ...rows);
    const best = this.posterior.indexOf(Math.max(...this.posterior));
    this.root.dataset.says = best;
    this.say(`${this.here.textContent} ${text.says.replace("{y}", best)}`);
  }

  // ---- the hand ----

  point(event) {
    if (!this.model) return;
    const r = this.canvas.getBoundingClientRect();
    const cell = (v, low, size) => Math.min(SIDE - 1, Math.max(0, Math.floor(((v - low) / size) * SIDE)));
    this.move([cell(event.clientX, r.left, r.width), cell(event.clientY, r.top, r.height)], event.timeStamp);
  }

  move(at, since) {
    if (at.join() === this.at.join()) return;
    this.at = at;
    this.draw(since);
    this.made.later();
  }

  key(event) {
    if (!this.model) return;
    const held = (v) => Math.min(SIDE - 1, Math.max(0, v));
    const acts = {};
    for (const [name, step] of Object.entries(STEP)) acts[name] = () => {
      const size = event.shiftKey ? 4 : 1;
      this.move([held(this.at[0] + size * step[0]), held(this.at[1] + size * step[1])], event.timeStamp);
    };
    act(event, acts, Object.keys(STEP));
  }

  another(event) {
    if (!this.model) return;
    this.nth += 1;
    this.look(event.timeStamp);
    this.made.commit();
  }
}

export const render = mounter(PixelFactors);
