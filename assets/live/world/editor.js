// world-editor: a density in the plane that a person moves, paints and slices; marginals and samples follow.
//
// A world is {components: [[w, m1, m2, s11, s12, s22], ...]}, {strokes: [[[x1, x2], ...], ...], thickness},
// {name} or {kept}. Only components can be moved by their knobs; the server computes everything that is drawn.

import { Brush } from "../drawing/brush.js";
import { Field, SIDE } from "../drawing/field.js";
import { act } from "../drawing/keys.js";
import { Live, element, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { fixed, signed } from "../drawing/numbers.js";
import { drag } from "../drawing/pointer.js";
import { Draws } from "./draws.js";
import { Edges } from "./edges.js";
import { drawHills, knobAt, pull, shape, shift, tidy } from "./hills.js";

const MOST = 8; // components that can be added
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class WorldEditor extends Live {
  constructor(parent) {
    super(parent, "world-editor");
    this.chosen = 0;
    this.sliceAt = 0;
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values), undoable: ["world"] });
  }

  layout() {
    return [this.text, this.data.box, this.data.brush, this.data.axes, this.data.own?.length];
  }

  build() {
    const { text } = this;
    this.canvas = element("canvas", {
      class: "pad", width: SIDE, height: SIDE, tabIndex: 0, role: this.data.world ? "img" : "application",
      "aria-roledescription": text.role, "aria-label": this.data.brush ? text.brushHelp : text.help,
      onkeydown: (event) => this.key(event), onfocus: () => this.draw(),
      onblur: () => { this.brush?.lift(); this.made.flush(); this.draw(); },
    });
    drag(this.canvas, {
      grab: (event) => (this.data.brush || this.hit(this.field.fromEvent(event)) ? "any" : null),
      press: (event) => this.press(event), move: (event) => this.move(event), release: () => this.release(),
      cancel: () => this.cancel(),
    });
    this.edges = new Edges(this);
    this.draws ??= new Draws(this);
    this.slice = element("input", { type: "range", min: "0", max: "1", step: "0.005",
      "aria-label": text.slice, oninput: (event) => this.cut(event), onchange: () => this.made.commit() });
    this.sliceValue = element("output");
    this.list = element("div", { class: "components", role: "group", "aria-label": text.weights });
    this.buttons = element("div", { class: "buttons" });
    const plot = element("div", { class: "world" }, this.edges.top.canvas,
      element("span", { class: "colours" }, text.colours), this.canvas, this.edges.right.canvas);
    const own = this.data.own ? [element("p", { class: "told" }, ...this.data.axes.map((axis, i) => this.scale(axis, i))),
      element("p", { class: "told" }, text.own.replace("{n}", this.data.own.length.toLocaleString()))] : [];
    const slider = element("label", { class: "slice" }, element("span", {}, text.slice), this.slice, this.sliceValue);
    this.field = new Field(this.canvas, this.data.box);
    this.body.append(element("div", { class: "fit" }, plot),
      element("div", { class: "tools" }, this.draws.build(), slider, this.list, this.buttons, ...own));
    this.brush = this.data.brush ? new Brush(this) : null;
  }

  /** What an axis is, and from where to where it goes, in its own units. */
  scale({ name, mean, sd }, i) {
    const [low, high] = [this.data.box[i], this.data.box[i + 2]].map((v) => signed(Number((mean + sd * v).toPrecision(3)).toLocaleString()));
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
    const { world, sliceAt: slice, chosen, draws } = this;
    const view = draws.byHand || chosen ? { chosen, ...draws.give() } : null;
    return this.data.world ? { slice, view } : { world, slice, view };
  }

  take({ world, slice, view }) {
    this.draws.take(view);
    this.chosen = view?.chosen ?? 0;
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
    this.sliceValue.textContent = fixed(this.sliceAt, 2);
    if (this.empty) return this.wipe();
    const message = { kind: "field", world: this.world, box: this.data.box, samples: this.data.mostSamples,
      seed: this.draws.seed, slice: this.sliceAt };
    this.channel.request("field", structuredClone(message), { since });
  }

  /** Nothing is painted: no picture, no curves, no points. */
  wipe() {
    this.arrays = null;
    this.draws.samples = new Float32Array();
    this.draw();
    this.drawn();
    this.say(this.text.emptyDrawing);
  }

  frame(meta, arrays, request) {
    if (this.empty) return; // cleared meanwhile
    this.arrays = arrays;
    this.draws.samples = arrays.samples?.data ?? new Float32Array();
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
    field.clear();
    if (arrays) field.drawHeat();
    if (this.data.own) field.drawCrosses(this.data.own.flat(), { colour: field.colours.bad, radius: 3, width: 1.6 });
    this.draws.draw(field);
    this.edges.draw(arrays ?? {});
    if (arrays?.slice) {
      field.drawPath([this.sliceAt, this.data.box[1], this.sliceAt, this.data.box[3]], { colour: field.colours.good, width: 2.5 });
    }
    for (const stroke of this.world.strokes ?? []) field.drawPath(stroke.flat(), { colour: field.colours.ink, width: 1, alpha: 0.4 });
    if (this.brush && this.canvas.matches(":focus")) this.brush.draw();
    drawHills(field, this.components ?? [], this.chosen);
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
    const [k, name] = this.held;
    pull(this.components[k], name, at);
    tidy(this.components[k]);
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

  /** The knob at a point: [hill, name]. */
  hit(at) {
    return this.components ? knobAt(this.field, this.components, this.chosen, at) : null;
  }

  key(event) {
    if (this.data.world || this.made.key(event)) return;
    if (this.brush) return this.brush.key(event);
    const acts = { n: () => { this.choose((this.chosen + 1) % this.components.length); this.made.later(); } };
    for (const [name, step] of Object.entries(STEP)) {
      acts[name] = () => shift(this.components[this.chosen], step.map((v) => v * (event.shiftKey ? 0.5 : 0.1)), this.data.box);
    }
    for (const name of ["+", "=", "-", "[", "]"]) acts[name] = () => shape(this.components[this.chosen], name);
    if (!act(event, acts, Object.keys(acts).filter((name) => name !== "n")) || event.key === "n") return;
    tidy(this.components[this.chosen]);
    this.request(event.timeStamp);
    this.made.later();
  }

  choose(k) {
    this.chosen = k;
    this.controls();
    this.draw();
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
      onfocus: () => { this.chosen = k; this.draw(); this.made.later(); },
    });
    return element("label", {}, element("span", { class: "name" }, "w", element("sub", {}, String(k + 1))), input, value);
  }

  add() {
    const [low1, low2, high1, high2] = this.data.box;
    const place = (low, high) => low + (high - low) * (0.25 + 0.5 * Math.random());
    this.components.push([0.5, place(low1, high1), place(low2, high2), 0.15, 0, 0.15]);
    tidy(this.components.at(-1));
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
