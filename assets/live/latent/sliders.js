// latent-sliders: one slider per latent dimension, and the picture that follows them.

import { element, mounter } from "../channel/live.js";
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
    for (const i of data.order) grid.append(this.slider(i));
    this.body.append(
      element("div", { class: "pictures", hidden: !data.pictures }, ...data.models.map((_, k) => this.pictureFigure(k))),
      element("div", { class: "controls" }, grid, this.buttons()),
    );
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
      onchange: () => this.made.commit(),
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
      const words = [...new Set(this.hand.h.map((one) => one[i].toFixed(2)))].join(" / "); // one per model where they differ
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
