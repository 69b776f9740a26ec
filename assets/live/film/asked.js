// asked: what was asked for, coming out of noise: one picture large, or the syllables of a word; others of the same request
// small; and where two films are set against each other, both on the same noise.

import { Scrubbed, momentWords } from "./film.js";
import { element, mounter } from "../channel/live.js";
import { drawPixels, inkRamp, nthPicture } from "../drawing/picture.js";
import { Timeline } from "../drawing/timeline.js";

const PLAY_MS = 1000; // from noise to data: no longer than it takes to compute

class Asked extends Scrubbed {
  constructor(parent) {
    super(parent, "asked");
    this.follows = true;
  }

  /** data.panes: which film each shows, what of it, and its title. */
  layout() {
    return [this.text, this.data.panes, this.data.ways];
  }

  build() {
    const { text, data: { panes, ways } } = this;
    this.panes = panes.map(({ film, show, title }) => {
      const [main, thumbs] = [element("div", { class: "large" }), element("div", { class: "others", role: "group", "aria-label": text.others })];
      const root = element("section", { class: "request" }, ...(title ? [element("h2", {}, title)] : []), element("div", { class: "drawn" }, main, thumbs));
      return { film, show, title, main, thumbs, root, big: [], small: [] };
    });
    this.time = new Timeline(this, { text, ways, pace: { p: PLAY_MS, q: PLAY_MS }, share: this.share, before: this.time,
      step: () => 1 / this.films[0].walk.steps, show: (share, how) => this.redraw(how.since), reach: () => this.end,
      mood: (state) => this.mood(state), hold: () => this.hold(), begin: (way) => this.turn(way) });
    this.body.append(element("div", { class: "requests" }, ...this.panes.map(({ root }) => root)), element("div", { class: "time" }, this.time.root));
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    const { films } = this.data;
    this.want(films.map(({ walk }) => walk), films);
  }

  /** As many canvases as the film has pictures: one group of `size` large, every group small. */
  arrange(pane, size, n) {
    const now = `${size} ${n}`;
    if (pane.arranged === now) return;
    pane.arranged = now;
    const canvas = (attributes) => element("canvas", { width: 1, height: 1, ...attributes });
    pane.big = Array.from({ length: size }, () => {
      const [drawn, said, mark] = [canvas({ role: "img" }), element("span"), element("em", { hidden: true })];
      return { drawn, said, mark, root: element("figure", {}, drawn, element("figcaption", {}, said, mark)) };
    });
    pane.small = Array.from({ length: n > size ? n / size : 0 }, (_, k) => {
      const drawn = canvas({});
      return { drawn, root: element("button", { type: "button", onclick: () => this.choose(k) }, drawn) };
    });
    pane.main.replaceChildren(...pane.big.map(({ root }) => root));
    pane.thumbs.replaceChildren(...pane.small.map(({ root }) => root));
    const { style } = pane.root;
    for (const [name, columns] of [["wide", size], ["narrow", Math.min(size, 4)]]) {
      style.setProperty(`--${name}`, columns);
      style.setProperty(`--${name}-rows`, Math.ceil(size / columns));
    }
    style.setProperty("--size", size);
    pane.root.classList.toggle("word", size > 1);
  }

  redraw(since) {
    const there = this.films.filter(({ list }) => list.length);
    if (!there.length || !this.panes || (!this.visible && this.frames)) return;
    for (const pane of this.panes) if (this.films[pane.film]?.list.length) this.drawPane(pane);
    const words = momentWords(this.text.told, there.map((film) => film.near(this.share) ?? film.list.at(-1)));
    this.time.shown(words);
    this.root.dataset.step = (this.share * this.films[0].walk.steps).toFixed(2);
    this.say([...this.panes[0].big.map(({ drawn }) => drawn.getAttribute("aria-label")), words].join("; "));
    this.drawn(since);
  }

  drawPane(pane) {
    const film = this.films[pane.film];
    const pictures = film.at(this.share, [pane.show])[pane.show];
    const [n] = pictures.shape;
    const { spec: { size, pictures: said } } = film;
    this.arrange(pane, size, n);
    const groups = n / size;
    const chosen = Math.min(this.chosen, groups - 1);
    pane.big.forEach(({ drawn, said: words, mark }, i) => {
      this.paint(drawn, pictures, chosen * size + i, 1);
      const { label, letters = "", unseen } = said[chosen * size + i];
      if (drawn.getAttribute("aria-label") !== label) drawn.setAttribute("aria-label", label);
      write(words, letters);
      write(mark, unseen ? this.text.unseen : "");
      mark.hidden = !unseen;
    });
    pane.small.forEach(({ drawn, root }, k) => {
      this.paint(drawn, pictures, k * size, size);
      const label = said.slice(k * size, (k + 1) * size).map((one) => one.label).join(" ");
      if (root.title !== label) Object.assign(root, { title: label, ariaLabel: label });
      root.setAttribute("aria-pressed", String(k === chosen));
    });
  }

  /** `count` pictures from `first` on, side by side. */
  paint(canvas, pictures, first, count) {
    const [, h, w] = pictures.shape;
    if (canvas.width !== w * count || canvas.height !== h) Object.assign(canvas, { width: w * count, height: h });
    const context = canvas.getContext("2d");
    for (let i = 0; i < count; i++) drawPixels(context, ...nthPicture(pictures, first + i), this.ramp, i * w, 0);
  }

  choose(k) {
    this.chosen = k;
    this.redraw();
    this.made.later();
  }
}

function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

export const render = mounter(Asked);
