// em-player: a Gaussian mixture fitted by EM, played, stepped and scrubbed; its first means are dragged, and the whole
// run from there comes back with every move. With data.cure a slider sets the variance floor instead.

import { Field, SIDE } from "../drawing/field.js";
import { drawRun, runPlot } from "./curve.js";
import { drawComponents, drawPoints, drawSpike, drawStart } from "./moment.js";
import { act } from "../drawing/keys.js";
import { Live, element, mayMove, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { fixed } from "../drawing/numbers.js";
import { rgb } from "../drawing/picture.js";
import { drag } from "../drawing/pointer.js";
import { markOf } from "../drawing/shapes.js";
import { Transport } from "../drawing/transport.js";

const NEAR = 26; // screen pixels around a knob that still hit it
const kept = (v) => Number(v.toFixed(3)); // as the link has it
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class EmPlayer extends Live {
  constructor(parent) {
    super(parent, "em-player");
    this.chosen = 0;
    this.floorAt = 0; // the place of the floor's slider
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values), undoable: ["starts"] });
  }

  layout() {
    return [this.text, this.data.box, this.data.cure];
  }

  build() {
    const { text } = this;
    this.canvas = element("canvas", {
      class: this.data.cure ? "pad still" : "pad", width: SIDE, height: SIDE, tabIndex: 0,
      role: this.data.cure ? "img" : "application", "aria-label": this.data.cure ? text.picture : `${text.picture}. ${text.help}`,
      onkeydown: (event) => this.key(event), onblur: () => this.made.flush(),
    });
    if (!this.data.cure) drag(this.canvas, {
      grab: (event) => (this.under(event) === null ? null : "any"), press: (event) => this.press(event),
      move: (event) => this.put(this.field.fromEvent(event), event.timeStamp), release: () => this.made.commit(),
    });
    this.curve = runPlot(this);
    this.stats = element("dl", { class: "stats" });
    this.legend = element("ul", { class: "legend" });
    this.parts = element("ul", { class: "legend parts", "aria-label": text.components });
    this.told = element("p", { class: "told" });
    this.buttons = element("div", { class: "buttons" });
    this.field = new Field(this.canvas, this.data.box);
    this.transport_ = new Transport(this, {
      show: (index) => this.paint(index), length: () => this.run?.length ?? 0, total: 1, speed: this.data.speed,
      about: () => this.data.about, held: () => this.made.later(),
    });
    if (this.run) this.transport_.total = this.run.length;
    this.body.append(element("div", { class: "run" },
      element("div", {}, element("div", { class: "fit" }, this.canvas), this.transport_.root),
      element("div", {}, ...(this.data.cure ? [this.floorSlider()] : []), this.curve.canvas, this.legend, this.parts, this.stats, this.told,
        this.buttons)));
  }

  /** The variance floor under the hand: far left is none at all, then powers of ten. */
  floorSlider() {
    this.floorValue = element("output");
    this.floorInput = element("input", {
      type: "range", min: "0", max: String(this.data.floors), step: "1", "aria-label": this.text.floor,
      oninput: (event) => {
        this.setFloor(Number(this.floorInput.value));
        this.transport_.pause();
        this.request(event.timeStamp);
      },
      onchange: () => this.made.commit(),
    });
    this.setFloor(this.floorAt);
    return element("label", { class: "floor" }, element("span", {}, this.text.floor), this.floorInput, this.floorValue);
  }

  setFloor(at) {
    this.floorAt = at;
    this.floor = at ? 10 ** (-7 + at / 10) : 0;
    this.floorInput.value = String(at);
    this.floorValue.textContent = this.floor ? this.floor.toExponential(1) : "0";
  }

  // ---- what is made here, and what the page gives ----

  /** Starts put somewhere by hand, and the place where the run is held; both belong to the data of one run. */
  give() {
    const { about } = this.data;
    const place = this.transport_.place();
    return {
      starts: this.byHand ? { about, means: this.starts.map((m) => [...m]) } : null,
      place: place || this.floorAt ? { at: null, speed: null, ...place, about, floor: this.floorAt } : null,
    };
  }

  take(values) {
    this.resume(values);
    if (this.asked === this.data.about) this.request(); // else refresh() comes next, and begins
  }

  resume({ starts, place }) {
    const ours = (made) => (made?.about === this.data.about ? made : null);
    this.starts = ours(starts)?.means.map((m) => [...m]) ?? null;
    this.byHand = Boolean(this.starts);
    this.transport_.hold(place);
    this.autoplay = !this.transport_.isHeld; // else it plays to its end
    this.chosen = 0;
    if (this.data.cure) this.setFloor(ours(place)?.floor ?? 0);
  }

  refresh() {
    this.field.theme(this.root);
    this.colours = this.data.colours.map((c) => rgb(c, [0, 0, 0]));
    const { accent, good, ink } = this.field.colours;
    // Where a spike rises the truth's level is left out: it would only squeeze the curves.
    this.lines = this.data.cure ? { train: accent, held_out: good } : { train: accent, held_out: good, truth: ink };
    this.legend.replaceChildren(...Object.keys(this.lines).map((name) => element("li", {},
      element("span", { class: `dash ${name}`, style: `border-color:${this.lines[name]}` }), this.text[name])));
    this.parts.replaceChildren(...this.data.colours.slice(0, this.data.k).map((colour, k) =>
      element("li", {}, markOf(k, colour), `${this.text.component} ${k + 1}`)));
    if (!this.data.cure) {
      this.buttons.replaceChildren(
        element("button", { type: "button", onclick: () => this.scatter() }, this.text.scatter),
        element("button", { type: "button", onclick: () => this.restart() }, this.text.again),
        ...this.made.buttons());
    }
    this.connect("em");
    if (this.data.about === this.asked) return this.run && this.redraw();
    this.asked = this.data.about;
    this.resume(this.data.made.values);
    this.request();
  }

  // ---- asking ----

  /** Begin again from the engine's own start. */
  restart() {
    this.resume({});
    this.request();
    this.made.commit();
  }

  /** Starts all over the box. */
  scatter() {
    const [low1, low2, high1, high2] = this.data.box;
    this.starts = this.run.parameters[0].map(() => [low1 + (high1 - low1) * Math.random(), low2 + (high2 - low2) * Math.random()].map(kept));
    Object.assign(this, { byHand: true, autoplay: true });
    this.transport_.isHeld = false;
    this.request();
    this.made.commit();
  }

  request(since) {
    const { world, n, k, covariance, seed, cure } = this.data;
    const message = { kind: "fit", world, n, k, covariance, seed, reg_covar: cure ? this.floor : this.data.floor, collapse: cure ? 1 : 0 };
    if (this.byHand) message.starts = this.starts.map((m) => [...m]);
    this.channel.request("fit", message, { since, asked: this.asked });
  }

  frame(meta, arrays, request) {
    if (request.asked !== this.asked) return; // of a run no longer shown
    const atEnd = this.run && this.transport_.at >= this.run.length - 1;
    const [T, K] = arrays.parameters.shape;
    const rows = Array.from({ length: T }, (_, s) => Array.from({ length: K }, (_, k) =>
      [...arrays.parameters.data.subarray((s * K + k) * 6, (s * K + k) * 6 + 6)]));
    this.run = { ...meta, length: T, K, parameters: rows, points: arrays.points.data, r: arrays.responsibilities.data,
      train: arrays.train.data, held_out: arrays.held_out.data, min_std: arrays.min_std.data };
    this.starts = this.starts ?? (this.data.cure ? null : rows[0].map(([, ...m]) => m.slice(0, 2).map(kept)));
    this.transport_.total = T;
    if (this.autoplay) {
      this.autoplay = false;
      this.transport_.restart(false);
      this.transport_.go(0);
      if (this.data.autoplay && mayMove()) this.transport_.start();
      this.drawn(request.since);
      return;
    }
    this.transport_.at = Math.min(this.transport_.awaited ?? (atEnd ? T : this.transport_.at), T - 1);
    this.transport_.awaited = null;
    this.redraw(request.since);
  }

  redraw(since) {
    this.transport_.grown();
    this.root.dataset.step = String(this.transport_.at);
    this.paint(this.transport_.at);
    this.drawn(since);
  }

  // ---- drawing ----

  paint(index) {
    const { field, run } = this;
    const colours = this.data.colours;
    field.clear();
    drawPoints(field, run, index, this.colours);
    drawComponents(field, run, index, colours);
    if (!this.data.cure) this.starts?.forEach((at, k) => drawStart(field, at, k === this.chosen ? field.colours.ink : colours[k]));
    else drawSpike(field, run.parameters[index][run.component]);
    drawRun(this.curve, run, index, { lines: this.lines, colours: field.colours, text: this.text });
    this.report(index);
    if (!this.transport_.playing) this.state("idle"); // done or paused, by where this is
  }

  report(index) {
    const { text, run } = this;
    const byHand = run.by_hand_from >= 0 && index >= run.by_hand_from;
    const rows = [
      [text.iteration, byHand ? `${run.by_hand_from - 1} + ${index - run.by_hand_from + 1}` : index],
      [text.train, fixed(run.train[index], 4)],
      [text.gain, index ? signed(run.train[index] - run.train[index - 1]) : "–"],
      [text.held_out, fixed(run.held_out[index], 4)],
      [text.truth, fixed(run.truth, 4)],
      [text.min_std, run.min_std[index] < 1e-3 ? run.min_std[index].toExponential(1) : run.min_std[index].toFixed(3)],
    ];
    this.stats.replaceChildren(...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))]));
    const last = index >= (run.by_hand_from >= 0 ? run.by_hand_from - 1 : run.length - 1);
    const end = last ? text[`ended_${run.ended}`].replace("{k}", run.component + 1) : "";
    this.told.textContent = end;
    Object.assign(this.root.dataset, { ended: run.ended, steps: run.length, loglik: run.train[index].toFixed(6),
      thinnest: run.min_std[index].toExponential(3) });
    const said = `${text.iteration} ${index}: ${text.train} ${rows[1][1]}, ${text.held_out} ${rows[3][1]}. ${end}`;
    if (!this.transport_.playing && said !== this.reported) { // drawn again is no news: what was said since stands
      this.reported = said;
      this.say(said);
    }
  }

  /** The channel is idle between answers; what the person sees is the run's own state. */
  state(state) {
    if (this.run && (state === "idle" || state === "running")) {
      const { playing, at } = this.transport_;
      state = playing ? "running" : at >= this.run.length - 1 ? "done" : "paused";
    }
    super.state(state);
  }

  // ---- the hand ----

  /** The start under the pointer, or null. */
  under(event) {
    if (!this.starts) return null;
    const [x, y] = this.field.toPixels(...this.field.fromEvent(event));
    const away = this.starts.map((m) => {
      const [kx, ky] = this.field.toPixels(...m);
      return Math.hypot(kx - x, ky - y) * this.field.zoom;
    });
    const nearest = away.indexOf(Math.min(...away));
    return away[nearest] > NEAR ? null : nearest;
  }

  press(event) {
    this.chosen = this.under(event);
    this.transport_.pause();
    this.paint(this.transport_.at);
  }

  put([x1, x2], since) {
    const [low1, low2, high1, high2] = this.data.box;
    this.byHand = this.transport_.isHeld = true;
    this.starts[this.chosen] = [Math.min(high1, Math.max(low1, x1)), Math.min(high2, Math.max(low2, x2))].map(kept);
    this.request(since);
  }

  key(event) {
    if (this.data.cure || !this.starts || this.made.key(event)) return;
    const acts = { n: () => this.next() };
    for (const [name, [d1, d2]] of Object.entries(STEP)) acts[name] = () => {
      const [x1, x2] = this.starts[this.chosen];
      const size = event.shiftKey ? 0.5 : 0.1;
      this.transport_.pause();
      this.put([x1 + size * d1, x2 + size * d2], event.timeStamp);
      this.made.later();
    };
    act(event, acts, Object.keys(STEP));
  }

  next() {
    this.chosen = (this.chosen + 1) % this.starts.length;
    this.paint(this.transport_.at);
    this.say(`${this.text.start} ${this.chosen + 1}: (${this.starts[this.chosen].map((v) => v.toFixed(2)).join(", ")})`);
  }
}

const signed = (v) => (v < 0 ? `−${(-v).toPrecision(2)}` : `+${v.toPrecision(2)}`);

export const render = mounter(EmPlayer);
