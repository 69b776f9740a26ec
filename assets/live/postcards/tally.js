// postcard-tally: postcards drawn from a table, one by one; the tally closes in on the table as 1/sqrt(n).

import { Live, element, mayMove, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { drawColour } from "../drawing/picture.js";
import { Plot } from "../drawing/plot.js";
import { hiddenCanvas, onScreen } from "../drawing/screen.js";
import { Transport } from "../drawing/transport.js";

const BATCH = 250;
const SHOWN = 24; // latest postcards
const CARD = 64; // drawing pixels of a postcard of 32 x 32
const COLUMNS = 8;
const LEAST = 1e-3; // distance that the plot still shows

class PostcardTally extends Live {
  constructor(parent) {
    super(parent, "postcard-tally");
    this.clear();
    this.made = new Made(this, { give: () => ({ place: this.player.place() }), take: (values) => this.take(values) });
  }

  /** Where the person holds it. */
  take({ place }) {
    this.player.hold(place);
    this.player.grown();
  }

  layout() {
    return [this.text, this.data.lines];
  }

  build() {
    const { text, data } = this;
    this.cards = element("canvas", { class: "cards", width: COLUMNS * CARD, height: (SHOWN / COLUMNS) * CARD,
      role: "img", "aria-label": text.cards });
    this.curve = new Plot(this, { title: text.curve, size: [560, 250], font: 13, room: { left: 46, right: 26, top: 12, bottom: 30 } });
    this.caption = element("p", { class: "small" });
    this.bars = data.lines.map((name) => {
      const bar = { drawn: element("span", { class: "bar" }), table: element("span", { class: "mark" }), value: element("output") };
      bar.root = element("div", { class: "line" }, element("span", {}, name),
        element("div", { class: "track" }, bar.drawn, bar.table), bar.value);
      return bar;
    });
    this.player = new Transport(this, {
      show: (index) => this.paint(index), length: () => this.labels.length, more: () => this.more(),
      total: data.total, speed: 10, about: () => this.data.about, held: () => this.made.later(),
    });
    this.body.append(element("div", { class: "tally" },
      element("div", {}, this.cards, this.player.root, this.caption, this.curve.canvas),
      element("div", { class: "lines" }, element("p", { class: "small" }, text.bars), ...this.bars.map((b) => b.root))));
  }

  refresh() {
    const style = getComputedStyle(this.root);
    this.colours = Object.fromEntries(["primary", "text", "green", "border", "background"].map((name) =>
      [name, style.getPropertyValue(`--st-${name}-color`).trim()]));
    this.caption.textContent = `${this.text.curve} ${this.data.law ? this.text.law : ""}`;
    this.connect("postcards");
    const run = JSON.stringify([this.data.weights, this.data.seed]);
    if (run === this.run) return this.labels.length && this.player.go(this.player.at);
    this.run = run;
    this.clear();
    this.player.restart(false);
    this.take(this.data.made.values);
    this.more();
  }

  clear() {
    this.labels = [];
    this.distance = [];
    this.painted = []; // [draw, ImageBitmap-like canvas]
    this.asked = -1;
  }

  more() {
    const from = this.labels.length;
    if (from >= this.data.total || this.asked === from) return;
    this.asked = from;
    const { weights, seed } = this.data;
    this.channel.request("draws", { kind: "draws", weights, seed, from, n: Math.min(from ? BATCH : 60, this.data.total - from) },
      { run: this.run });
  }

  frame(meta, { labels, distance, painted, images }, request) {
    if (request.run !== this.run || meta.from !== this.labels.length) return;
    this.p = meta.p;
    this.expected = meta.expected;
    this.labels.push(...labels.data);
    this.distance.push(...distance.data);
    painted.data.forEach((draw, i) => this.painted.push([draw, card(images.data.subarray(i * 3072, (i + 1) * 3072))]));
    if (meta.from === 0 && !this.player.isHeld) {
      this.player.go(Math.min(23, this.labels.length - 1));
      if (this.data.autoplay && mayMove()) this.player.start();
    } else this.player.grown();
  }

  paint(index) {
    const [across, down] = [COLUMNS * CARD, (SHOWN / COLUMNS) * CARD];
    const context = onScreen(this.cards, across, down);
    context.clearRect(0, 0, across, down);
    context.imageSmoothingEnabled = false;
    const until = upTo(this.painted, index);
    this.painted.slice(Math.max(0, until - SHOWN), until).reverse().forEach(([, image], i) => {
      context.drawImage(image, (i % COLUMNS) * CARD + 2, Math.floor(i / COLUMNS) * CARD + 2, CARD - 4, CARD - 4);
    });
    this.tally(index);
    this.plot(index);
    this.say(`${this.text.drawn}: ${index + 1}. ${this.text.distance}: ${this.distance[index].toFixed(3)}`);
  }

  tally(index) {
    if (this.counted === undefined || this.counted > index || this.counts?.run !== this.run) {
      this.counts = Object.assign(this.p.map(() => 0), { run: this.run });
      this.counted = -1;
    }
    while (this.counted < index) this.counts[this.labels[++this.counted]] += 1;
    const n = index + 1;
    const top = Math.max(...this.p, ...this.counts.map((c) => c / n)) || 1;
    this.bars.forEach((bar, k) => {
      const share = this.counts[k] / n;
      bar.drawn.style.width = `${(100 * share) / top}%`;
      bar.table.style.left = `${(100 * this.p[k]) / top}%`;
      bar.value.textContent = `${(100 * share).toFixed(1)} / ${(100 * this.p[k]).toFixed(1)} %`;
    });
  }

  /** log-log: the distance after n draws, and what the law of large numbers expects. */
  plot(index) {
    const { text, expected, distance, data: { total, law } } = this;
    const { primary, green, text: ink, border: line, background: paper } = this.colours;
    const path = [];
    for (let n = 1; n <= index + 1; n = Math.max(n + 1, Math.floor(n * 1.01))) path.push([n, distance[n - 1]]);
    if (path.at(-1)[0] !== index + 1) path.push([index + 1, distance[index]]);
    const lines = [{ name: text.distance, points: path, colour: primary, width: 2, tip: true }];
    if (law) { // not before the guess
      lines.unshift({ name: text.expected, points: [1, total].map((n) => [n, expected / Math.sqrt(n)]), colour: green, dash: [6, 5], width: 2 });
    }
    this.curve.draw({ lines, frame: "grid", colours: { ink, line, paper, accent: primary },
      x: { low: 1, high: total, scale: "log", ticks: powers(total).map((n) => [n, n.toLocaleString()]), name: text.draws },
      y: { low: LEAST, high: 1, scale: "log", ticks: powers(1 / LEAST).map((n) => [1 / n, String(1 / n)]) } });
  }

  state(state) {
    if (this.player?.playing && (state === "idle" || state === "running")) state = "running";
    else if (state === "idle" && this.labels.length) state = "paused";
    super.state(state);
  }
}

/** How many painted postcards belong to draws 0 .. index, by bisection. */
function upTo(painted, index) {
  let [low, high] = [0, painted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (painted[middle][0] <= index) low = middle + 1; else high = middle;
  }
  return low;
}

/** 32 x 32 RGB bytes as a small canvas. */
function card(rgb) {
  const canvas = hiddenCanvas(32, 32);
  drawColour(canvas.getContext("2d"), rgb, 32, 32);
  return canvas;
}

/** 1, 10, 100, ... up to `most`. */
const powers = (most) => Array.from({ length: Math.floor(Math.log10(most) + 0.01) + 1 }, (_, e) => 10 ** e);

export const render = mounter(PostcardTally);
