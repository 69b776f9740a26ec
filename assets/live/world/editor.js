// world-editor: a density in the plane that a person moves, paints and slices; marginals and samples follow.
//
// A world is {components: [[w, m1, m2, s11, s12, s22], ...]}, {strokes: [[[x1, x2], ...], ...], thickness},
// {name} or {kept}. Only components can be moved by their knobs; the server computes everything that is drawn.

import { Brush } from "../drawing/brush.js";
import { Field, SIDE, axes, covariance, drawCurve } from "../drawing/field.js";
import { act } from "../drawing/keys.js";
import { Live, element, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { drag } from "../drawing/pointer.js";

const MARGIN = 84; // drawing pixels of the curves along the edges
const MOST = 8; // components that can be added
const MIN_SD = 0.08;
const MAX_SD = 3;
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NEAR = 24; // screen pixels around a knob that still hit it

class WorldEditor extends Live {
  constructor(parent) {
    super(parent, "world-editor");
    this.samples = new Float32Array();
    this.chosen = 0;
    this.seed = 1;
    this.sliceAt = 0;
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values), undoable: ["world"] });
  }

  layout() {
    return [this.text, this.data.box, this.data.brush, this.data.axes, this.data.own?.length];
  }

  build() {
    const { text } = this;
    this.canvas = element("canvas", {
      class: "pad", width: SIDE, height: SIDE, tabIndex: 0, role: "application",
      "aria-roledescription": text.role, "aria-label": this.data.brush ? text.brushHelp : text.help,
      onkeydown: (event) => this.key(event), onfocus: () => this.draw(),
      onblur: () => { this.brush?.lift(); this.made.flush(); this.draw(); },
    });
    drag(this.canvas, {
      grab: (event) => (this.data.brush || this.hit(this.field.fromEvent(event)) ? "any" : null),
      press: (event) => this.press(event), move: (event) => this.move(event), release: () => this.release(),
      cancel: () => this.cancel(),
    });
    this.top = element("canvas", { width: SIDE, height: MARGIN, role: "img", "aria-label": text.margin1 });
    this.right = element("canvas", { width: MARGIN, height: SIDE, role: "img", "aria-label": text.margin2 });
    this.slice = element("input", { type: "range", min: "0", max: "1", step: "0.005",
      "aria-label": text.slice, oninput: (event) => this.cut(event), onchange: () => this.made.commit() });
    this.sliceValue = element("output");
    this.list = element("div", { class: "components", role: "group", "aria-label": text.weights });
    this.buttons = element("div", { class: "buttons" });
    const button = (label, onclick) => element("button", { type: "button", onclick }, label);
    this.streaming = button(text.stream, () => this.stream());
    this.count = element("output", { class: "count" });
    const drawing = element("div", { class: "buttons", role: "group", "aria-label": text.drawing },
      button(text.one, () => this.drawMore(1)), button(text.hundred, () => this.drawMore(100)), this.streaming,
      button(text.again, () => this.startAgain()), this.count);
    const plot = element("div", { class: "world" }, this.top, element("span"), this.canvas, this.right);
    const own = this.data.own ? [element("p", { class: "told" }, ...this.data.axes.map((axis, i) => this.scale(axis, i))),
      element("p", { class: "told" }, text.own.replace("{n}", this.data.own.length.toLocaleString()))] : [];
    const slider = element("label", { class: "slice" }, element("span", {}, text.slice), this.slice, this.sliceValue);
    this.field = new Field(this.canvas, this.data.box);
    this.body.append(element("div", { class: "fit" }, plot),
      element("div", { class: "tools" }, drawing, slider, this.list, this.buttons, ...own));
    this.brush = this.data.brush ? new Brush(this) : null;
    this.pouring = false;
    this.points ??= { drawn: this.data.samples, fresh: 0 }; // how many of the samples are shown, the newest marked
  }

  /** What an axis is, and from where to where it goes, in its own units. */
  scale({ name, mean, sd }, i) {
    const [low, high] = [this.data.box[i], this.data.box[i + 2]].map((v) => Number((mean + sd * v).toPrecision(3)).toLocaleString());
    return element("span", { class: "axis" }, i ? "↑ " : "→ ", element("strong", {}, name), ` ${low} … ${high}`);
  }

  refresh() {
    this.field.theme(this.root);
    this.connect("world");
    if (this.data.world) this.world = this.data.world; // one that is only looked at
    this.controls();
    const { world, box, samples } = this.data;
    if (this.isNews(world, box, samples, this.taken)) this.request();
  }

  // ---- what is made here, and what the page gives ----

  give() {
    return this.data.world ? { slice: this.sliceAt } : { world: this.world, slice: this.sliceAt };
  }

  take({ world, slice }) {
    this.world = world ?? this.data.world;
    this.chosen = Math.min(this.chosen, Math.max(0, (this.components?.length ?? 1) - 1));
    const [low, , high] = this.data.box;
    this.sliceAt = Math.min(high, Math.max(low, slice));
    if (this.brush) this.brush.down = this.brush.drawing = false;
    this.taken = (this.taken ?? 0) + 1;
    if (!this.channel) return; // refresh() comes next
    this.controls();
    this.request();
  }

  // ---- the world ----

  get components() {
    return this.world.components;
  }

  /** Whether nothing is painted yet: there is no density then. */
  get empty() {
    return this.world.strokes?.length === 0;
  }

  cut(event) {
    const [low, , high] = this.data.box;
    this.sliceAt = Number((low + Number(this.slice.value) * (high - low)).toFixed(3));
    this.request(event.timeStamp);
  }

  request(since) {
    const [low, , high] = this.data.box;
    this.slice.value = String((this.sliceAt - low) / (high - low));
    this.sliceValue.textContent = this.sliceAt.toFixed(2);
    if (this.empty) return this.wipe();
    const message = { kind: "field", world: this.world, box: this.data.box, samples: this.data.mostSamples,
      seed: this.seed, slice: this.sliceAt };
    this.channel.request("field", structuredClone(message), { since });
  }

  /** Nothing is painted: no picture, no curves, no points. */
  wipe() {
    this.arrays = null;
    this.samples = new Float32Array();
    this.draw();
    this.drawn();
    this.say(this.text.emptyDrawing);
  }

  frame(meta, arrays, request) {
    if (this.empty) return; // cleared meanwhile
    this.arrays = arrays;
    this.samples = arrays.samples?.data ?? new Float32Array();
    this.field.setHeat(arrays.heat.data, arrays.heat.shape[0]);
    this.draw();
    this.drawn(request.since);
    this.say(this.summary());
  }

  summary() {
    if (!this.components) return this.text.painted;
    const [w, m1, m2] = this.components[this.chosen];
    return `${this.text.component} ${this.chosen + 1}: (${m1.toFixed(2)}, ${m2.toFixed(2)}), ${this.text.weight} ${w.toFixed(2)}`;
  }

  // ---- drawing ----

  draw() {
    const { field, arrays } = this;
    const { ink, accent, good, paper } = field.colours;
    field.clear();
    if (arrays) field.drawHeat();
    if (this.data.own) this.drawOwn();
    this.drawSamples();
    if (!arrays) for (const edge of [this.top, this.right]) drawCurve(edge, [], {});
    else {
      drawCurve(this.top, arrays.margin1.data, { colour: accent });
      const high = Math.max(...arrays.margin2.data, ...(arrays.slice?.data ?? [0]));
      drawCurve(this.right, arrays.margin2.data, { colour: accent, vertical: true, top: high });
      if (arrays.slice) {
        field.drawPath([this.sliceAt, this.data.box[1], this.sliceAt, this.data.box[3]], { colour: good, width: 2.5 });
        this.overlay(arrays.slice.data, high, good);
      }
    }
    for (const stroke of this.world.strokes ?? []) field.drawPath(stroke.flat(), { colour: ink, width: 1, alpha: 0.4 });
    if (this.brush && this.canvas.matches(":focus")) this.brush.draw();
    (this.components ?? []).forEach((c, k) => {
      field.drawEllipse([c[1], c[2]], c.slice(3), { colour: paper, width: 4, alpha: 0.7 });
      field.drawEllipse([c[1], c[2]], c.slice(3), { colour: k === this.chosen ? accent : ink, alpha: 0.9 });
      for (const [name, x1, x2] of this.knobs(c)) {
        if (name === "mean" || k === this.chosen) {
          field.drawKnob(x1, x2, { colour: name === "mean" ? accent : good, radius: name === "mean" ? 9 : 7 });
        }
      }
    });
  }

  /** The person's own points, as crosses. */
  drawOwn() {
    const { context: c, colours } = this.field;
    c.beginPath();
    for (const at of this.data.own) {
      const [x, y] = this.field.toPixels(...at);
      c.moveTo(x - 3, y - 3);
      c.lineTo(x + 3, y + 3);
      c.moveTo(x - 3, y + 3);
      c.lineTo(x + 3, y - 3);
    }
    c.lineWidth = 1.6;
    c.strokeStyle = colours.bad;
    c.stroke();
  }

  /** As many of the samples as the person has drawn; those of the last press stand out. */
  drawSamples() {
    const { ink, paper } = this.field.colours;
    const drawn = Math.min(this.points.drawn, this.samples.length / 2);
    const { fresh } = this.points;
    const old = Math.max(0, drawn - fresh);
    this.field.drawPoints(this.samples, { colour: ink, radius: 2.2, alpha: 0.45, to: old });
    const newest = { from: old, to: drawn, alpha: 1 };
    this.field.drawPoints(this.samples, { ...newest, colour: paper, radius: fresh > 1 ? 4 : 8 });
    this.field.drawPoints(this.samples, { ...newest, colour: ink, radius: fresh > 1 ? 3 : 6 });
    this.count.textContent = this.text.drawn.replace("{n}", drawn.toLocaleString());
    this.root.dataset.points = String(drawn);
  }

  /** The slice's density over the marginal on the right edge. */
  overlay(values, high, colour) {
    const c = this.right.getContext("2d");
    c.beginPath();
    values.forEach((v, i) => c.lineTo((v / high) * (MARGIN - 3), SIDE - ((i + 0.5) / values.length) * SIDE));
    c.strokeStyle = colour;
    c.lineWidth = 2.5;
    c.stroke();
  }

  /** [name, x1, x2] of a component's mean, and of the tips of its two axes at two standard deviations. */
  knobs([, m1, m2, s11, s12, s22]) {
    const { angle, major, minor } = axes(s11, s12, s22);
    return [
      ["mean", m1, m2],
      ["major", m1 + 2 * major * Math.cos(angle), m2 + 2 * major * Math.sin(angle)],
      ["minor", m1 - 2 * minor * Math.sin(angle), m2 + 2 * minor * Math.cos(angle)],
    ];
  }

  // ---- the hand ----

  press(event) {
    const at = this.field.fromEvent(event);
    this.before = structuredClone(this.world);
    if (this.brush) return this.brush.begin(at, event.timeStamp);
    this.held = this.hit(at);
    this.choose(this.held[0]);
  }

  move(event) {
    const at = this.field.fromEvent(event);
    if (this.brush) return this.brush.go(at, event.timeStamp);
    this.pull(...this.held, at);
    this.request(event.timeStamp);
  }

  release() {
    this.made.commit();
  }

  /** The pointer was taken away, by a palm or a scroll: as if it had never come. */
  cancel() {
    this.world = this.before;
    this.controls();
    this.request();
  }

  /** The knob at a point: [component, name], the chosen component's first. */
  hit(at) {
    if (!this.components) return null;
    const [x, y] = this.field.toPixels(...at);
    let best = null;
    this.components.forEach((c, k) => {
      for (const [name, x1, x2] of this.knobs(c)) {
        if (name !== "mean" && k !== this.chosen) continue;
        const [kx, ky] = this.field.toPixels(x1, x2);
        const distance = Math.hypot(kx - x, ky - y) * this.field.zoom;
        if (distance < NEAR && (!best || distance < best.distance)) best = { distance, knob: [k, name] };
      }
    });
    return best?.knob ?? null;
  }

  pull(k, name, [x1, x2]) {
    const c = this.components[k];
    if (name === "mean") [c[1], c[2]] = [x1, x2];
    else {
      const { major, minor } = axes(c[3], c[4], c[5]);
      const length = Math.min(MAX_SD, Math.max(MIN_SD, Math.hypot(x1 - c[1], x2 - c[2]) / 2));
      const turned = Math.atan2(x2 - c[2], x1 - c[1]);
      const s = name === "major"
        ? covariance(turned, Math.max(length, minor), minor)
        : covariance(turned - Math.PI / 2, major, Math.min(length, major));
      c.splice(3, 3, ...s);
    }
    this.tidy(k);
  }

  tidy(k) {
    this.components[k] = this.components[k].map((v) => Number(v.toFixed(4)));
  }

  key(event) {
    if (this.data.world || this.made.key(event)) return;
    if (this.brush) return this.brush.key(event);
    const acts = { n: () => this.choose((this.chosen + 1) % this.components.length) };
    for (const [name, step] of Object.entries(STEP)) acts[name] = () => this.shift(step, event.shiftKey ? 0.5 : 0.1);
    for (const name of ["+", "=", "-", "[", "]"]) acts[name] = () => this.shape(name);
    if (!act(event, acts, Object.keys(acts).filter((name) => name !== "n")) || event.key === "n") return;
    this.tidy(this.chosen);
    this.request(event.timeStamp);
    this.made.later();
  }

  shift([d1, d2], size) {
    const c = this.components[this.chosen];
    const [low1, low2, high1, high2] = this.data.box;
    c[1] = Math.min(high1, Math.max(low1, c[1] + size * d1));
    c[2] = Math.min(high2, Math.max(low2, c[2] + size * d2));
  }

  shape(name) {
    const c = this.components[this.chosen];
    const { angle, major, minor } = axes(c[3], c[4], c[5]);
    const grow = { "+": 1.1, "=": 1.1, "-": 1 / 1.1 }[name] ?? 1;
    const turn = { "[": 0.1, "]": -0.1 }[name] ?? 0;
    const held = (sd) => Math.min(MAX_SD, Math.max(MIN_SD, sd * grow));
    c.splice(3, 3, ...covariance(angle + turn, held(major), held(minor)));
  }

  choose(k) {
    this.chosen = k;
    this.controls();
    this.draw();
  }

  // ---- x ~ p(x): one, a hundred, a stream ----

  drawMore(n) {
    this.pouring = false;
    this.pour(n);
  }

  pour(n) {
    const drawn = Math.min(this.data.mostSamples, this.points.drawn + n);
    this.points = { drawn, fresh: drawn - this.points.drawn };
    this.streaming.textContent = this.pouring ? this.text.stop : this.text.stream;
    this.draw();
    this.drawn();
    const [x1, x2] = this.samples.slice(2 * drawn - 2, 2 * drawn);
    if (n === 1 && !this.pouring && x1 !== undefined) this.say(`x = (${x1.toFixed(2)}, ${x2.toFixed(2)})`);
  }

  stream() {
    this.pouring = !this.pouring;
    this.tick();
  }

  /** One more point at every screen frame. */
  tick() {
    if (!this.root.isConnected) return;
    if (this.points.drawn >= this.data.mostSamples) this.pouring = false;
    this.pour(this.pouring ? 1 : 0);
    if (this.pouring) requestAnimationFrame(() => this.tick());
  }

  startAgain() {
    this.seed = (this.seed + 1) % 2 ** 30;
    this.points = { drawn: 0, fresh: 0 };
    this.request();
  }

  // ---- weights and buttons ----

  controls() {
    const { text } = this;
    const button = (label, onclick, disabled = false) => element("button", { type: "button", onclick, disabled }, label);
    this.list.replaceChildren(...(this.components ?? []).map((c, k) => this.weight(c, k)));
    const shown = [];
    if (this.components) {
      shown.push(button(text.add, () => this.add(), this.components.length >= MOST));
      shown.push(button(text.remove, () => this.remove(), this.components.length < 2));
    }
    if (this.brush) shown.push(button(text.clear, () => this.clear(), this.empty));
    if (!this.data.world) shown.push(...this.made.buttons());
    this.buttons.replaceChildren(...shown);
  }

  weight(c, k) {
    const value = element("output", {}, c[0].toFixed(2));
    const input = element("input", {
      type: "range", min: "0.02", max: "1", step: "0.02", value: String(c[0]), "aria-label": `${this.text.weight} ${k + 1}`,
      oninput: (event) => {
        c[0] = Number(input.value);
        value.textContent = c[0].toFixed(2);
        this.request(event.timeStamp);
      },
      onchange: () => this.made.commit(),
      onfocus: () => { this.chosen = k; this.draw(); },
    });
    return element("label", {}, element("span", { class: "name" }, "w", element("sub", {}, String(k + 1))), input, value);
  }

  add() {
    const [low1, low2, high1, high2] = this.data.box;
    const place = (low, high) => low + (high - low) * (0.25 + 0.5 * Math.random());
    this.components.push([0.5, place(low1, high1), place(low2, high2), 0.15, 0, 0.15]);
    this.tidy(this.components.length - 1);
    this.changed(this.components.length - 1);
  }

  remove() {
    this.components.splice(this.chosen, 1);
    this.changed(0);
  }

  clear() {
    this.world = { strokes: [], thickness: this.data.thickness };
    this.painted();
    this.made.commit();
  }

  /** The painting is another one. */
  painted(since) {
    this.controls();
    this.request(since);
  }

  changed(chosen) {
    this.choose(chosen);
    this.request();
    this.made.commit();
  }
}

export const render = mounter(WorldEditor);
