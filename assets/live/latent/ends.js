// latent-ends: the pictures that a walk begins and ends with, each chosen from a strip of small ones, or drawn here.

import { element, Live, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { drawPixels, inkRamp, nthPicture } from "../drawing/picture.js";
import { Sketch } from "../drawing/sketch.js";

const PAPER = { 1: 0, 3: 235 }; // by channels: what an empty sheet is made of

class LatentEnds extends Live {
  constructor(parent) {
    super(parent, "latent-ends");
    this.at = 0; // the end that was last touched: its drawing is on the sheet
    this.sketch = new Sketch({ changed: () => this.paintOwn(), moved: () => this.paintOwn(), done: () => this.finish(), later: () => this.finishLater() });
    this.made = new Made(this, { give: () => this.give(), take: ({ ends }) => this.take(ends), undoable: ["ends"] });
  }

  layout() {
    return [this.text, this.data.labels, this.data.pictures, this.data.classes, this.data.inks];
  }

  build() {
    const { data, text } = this;
    this.rows = data.labels.map((label, k) => this.row(label, k));
    this.own = element("canvas", { class: "draws", tabIndex: 0, role: "application", width: data.shape[1], height: data.shape[0],
      "aria-label": text.drawHelp, title: text.drawHelp, onkeydown: (e) => this.made.key(e) || this.sketch.key(e), onfocus: () => this.paintOwn(),
      onblur: () => { this.made.flush(); this.paintOwn(); } });
    this.sketch.on(this.own);
    const dip = (ink) => element("button", { type: "button", style: `background: rgb(${ink.join()})`, "aria-label": `rgb ${ink.join(" ")}`,
      "aria-pressed": "false", onclick: () => this.dip(ink) });
    this.inks = data.inks.length > 1 ? data.inks.map(dip) : [];
    this.sheet = element("div", { class: "sheet", hidden: true }, this.own, element("div", { class: "buttons" },
      element("button", { type: "button", onclick: () => this.clear() }, text.clear), ...this.made.buttons(),
      element("span", { class: "swatches", role: "group", "aria-label": text.inks }, ...this.inks)));
    this.body.append(element("div", { class: "ends" }, ...this.rows.map((row) => row.root), this.sheet));
    this.dip(data.inks[0]);
  }

  /** One end: a radio button for each picture of the strip, and one for a drawing. */
  row(label, k) {
    const { data, text } = this;
    const radio = (value, face, words) => {
      const input = element("input", { type: "radio", name: `end ${k}`, value: String(value), "aria-label": words, onchange: () => this.choose(k, value),
        onclick: () => { if (value === "own") this.choose(k, value); } });
      return { value, face, input, root: element("label", { title: words }, input, face) };
    };
    const canvas = () => element("canvas", { width: data.shape[1], height: data.shape[0], "aria-hidden": "true" });
    const options = [radio("own", element("span", { class: "pencil", "aria-hidden": "true" }, "✎"), text.own),
      ...data.numbers.map((nth, i) => radio(nth, canvas(), data.classes[i]))];
    const strip = element("div", { class: "strip", role: "radiogroup", "aria-label": label }, ...options.map((option) => option.root));
    return { options, root: element("div", { class: "end" }, element("span", { class: "name", "aria-hidden": "true" }, label), strip) };
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    const pictures = { data: bytes(this.data.pictures), shape: [this.data.numbers.length, ...this.data.shape] };
    for (const { options } of this.rows) {
      options.slice(1).forEach(({ face }, i) => drawPixels(face.getContext("2d"), ...nthPicture(pictures, i), this.ramp));
    }
    this.show_();
    this.drawn();
    this.state("idle"); // it asks the server nothing
  }

  give() {
    return { ends: this.ends };
  }

  take(ends) {
    this.ends = ends ?? [...this.data.first];
    this.at = Math.max(0, this.ends.findIndex((end) => end.bytes));
    if (this.ramp) this.show_(); // else once it is refreshed for the first time
  }

  /** Which radio buttons are pressed; the sheet only where an end is drawn. */
  show_() {
    const { channels } = this;
    this.rows.forEach(({ options }, k) => {
      for (const { value, input } of options) input.checked = value === (this.ends[k].bytes ? "own" : this.ends[k]);
    });
    for (const { options } of this.rows) this.reveal(options.find(({ input }) => input.checked));
    const drawing = this.at < this.rows.length && this.ends[this.at].bytes;
    this.sheet.hidden = !drawing;
    if (!drawing) return;
    this.sketch.take(bytes(drawing), { size: this.data.shape[1], channels, byHand: true });
    this.paintOwn();
  }

  /** The chosen picture, where its strip is wider than the rail. */
  reveal(chosen) {
    if (!chosen) return;
    const strip = chosen.root.parentNode;
    const [left, right] = [chosen.root.offsetLeft - strip.offsetLeft, chosen.root.offsetLeft - strip.offsetLeft + chosen.root.offsetWidth];
    if (left < strip.scrollLeft || right > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = left - strip.clientWidth / 2;
  }

  get channels() {
    return this.data.shape[2] ?? 1;
  }

  choose(k, value) {
    this.at = k;
    if (value !== "own") this.ends[k] = value;
    else if (!this.ends[k].bytes) this.ends[k] = { bytes: this.blank() };
    this.show_();
    this.made.later(); // an arrow key passes over many
  }

  blank() {
    return packed(new Uint8Array(this.data.shape.reduce((a, b) => a * b, 1)).fill(PAPER[this.channels]));
  }

  clear() {
    this.ends[this.at] = { bytes: this.blank() };
    this.show_();
    this.made.commit();
    this.own.focus();
  }

  dip(ink) {
    this.sketch.ink = ink;
    this.inks.forEach((button, i) => button.setAttribute("aria-pressed", String(this.data.inks[i] === ink)));
  }

  finish() {
    this.ends[this.at] = { bytes: packed(this.sketch.pixels) };
    this.made.commit();
  }

  finishLater() {
    this.ends[this.at] = { bytes: packed(this.sketch.pixels) };
    this.made.later();
  }

  paintOwn() {
    if (!this.sketch.pixels) return;
    drawPixels(this.own.getContext("2d"), this.sketch.pixels, this.data.shape, this.ramp);
    this.sketch.drawPen(getComputedStyle(this.root).getPropertyValue("--st-primary-color"));
  }
}

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const packed = (pixels) => btoa(String.fromCharCode(...pixels));

export const render = mounter(LatentEnds);
