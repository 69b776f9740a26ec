// latent-sliders: one slider per latent dimension, on a strip of what it would draw, and the picture that follows them.

import { element, mounter } from "../channel/live.js";
import { fixed } from "../drawing/numbers.js";
import { drawPixels, nthPicture } from "../drawing/picture.js";
import { Member } from "./component.js";

export class LatentSliders extends Member {
  constructor(parent, name = "latent-sliders") {
    super(parent, name);
    // The time of the pointer's own event; the slider's input event comes a little later.
    this.root.addEventListener("pointermove", (event) => { this.pointerAt = event.timeStamp; }, true);
  }

  build() {
    const { text, data } = this;
    this.canvases = [];
    this.sliders = new Map();
    const grid = element("div", { class: "sliders", role: "group", "aria-label": text.sliders });
    this.stripped = new Map(data.order.map((i) => [i, data.strips.map((k) => this.strip(i, k))]));
    for (const i of data.order) grid.append(this.rowOf(i));
    grid.style.setProperty("--rows", data.order.length);
    grid.style.setProperty("--strips", data.strips.length);
    this.body.append(
      element("div", { class: "pictures", hidden: !data.pictures }, ...data.models.map((_, k) => this.pictureFigure(k))),
      element("div", { class: "controls" }, grid, this.buttons()),
    );
  }

  layout() {
    return [super.layout(), this.data.order, this.data.strips, this.data.pictures];
  }

  refresh() {
    super.refresh();
    this.rested();
  }

  /** What slider i would draw from here with model k, from one end of it to the other. */
  strip(i, k) {
    const words = `${this.text.leads} ${i + 1}, ${this.data.models[k].title}`;
    return element("canvas", { class: "strip", role: "img", "aria-label": words });
  }

  /** A slider that lies on its strips: its knob frames what is drawn now. Beside each, how much it changes. */
  rowOf(i) {
    const { data, text } = this;
    const row = this.slider(i);
    const input = row.querySelector("input");
    const track = element("span", { class: "track" }, ...this.stripped.get(i));
    const figures = data.strips.map((k) => element("span", { class: "figure", title: text.changes },
      data.strips.length > 1 ? `${data.models[k].title} ` : "", `${data.changes[k][i]} %`));
    input.replaceWith(track);
    track.append(input);
    row.append(element("span", { class: "figures" }, ...figures));
    return row;
  }

  rested() {
    if (this.data.strips?.length) this.hand.requestStrips(this.data.strips);
  }

  /** uint8 pictures (models, dimensions, n, h, w[, 3]), of the models at the places `which`. */
  strips(pictures, which) {
    if (!this.stripped || which.join() !== this.data.strips.join()) return;
    const [, d, n, h, w] = pictures.shape;
    for (const [i, canvases] of this.stripped) canvases.forEach((canvas, k) => {
      if (canvas.width !== n * w || canvas.height !== h) Object.assign(canvas, { width: n * w, height: h });
      const context = canvas.getContext("2d");
      for (let m = 0; m < n; m++) {
        drawPixels(context, ...nthPicture(pictures, (k * d + i) * n + m, 3), this.ramp, m * w, 0);
      }
    });
    this.root.dataset.strips = String(Number(this.root.dataset.strips ?? 0) + 1);
  }

  buttons() {
    const button = (label, draw) => element("button", { type: "button", onclick: (event) => this.setAll(draw, event) }, label);
    return element("div", { class: "buttons" }, button(this.text.reset, () => 0), button(this.text.randomise, gaussian));
  }

  slider(i) {
    const value = element("span", { class: "value", "aria-hidden": "true" });
    const input = element("input", {
      type: "range", min: String(-this.data.reach), max: String(this.data.reach), step: "0.02",
      "aria-label": `${this.text.dimension} ${i + 1}`,
      title: this.text.unit,
      oninput: (event) => {
        const moved = event.timeStamp - this.pointerAt < 8 ? this.pointerAt : event.timeStamp;
        this.hand.setDimension(i, Number(input.value), moved, this);
      },
      onchange: () => this.made.later(), // a key that is held changes it many times a second
      ondblclick: (event) => { this.hand.setDimension(i, 0, event.timeStamp, this); this.made.commit(); },
    });
    this.sliders.set(i, { input, value });
    const name = element("span", { class: "name", "aria-hidden": "true" }, "u", element("sub", {}, String(i + 1)));
    return element("label", {}, name, input, value);
  }

  setAll(draw, event) {
    const h = this.data.models[0].origin.map(() => Math.max(-this.data.reach, Math.min(this.data.reach, draw())));
    this.hand.setAll(h, event.timeStamp, this);
    this.made.commit();
  }

  moved() {
    for (const [i, { input, value }] of this.sliders) {
      const h = this.hand.h[0][i];
      if (Number(input.value) !== h) input.value = String(h);
      const words = [...new Set(this.hand.h.map((one) => fixed(one[i], 2)))].join(" / "); // one per model where they differ
      value.textContent = words;
      input.setAttribute("aria-valuetext", words);
    }
  }
}

/** A draw from N(0, 1), by Box and Muller. */
function gaussian() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

export const render = mounter(LatentSliders);
