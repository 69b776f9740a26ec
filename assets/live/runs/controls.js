// The controls of a run: play, pause, single steps, speed, timeline over its history, slow motion.

import { act } from "../drawing/keys.js";
import { element } from "../channel/live.js";

const SPEEDS = [1, 10, 100, null]; // steps per second; null: as fast as it goes
const STAGE_SECONDS = 4;
const MOVE_MS = 1300; // from before to after

export class RunControls {
  constructor(player) {
    this.player = player;
    const { text, actions, slowMotion } = player.data;
    const button = (label, name, onclick) =>
      element("button", { type: "button", title: label, "aria-label": label, onclick }, name);
    this.play = button(text.play, "▶", () => this.toggle());
    this.step = button(text.step, "❯", () => this.act("step"));
    this.acts = actions.map(({ act, label, help, key }) =>
      element("button", { type: "button", title: `${help} (${key})`, onclick: () => this.act(act) }, label));
    this.again = button(text.restart, "↺", () => player.restart());
    this.speed = element("select", { "aria-label": text.speed, onchange: () => this.setSpeed() },
      ...SPEEDS.map((s) => element("option", { value: String(s), selected: s === player.speed }, s ? `${s}/s` : text.fastest)));
    this.slowButton = slowMotion
      && element("button", { type: "button", onclick: () => this.askSlow() }, text.slow);
    this.scrub = element("input", { type: "range", min: "0", max: "0", step: "1", value: "0", "aria-label": text.timeline,
      oninput: () => { this.endSlow(); this.goTo(Number(this.scrub.value)); } });
    this.count = element("output");
    this.now = element("button", { type: "button", class: "now", hidden: true, onclick: () => player.go(null) }, text.live);
    this.status = element("p", { class: "run-status" });
    this.ownButton = element("button", { type: "button", onclick: () => this.beginOwn() }, text.own);
    this.foreign = element("div", { class: "foreign", role: "status", hidden: true }, element("span", {}), this.ownButton);
    this.stage = element("div", { class: "stage", role: "status", hidden: true });
    this.commands = element("span", { class: "commands" }, this.play, this.step, ...this.acts, this.again,
      ...(this.slowButton ? [this.slowButton] : []));
    this.root = element("div", { class: "run-controls" }, this.stage,
      element("div", { class: "transport", role: "group", "aria-label": text.transport },
        this.commands, this.speed),
      element("div", { class: "transport timeline" }, this.scrub, this.count, this.now),
      this.status, this.foreign,
      element("details", { class: "keys" }, element("summary", {}, text.keyboard), element("span", {}, text.keys)));
    player.root.onkeydown = (event) => this.key(event);
  }

  // ---- what the person does -----------------------------------------------------------------------------------

  toggle() {
    const { player } = this;
    this.endSlow();
    const { state, step, steps } = player.about?.meta ?? {};
    if (!player.run) return player.begin();
    if (state === "running") return player.control("pause");
    player.go(null);
    if (state === "paused" && step < steps) player.control("play");
    else player.restart();
  }

  act(name) {
    this.endSlow();
    this.player.go(null);
    this.player.control("act", { act: name });
  }

  setSpeed() {
    const speed = this.speed.value === "null" ? null : Number(this.speed.value);
    this.player.look({ speed: speed ?? 0 });
    this.player.control("speed", { speed });
  }

  key(event) {
    if (event.target.matches("select, textarea, input[type=checkbox]")) return;
    const onButton = event.target.matches("button");
    const acts = { ".": () => this.act("step"), ",": () => this.back(1), r: () => this.player.restart(),
      s: () => this.slowButton && this.askSlow(), l: () => this.player.go(null) };
    if (!onButton) acts[" "] = () => this.toggle();
    for (const { act, key } of this.player.data.actions) acts[key] = () => this.act(act);
    act(event, acts, [","]);
  }

  back(n) {
    const { player } = this;
    player.go((player.at ?? player.history.frames.length - 1) - n);
  }

  /** The first frame from this step on; an arrow key, which moves the thumb by one step, goes to the next frame. */
  goTo(step) {
    const { player, end } = this;
    const { frames } = player.history;
    if (step >= end) return player.go(null);
    const after = frames.findIndex((frame) => frame.step >= step);
    const back = step === player.shownFrame?.step - 1 && frames[after].step > step;
    player.go(Math.max(0, back ? after - 1 : after));
  }

  // ---- slow motion --------------------------------------------------------------------------------------------

  askSlow() {
    if (this.slow) return this.endSlow();
    this.player.go(null);
    this.player.control("slow");
  }

  /** Show one turn, stage by stage, each with its words; arrays that a stage does not have stay as they were. */
  slowMotion(frames) {
    if (!frames.length) return;
    let lasting = { ...this.player.shownFrame?.arrays, arrows: undefined };
    this.slow = frames.map((frame) => {
      const arrays = { ...lasting, ...frame.arrays };
      lasting = { ...lasting, heat: arrays.heat, fake: arrays.fake };
      return { ...frame, step: frame.meta.step, arrays };
    });
    this.stageAt(0);
  }

  stageAt(i, byHand = false) {
    clearTimeout(this.stageTimer);
    if (!this.slow || i >= this.slow.length) return this.endSlow();
    const frame = this.slow[i];
    this.shownStage = frame;
    this.stageIndex = i;
    const { name, words } = this.player.data.stages[frame.meta.stage] ?? { name: frame.meta.stage, words: "" };
    if (this.stage.hidden) this.buildStage();
    this.stage.hidden = false;
    this.light(frame.meta.stage);
    [...this.steps.children].forEach((item, k) => (k === i ? item.setAttribute("aria-current", "step") : item.removeAttribute("aria-current")));
    this.words.replaceChildren(element("strong", {}, `${i + 1}. ${name}. `), words);
    this.stageBack.disabled = i === 0;
    this.player.root.dataset.stage = frame.meta.stage;
    this.move(frame);
    // It goes on by itself until the person takes over, who may want to read longer.
    if (!byHand) this.stageTimer = setTimeout(() => this.stageAt(i + 1), STAGE_SECONDS * 1000);
  }

  /** The panel of slow motion; its buttons stay, so that the keyboard does not lose its place. */
  buildStage() {
    const { text, data } = this.player;
    const button = (label, onclick) => element("button", { type: "button", onclick }, label);
    this.lit = element("figure", { class: "lit" });
    this.lit.innerHTML = data.diagram; // drawn by the server; nothing in it comes from a person
    this.steps = element("ol", {}, ...this.slow.map((f) => element("li", {}, data.stages[f.meta.stage]?.name ?? f.meta.stage)));
    this.words = element("p", {});
    this.stageBack = button(text.stageBack, () => this.stageAt(this.stageIndex - 1, true));
    this.stage.replaceChildren(this.lit, this.steps, this.words, element("span", { class: "commands" }, this.stageBack,
      button(text.stageNext, () => this.stageAt(this.stageIndex + 1, true)), button(text.stageEnd, () => this.endSlow())));
  }

  /** In the page's own drawing, the parts that act in this stage. */
  light(stage) {
    const lights = (this.player.data.stages[stage]?.lights ?? "").split(" ");
    for (const part of this.lit.querySelectorAll("[data-part]")) part.classList.toggle("off", !lights.includes(part.dataset.part));
  }

  /** Draw a stage; what it has before and after passes from one to the other. */
  move(frame, began = performance.now()) {
    const changed = Object.keys(frame.arrays).filter((name) => `${name}_before` in frame.arrays);
    const share = changed.length ? Math.min(1, (performance.now() - began) / MOVE_MS) : 1;
    const arrays = { ...frame.arrays };
    for (const name of changed) arrays[name] = between(arrays[`${name}_before`], arrays[name], share);
    this.player.redraw({ ...frame, arrays });
    if (share < 1) requestAnimationFrame(() => this.shownStage === frame && this.move(frame, began));
  }

  endSlow() {
    clearTimeout(this.stageTimer);
    if (!this.slow) return;
    this.slow = this.shownStage = null;
    this.stage.hidden = true;
    delete this.player.root.dataset.stage;
    this.player.redraw();
  }

  // ---- what the run says --------------------------------------------------------------------------------------

  describe(meta) {
    const { text } = this.player;
    const running = meta.state === "running";
    this.play.textContent = running ? "❚❚" : "▶";
    this.play.title = running ? text.pause : text.play;
    this.play.setAttribute("aria-label", this.play.title);
    this.tellOwner();
    for (const control of this.commands.querySelectorAll("button")) control.disabled = !this.player.mine;
    const over = meta.step >= meta.steps || !this.player.run;
    for (const control of [this.step, ...this.acts, this.slowButton]) if (control && over) control.disabled = true;
    this.speed.disabled = !this.player.mine;
    const speed = this.player.run ? meta.speed : this.player.speed;
    if (document.activeElement !== this.speed && this.player.root.getRootNode().activeElement !== this.speed) {
      this.speed.value = String(SPEEDS.includes(speed) ? speed : null);
    }
    const waiting = this.player.run && !this.player.shownFrame && meta.state !== "error";
    const parts = [waiting ? text.preparing : text.states[meta.state] ?? meta.state];
    if (running && meta.rate) parts.push(text.rate.replace("{n}", meta.rate < 10 ? meta.rate.toFixed(1) : Math.round(meta.rate).toLocaleString()));
    if (running && meta.left) parts.push(text.left.replace("{t}", duration(meta.left, text)));
    if (meta.viewers > 1) parts.push(text.viewers.replace("{n}", meta.viewers));
    this.status.textContent = parts.join(" · ");
  }

  /** Whose run this is, and whether the settings of this page are its own; else offer one with them. */
  tellOwner() {
    const { player } = this;
    const { text } = player.data;
    if (!player.run) return;
    const words = player.mine ? (player.differs ? text.differs : "") : text.watching;
    this.foreign.hidden = !words;
    this.foreign.firstChild.textContent = words;
    this.ownButton.textContent = player.mine ? text.useMine : text.own;
  }

  /** There is no run here: offer a new one. */
  offerOwn() {
    const { text } = this.player.data;
    this.foreign.hidden = false;
    this.foreign.firstChild.textContent = this.player.lost ? text[`error_${this.player.lost}`] : "";
    this.ownButton.textContent = this.player.lost ? text.startNew : text.own;
  }

  beginOwn() {
    const { player } = this;
    this.foreign.hidden = true;
    if (player.run && player.mine) player.restart();
    else player.own();
  }

  /** Another layout takes over. */
  leave() {
    clearTimeout(this.stageTimer);
    this.slow = this.shownStage = null;
  }

  at(frame) {
    if (this.status.textContent === this.player.text.preparing) this.describe(this.player.about.meta);
    const total = this.player.about.meta.steps;
    this.count.textContent = this.player.text.stepOf.replace("{n}", frame.step.toLocaleString()).replace("{total}", total.toLocaleString());
  }

  grown() {
    const { player } = this;
    const { at, history: { frames, newest } } = player;
    if (at === null) this.end = newest?.step ?? 0; // while one looks at the past the thumb stands still
    this.scrub.max = String(this.end);
    this.scrub.value = String(at === null ? this.end : frames[at].step);
    this.now.hidden = at === null;
  }
}

function between(from, to, share) {
  return { shape: to.shape, data: to.data.map((v, i) => from.data[i] + (v - from.data[i]) * share) };
}

function duration(seconds, text) {
  if (seconds < 90) return text.seconds.replace("{n}", Math.ceil(seconds));
  return text.minutes.replace("{n}", Math.ceil(seconds / 60));
}
