// latent-apples: sliders of a space of apples, what each follows of the true factors, and new apples printed from it.

import { element, mounter } from "../channel/live.js";
import { LatentSliders } from "./sliders.js";

class LatentApples extends LatentSliders {
  constructor(parent) {
    super(parent, "latent-apples");
  }

  given() {
    return { ...super.given(), printed: this.printed };
  }

  taken({ hand, printed }) {
    super.taken({ hand });
    this.printed = printed;
  }

  layout() {
    return [super.layout(), this.data.table, this.data.factors, this.data.prints];
  }

  build() {
    const { data, text } = this;
    this.canvases = [];
    this.sliders = new Map();
    const head = element("tr", {}, element("td", {}), ...data.factors.map((name) => element("th", { scope: "col" }, name)));
    const rows = data.order.map((i) => element("tr", { class: data.used[i] ? null : "unused" },
      element("th", { scope: "row", title: data.used[i] ? null : text.unused }, this.slider(i)), ...data.table[i].map((r, j) => this.cell(r, i, j))));
    const table = element("table", {}, element("caption", {}, text.caption), element("thead", {}, head), element("tbody", {}, ...rows));
    this.prints = Array.from({ length: data.prints }, (_, n) => element("canvas", { role: "img", "aria-label": `${text.printed} ${n + 1}` }));
    const printed = this.prints.map((canvas, n) => element("button", { type: "button", class: "printed", title: text.take,
      "aria-label": `${text.printed} ${n + 1}: ${text.take}`, onclick: (event) => this.hold(n, event) }, canvas));
    this.body.append(element("div", { class: "apples" },
      element("div", { class: "hand" }, this.pictureFigure(0), this.buttons()), table,
      element("div", { class: "prints" }, element("div", { class: "buttons" }, element("button", { type: "button", onclick: () => this.print() }, text.print)), ...printed)));
  }

  /** How a factor goes with a slider: the stronger, the fuller; the strongest of each factor is framed. */
  cell(r, i, j) {
    const strongest = this.data.table.every((row) => Math.abs(row[j]) <= Math.abs(r));
    const words = Math.abs(r).toFixed(2);
    return element("td", { class: strongest ? "strongest" : null, style: `--r: ${(100 * Math.abs(r)).toFixed(0)}%` },
      r <= -0.005 ? `−${words}` : words);
  }

  refresh() {
    super.refresh();
    this.connect("latent");
    const ask = { kind: "print", model: this.data.models[0].name, seed: this.printed };
    if (this.isNews(ask)) this.channel.request("print", ask);
  }

  print() {
    this.printed += 1;
    this.refresh();
    this.made.commit();
  }

  frame(meta, arrays) {
    this.codes = arrays.codes;
    this.prints.forEach((canvas, n) => this.drawOne(canvas, arrays.pictures, n));
    this.drawn();
  }

  /** Put the hand where a printed apple was printed from. */
  hold(n, event) {
    if (!this.codes) return;
    const { origin, scale } = this.data.models[0];
    this.hand.setAll(origin.map((o, j) => (this.codes.data[n * origin.length + j] - o) / scale[j]), event.timeStamp, this);
    this.made.commit();
  }
}

export const render = mounter(LatentApples);
