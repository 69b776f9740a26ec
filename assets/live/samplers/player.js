// sampler-player: a sampler running over its density, every proposal seen; played, stepped and scrubbed.

import { Field, SIDE } from "../drawing/field.js";
import { Live, element, mayMove, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { apart } from "../drawing/numbers.js";
import { Transport } from "../drawing/transport.js";

const BATCH = 60; // steps asked for at a time; its figures are shown when all of them are
const NONE = [0, null];
const TRAIL = 3000; // latest points that stay visible

class SamplerPlayer extends Live {
  constructor(parent) {
    super(parent, "sampler-player");
    this.clear();
    this.made = new Made(this, { give: () => ({ place: this.transport_.place() }), take: (values) => this.hold(values) });
  }

  /** Where the person holds it. */
  hold({ place }) {
    this.transport_.hold(place);
    this.transport_.grown();
  }

  layout() {
    return [this.text, this.data.box];
  }

  build() {
    const { text } = this;
    this.canvas = element("canvas", { class: "pad still", width: SIDE, height: SIDE, tabIndex: 0, role: "img",
      "aria-label": text.picture });
    this.stats = element("div", { class: "stats" });
    this.legend = element("ul", { class: "legend" });
    this.field = new Field(this.canvas, this.data.box);
    this.transport_ = new Transport(this, {
      show: (index) => this.paint(index), length: () => this.steps.length, more: () => this.more(),
      total: this.data.total, about: () => this.data.about, held: () => this.made.later(), speed: 60, // a new picture at every screen frame
    });
    this.reported = null;
    this.body.append(
      element("div", { class: "run" }, element("div", {}, element("div", { class: "fit" }, this.canvas), this.transport_.root),
        element("div", {}, this.stats, this.legend)));
  }

  refresh() {
    this.field.theme(this.root);
    this.connect("samplers");
    const { good, bad, ink } = this.field.colours;
    this.legend.replaceChildren(...[[good, this.text.accepted, "●"], [bad, this.text.refused, "✕"], [ink, this.text.kept, "•"]]
      .map(([colour, label, mark]) => element("li", {}, element("span", { class: "mark", style: `color:${colour}` }, mark), label)));
    const run = JSON.stringify([this.data.world, this.data.sampler, this.data.settings, this.data.seed]);
    if (run === this.run) return this.steps.length && this.redraw();
    this.run = run;
    this.clear();
    this.transport_.restart(false);
    this.hold(this.data.made.values);
    this.more();
  }

  clear() {
    this.steps = []; // {from, to: points; tried: [from, to] of proposals}
    this.points = [];
    this.proposals = [];
    this.accepted = [];
    this.paths = [];
    this.judged = []; // [steps done, stats]
    this.reported = null;
    this.asked = -1; // from which step on the next batch has been asked for
  }

  more() {
    if (this.steps.length >= this.data.total || this.asked === this.steps.length) return;
    this.asked = this.steps.length;
    const { world, box, sampler, settings, seed } = this.data;
    const n = Math.min(BATCH, this.data.total - this.steps.length);
    this.channel.request("steps", { kind: "steps", world, box, sampler, settings, seed, from: this.steps.length, n },
      { run: this.run });
  }

  frame(meta, arrays, request) {
    if (request.run !== this.run || meta.from !== this.steps.length) return; // of a run no longer shown
    const first = !this.steps.length;
    if (arrays.heat) {
      this.levels = arrays.heat;
      this.heat();
    }
    this.take(arrays);
    this.judged.push([this.steps.length, meta.stats]);
    if (!first) return this.transport_.grown();
    if (this.transport_.isHeld) return this.transport_.grown();
    this.transport_.go(0);
    if (this.data.autoplay && mayMove()) this.transport_.start();
  }

  heat() {
    this.field.setHeat(this.levels.data, this.levels.shape[0]);
  }

  /** Append a batch of steps to the history. */
  take({ points, proposals, accepted, counts, paths }) {
    let p = this.points.length / 2;
    let q = this.accepted.length;
    for (const v of points.data) this.points.push(v);
    for (const v of proposals.data) this.proposals.push(v);
    for (const v of accepted.data) this.accepted.push(v);
    for (let i = 0; i < counts.shape[0]; i++) {
      const [made, tried] = [counts.data[2 * i], counts.data[2 * i + 1]];
      this.steps.push({ from: p, to: p + made, tried: [q, q + tried] });
      p += made;
      q += tried;
    }
    if (paths) {
      const [T, L, n] = paths.shape;
      for (let i = 0; i < T; i++) {
        const step = paths.data.subarray(i * L * n * 2, (i + 1) * L * n * 2);
        this.paths.push(Array.from({ length: n }, (_, c) =>
          Array.from({ length: L }, (_, l) => [step[(l * n + c) * 2], step[(l * n + c) * 2 + 1]]).flat()));
      }
    }
  }

  redraw() {
    this.heat();
    this.transport_.go(this.transport_.at);
  }

  paint(index) {
    const { field } = this;
    const { ink, good, bad, paper } = field.colours;
    const step = this.steps[index];
    field.clear();
    field.drawHeat(1, this.text.colours);
    field.drawPoints(this.points, { colour: ink, radius: 2, alpha: 0.4, from: Math.max(0, step.to - TRAIL), to: step.to });
    const paths = this.paths[index] ?? this.moves(index);
    paths.forEach((path, c) => {
      const colour = this.accepted[step.tried[0] + c] ? good : bad;
      field.drawPath(path, { colour: paper, width: 3.5, alpha: 0.5 });
      field.drawPath(path, { colour, width: 1.6 });
    });
    const some = Math.min(step.tried[1], step.tried[0] + 400);
    for (const [flag, colour] of [[0, bad], [1, good]]) {
      const shown = [];
      for (let i = step.tried[0]; i < some; i++) {
        if (this.accepted[i] === flag) shown.push(this.proposals[2 * i], this.proposals[2 * i + 1]);
      }
      if (flag) field.drawPoints(shown, { colour, radius: 4, alpha: 0.95 });
      else field.drawCrosses(shown, { colour }); // told apart by shape, too
    }
    this.report(index);
  }

  /** Lines from where a chain stood to what it tried, for samplers without a path of their own. */
  moves(index) {
    const [before, step] = [this.steps[index - 1], this.steps[index]];
    if (!before || !this.data.chain) return [];
    return Array.from({ length: Math.min(24, step.to - step.from) }, (_, c) => {
      const [b, t] = [2 * (before.from + c), 2 * (step.tried[0] + c)];
      return [this.points[b], this.points[b + 1], this.proposals[t], this.proposals[t + 1]];
    });
  }

  report(index) {
    const { text } = this;
    // What was known when this frame came, never what its future brought; the first figures come with the first batch.
    const done = this.judged.filter(([steps]) => steps <= index + 1).pop() ?? NONE;
    if (done === this.reported) return;
    this.reported = done;
    if (done === NONE) return this.stats.replaceChildren(element("p", { class: "wide" }, text.after.replace("{n}", 0)));
    const s = done[1];
    const distance = s.distance === null ? "–" : s.distance.toFixed(3);
    const rows = [
      [text.points, Math.round(s.points).toLocaleString()],
      [text.share, `${(100 * s.accepted).toFixed(0)} %`],
      [text.evaluations, s.evaluations.toFixed(1)],
      [text.effective, s.effective === null ? "–" : Math.round(s.effective).toLocaleString()],
      [text.distance, distance],
      [text.floor, s.floor === null ? "–" : apart(s.floor, s.floor_error).join(" ")],
    ];
    this.stats.replaceChildren(element("p", { class: "wide" }, text.after.replace("{n}", done[0])),
      element("dl", {}, ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])));
    this.say(`${text.points}: ${rows[0][1]}. ${text.distance}: ${distance}`);
  }

  /** The channel is idle between batches; what the person sees is the run's own state. */
  state(state) {
    if (this.transport_?.playing && (state === "idle" || state === "running")) state = "running";
    else if (state === "idle" && this.steps.length) state = "paused";
    super.state(state);
  }
}

export const render = mounter(SamplerPlayer);
