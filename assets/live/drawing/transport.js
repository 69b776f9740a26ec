// Play, pause, step and scrub a history of frames that grows while it plays. The component draws; this keeps time.

import { act, keyName } from "./keys.js";
import { element } from "../channel/live.js";

export const SPEEDS = [2, 10, 30, 60, 300]; // history steps per second

export class Transport {
  /**
   * live: the component; show(index): draw history[index]; length(): how many there are now;
   * more(): ask for more history (optional); total: how many there can be; about(): which history it is;
   * held(): the person has stopped it, moved on in it, or chosen another speed.
   */
  constructor(live, { show, length, more = () => {}, total, speed = 30, about = () => "", held = () => {} }) {
    Object.assign(this, { live, show, length, more, total, about, usual: speed });
    live.appear = () => this.go(this.at);
    const before = live.clock; // the same history in other words: it goes on where it is
    live.clock = this;
    this.at = before?.at ?? 0;
    this.isHeld = before?.isHeld ?? false; // by the person, somewhere
    this.awaited = before?.awaited ?? null; // where to go as soon as there is so much
    this.owed = 0;
    this.playing = false;
    const { text } = live;
    const button = (label, name, onclick) => element("button", { type: "button", title: label, "aria-label": label, onclick }, name);
    this.play = button(text.play, "▶", () => this.toggle());
    this.scrub = element("input", {
      type: "range", min: "0", max: "0", step: "1", value: "0", "aria-label": text.timeline,
      oninput: () => { this.put(Number(this.scrub.value)); this.grown(); },
    });
    this.count = element("output");
    this.speed = element("select", { "aria-label": text.speed },
      ...SPEEDS.map((s) => element("option", { value: String(s), selected: s === (before ? Number(before.speed.value) : speed) }, `${s}/s`)));
    this.root = element("div", { class: "transport", role: "group", "aria-label": text.transport },
      this.play,
      button(text.back, "❮", () => this.put(this.at - 1)),
      button(text.step, "❯", () => this.put(this.at + 1)),
      this.scrub, this.count, this.speed);
    const touched = () => {
      this.isHeld = true;
      held();
    };
    for (const kind of ["click", "change"]) this.root.addEventListener(kind, touched);
    live.root.onkeyup = (event) => { if ([" ", ",", "."].includes(keyName(event))) touched(); };
    // One handler for the whole component: space plays and pauses, comma and full stop step.
    live.root.onkeydown = (event) => {
      if (event.target.matches("select, button, textarea, input:not([type=range])")) return;
      act(event, { " ": () => this.toggle(), ",": () => this.put(this.at - 1), ".": () => this.put(this.at + 1) }, [",", "."]);
    };
    if (before?.playing) {
      before.playing = false;
      this.start();
    }
  }

  /** What the link says: where the person holds it, null while it plays, and the speed where it is another. */
  place() {
    const at = this.isHeld && !this.playing ? this.awaited ?? this.at : null;
    const speed = Number(this.speed.value) === this.usual ? null : Number(this.speed.value);
    return at === null && speed === null ? null : { about: this.about(), at, speed };
  }

  /** As the link says, from the next growth on; nothing, where that is about another history. */
  hold(place) {
    const ours = place?.about === this.about() ? place : null;
    if (place !== undefined) this.speed.value = String(ours?.speed ?? this.usual);
    this.awaited = ours?.at ?? null;
    this.isHeld = this.awaited !== null;
    if (this.isHeld) this.pause();
  }

  /** Go where the person holds it, once there is so much. */
  reach() {
    const { awaited } = this;
    if (awaited === null || !this.length()) return;
    if (this.length() <= Math.min(awaited, this.total - 1)) return this.more();
    this.awaited = null;
    this.go(awaited);
  }

  /** Forget the place in the history, e.g. because it is another history now. */
  restart(play = false) {
    this.at = 0;
    this.owed = 0;
    this.grown();
    if (play) this.start(); else this.pause();
  }

  /** The person puts it somewhere; where there is not so much yet, it goes on when there is. */
  put(index) {
    this.awaited = null;
    this.pause();
    this.go(index);
  }

  toggle() {
    this.awaited = null;
    if (this.playing) return this.pause();
    if (this.at >= this.total - 1) this.at = 0;
    this.start();
  }

  start() {
    if (this.playing || !this.live.root.isConnected) return;
    this.playing = true;
    this.play.textContent = "❚❚";
    this.play.title = this.live.text.pause;
    this.play.setAttribute("aria-label", this.live.text.pause);
    this.last = null;
    this.live.state("running");
    requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    this.playing = false;
    this.play.textContent = "▶";
    this.play.title = this.live.text.play;
    this.play.setAttribute("aria-label", this.live.text.play);
    this.live.state(this.at >= this.total - 1 ? "done" : "paused");
  }

  /** One screen frame: as many history steps as the speed owes, no more than there are. */
  tick(now) {
    if (!this.playing || !this.live.root.isConnected) return;
    const elapsed = this.last === null ? 0 : Math.min(0.1, (now - this.last) / 1000);
    this.last = now;
    this.owed += elapsed * Number(this.speed.value);
    const steps = Math.floor(this.owed);
    this.owed -= steps;
    if (steps || this.length() <= this.at + 1) this.go(Math.min(this.at + steps, this.length() - 1));
    if (this.at >= this.total - 1) return this.pause();
    requestAnimationFrame((next) => this.tick(next));
  }

  /** Show one moment of the history; asks for more when it comes near the end of what is there. */
  go(index) {
    const length = this.length();
    if (index >= length - 60 && length < this.total) this.more();
    const wanted = Math.min(index, this.total - 1);
    if (wanted > Math.max(0, length - 1) && !this.playing) this.awaited = wanted;
    if (!length) return;
    this.at = Math.max(0, Math.min(index, length - 1));
    this.grown();
    this.live.root.dataset.step = String(this.at);
    if (!this.live.visible && this.live.frames) return; // time goes on; drawing waits until it is in sight
    this.show(this.at);
    this.live.drawn();
  }

  /** The history has become longer (or another one). */
  grown() {
    this.scrub.max = String(Math.max(0, this.total - 1)); // not what is there: the thumb would run backwards as it comes
    this.scrub.value = String(this.awaited ?? this.at);
    this.count.textContent = `${(this.at + 1).toLocaleString()} / ${this.total.toLocaleString()}`;
    this.reach();
  }
}
