// latent-encoder: a picture (of the test set, drawn here, or uploaded), its cloud in latent space, what is restored of it,
// and the picture of a draw from the cloud whose noise the hand moves. The server encodes; see encoder.py.

import { element, Live, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { fixed } from "../drawing/numbers.js";
import { drawSheet, inkRamp, nthPicture } from "../drawing/picture.js";
import { Sketch } from "../drawing/sketch.js";
import { bell, drawLikely, likelyPlot, ranked, scattered } from "./cloud.js";

// What lights up together: a sign in the formula and in the code, its figures, its part of the pictures.
const LIT = { mu: ["mu"], sigma: ["sigma"], eps: ["eps", "z"], z: ["z"] };
const FORMULA = [["z", "z"], " = ", ["mu", "μ"], " + ", ["sigma", "σ"], " · ", ["eps", "ε"]];
const CODE = [["z", "z"], " = ", ["mu", "mu"], " + ", ["sigma", "sigma"], " * ", ["eps", "torch.randn_like(sigma)"]];
const PAPER = { 1: 0, 3: 235 }; // by channels: what an empty sheet is made of
const UNLIKE = 0.05; // of the test pictures; a picture with a lower ELBO than so few is unlike the data

class LatentEncoder extends Live {
  constructor(parent) {
    super(parent, "latent-encoder");
    this.lit = new Set();
    this.sketch = new Sketch({ changed: (since) => this.ask(since), moved: () => this.paintOwn(),
      done: () => this.made.commit(), later: () => this.made.later() });
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values), undoable: ["picture"] });
    for (const [on, off] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
      this.root.addEventListener(on, (event) => this.light(event.target.closest?.("[data-part]")?.dataset.part));
      this.root.addEventListener(off, () => this.light());
    }
  }

  layout() {
    return [this.text, this.data.models, this.data.order, this.data.main, this.data.shape, this.data.told];
  }

  build() {
    const { data, text } = this;
    const canvas = (words, more = {}) => element("canvas", { role: "img", "aria-label": words, width: data.shape[1], height: data.shape[0], ...more });
    const figure = (one, words, part) => element("figure", { class: "picture" }, one, element("figcaption", { "data-part": part }, words));
    this.own = canvas(`${text.own}. ${text.drawHelp}`, { class: "draws", tabIndex: 0, onblur: () => { this.made.flush(); this.paintOwn(); },
      onkeydown: (e) => this.made.key(e) || this.sketch.key(e), onfocus: () => this.paintOwn() });
    this.own.setAttribute("role", "application");
    this.sketch.on(this.own);
    this.restored = data.models.map(({ title }) => canvas(`${title}: ${text.restored}`));
    this.drawn_ = canvas(text.fromZ);
    const figures = [figure(this.own, text.own), ...data.models.map(({ title }, k) => figure(this.restored[k], `${title}: ${text.restored}`, "mu"))];
    if (data.bounds) figures.push(figure(this.drawn_, data.told ? text.fromZ : text.later, "z"));
    const button = (words, onclick) => element("button", { type: "button", onclick }, words);
    const buttons = element("div", { class: "buttons" }, button(text.clear, () => this.clear()), ...this.made.buttons());
    if (data.bounds) buttons.append(button(text.noNoise, () => { this.eps = this.eps.map(() => 0); this.held(); }));
    this.inks = data.inks.length > 1 ? data.inks.map((ink, i) => element("button", { type: "button", style: `background: rgb(${ink.join()})`,
      "aria-label": `rgb ${ink.join(" ")}`, "aria-pressed": String(!i), onclick: () => this.dip(ink) })) : [];
    buttons.append(element("span", { class: "swatches", role: "group", "aria-label": text.inks }, ...this.inks));
    this.cells = new Map(data.order.map((i) => [i, this.cell(i)]));
    this.map = canvas(text.map);
    this.likely = likelyPlot(this);
    this.verdict = element("p", { class: "verdict" });
    const plot = (one) => element("div", { class: "plot" }, one);
    const side = element("div", { class: "side" }, element("figure", { class: "where" }, plot(this.map), element("figcaption", {}, text.map)),
      element("figure", { class: "likely" }, element("figcaption", {}, text.likeness), ...(data.bounds ? [plot(this.likely.canvas)] : []), this.verdict));
    const law = element("div", { class: "law" }, element("span", { class: "formula" }, ...signs(FORMULA)), element("code", {}, ...signs(CODE)));
    this.body.append(element("div", { class: "encoder", "data-size": String(data.order.length) },
      element("div", { class: "shown", style: `--n: ${figures.length}` }, ...figures), buttons,
      element("div", { class: "below" }, element("div", { class: "dims" }, ...[...this.cells.values()].map((cell) => cell.root)), side),
      ...(data.bounds ? [law] : [])));
  }

  /** One number of the code: its bell, its figures, and its noise under the hand. */
  cell(i) {
    const { text, data } = this;
    const sub = () => element("sub", {}, String(i + 1));
    const value = (part, sign, power = "") => {
      const out = element("output", {});
      return { out, root: element("span", { "data-part": part }, element("i", {}, sign, sub(), power), " ", out) };
    };
    const [mu, sigma, variance, z] = [value("mu", "μ"), value("sigma", "σ"), value("sigma", "σ", "²"), value("z", "z")];
    sigma.root.classList.add("more");
    z.root.classList.add("more");
    const canvas = element("canvas", { role: "img", "aria-label": `${text.dimension} ${i + 1}` });
    const input = element("input", { type: "range", min: String(-data.reach), max: String(data.reach), step: "0.02", "data-part": "eps",
      "aria-label": `ε ${i + 1}: ${text.noise}`, title: text.noise, onchange: () => this.made.later(),
      oninput: (event) => { this.eps[i] = Number(input.value); this.light("eps"); this.ask(event.timeStamp); this.mine = true; } });
    const eps = value("eps", "ε");
    const noise = data.bounds ? [element("label", { class: "noise" }, eps.root, input)] : [];
    const words = data.bounds ? [mu.root, sigma.root, variance.root, z.root] : [mu.root];
    const root = element("div", { class: "cell" }, element("div", { class: "plot" }, canvas), element("p", {}, ...words), ...noise);
    return { root, canvas, input, mu: mu.out, sigma: sigma.out, variance: variance.out, z: z.out, eps: eps.out };
  }

  refresh() {
    this.connect("latent");
    this.ramp = inkRamp(this.root);
    const style = getComputedStyle(this.root);
    const colour = (name) => style.getPropertyValue(`--st-${name}-color`).trim();
    const kind = this.data.models[this.data.main].name.split("-")[0]; // "ae" or "vae", each with its own colour
    this.colours = {
      ink: colour("text"), accent: colour("primary"), real: colour("blue"), line: colour("border"), paper: colour("background"),
      cloud: style.getPropertyValue(`--${kind}`).trim(), font: style.fontFamily,
    };
    if (!this.sketch.byHand) this.showOwn(bytes(this.data.picture));
    if (!this.mine) this.eps = [...this.data.eps];
    const model = this.data.models[this.data.main].name;
    if (model !== this.mapped) this.channel.request("map", { kind: "map", model, layer: "points" }, { model });
    if (this.found && this.about === this.names) this.show_();
    else this.code = null; // what other models answered says nothing of these
    this.ask();
  }

  get names() {
    return this.data.models.map((m) => m.name).join();
  }

  // ---- what is made here, and what the page gives ---------------------------------------------------------------

  give() {
    const picture = this.sketch.byHand ? { bytes: this.encoded } : null;
    return { picture, eps: this.mine ? this.eps.map((v) => Number(v.toFixed(2))) : null };
  }

  take({ picture, eps }) {
    this.showOwn(bytes(picture?.bytes ?? this.data.picture), Boolean(picture));
    this.mine = Boolean(eps);
    this.eps = [...(eps ?? this.data.eps)];
    this.ask();
  }

  /** A picture on the sheet; the ink stays what was chosen. */
  showOwn(pixels, byHand = false) {
    const [size, , channels = 1] = this.data.shape;
    const ink = this.data.inks.find((one) => String(one) === String(this.sketch.ink)) ?? this.data.inks[0];
    this.sketch.take(pixels, { size, channels, ink, byHand });
  }

  dip(ink) {
    this.sketch.ink = ink;
    this.inks.forEach((button, i) => button.setAttribute("aria-pressed", String(this.data.inks[i] === ink)));
  }

  clear() {
    this.showOwn(new Uint8Array(this.data.shape.reduce((a, b) => a * b, 1)).fill(PAPER[this.data.shape[2] ?? 1]), true);
    this.ask();
    this.made.commit();
    this.own.focus();
  }

  held() {
    this.mine = true;
    this.ask();
    this.made.commit();
  }

  get encoded() {
    return btoa(String.fromCharCode(...this.sketch.pixels));
  }

  // ---- asked and answered ---------------------------------------------------------------------------------------

  ask(since) {
    if (!this.channel || !this.eps) return; // the page is just giving what it holds
    this.paintOwn();
    const models = this.data.models.map((m) => m.name);
    this.channel.request("encode", { kind: "encode", models, picture: this.encoded, eps: this.eps }, { since, names: this.names });
  }

  frame(meta, arrays, { since, names, model }) {
    if (meta.kind === "map") {
      Object.assign(this, { mapped: model, points: arrays });
      if (this.found && this.about === this.names) this.show_();
    } else if (names === this.names) {
      Object.assign(this, { found: arrays, about: names });
      this.show_();
      this.drawn(since);
    }
  }

  paintOwn() {
    drawSheet(this.own, { data: this.sketch.pixels, shape: [1, ...this.data.shape] }, this.ramp);
    this.sketch.drawPen(this.colours.accent);
  }

  /** Everything that follows from the picture and the noise, as the server has answered. */
  show_() {
    const { data, found, text } = this;
    const one = (pictures, k) => {
      const [pixels, sides] = nthPicture(pictures, k);
      return { data: pixels, shape: [1, ...sides] };
    };
    this.restored.forEach((canvas, k) => drawSheet(canvas, one(found.restored, k), this.ramp));
    if (data.told) drawSheet(this.drawn_, one(found.drawn, data.main), this.ramp);
    const d = data.order.length;
    const [mu, sigma] = [found.mu, found.sigma].map((a) => a.data.subarray(data.main * d, (data.main + 1) * d));
    this.code = { mu, sigma, z: mu.map((m, i) => m + sigma[i] * this.eps[i]) };
    for (const [i, cell] of this.cells) {
      const said = { mu: mu[i], sigma: sigma[i], variance: sigma[i] ** 2, z: this.code.z[i], eps: this.eps[i] };
      for (const [name, value] of Object.entries(said)) cell[name].textContent = number(value);
      if (Number(cell.input.value) !== this.eps[i]) cell.input.value = String(this.eps[i]);
      const signs = [["μ", said.mu], ...(data.bounds ? [["σ", said.sigma], ["σ²", said.variance], ["ε", said.eps], ["z", said.z]] : [])];
      cell.canvas.setAttribute("aria-label", `${text.dimension} ${i + 1}: ${signs.map(([sign, v]) => `${sign} ${number(v)}`).join(", ")}`);
    }
    this.drawClouds();
    this.judge(found.elbo.data[data.main]);
  }

  drawClouds() {
    if (!this.code) return;
    const { mu, sigma, z } = this.code;
    for (const [i, { canvas }] of this.cells) bell(canvas, { mu: mu[i], sigma: sigma[i], z: z[i], colours: this.colours, lit: this.lit });
    scattered(this.map, { ...this.code, points: this.mapped === this.data.models[this.data.main].name ? this.points : null, space: this.data.space,
      reach: this.data.reach, marks: this.data.colours, colours: this.colours, lit: this.lit });
  }

  /** How likely the picture is, among the test pictures. */
  judge(elbo) {
    const { bounds } = this.data;
    if (!bounds) {
      this.verdict.textContent = this.text.noElbo;
      return;
    }
    const share = ranked(elbo, bounds);
    const words = share === 0 ? this.text.beyond : share < UNLIKE ? this.text.unlike : this.text.alike;
    const n = bounds.counts.reduce((a, b) => a + b, 0);
    this.verdict.textContent = words.replace("{elbo}", number(elbo, 0)).replace("{share}", (100 * share).toFixed(share < 0.1 ? 1 : 0)).replace("{n}", n);
    this.say(this.verdict.textContent);
    drawLikely(this.likely, elbo, bounds, this.colours); // in the height that the words leave
    this.root.dataset.like = share === 0 ? "beyond" : share < UNLIKE ? "unlike" : "alike";
  }

  light(part) {
    this.lit = new Set(LIT[part] ?? []);
    for (const node of this.root.querySelectorAll("[data-part]")) node.classList.toggle("lit", this.lit.has(node.dataset.part));
    this.drawClouds();
  }
}

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const signs = (parts) => parts.map((part) => (typeof part === "string" ? part : element("span", { "data-part": part[0] }, part[1])));
const number = (v, digits = Math.abs(v) < 0.1 ? 3 : 2) => fixed(v, digits);

export const render = mounter(LatentEncoder);
