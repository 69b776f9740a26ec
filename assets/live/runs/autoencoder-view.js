// An AE and a VAE side by side: of points, the curves that their codes draw; of pictures, what they restore and draw, and
// the map of their codes.

import { short } from "../drawing/axis.js";
import { element } from "../channel/live.js";
import { Field, SIDE } from "../drawing/field.js";
import { fixed } from "../drawing/numbers.js";
import { drawColour, drawGrey, inkRamp, ramp, rgb } from "../drawing/picture.js";
import { Plot } from "../drawing/plot.js";
import { onScreen } from "../drawing/screen.js";
import { ROLES, markOf, trace } from "../drawing/shapes.js";
import { VIEWS, runColours, toggles } from "./layers.js";

const KINDS = ["ae", "vae"];
const BINS = 45; // bars of the strip of codes
const MAP = 220; // drawing pixels per side of a map of codes
const [GAP, BETWEEN] = [2, 6]; // pixels between pictures, and between groups of rows

/** Points are coloured by their code, and the curve by the code that it is decoded from. */
class CurvesView {
  constructor(player) {
    this.player = player;
    const { text } = player.data;
    this.shown = player.layersShown();
    this.pads = KINDS.map((kind) => element("canvas", { class: "pad still", width: SIDE, height: SIDE, role: "img", "aria-label": text[kind] }));
    this.strips = KINDS.map((kind) => new Plot(player, { title: `${text[kind]}: ${text.strip}`, size: [400, 45], kind: "strip", font: 11,
      room: { right: 0, top: 3, bottom: 15 } }));
    this.root = element("div", { class: "run-view" },
      element("div", { class: "fields coded" }, ...KINDS.map((kind, k) =>
        element("figure", {}, this.pads[k], this.strips[k].canvas, element("figcaption", {}, text[kind])))),
      toggles(this));
  }

  begin({ box }, arrays) {
    this.real = arrays.real?.data;
    this.fields = this.pads.map((canvas) => new Field(canvas, box));
    this.theme();
  }

  theme() {
    if (!this.fields) return;
    for (const field of this.fields) field.theme(this.player.root);
    this.colours = runColours(this.player.root);
    const [from, to] = [this.colours.real, this.colours.fake].map((c) => rgb(c, [128, 128, 128]));
    this.ramp = Array.from(ramp(from, to), (c) => `rgb(${c & 255} ${(c >> 8) & 255} ${(c >> 16) & 255})`);
  }

  draw({ arrays, meta }) {
    KINDS.forEach((kind, k) => {
      const of = (name) => arrays[`${kind}_${name}`]?.data;
      const reach = meta.metrics[`${kind}_reach`] ?? 3;
      const colour = (code) => this.ramp[Math.max(0, Math.min(255, Math.round(127.5 * (1 + code / reach))))];
      this.paint(this.fields[k], of, reach, colour);
      this.strip(this.strips[k], of("codes"), reach, colour);
    });
  }

  paint(field, of, reach, colour) {
    const { ink, line } = this.colours;
    field.clear();
    const [codes, curve, restored, samples] = ["codes", "curve", "restored", "samples"].map(of);
    if (this.shown.has("real") && this.real) {
      if (!codes) field.drawPoints(this.real, { colour: line, radius: 2.6 });
      codes?.forEach((code, i) => field.drawPoints(this.real, { colour: colour(code), radius: 3, alpha: 0.9, from: i, to: i + 1 }));
    }
    if (!codes) return;
    if (this.shown.has("restored")) {
      for (let i = 0; i < codes.length; i++) {
        field.drawPath([this.real[2 * i], this.real[2 * i + 1], restored[2 * i], restored[2 * i + 1]], { colour: ink, width: 1, alpha: 0.3 });
      }
    }
    if (this.shown.has("samples")) field.drawPoints(samples, { colour: ink, radius: 3, alpha: 0.75, shape: ROLES.fake });
    if (this.shown.has("curve")) {
      const n = curve.length / 2 - 1;
      field.drawPath(curve, { colour: field.colours.paper, width: 8, alpha: 0.8 });
      for (let i = 0; i < n; i++) field.drawPath(curve.subarray(2 * i, 2 * i + 4), { colour: colour((2 * (i + 0.5) / n - 1) * reach), width: 4.5 });
    }
  }

  /** How many points have which code, and the bell of the prior, from which new codes are drawn. */
  strip(plot, codes, reach, colour) {
    const width = (2 * reach) / BINS;
    const middles = Array.from({ length: BINS }, (_, i) => (i + 0.5) * width - reach);
    const shares = new Float32Array(BINS);
    for (const code of codes ?? []) shares[Math.min(BINS - 1, Math.max(0, Math.floor((code + reach) / width)))] += 1 / (codes.length * width);
    const bell = Array.from({ length: BINS + 1 }, (_, i) => i * width - reach).map((z) => [z, Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI)]);
    const ticks = [-reach, reach].map((z) => [z, fixed(z, 1)]);
    plot.draw({ x: { low: -reach, high: reach, ticks, name: "z" }, y: { low: 0, high: Math.max(0.45, ...shares) }, frame: "base", colours: this.colours,
      lines: [{ name: "q(z)", points: middles.map((z, i) => [z, shares[i]]), colour: this.colours.ink, bars: { width, tints: middles.map(colour) } },
        { name: "N(0, 1)", points: bell, colour: this.colours.ink, width: 1.5 }] });
  }

  describe({ metrics }) {
    const { text } = this.player.data;
    if (metrics.vae_miss === undefined) return "";
    return text.miss.replace("{ae}", metrics.ae_miss.toFixed(2)).replace("{vae}", metrics.vae_miss.toFixed(2));
  }
}

/** Rows of pictures: originals, restored and drawn by each model; beside them the map of codes and what each number tells. */
class CodesView {
  constructor(player) {
    this.player = player;
    const { text, classes, colours } = player.data;
    this.sheet = element("canvas", { class: "sheet", width: 8, height: 8, role: "img", "aria-label": text.rows.join(", ") });
    this.maps = KINDS.map((kind) => element("canvas", { width: MAP, height: MAP, role: "img", "aria-label": text.map.replace("{model}", text[kind]) }));
    this.bars = new Plot(player, { title: text.told, size: [MAP, MAP], font: 12, room: { top: 14 } });
    this.told = element("figcaption", {}, text.told);
    const figures = KINDS.map((kind, k) => element("figure", {}, this.maps[k], element("figcaption", {}, text.map.replace("{model}", text[kind]))));
    const legend = element("ul", { class: "legend" }, ...classes.map((name, i) => element("li", {}, markOf(i, colours[i]), name)));
    this.root = element("div", { class: "run-view codes" },
      element("div", { class: "made" }, element("ul", {}, ...text.rows.map((row) => element("li", {}, row))), this.sheet),
      element("div", { class: "told" }, ...figures, element("figure", {}, this.bars.canvas, this.told), legend));
  }

  begin(meta, arrays) {
    this.about = arrays;
    this.theme();
  }

  theme() {
    this.ramp = inkRamp(this.player.root);
    this.colours = runColours(this.player.root);
  }

  draw({ arrays, meta }) {
    if (!this.about?.real) return;
    const rows = [this.about.real, arrays.ae_restored, arrays.vae_restored, arrays.ae_samples, arrays.vae_samples];
    this.pictures(rows);
    KINDS.forEach((kind, k) => this.map(this.maps[k], arrays[`${kind}_codes`], arrays[`${kind}_numbers`]));
    this.kl(arrays.vae_kl?.data, meta.metrics);
  }

  pictures(rows) {
    const [n, h, w, channels = 1] = this.about.real.shape;
    const tops = rows.map((_, r) => r * (h + GAP) + BETWEEN * ((r > 0) + (r > 2)));
    const [width, height] = [n * (w + GAP) - GAP, tops.at(-1) + h];
    if (this.sheet.width !== width) Object.assign(this.sheet, { width, height });
    const context = this.sheet.getContext("2d");
    rows.forEach((row, r) => {
      for (let i = 0; row && i < n; i++) {
        const picture = row.data.subarray(i * h * w * channels, (i + 1) * h * w * channels);
        if (channels === 1) drawGrey(context, picture, w, h, this.ramp, i * (w + GAP), tops[r]);
        else drawColour(context, picture, w, h, i * (w + GAP), tops[r]);
      }
    });
  }

  /** Codes of pictures, by class, in the two numbers that tell most. */
  map(canvas, codes, numbers) {
    const c = onScreen(canvas, MAP, MAP);
    c.clearRect(0, 0, MAP, MAP);
    if (!codes) return;
    const { data } = codes;
    const reach = Math.max(3, ...data.map(Math.abs));
    const labels = this.about.labels.data;
    c.strokeStyle = this.colours.line;
    c.strokeRect(0.5, 0.5, MAP - 1, MAP - 1);
    for (let i = 0; i < labels.length; i++) {
      c.fillStyle = this.player.data.colours[labels[i]];
      trace(c, labels[i], (MAP / 2) * (1 + data[2 * i] / reach), (MAP / 2) * (1 - data[2 * i + 1] / reach), 2.6);
      c.fill();
    }
    c.strokeStyle = c.fillStyle = this.colours.ink;
    c.beginPath(); // two standard deviations of the prior: where new codes come from
    c.arc(MAP / 2, MAP / 2, (MAP / 2) * (2 / reach), 0, 2 * Math.PI);
    c.stroke();
    c.font = "13px sans-serif";
    c.textAlign = "right";
    c.fillText(`z${numbers.data[0] + 1}, z${numbers.data[1] + 1}`, MAP - 5, MAP - 6);
  }

  /** What each number of the VAE's code tells, a bar each. */
  kl(told, { vae_active: active }) {
    const { text } = this.player.data;
    this.told.textContent = active === undefined ? `${text.told}, ${text.nats}` : `KL, ${text.nats}. ${text.inUse.replace("{n}", Math.round(active))}`;
    const points = Array.from(told ?? [], (v, i) => [i + 1, v]);
    const top = Math.max(1, ...(told ?? []));
    const says = (i) => `z${i}`;
    const ticks = [1, points.length].map((i) => [i, says(i)]);
    this.bars.draw({ x: { low: 0.5, high: points.length + 0.5, ticks, says }, y: { low: 0, high: 1.2 * top, ticks: [[0, "0"], [top, short(top)]] },
      frame: "base", colours: this.colours, lines: [{ name: "KL", points, colour: this.colours.vae, bars: { width: 0.8, told: true } }] });
  }

  describe({ metrics }) {
    const { text } = this.player.data;
    return metrics.vae_active === undefined ? "" : text.inUse.replace("{n}", Math.round(metrics.vae_active));
  }
}

Object.assign(VIEWS, { curves: CurvesView, codes: CodesView });
