// What a player asks for its run: begin one, join the one of the link, control it, and give it the settings of the page.

import { isLed } from "../channel/experiment.js";
import { Live, mayMove } from "../channel/live.js";

const [HOLD_MS, HOLD_EVERY, STILL] = [3000, 50, 6]; // ms; times in a row without another frame: the last one has come
const shownWith = new Map(); // run -> the job that this page last showed with it; outlives a player that is mounted anew

export class Asking extends Live {
  get owner() {
    this.owner_ ??= remembered("live-owner", random);
    return this.owner_;
  }

  /** Go to the run of the link, or begin one; where a room has led, the teacher's own comes. */
  arrive() {
    this.linked = this.data.run;
    if (this.linked) this.join(this.linked);
    else if (mayMove() && !isLed()) this.begin();
    else this.request({ kind: "preview", ...this.data.job });
  }

  /** Whether the link leads to another run now, as a room's does once its teacher's run is there; then go to it. */
  followsLink() {
    const { run } = this.data;
    const other = Boolean(run) && run !== this.linked && run !== this.run;
    this.linked = run;
    if (!other) return false;
    this.lost = this.token = this.given = null;
    this.join(run);
    return true;
  }

  /** Ask what the run is, and whether it was begun with the settings of this page. */
  join(run) {
    this.wanted = run;
    this.request({ kind: "join", run, owner: this.owner, ...this.data.job });
  }

  /** A new run; a request that is sent again, because its answer was lost, has the same token and begins no second. */
  begin() {
    this.wanted = null;
    this.token ??= random();
    this.given = this.job;
    this.request({ kind: "create", ...this.data.job, speed: this.speed, owner: this.owner, token: this.token });
  }

  request(message, slot = message.do ?? message.kind) {
    this.channel.request(slot, message);
  }

  control(what, more = {}) {
    if (!this.mine || !this.run) return;
    // Its token tells a command that was sent again, because its answer was lost, from a second one.
    const message = { kind: "control", do: what, run: this.run, owner: this.owner, token: random(), ...more };
    if (what === "act") return this.request(message, `act ${(this.acts = (this.acts ?? 0) + 1)}`); // each counts
    const waiting = this.channel.waiting.get(what)?.message;
    if (what === "set" && waiting) message.config = { ...waiting.config, ...message.config };
    this.request(message);
  }

  /** Pause one's own run for a while, once its last frame has come; whether it was going on. */
  async hold() {
    if (!this.mine || !this.run || this.about.meta.state !== "running") return false;
    this.control("pause");
    let [still, step] = [0, null];
    for (let i = 0; i < HOLD_MS / HOLD_EVERY && still < STILL; i += 1) {
      await new Promise((done) => { setTimeout(done, HOLD_EVERY); });
      const { newest } = this.history;
      still = newest?.step === step && this.about.meta.state !== "running" ? still + 1 : 0;
      step = newest?.step;
    }
    return true;
  }

  /** Go on after `hold`. */
  goOn() {
    if (this.about?.meta.state === "paused") this.control("play");
  }

  restart() {
    if (!this.run) return this.begin();
    this.giveJob();
    this.control("restart", { ...this.data.job, ...(this.looks.speed === null ? {} : { speed: this.speed }), play: true });
  }

  /** The run has the settings of the page, or will have them with the next answer. */
  giveJob() {
    this.given = this.job;
    if (this.run) shownWith.set(this.run, this.job);
  }

  /** Another setting on the page: while it runs where that is possible, else from the beginning. */
  settingsChanged(before) {
    if (!this.run && !this.token) return this.request({ kind: "preview", ...this.data.job });
    if (!this.mine || !this.run) return; // before the run is there: see joined()
    this.giveJob();
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
    this.lost = this.about = this.run = this.token = null;
    this.begin();
  }

  /** The settings that the run of this name was given from here, if it was. */
  givenTo(run) {
    return this.given ?? shownWith.get(run);
  }

  /** All that has been shown after this frame: and after an earlier one, where that is still asked for. */
  fetchPast(from) {
    const { history } = this;
    history.missing = Math.min(history.missing ?? from, from);
    this.request({ kind: "history", run: this.run, from: history.missing });
  }
}

const random = () => crypto.getRandomValues(new Uint32Array(5)).join("-").padEnd(16, "-");

/** A value of this browser, made at its first use; private windows may refuse to remember. */
function remembered(name, make) {
  try {
    return localStorage.getItem(name) ?? (localStorage.setItem(name, make()), localStorage.getItem(name));
  } catch {
    return make();
  }
}
