// x ~ p(x): points of a density, drawn one by one, by the hundred, or as a stream; those of the last press stand out.

import { element } from "../channel/live.js";

export class Draws {
  constructor(editor) {
    this.editor = editor;
    this.samples = new Float32Array(); // as many as the server has drawn
    this.take(null);
  }

  /** What the page keeps of it; nothing, as long as nobody has drawn. */
  give() {
    const { byHand, drawn, fresh, seed } = this;
    return byHand ? { drawn, fresh, seed } : { drawn: null, fresh: 0, seed };
  }

  take(view) {
    this.byHand = Number.isInteger(view?.drawn);
    this.seed = view?.seed ?? 1;
    this.drawn = view?.drawn ?? this.editor.data.samples; // how many of the samples are shown
    this.fresh = view?.fresh ?? 0; // the newest of these
  }

  /** A person has drawn some. */
  rest() {
    this.byHand = true;
    this.editor.made.later();
  }

  /** The buttons, and how many it is. */
  build() {
    const { text } = this.editor;
    const button = (label, onclick) => element("button", { type: "button", onclick }, label);
    this.pouring = false;
    this.streaming = button(text.stream, () => this.stream());
    this.count = element("output", { class: "count" });
    return element("div", { class: "buttons", role: "group", "aria-label": text.drawing },
      button(text.one, () => this.more(1)), button(text.hundred, () => this.more(100)), this.streaming,
      button(text.again, () => this.startAgain()), this.count);
  }

  get most() {
    return this.editor.data.mostSamples;
  }

  more(n) {
    this.pouring = false;
    this.pour(n);
    this.rest();
  }

  pour(n) {
    const { editor } = this;
    const before = this.drawn;
    this.drawn = Math.min(this.most, before + n);
    this.fresh = this.drawn - before;
    this.streaming.textContent = this.pouring ? editor.text.stop : editor.text.stream;
    editor.draw();
    editor.drawn();
    const [x1, x2] = this.samples.slice(2 * this.drawn - 2, 2 * this.drawn);
    if (n === 1 && !this.pouring && x1 !== undefined) editor.say(`x = (${x1.toFixed(2)}, ${x2.toFixed(2)})`);
  }

  stream() {
    this.pouring = !this.pouring;
    this.tick();
    if (!this.pouring) this.rest();
  }

  /** One more point at every screen frame. */
  tick() {
    if (!this.editor.root.isConnected) return;
    if (this.pouring && this.drawn >= this.most) {
      this.pouring = false;
      this.rest();
    }
    this.pour(this.pouring ? 1 : 0);
    if (this.pouring) requestAnimationFrame(() => this.tick());
  }

  startAgain() {
    this.seed = (this.seed + 1) % 2 ** 30;
    this.drawn = this.fresh = 0;
    this.editor.request();
    this.rest();
  }

  draw(field) {
    const { ink, paper } = field.colours;
    const shown = Math.min(this.drawn, this.samples.length / 2);
    const old = Math.max(0, shown - this.fresh);
    field.drawPoints(this.samples, { colour: ink, radius: 2.2, alpha: 0.45, to: old });
    const newest = { from: old, to: shown, alpha: 1 };
    field.drawPoints(this.samples, { ...newest, colour: paper, radius: this.fresh > 1 ? 4 : 8 });
    field.drawPoints(this.samples, { ...newest, colour: ink, radius: this.fresh > 1 ? 3 : 6 });
    this.count.textContent = this.editor.text.drawn.replace("{n}", shown.toLocaleString());
    this.editor.root.dataset.points = String(shown);
  }
}
