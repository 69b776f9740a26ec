// densities: histogram, naive product, mixture and kernel density of the same points, beside the truth, all on one
// scale; their settings are turned by sliders, one bandwidth for both of its models, and
// maps and scores follow.

import { Field, SIDE } from "../drawing/field.js";
import { Live, element, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { apart, fixed, signed } from "../drawing/numbers.js";

const USUAL = 100; // points to learn from
const FINE = 40; // positions of the bandwidth's slider

class Densities extends Live {
  constructor(parent) {
    super(parent, "densities");
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values) });
  }

  layout() {
    return [this.text, this.data.box];
  }

  build() {
    const { text, data } = this;
    const [lowH, highH] = data.bandwidth;
    const toH = (v) => Number((lowH * (highH / lowH) ** (v / FINE)).toPrecision(3));
    const fromH = (h) => Math.round((FINE * Math.log(h / lowH)) / Math.log(highH / lowH));
    this.usual = { n: USUAL, bins: 18, k: 5, h: toH(fromH(0.3)), other: 0, dots: true };
    this.set ??= { ...this.usual };
    this.panels = {};
    const panel = (name) => {
      const canvas = element("canvas", { class: "pad still", width: SIDE, height: SIDE, role: "img", "aria-label": text[name] });
      const score = element("dl", { class: "score" });
      const root = element("section", { class: "density" }, element("h2", {}, text[name]), element("div", { class: "fit" }, canvas), score);
      this.panels[name] = { root, canvas, score, field: new Field(canvas, data.box) };
      return root;
    };
    const whole = (key, low, high) => this.slider(text[key], low, high, this.set[key], (v) => (this.set[key] = v), String);
    const width = this.slider(text.h, 0, FINE, fromH(this.set.h), (v) => (this.set.h = toH(v)), (v) => toH(v).toPrecision(2));
    const { sizes } = data;
    const points = this.slider(text.n, 0, sizes.length - 1, sizes.indexOf(this.set.n), (v) => (this.set.n = sizes[v]),
      (v) => sizes[v].toLocaleString());
    this.told = element("p", { class: "told" });
    this.body.append(
      element("div", { class: "densities" }, ...["truth", "histogram", "product", "mixture", "kernel"].map(panel),
        element("div", { class: "top" }, points, whole("bins", ...data.bins), whole("k", ...data.components), width,
          element("div", { class: "buttons" }, element("button", { type: "button", onclick: () => this.again() }, text.again)),
          this.dotsBox(), this.told)));
    if (this.shown) this.scores(this.shown.meta);
  }

  slider(name, low, high, at, put, words) {
    const value = element("output", {}, words(at));
    const input = element("input", { type: "range", min: String(low), max: String(high), step: "1", value: String(at),
      "aria-label": name, oninput: (event) => {
        const v = Number(input.value);
        value.textContent = words(v);
        put(v);
        this.request(event.timeStamp);
      }, onchange: () => this.made.commit() });
    return element("label", { class: "setting" }, element("span", {}, name), input, value);
  }

  dotsBox() {
    const box = element("input", { type: "checkbox", checked: this.set.dots, onchange: () => {
      this.set.dots = box.checked;
      this.draw();
      this.made.commit();
    } });
    return element("label", { class: "check" }, box, this.text.dots);
  }

  // ---- what is made here, and what the page gives ----

  give() {
    return { four: { ...this.set } };
  }

  take({ four }) {
    this.set = { ...this.usual, ...four };
    this.body.replaceChildren();
    this.build(); // every slider where it is kept
    this.given = null; // refresh() comes next, and asks
  }

  refresh() {
    for (const { field } of Object.values(this.panels)) field.theme(this.root);
    this.connect("densities");
    const given = JSON.stringify([this.data.world, this.data.seed]);
    if (given === this.given) return this.draw(); // a rerun or another theme; asking again would never end without a socket
    this.given = given;
    this.request();
  }

  again() {
    this.set.other += 1;
    this.request();
    this.made.commit();
  }

  request(since) {
    const { world, box, seed } = this.data;
    const { n, bins, k, h, other } = this.set;
    const message = { kind: "densities", world, box, n, bins, k, h, seed: (seed + other) % 2 ** 30 };
    this.channel.request("densities", message, { since });
  }

  frame(meta, arrays, request) {
    this.shown = { meta, arrays };
    this.draw();
    this.scores(meta);
    this.drawn(request.since);
  }

  draw() {
    if (!this.shown) return;
    const { arrays } = this.shown;
    for (const [name, { field }] of Object.entries(this.panels)) {
      field.setHeat(arrays[name].data, arrays[name].shape[0]);
      field.clear();
      field.drawHeat(1, this.text.colours);
      if (this.set.dots) field.drawPoints(arrays.points.data, { colour: field.colours.ink, radius: 3, alpha: 0.5 });
    }
  }

  scores({ scores, truth_score: truth }) {
    const { text } = this;
    const kl = Object.fromEntries(Object.entries(scores).map(([name, s]) => [name, s.kl?.[0] ?? Infinity]));
    const best = Object.keys(kl).reduce((a, b) => (kl[b] < kl[a] ? b : a));
    for (const [name, { root, score, canvas }] of Object.entries(this.panels)) {
      const s = name === "truth" ? { mean: truth, kl: [0, 0] } : scores[name];
      const impossible = s.mean ? "" : text.impossible.replace("{n}", s.impossible);
      const rows = [[text.mean, ...(s.mean ? pair(s.mean) : ["−∞", ""])],
        [text.kl, ...(!s.kl ? ["∞", impossible] : name === "truth" ? [short(s.kl[0]), impossible] : pair(s.kl))]];
      score.replaceChildren(...rows.flatMap(([term, value, rest]) => [element("dt", {}, term),
        element("dd", {}, element("strong", {}, value), element("small", {}, rest && ` ${rest}`))]));
      root.classList.toggle("best", name === best);
      canvas.setAttribute("aria-label", `${text[name]}. ${text.mean} ${rows[0][1]}. ${text.kl} ${rows[1][1]}.`);
      this.root.dataset[name] = s.kl ? s.kl[0].toFixed(4) : "inf";
    }
    this.told.textContent = text.best.replace("{name}", text[best]);
    this.say(`${this.told.textContent} ${text.kl}: ${short(kl[best])}`);
  }
}

const short = (v) => (Math.abs(v) >= 1000 ? signed(v.toExponential(1))
  : fixed(v, Math.abs(v) >= 100 ? 0 : Math.abs(v) >= 10 ? 1 : 3));
/** A value and its error; a density that is nearly 0 somewhere has a score of any size. */
const pair = ([v, e]) => (Math.max(Math.abs(v), e) >= 1000 ? [short(v), `± ${short(e)}`] : apart(v, e));

export const render = mounter(Densities);
