// run-player: a model in training, watched by anybody who has the link and controlled by the one who began it.
// Two channels: one for what the person does, one that waits for the newest frame.

import { Channel } from "./channel.js";
import { drawCurves } from "./curves.js";
import { parseFrame } from "./frame.js";
import { Live, element, mounter, socketUrl } from "./live.js";
import { RunHistory, kept } from "./run-history.js";
import { RunControls } from "./run-controls.js";
import { VIEWS, runColours } from "./run-views.js";

const SLOW_WAY = 1000; // ms between looks while there is no socket

class RunPlayer extends Live {
  constructor(parent) {
    super(parent, "run-player");
    this.history = new RunHistory();
    this.at = null; // index of a frame of the past, or null: the newest
  }

  layout() {
    const { text, view, layers, curves, replicas, seed, actions } = this.data;
    return [text, view, layers, curves, replicas, seed, actions];
  }

  build() {
    const { data } = this;
    this.view = new VIEWS[data.view](this);
    this.controls = new RunControls(this);
    this.charts = data.curves.map((chart) => {
      const canvas = element("canvas", { class: "curve", width: 560, height: 190, role: "img", "aria-label": chart.title });
      const legend = element("ul", { class: "legend" }, ...chart.lines.map((l) =>
        element("li", {}, element("span", { class: `dot ${l.swatch}` }), l.label)));
      return { ...chart, canvas, root: element("figure", { class: "chart" }, element("figcaption", {}, chart.title), canvas, legend) };
    });
    this.body.append(this.view.root, this.controls.root,
      element("div", { class: "charts" }, ...this.charts.map((c) => c.root)));
    if (this.about) this.view.begin(this.about.meta, this.about.arrays);
  }

  refresh() {
    this.connect("runs");
    this.watcher ??= new Channel(socketUrl(this.url, "runs"), {
      onFrame: (meta, arrays) => this.news(meta, arrays), onState: () => {},
      onTransport: (transport) => this.transport(transport), fallback: (message) => this.slowly(message),
    });
    this.watcher.receiveBase64(this.data.reply);
    this.view.theme();
    const job = JSON.stringify(this.data.job);
    const before = this.job;
    this.job = job;
    if (before === undefined || this.lost) this.arrive();
    else if (job !== before) this.settingsChanged(JSON.parse(before));
    if (this.about && this.shownFrame) this.redraw();
  }

  // ---- arriving -----------------------------------------------------------------------------------------------

  get owner() {
    this.owner_ ??= remembered("live-owner", () => crypto.getRandomValues(new Uint32Array(4)).join("-").padEnd(16, "-"));
    return this.owner_;
  }

  /** Go to the run of the link, or begin one. */
  arrive() {
    this.lost = false;
    if (this.data.run) this.request({ kind: "join", run: this.data.run, owner: this.owner });
    else this.begin();
  }

  begin() {
    this.request({ kind: "create", ...this.data.job, owner: this.owner, play: this.data.autoplay });
  }

  request(message) {
    this.channel.request(message.do ?? message.kind, message);
  }

  control(what, more = {}) {
    if (this.mine && this.run) this.request({ kind: "control", do: what, run: this.run, owner: this.owner, ...more });
  }

  restart() {
    this.control("restart", { ...this.data.job, play: true });
  }

  /** Another setting on the page: while it runs where that is possible, else from the beginning. */
  settingsChanged(before) {
    if (!this.mine) return;
    const [a, b] = [before.config ?? {}, this.data.job.config ?? {}];
    const changed = Object.keys(b).filter((name) => a[name] !== b[name]);
    const same = JSON.stringify({ ...before, config: b }) === this.job;
    const removed = Object.keys(a).some((name) => !(name in b));
    if (same && !removed && changed.length && changed.every((name) => this.data.live.includes(name))) {
      this.control("set", { config: Object.fromEntries(changed.map((name) => [name, b[name]])) });
    } else this.restart();
  }

  /** A new run of one's own, with the settings of this page. */
  own() {
    this.about = null;
    this.run = null;
    this.begin();
  }

  // ---- answers ------------------------------------------------------------------------------------------------

  frame(meta, arrays) {
    if (meta.kind === "joined") this.joined(meta, arrays);
    else if (meta.kind === "run") this.describe(meta);
    else if (meta.kind === "history") this.past(meta, arrays);
    else if (meta.kind === "stages") this.controls.slowMotion(unpacked(arrays));
  }

  joined(meta, arrays) {
    const other = meta.run !== this.run;
    this.run = meta.run;
    this.mine = meta.mine;
    this.about = { meta, arrays };
    if (other) this.clear(meta.epoch);
    this.view.begin(meta, arrays);
    this.describe(meta);
    if (this.data.run !== meta.run) this.setStateValue("run", meta.run);
    if (other) this.request({ kind: "history", run: this.run, from: 0 });
    this.watch();
  }

  clear(epoch) {
    this.history.clear();
    this.epoch = epoch;
    this.at = null;
    this.after = 0;
    this.shownFrame = null;
  }

  past(meta, arrays) {
    if (meta.run !== this.run || meta.epoch !== this.epoch) return;
    const frames = unpacked(arrays).map(kept);
    this.history.prepend(frames);
    this.controls.grown();
    if (!this.shownFrame && this.history.newest) this.redraw();
    if (meta.more) this.request({ kind: "history", run: this.run, from: frames.at(-1).serial });
    else this.drawCurves();
  }

  watch() {
    if (!this.run || !this.root.isConnected) return;
    this.watcher.request("watch", { kind: "watch", run: this.run, after: this.after ?? 0, version: this.about?.meta.version ?? 0 });
  }

  /** The newest frame, or the run's description; then ask again, once this one is on the screen. */
  news(meta, arrays) {
    if (meta.kind === "error") return this.failed(meta);
    if (meta.run !== this.run) return this.watch();
    if (meta.kind === "run") {
      this.describe(meta);
      return this.watch();
    }
    if (meta.epoch < this.epoch) return this.watch();
    if (meta.epoch > this.epoch) this.clear(meta.epoch);
    this.after = meta.serial;
    this.history.add(kept({ meta, arrays }));
    requestAnimationFrame(() => {
      this.controls.grown();
      if (this.at === null && !this.controls.slow) this.redraw();
      this.watch();
    });
  }

  describe(meta) {
    if (meta.run !== this.run) return;
    if (meta.epoch > this.epoch) this.clear(meta.epoch);
    this.about.meta = { ...this.about.meta, ...meta };
    this.state(meta.state);
    this.controls.describe(this.about.meta);
    const { text } = this;
    this.show(meta.state === "error" ? `${text[`error_${meta.code}`] ?? text.failed} (${meta.error})` : "");
  }

  failed(meta) {
    super.failed(meta);
    if (meta.code === "unknown_run") {
      const had = this.run ?? this.data.run;
      this.run = null;
      if (!this.beginning) {
        this.beginning = setTimeout(() => { this.beginning = null; this.begin(); }, had ? 300 : 3000);
      }
    }
    this.controls.failed(meta);
  }

  // ---- drawing ------------------------------------------------------------------------------------------------

  /** Draw the frame that is chosen, with the time marked in the curves. */
  redraw(frame = this.at === null ? this.history.newest : this.history.frames[this.at]) {
    if (!frame || !this.about) return;
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
    const colours = runColours(this.root);
    for (const { canvas, lines, levels, low, high } of this.charts) {
      drawCurves(canvas, {
        lines: lines.map((l) => ({ points: this.history.curve(l.metric), colour: colours[l.swatch] ?? colours.ink })),
        levels, colours, low, high, mark: this.at === null ? null : this.shownFrame?.step ?? null,
      });
    }
  }

  /** Choose a frame of the past, or null for the newest. */
  go(index) {
    this.at = index === null || index >= this.history.frames.length - 1 ? null : Math.max(0, index);
    this.redraw();
    this.controls.grown();
  }

  // ---- small things -------------------------------------------------------------------------------------------

  /** The channel's own state is not the run's. */
  state(state) {
    const run = this.about?.meta.state;
    super.state(run && state !== "connecting" && state !== "error" ? run : state);
  }

  /** Without a socket, look once a second, and let what the person does go first. */
  slowly(message) {
    setTimeout(() => {
      if (this.channel.inFlight) return this.slowly(message);
      this.ask(message);
    }, SLOW_WAY);
  }

  leave() {
    super.leave();
    this.watcher?.close();
    clearTimeout(this.beginning);
  }
}

/** Packed frames inside a frame. */
function unpacked(arrays) {
  return Object.keys(arrays).sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
    .map((name) => parseFrame(arrays[name].data.buffer));
}

/** A value of this browser, made at its first use; private windows may refuse to remember. */
function remembered(name, make) {
  try {
    return localStorage.getItem(name) ?? (localStorage.setItem(name, make()), localStorage.getItem(name));
  } catch {
    return make();
  }
}

export const render = mounter(RunPlayer);
