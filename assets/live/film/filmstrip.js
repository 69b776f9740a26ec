// filmstrip: pictures on their way from noise, computed once by the server and then moved through in both directions here.

import { Chain } from "./chain.js";
import { PANES, Scrubbed, momentWords, part } from "./film.js";
import { element, mounter } from "../channel/live.js";
import { drawSheet, inkRamp } from "../drawing/picture.js";
import { Timeline } from "../drawing/timeline.js";

const PLAY_MS = 3500; // from noise to data

class Filmstrip extends Scrubbed {
  constructor(parent) {
    super(parent, "filmstrip");
  }

  layout() {
    return [this.text];
  }

  build() {
    const { text } = this;
    this.panes = PANES.map((name) => {
      const canvas = element("canvas", { class: "sheet", width: 118, height: 118, role: "img", "aria-label": text[name],
        onclick: (event) => this.choose(this.under(event, canvas)) });
      return { name, canvas, root: element("figure", {}, element("div", { class: "fit" }, canvas), element("figcaption", {}, text[name])) };
    });
    this.chain = new Chain(text, (share) => { this.time.still(); this.time.go(share); this.hold(); });
    this.time = new Timeline(this, { text, ways: ["q", "p"], pace: { p: PLAY_MS, q: PLAY_MS }, share: this.share, before: this.time,
      step: () => 1 / this.film.walk.steps, show: (share, how) => this.move(share, how.since), reach: () => this.end,
      mood: (state) => this.mood(state), hold: () => this.hold(), begin: (way) => this.turn(way) });
    const button = (words, onclick) => element("button", { type: "button", onclick }, words);
    this.which = element("output");
    this.body.append(
      element("div", { class: "films" }, ...this.panes.map((p) => p.root)),
      element("div", { class: "time" }, this.time.root),
      this.chain.root,
      element("div", { class: "transport which" },
        button("❮", () => this.choose(this.chosen - 1)), this.which, button("❯", () => this.choose(this.chosen + 1))),
    );
    const [before, after] = this.body.querySelectorAll(".which button");
    before.setAttribute("aria-label", text.before);
    after.setAttribute("aria-label", text.after);
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    this.want([this.data.walk]);
  }

  get film() {
    return this.films[0];
  }

  // ---- time under the hand --------------------------------------------------------------------------------------

  move(share, since) {
    if (share !== this.was) this.chain.way = share > (this.was ?? 0) ? "p" : "q";
    this.was = share;
    this.redraw(since);
  }

  // ---- pictures -------------------------------------------------------------------------------------------------

  redraw(since) {
    if (!this.film?.list.length || (!this.visible && this.frames)) return;
    const { text, film, share } = this;
    const pictures = film.at(share);
    for (const { name, canvas } of this.panes) drawSheet(canvas, pictures[name], this.ramp);
    this.chain.draw(share, (place) => this.single(place), this.ramp);
    const words = momentWords(text.told, [film.near(share) ?? film.list.at(-1)]);
    this.time.shown(words);
    this.which.textContent = text.which.replace("{n}", this.chosen + 1).replace("{all}", pictures.x.shape[0]);
    this.root.dataset.step = Math.min(share * film.walk.steps, film.list.length - 1).toFixed(2);
    this.say(words);
    this.drawn(since);
  }

  /** The chosen picture's x_t at one place of the chain. */
  single(share) {
    const frame = this.film.near(share);
    return frame ? part(frame.x, this.chosen, true) : null;
  }

  choose(i) {
    const n = this.film?.list[0]?.x.shape[0] ?? 1;
    this.chosen = (i + n) % n;
    this.redraw();
    this.made.later();
  }

  under(event, canvas) {
    const r = canvas.getBoundingClientRect();
    const side = Math.ceil(Math.sqrt(this.film?.list[0]?.x.shape[0] ?? 1));
    const cell = (v, low, size) => Math.min(side - 1, Math.floor(((v - low) / size) * side));
    return cell(event.clientY, r.top, r.height) * side + cell(event.clientX, r.left, r.width);
  }
}

export const render = mounter(Filmstrip);
