// run-player: a model in training, watched by anybody who has the link and controlled by the one who began it.
// Two channels: one for what the person does, one that waits for the newest frame.

import { mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { Asking } from "./asking.js";
import { Charts } from "./charts.js";
import { RunHistory, kept, unpacked } from "./history.js";
import { RunControls } from "./controls.js";
import { VIEWS, runColours } from "./layers.js";
import { Watcher } from "./watcher.js";

const GONE = ["unknown_run", "ended", "lost"]; // codes for a run that is not there any more

class RunPlayer extends Asking {
  constructor(parent) {
    super(parent, "run-player");
    this.history = new RunHistory();
    // What a person has made of the view: layers shown, a moment held in time, the speed, a step of the past.
    this.looks = { layers: null, share: null, speed: null, step: null };
    this.made = new Made(this, { give: () => ({ looks: { ...this.looks } }), take: (values) => this.take(values) });
    this.chosen = null; // serial of a frame of the past, or null: the newest
  }

  layout() {
    const { text, view, layers, curves, replicas, seed, actions } = this.data;
    return [text, view, layers, curves, replicas, seed, actions];
  }

  build() {
    const { data } = this;
    this.controls?.leave();
    this.view = new VIEWS[data.view](this);
    this.controls = new RunControls(this);
    this.charts = new Charts(this, data.curves);
    this.curvesDrawn = 0;
    this.body.append(this.view.root, this.controls.root, this.charts.root);
    if (!this.about) return;
    this.view.begin(this.about.meta, this.about.arrays);
    if (this.run) this.controls.describe(this.about.meta);
    this.controls.grown();
  }

  take({ looks }) {
    if (JSON.stringify(looks) === JSON.stringify(this.looks)) return;
    this.looks = { ...looks };
    this.chosen = null;
    this.recalled = false;
    this.body.replaceChildren();
    this.build(); // the view as it is kept; refresh() comes next
  }

  /** Layers that are shown: as a person has left them, or as they are at first. */
  layersShown() {
    return new Set(this.looks.layers ?? this.data.layers.filter((l) => l.on).map((l) => l.name));
  }

  /** A person has made something else of the view. */
  look(change) {
    Object.assign(this.looks, change);
    this.made.commit();
  }

  /** Steps per second that a person has chosen, or that the page begins with; null: as fast as it goes. */
  get speed() {
    return this.looks.speed === null ? this.data.job.speed ?? null : this.looks.speed || null;
  }

  /** Index of the frame that is shown, or null: the newest. */
  get at() {
    return this.chosen === null ? null : this.history.indexOf(this.chosen);
  }

  refresh() {
    this.connect("runs");
    this.watcher ??= new Watcher(this);
    this.view.theme();
    const job = JSON.stringify(this.data.job);
    const before = this.job;
    this.job = job;
    if (before === undefined) this.arrive();
    else if (!this.followsLink() && job !== before) this.settingsChanged(JSON.parse(before));
    if (this.run) this.controls.tellOwner();
    this.redraw();
  }

  // ---- answers ------------------------------------------------------------------------------------------------

  frame(meta, arrays, request) {
    if (!this.lost) this.refused = false;
    if (meta.kind === "joined") this.joined(meta, arrays);
    else if (meta.kind === "preview") this.preview(meta, arrays);
    else if (meta.kind === "run") this.describe(meta);
    else if (meta.kind === "history") this.past(meta, arrays, request.message.from);
    else if (meta.kind === "stages") this.controls.slowMotion(unpacked(arrays));
  }

  joined(meta, arrays) {
    if (this.wanted && meta.run !== this.wanted) return; // begun before the link led to another
    const anew = meta.run !== this.run || meta.epoch !== this.epoch;
    this.lost = this.token = null;
    this.run = meta.run;
    this.mine = meta.mine;
    this.about = { meta, arrays };
    this.differs = meta.same === false;
    if (anew) this.clear(meta.epoch);
    this.view.begin(meta, arrays);
    this.describe(meta);
    if (this.data.run !== meta.run) this.setStateValue("run", meta.run);
    if (anew) this.empty();
    this.watch();
    const given = this.givenTo(meta.run);
    if (this.mine && given && given !== this.job) this.settingsChanged(JSON.parse(given));
    else this.giveJob();
  }

  drawUnbegun() {
    if (!this.run) this.view.draw({ arrays: {}, meta: { metrics: {} } });
  }

  /** What will be trained, before anything is. */
  preview(meta, arrays) {
    this.about = { meta: { ...meta, state: "ready", step: 0, steps: this.data.job.config.steps }, arrays };
    this.mine = true;
    this.view.begin(meta, arrays);
    this.drawUnbegun();
    this.state(this.lost ? "ended" : "idle");
    this.controls.describe(this.about.meta);
    if (this.lost) this.controls.offerOwn();
    this.drawCurves();
    this.drawn();
  }

  /** Nothing of this run is here yet: no curve, no past. */
  empty() {
    this.fetchPast(0);
    this.controls.grown();
    this.drawCurves();
  }

  clear(epoch) {
    this.history.clear();
    this.epoch = epoch;
    this.chosen = null;
    this.watcher.after = 0;
    this.shownFrame = null;
    this.recalled = false;
  }

  past(meta, arrays, from) {
    if (meta.run !== this.run || meta.epoch !== this.epoch) return;
    const frames = unpacked(arrays).map(kept).filter((frame) => frame.meta.epoch === this.epoch);
    this.history.merge(frames);
    this.recall();
    this.controls.grown();
    if (!this.shownFrame && this.history.newest) this.redraw();
    if (from > (this.history.missing ?? from)) return; // what is missing before that is asked for already
    this.history.missing = null;
    if (meta.more && frames.length) this.fetchPast(frames.at(-1).serial);
    else if (!frames.length && this.history.newest?.serial > from) this.fetchPast(from); // news have overtaken the answer
    else this.drawCurves();
  }

  watch() {
    this.watcher.watch();
  }

  /** A frame that has come is on the screen, unless something else is being looked at. */
  newest() {
    this.controls.grown();
    if (this.at !== null || this.controls.slow) return;
    if (this.visible || !this.frames) this.redraw();
    else this.root.dataset.step = String(this.history.newest.step); // out of sight it is not drawn
  }

  appear() {
    this.redraw();
  }

  /** Somebody has begun this run anew, perhaps with another world: ask what it is now, and what has been missed. */
  begunAnew(epoch) {
    this.clear(epoch);
    if (this.looks.step !== null) this.look({ step: null });
    this.join(this.run);
    this.empty();
  }

  describe(meta) {
    if (meta.run !== this.run) return;
    if (meta.epoch > this.epoch && meta.kind !== "joined") this.begunAnew(meta.epoch);
    if (meta.kind === "joined") this.epoch = meta.epoch;
    this.about.meta = { ...this.about.meta, ...meta };
    this.state(meta.state);
    this.controls.describe(this.about.meta);
    const { text } = this;
    if (meta.state === "error") {
      console.warn(`run-player: ${meta.error}`); // the engine's words are English
      this.show(text[`error_${meta.code}`] ?? text.failed);
    } else if (!this.refused) this.show("");
  }

  failed(meta) {
    if (GONE.includes(meta.code)) return this.gone(meta.code);
    super.failed(meta);
    this.refused = true;
    if (!this.run) this.controls.offerOwn();
  }

  /** The run is no longer there: say so, keep its last picture, and let the person begin another. */
  gone(code) {
    if (this.lost) return; // both channels are told
    this.run = this.token = this.given = null;
    this.lost = code;
    this.mine = true; // what comes next is one's own
    if (this.about) this.describeLost();
    else this.request({ kind: "preview", ...this.data.job }); // there was no picture yet: show what would be trained
    this.controls.offerOwn();
    this.state("ended");
  }

  describeLost() {
    this.about.meta = { ...this.about.meta, state: "ended", viewers: 0 };
    this.controls.describe(this.about.meta);
  }

  // ---- drawing ------------------------------------------------------------------------------------------------

  /** Draw the frame that is chosen, with the time marked in the curves. */
  redraw(frame = this.at === null ? this.history.newest : this.history.frames[this.at]) {
    if (!this.about) return;
    if (!frame) {
      this.drawUnbegun();
      return this.drawCurves();
    }
    this.shownFrame = frame;
    this.view.draw(frame);
    this.root.dataset.step = String(frame.step);
    this.controls.at(frame);
    this.drawn();
    const now = performance.now();
    if (this.at !== null || now - (this.curvesDrawn ?? 0) > 120) this.drawCurves();
    const words = this.view.describe(frame.meta);
    if (words) this.say(`${this.text.stepNow.replace("{n}", frame.step.toLocaleString())} ${words}`);
  }

  drawCurves() {
    this.curvesDrawn = performance.now();
    const mark = this.at === null ? null : this.shownFrame?.step ?? null;
    this.charts.draw((metric) => this.history.curve(metric), { colours: runColours(this.root), mark });
  }

  /** Show the step of the past that the link says, once it is there. */
  recall() {
    const { step } = this.looks;
    const frame = step !== null && !this.recalled && this.history.frames.find((f) => f.step >= step);
    if (!frame) return;
    this.recalled = true;
    this.chosen = frame.serial;
    this.redraw();
  }

  /** Choose a frame of the past, or null for the newest. */
  go(index) {
    const { frames } = this.history;
    this.chosen = index === null || index >= frames.length - 1 ? null : frames[Math.max(0, index)].serial;
    this.recalled = true;
    this.redraw();
    this.controls.grown();
    const step = this.chosen === null ? null : this.history.frames[this.at].step;
    if (step === this.looks.step) return;
    this.looks.step = step;
    this.made.later();
  }

  /** Of the two channels the one that fares worse counts. */
  transport(transport, of = "channel") {
    this.ways = { ...this.ways, [of]: transport };
    if (transport !== "socket" && this.watcher) this.watcher.cut = true;
    const ways = Object.values(this.ways);
    super.transport(["lost", "fallback", "socket"].find((way) => ways.includes(way)));
    this.state(this.about?.meta.state ?? "idle");
  }

  // ---- small things -------------------------------------------------------------------------------------------

  /** The channel's own state is not the run's, and no reason to take a notice away. */
  state(state) {
    const run = this.lost ? "ended" : this.run && this.about?.meta.state;
    if (this.root.dataset.transport === "lost") state = "connecting"; // nobody knows what it does now
    this.root.dataset.state = run && state !== "connecting" && state !== "error" ? run : state;
  }

  leave() {
    super.leave();
    this.watcher?.close();
    this.controls?.leave();
  }
}

export const render = mounter(RunPlayer);
