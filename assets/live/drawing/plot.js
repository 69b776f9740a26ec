// A plot: lines over axes with their names, the values under the pointer, and the same in words for who cannot see it.

import { element } from "../channel/live.js";
import { share, short } from "./axis.js";
import { act } from "./keys.js";
import { emptiest } from "./label.js";
import { onScreen } from "./screen.js";
import { trace } from "./shapes.js";

const WORDS = 0.82; // how large its words are, in those of the page around it
const GAP = 8; // between a number and the axis
const FAR = 10; // values that Shift and an arrow key go on

export class Plot {
  /**
   * live: the component; title: what is plotted; size: [width, height], the shape it has where its place leaves that
   * open; font: the size of its words in drawing units; room: around the axes, on the left at least; upright: x goes up and the values to the right, as along the right edge of a field.
   */
  constructor(live, { title, size, kind = "curve", font = 15, room = {}, upright = false }) {
    Object.assign(this, { live, title, size, font, upright });
    this.room = { left: 0, right: 8, top: 8, bottom: 20, ...room };
    this.at = null; // the x whose values are read, where the pointer or the keys are
    const read = (event) => { this.read(this.nearest(event)); };
    this.canvas = element("canvas", { class: kind, width: size[0], height: size[1], role: "img", tabIndex: 0, "aria-label": title,
      onpointermove: read, onpointerdown: read, onpointerleave: () => this.read(null), onpointercancel: () => this.read(null),
      onblur: () => this.read(null), onkeydown: (event) => this.key(event), style: `aspect-ratio: ${size[0]} / ${size[1]}` });
    this.canvas.plot = this; // for who takes its numbers home
  }

  /**
   * x, y: {low, high, scale, ticks: [[value, words], ...], name}; lines: [{name, points: [[x, y], ...], colour, dash, width,
   * filled, tip, shape}], tip: a dot at its end, shape: of its dots, see shapes.js, or bars: {width, tints, told}, one around each
   * point in its own tint, with its value over it if `told`; x.says(value): what a bar is called; levels: [{value, label}], dashed;
   * shade: [from, to] of x; mark: an x; dots: whether the lines have one at the mark; frame: "box", "rules", "grid", "base" or none; colours: {ink, line, paper, accent}, with `mark` for the mark.
   */
  draw(shown) {
    this.shown = shown;
    this.paint();
    this.tell();
  }

  get longest() {
    return this.shown.lines.reduce((a, b) => (b.points.length > a.length ? b.points : a), []);
  }

  // ---- reading ----

  /** The x of the point under the pointer. */
  nearest(event) {
    if (!this.shown) return null;
    const r = this.canvas.getBoundingClientRect();
    const [width, height] = this.size;
    const here = this.upright ? ((event.clientY - r.top) / r.height) * height : ((event.clientX - r.left) / r.width) * width;
    const away = ([x]) => Math.abs(this.place(x, this.shown.y.low)[this.upright ? 1 : 0] - here);
    return this.longest.reduce((best, p) => (best === null || away(p) < away(best) ? p : best), null)?.[0] ?? null;
  }

  read(at) {
    if (at === this.at || !this.shown) return;
    this.at = at;
    this.paint();
  }

  key(event) {
    const points = this.shown ? this.longest : [];
    if (!points.length) return;
    const now = points.findIndex(([x]) => x >= (this.at ?? -Infinity));
    const go = (i) => () => {
      this.read(points[Math.max(0, Math.min(points.length - 1, i))][0]);
      this.live.say(this.words(this.at));
    };
    const far = event.shiftKey ? FAR : 1;
    const [on, back] = this.at === null ? [0, points.length - 1] : [now + far, now - far];
    act(event, { ArrowRight: go(on), ArrowUp: go(on), ArrowLeft: go(back), ArrowDown: go(back), Home: go(0), End: go(points.length - 1),
      Escape: () => this.read(null) }, ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"]);
  }

  /** [name, value, colour] of every line at its point nearest to x. */
  values(x) {
    return this.shown.lines.filter(({ points }) => points.length).map(({ name, points, colour, shape }) => {
      const [, value] = points.reduce((best, p) => (Math.abs(p[0] - x) < Math.abs(best[0] - x) ? p : best));
      return [name, value, colour, shape];
    });
  }

  words(x) {
    return [this.where(x), ...this.values(x).map(([name, value]) => [name, short(value)].filter(Boolean).join(" "))].join(", ");
  }

  /** "iteration 12", or the bare number where the axis has no name. */
  where(x) {
    const { name, says = short } = this.shown.x;
    return [name, says(x)].filter(Boolean).join(" ");
  }

  /** What a screen reader says of it: the course of every line, the values of bars with names, those at the mark. */
  tell() {
    const { x: { says }, lines, levels = [], mark = null } = this.shown;
    const { text } = this.live;
    const course = ({ name, points, bars }) => {
      if (bars && says) return points.map(([x, value]) => `${this.where(x)} ${short(value)}`).join(", ");
      const values = points.map((p) => p[1]).filter(Number.isFinite);
      const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
      return text.plotLine.replace("{name}", name || this.title).replace("{first}", short(values[0]))
        .replace("{last}", short(values.at(-1))).replace("{low}", short(low)).replace("{high}", short(high));
    };
    const drawn = lines.filter(({ points }) => points.some((p) => Number.isFinite(p[1])));
    const parts = [this.title, ...(drawn.length ? drawn.map(course) : [text.plotEmpty]),
      ...levels.map(({ value, label }) => `${label}: ${short(value)}`), ...(mark === null || !drawn.length ? [] : [this.words(mark)])];
    const label = `${parts.join(". ")}.`;
    if (label !== this.canvas.getAttribute("aria-label")) this.canvas.setAttribute("aria-label", label);
  }

  // ---- drawing ----

  place(x, y) {
    const { shown, size: [width, height], pad } = this;
    const along = share(x, shown.x);
    const up = Math.min(1, Math.max(0, share(y, shown.y)));
    const [w, h] = [width - pad.left - pad.right, height - pad.top - pad.bottom];
    return this.upright ? [pad.left + up * w, height - pad.bottom - along * h] : [pad.left + along * w, height - pad.bottom - up * h];
  }

  /** It is drawn to the size of its place: never squashed, its words as large on a phone as on a projector. */
  measure() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width || !height) return;
    const unit = this.font / (WORDS * parseFloat(getComputedStyle(this.canvas).fontSize));
    this.size = [width * unit, height * unit];
  }

  paint() {
    this.measure();
    const { shown, size: [width, height] } = this;
    const c = (this.context = onScreen(this.canvas, width, height, this.canvas.style.aspectRatio));
    c.clearRect(0, 0, width, height);
    c.font = `${this.font}px sans-serif`;
    const wide = (shown.y.ticks ?? []).map(([, words]) => c.measureText(words).width);
    this.pad = { ...this.room, left: Math.max(this.room.left, wide.length ? GAP + Math.max(...wide) : 0) }; // whole numbers
    if (shown.shade) this.shade(...shown.shade);
    this.axes();
    for (const level of shown.levels ?? []) this.level(level);
    for (const line of shown.lines) if (line.bars) this.bars(line); else this.line(line);
    for (const level of shown.levels ?? []) this.label(level);
    if ((shown.mark ?? null) !== null) this.mark(shown.mark, shown.colours.mark ?? shown.colours.accent, shown.dots);
    if (this.at !== null && this.longest.length) this.crosshair();
  }

  axes() {
    const { context: c, pad, size: [width, height], shown: { x, y, frame, colours } } = this;
    const [right, bottom] = [width - pad.right, height - pad.bottom];
    const rule = (x1, y1, x2, y2) => { c.beginPath(); c.moveTo(x1, y1); c.lineTo(x2, y2); c.stroke(); };
    c.strokeStyle = colours.line;
    c.lineWidth = 1;
    if (frame === "box") c.strokeRect(pad.left, pad.top, right - pad.left, bottom - pad.top);
    if (frame === "base") rule(pad.left, bottom, right, bottom);
    if (frame === "rules" || frame === "grid") for (const [v] of y.ticks) rule(pad.left, this.place(x.low, v)[1], right, this.place(x.low, v)[1]);
    if (frame === "grid") for (const [v] of x.ticks) rule(this.place(v, y.low)[0], pad.top, this.place(v, y.low)[0], bottom);
    c.fillStyle = colours.ink;
    c.globalAlpha = 0.75;
    c.textAlign = "right";
    c.textBaseline = "middle";
    const half = this.font / 2, taken = [], out = ([v]) => Math.abs(share(v, y) - 0.5);
    for (const [v, words] of [...(y.ticks ?? [])].sort((a, b) => out(b) - out(a))) { // the ends first, none over another
      const at = Math.min(bottom - half, Math.max(pad.top + half, this.place(x.low, v)[1]));
      if (taken.every((other) => Math.abs(other - at) >= this.font)) c.fillText(words, pad.left - GAP + 2, at), taken.push(at);
    }
    c.textBaseline = "bottom";
    c.textAlign = "center";
    for (const [v, words] of x.ticks ?? []) { // whole, at the edges too
      const reach = c.measureText(words).width / 2;
      c.fillText(words, Math.min(width - reach, Math.max(reach, this.place(v, y.low)[0])), height - 1);
    }
    const free = !(x.ticks ?? []).some(([v]) => Math.abs(share(v, x) - 0.5) < 0.2);
    if (x.name && pad.bottom && free) c.fillText(x.name, (pad.left + right) / 2, height - 1);
    c.globalAlpha = 1;
  }

  shade(from, to) {
    const { context: c, shown: { x, y, colours } } = this;
    const [[left, top], [right, bottom]] = [this.place(Math.max(from, x.low), y.high), this.place(to, y.low)];
    c.globalAlpha = 0.1;
    c.fillStyle = colours.ink;
    c.fillRect(left, top, right - left, bottom - top);
    c.globalAlpha = 1;
  }

  level({ value }) {
    const { context: c, pad, size: [width], shown: { x, colours } } = this;
    const y = this.place(x.low, value)[1];
    c.setLineDash([7, 6]);
    c.strokeStyle = colours.ink;
    c.globalAlpha = 0.6;
    c.lineWidth = 1.5;
    c.beginPath();
    c.moveTo(pad.left, y);
    c.lineTo(width - pad.right, y);
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  /** Its words stand over a level or under it, where the fewest lines run. */
  label({ value, label }) {
    const { context: c, pad, size: [width, height], shown: { x, lines, colours, levels } } = this;
    const [y, room] = [this.place(x.low, value)[1], this.font * 1.4];
    const over = y - pad.top >= room && !levels.some((l) => l.value > value && y - this.place(x.low, l.value)[1] < room);
    const tops = [...(over ? [y - room] : []), ...(!over || y + room < height - pad.bottom ? [y + 3] : [])];
    const [wide, left] = [c.measureText(label).width, pad.left + 6];
    const places = [1, 0.75, 0.5, 0.25, 0].map((at) => left + at * (width - pad.right - 6 - wide - left));
    const boxes = tops.flatMap((top) => places.map((at) => ({ left: at, top, width: wide, height: room - 3 })));
    const box = emptiest(boxes, lines.map(({ points }) => points.map((point) => this.place(...point))));
    [c.textAlign, c.textBaseline] = ["left", "top"];
    [c.strokeStyle, c.lineWidth] = [colours.paper, this.font / 4];
    c.strokeText(label, box.left, box.top + 1);
    c.fillStyle = colours.ink;
    c.globalAlpha = 0.75;
    c.fillText(label, box.left, box.top + 1);
    c.globalAlpha = 1;
  }

  line({ points, colour, dash = [], width = 2.5, filled = false, tip = false }) {
    if (!points.length) return;
    const { context: c } = this;
    c.setLineDash(dash);
    c.strokeStyle = c.fillStyle = colour;
    c.lineWidth = width;
    c.lineJoin = "round";
    c.beginPath();
    for (const [x, y] of points) c.lineTo(...this.place(x, y));
    c.stroke();
    c.setLineDash([]);
    if (tip) this.dot(points.at(-1), colour);
    if (!filled) return;
    for (const [x] of [points.at(-1), points[0]]) c.lineTo(...this.place(x, this.shown.y.low));
    c.globalAlpha = 0.2;
    c.fill();
    c.globalAlpha = 1;
  }

  bars({ points, colour, bars: { width, tints = [], told = false } }) {
    const { context: c, shown: { y, colours } } = this;
    c.textAlign = "center";
    c.textBaseline = "bottom";
    points.forEach(([x, value], i) => {
      const [[left, top], [right, bottom]] = [this.place(x - width / 2, value), this.place(x + width / 2, y.low)];
      c.fillStyle = tints[i] ?? colour;
      c.fillRect(left, top, Math.max(1, right - left - 0.7), bottom - top);
      const words = short(value);
      if (!told || c.measureText(words).width > right - left || top < this.font) return;
      c.fillStyle = colours.ink;
      c.fillText(words, (left + right) / 2, top);
    });
  }

  /** A line across the values at x, with a dot on every line if `dots`. */
  mark(x, colour, dots = false) {
    const { context: c, shown: { y } } = this;
    c.strokeStyle = colour;
    c.globalAlpha = 0.7;
    c.lineWidth = 2;
    c.beginPath();
    c.moveTo(...this.place(x, y.low));
    c.lineTo(...this.place(x, y.high));
    c.stroke();
    c.globalAlpha = 1;
    for (const [, value, tint, shape] of dots ? this.values(x) : []) this.dot([x, value], tint, shape);
  }

  dot(point, colour, shape = 0) {
    const { context: c } = this;
    trace(c, shape, ...this.place(...point), 6);
    c.fillStyle = colour;
    c.fill();
  }

  /** The values where the pointer is, in a box beside it. */
  crosshair() {
    const { context: c, size: [width, height], shown: { colours } } = this;
    this.mark(this.at, colours.ink, true);
    const rows = [["", this.where(this.at), colours.ink], ...this.values(this.at).map(([name, v, colour]) => [name, short(v), colour])];
    const words = rows.map(([name, value]) => [name, value].filter(Boolean).join(" "));
    const step = Math.min(this.font * 1.25, (height - 6) / rows.length);
    c.font = `${Math.min(this.font, step / 1.15)}px sans-serif`;
    const [w, h] = [Math.max(...words.map((line) => c.measureText(line).width)) + 12, rows.length * step + 4];
    const [x, y] = this.place(this.at, this.shown.y.high);
    const left = Math.max(0, x + 8 + w > width ? x - 8 - w : x + 8);
    const top = Math.max(0, Math.min(height - h, y));
    c.globalAlpha = 0.92;
    c.fillStyle = colours.paper;
    c.fillRect(left, top, w, h);
    c.globalAlpha = 1;
    c.textAlign = "left";
    c.textBaseline = "middle";
    rows.forEach(([, , colour], i) => {
      c.fillStyle = colour;
      c.fillText(words[i], left + 6, top + 2 + (i + 0.5) * step);
    });
  }
}
