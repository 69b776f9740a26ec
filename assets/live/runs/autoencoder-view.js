// An AE and a VAE side by side: of points, the curves that their codes draw; of pictures, what they restore and draw, and
// the map of their codes.

import { element } from "../channel/live.js";
import { Field, SIDE } from "../drawing/field.js";
import { drawColour, drawGrey, inkRamp, ramp, rgb } from "../drawing/picture.js";
import { onScreen } from "../drawing/screen.js";
import { ROLES, markOf, trace } from "../drawing/shapes.js";
import { runColours, toggles } from "./views.js";

const KINDS = ["ae", "vae"];
const BINS = 45; // bars of the strip of codes
const MAP = 220; // drawing pixels per side of a map of codes
const [GAP, BETWEEN] = [2, 6]; // pixels between pictures, and between groups of rows

/** Points are coloured by their code, and the curve by the code that it is decoded from. */
export class CurvesView {
  constructor(player) {
    this.player = player;
    const { text } = player.data;
    this.shown = player.layersShown();
    this.pads = KINDS.map((kind) => element("canvas", { class: "pad still", width: SIDE, height: SIDE, role: "img", "aria-label": text[kind] }));
    this.strips = KINDS.map(() => element("canvas", { class: "strip", role: "img", "aria-label": text.strip }));
    this.root = element("div", { class: "run-view" },
      element("div", { class: "fields coded" }, ...KINDS.map((kind, k) =>
        element("figure", {}, this.pads[k], this.strips[k], element("figcaption", {}, text[kind])))),
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

  /** How many points have which code, and the bell of the prior, from which new codes are drawn; in the pixels of its
   * place, so that its numbers can be read on a phone, too. */
  strip(canvas, codes, reach, colour) {
    const { clientWidth: wide, clientHeight: high } = canvas;
    if (!wide || !high) return; // not shown
    const c = onScreen(canvas, wide, high);
    const { ink, line } = this.colours;
    c.clearRect(0, 0, wide, high);
    const font = high / 4;
    const floor = high - font - 2;
    c.fillStyle = line;
    c.fillRect(0, floor, wide, 1);
    const width = (2 * reach) / BINS;
    const density = (z) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    const counts = new Float32Array(BINS);
    for (const code of codes ?? []) counts[Math.min(BINS - 1, Math.max(0, Math.floor((code + reach) / width)))] += 1 / (codes.length * width);
    const scale = (floor - 4) / Math.max(0.45, ...counts);
    counts.forEach((share, i) => {
      c.fillStyle = colour((i + 0.5) * width - reach);
      c.fillRect((i / BINS) * wide, floor - share * scale, wide / BINS - 0.7, share * scale);
    });
    c.strokeStyle = c.fillStyle = ink;
    c.lineWidth = 1.5;
    c.beginPath();
    for (let i = 0; i <= wide; i += 2) c.lineTo(i, floor - scale * density((2 * i / wide - 1) * reach));
    c.stroke();
    c.font = `${font}px sans-serif`;
    for (const z of [-reach, 0, reach]) {
      c.textAlign = z < 0 ? "left" : z > 0 ? "right" : "center";
      c.fillText(z ? z.toFixed(1).replace("-", "−") : "z = 0", (wide * (1 + z / reach)) / 2, high - 2);
    }
  }

  describe({ metrics }) {
    const { text } = this.player.data;
    if (metrics.vae_miss === undefined) return "";
    return text.miss.replace("{ae}", metrics.ae_miss.toFixed(2)).replace("{vae}", metrics.vae_miss.toFixed(2));
  }
}

/** Rows of pictures: originals, restored and drawn by each model; beside them the map of codes and what each number tells. */
export class CodesView {
  constructor(player) {
    this.player = player;
    const { text, classes, colours } = player.data;
    this.sheet = element("canvas", { class: "sheet", width: 8, height: 8, role: "img", "aria-label": text.rows.join(", ") });
    this.maps = KINDS.map((kind) => element("canvas", { width: MAP, height: MAP, role: "img", "aria-label": text.map.replace("{model}", text[kind]) }));
    this.bars = element("canvas", { width: MAP, height: MAP, role: "img" });
    this.told = element("figcaption", {}, text.told);
    const figures = KINDS.map((kind, k) => element("figure", {}, this.maps[k], element("figcaption", {}, text.map.replace("{model}", text[kind]))));
    const legend = element("ul", { class: "legend" }, ...classes.map((name, i) => element("li", {}, markOf(i, colours[i]), name)));
    this.root = element("div", { class: "run-view codes" },
      element("div", { class: "made" }, element("ul", {}, ...text.rows.map((row) => element("li", {}, row))), this.sheet),
      element("div", { class: "told" }, ...figures, element("figure", {}, this.bars, this.told), legend));
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
    const c = onScreen(this.bars, MAP, MAP);
    c.clearRect(0, 0, MAP, MAP);
    const words = active === undefined ? text.told : text.inUse.replace("{n}", Math.round(active));
    this.told.textContent = words;
    this.bars.setAttribute("aria-label", [words, ...Array.from(told ?? [], (v, i) => `z${i + 1} ${v.toFixed(2)}`)].join(", "));
    if (!told) return;
    const top = Math.max(1, ...told);
    const wide = MAP / told.length;
    c.font = "12px sans-serif";
    c.textAlign = "center";
    told.forEach((v, i) => {
      const high = (v / top) * (MAP - 40);
      c.fillStyle = this.colours.vae;
      c.fillRect(i * wide + 2, MAP - 18 - high, wide - 4, high);
      c.fillStyle = this.colours.ink;
      c.fillText(v.toFixed(1), (i + 0.5) * wide, MAP - 22 - high);
      c.fillText(`z${i + 1}`, (i + 0.5) * wide, MAP - 4);
    });
  }

  describe({ metrics }) {
    const { text } = this.player.data;
    return metrics.vae_active === undefined ? "" : text.inUse.replace("{n}", Math.round(metrics.vae_active));
  }
}
