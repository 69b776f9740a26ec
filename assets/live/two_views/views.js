// two-views: a classifier and a generative model on the same points; the points and a cross are dragged, both answer.

import { Field, SIDE } from "../drawing/field.js";
import { act } from "../drawing/keys.js";
import { Live, element, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { rgb } from "../drawing/picture.js";
import { drag } from "../drawing/pointer.js";
import { COLOURS, cross, key, mark, percent, power, term } from "./marks.js";

const NEAR = 26; // screen pixels around a point that still hit it
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const CROSS = -1; // the chosen thing, where it is no point

class TwoViews extends Live {
  constructor(parent) {
    super(parent, "two-views");
    this.chosen = CROSS;
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values), undoable: ["hand"] });
  }

  layout() {
    return [this.text, this.data.box];
  }

  build() {
    const { text } = this;
    this.classes = [text.cat, text.dog];
    this.views = [
      this.view(text.classifier, text.classifierRole, () => this.refuse()),
      this.view(text.generative, text.generativeRole, () => this.drawNew()),
    ];
    const button = (label, onclick) => element("button", { type: "button", onclick }, label);
    this.body.append(
      element("div", { class: "buttons" }, button(text.far, (event) => this.moveCross(this.data.far, event.timeStamp)),
        button(text.back, () => this.restore()), ...this.made.buttons(), ...this.classes.map((name, k) => key(name, k))),
      element("div", { class: "views" }, ...this.views.map((v) => v.root)),
    );
  }

  /** One of the two halves: a title, a map, what it says at the cross, and whether it can be asked for more. */
  view(title, role, onAsk) {
    const { text } = this;
    const canvas = element("canvas", {
      class: "pad", width: SIDE, height: SIDE, tabIndex: 0, role: "application", "aria-roledescription": role,
      "aria-label": `${title}. ${text.help}`,
      onkeydown: (event) => this.key(event), onblur: () => this.made.flush(),
    });
    const says = element("dl");
    const told = element("p", { class: "told" });
    const ask = element("button", { type: "button", onclick: onAsk }, text.draw);
    const root = element("section", { class: "view" }, element("h2", {}, title), element("div", { class: "fit" }, canvas), says,
      element("div", { class: "buttons" }, ask), told);
    const view = { root, canvas, says, told, field: new Field(canvas, this.data.box) };
    drag(canvas, {
      grab: (event) => (this.onThing(view.field, view.field.fromEvent(event)) ? "any" : "along"),
      press: (event) => this.press(event, view),
      move: (event) => this.put(view.field.fromEvent(event), event.timeStamp), release: () => this.made.commit(),
    });
    return view;
  }

  refresh() {
    for (const { field } of this.views) field.theme(this.root);
    this.paper = rgb(this.views[0].field.colours.paper, [255, 255, 255]);
    this.connect("two_views");
    const given = JSON.stringify(this.data.points);
    if (given !== this.given) {
      this.given = given;
      this.start(this.data.made.values.hand);
    }
    if (this.isNews(this.data.points, this.data.model)) this.request();
  }

  /** What the hand has moved, of these points; null where everything is in its place. */
  give() {
    const { points, about } = this.data;
    const moved = this.points.flatMap(([x1, x2], i) => (x1 === points[i][0] && x2 === points[i][1] ? [] : [[i, x1, x2]]));
    const { cross, seed } = this;
    return { hand: moved.length || cross.some(Boolean) || seed ? { about, moved, cross, asked: seed } : null };
  }

  take({ hand }) {
    const known = this.given === JSON.stringify(this.data.points);
    this.start(hand);
    if (known) this.request(); // else refresh() comes next
  }

  start(hand) {
    const ours = hand?.about === this.data.about ? hand : null;
    this.points = structuredClone(this.data.points);
    for (const [i, ...place] of ours?.moved ?? []) this.points[i]?.splice(0, 2, ...place);
    this.cross = ours?.cross ?? [0, 0];
    this.chosen = CROSS;
    this.seed = ours?.asked ?? 0; // how often new examples were asked for
    for (const view of this.views) view.told.textContent = "";
  }

  restore() {
    this.start();
    this.request();
    this.made.commit();
  }

  request(since) {
    const { points, cross, seed } = this;
    const { box, model, draws } = this.data;
    const message = { kind: "views", points, query: cross, box, model, draws: seed ? draws : 0, seed };
    this.channel.request("views", structuredClone(message), { since });
  }

  frame(meta, arrays, request) {
    this.meta = meta;
    this.fresh = arrays.drawn ? { places: arrays.drawn.data, labels: arrays.drawn_labels.data } : null;
    const [n] = arrays.classifier.shape;
    const full = new Uint8Array(n * n).fill(150);
    this.paint(this.views[0].field, arrays.classifier.data, full, n, true);
    this.paint(this.views[1].field, arrays.share.data, arrays.density.data, n, false);
    this.draw();
    this.answers(request.message);
    this.drawn(request.since);
  }

  /** Colour of the class's share over paper, as strong as `strength`; by halves around an even share if `diverging`. */
  paint(field, share, strength, n, diverging) {
    const ends = COLOURS.map((c) => rgb(c, [0, 0, 0]));
    const image = new ImageData(n, n);
    for (let i = 0; i < n * n; i++) {
      const s = share[i] / 255;
      const alpha = (strength[i] / 255) * (diverging ? Math.abs(2 * s - 1) : 0.95);
      const at = 4 * ((n - 1 - Math.floor(i / n)) * n + (i % n));
      for (let c = 0; c < 3; c++) {
        const colour = diverging ? ends[s > 0.5 ? 1 : 0][c] : ends[0][c] * (1 - s) + ends[1][c] * s;
        image.data[at + c] = this.paper[c] * (1 - alpha) + colour * alpha;
      }
      image.data[at + 3] = 255;
    }
    field.heat.width = field.heat.height = n;
    field.heat.getContext("2d").putImageData(image, 0, 0);
  }

  draw() {
    if (!this.meta) return;
    this.views.forEach(({ field }, v) => {
      const { ink, paper } = field.colours;
      field.clear();
      field.drawHeat(1, v === 1 ? this.text.colours : "");
      if (v === 0) for (const piece of this.meta.boundary) field.drawPath(piece.flat(), { colour: ink, width: 3 });
      else for (const [k, ...e] of this.meta.ellipses) {
        field.drawEllipse(e.slice(0, 2), e.slice(2), { colour: COLOURS[k], width: 2.5 });
      }
      this.points.forEach(([x1, x2, label], i) => {
        if (i === this.chosen) mark(field, x1, x2, label, { radius: 12, fill: ink, line: paper });
        mark(field, x1, x2, label, { radius: 7, fill: COLOURS[label], line: paper });
      });
      if (v === 1 && this.fresh) {
        const { places, labels } = this.fresh;
        labels.forEach((label, i) => mark(field, places[2 * i], places[2 * i + 1], label,
          { radius: 7, fill: paper, line: COLOURS[label], width: 3 }));
      }
      cross(field, this.cross, this.chosen === CROSS ? ink : field.colours.line, paper);
    });
  }

  // ---- what both say ----

  answers({ points, query, draws }) {
    const { text, meta } = this;
    const [first, second] = this.views;
    first.says.replaceChildren(...this.which(meta.classifier_says), term(text.likely), element("dd", {}, text.noDensity));
    const below = meta.thinner ? text.thinner : text.thinnest;
    const rank = below.replace("{k}", meta.thinner).replace("{n}", points.length);
    second.says.replaceChildren(...this.which(meta.generative_says), term(text.likely),
      element("dd", {}, "p(x) = ", element("strong", {}, ...power(meta.log_p)), element("small", {}, rank)));
    this.root.dataset.classifier = meta.classifier_says[1].toFixed(6);
    this.root.dataset.logp = meta.log_p.toFixed(3);
    this.root.dataset.cross = query.map((v) => v.toFixed(2)).join();
    if (draws && this.fresh) {
      const dogs = this.fresh.labels.reduce((sum, label) => sum + label, 0);
      second.told.textContent = text.drew.replace("{cats}", this.fresh.labels.length - dogs).replace("{dogs}", dogs);
    }
    this.say([text.classifier, this.best(meta.classifier_says), text.generative, this.best(meta.generative_says),
      `p(x) = 10^${(meta.log_p / Math.LN10).toFixed(1)}`, rank, second.told.textContent].filter(Boolean).join(", "));
  }

  best(p) {
    return `${this.classes[p[1] > 0.5 ? 1 : 0]} ${percent(Math.max(...p))}`;
  }

  which(p) {
    const bar = element("div", { class: "scale" }, ...p.map((share, k) =>
      element("span", { style: `width: ${100 * share}%; background: ${COLOURS[k]}` })));
    return [term(this.text.which), element("dd", {}, element("strong", {}, this.best(p)), bar)];
  }

  refuse() {
    this.views[0].told.textContent = this.text.cannot;
    this.say(this.text.cannot);
  }

  drawNew() {
    this.seed += 1;
    this.request();
    this.made.commit();
  }

  // ---- the hand ----

  press(event, view) {
    const at = view.field.fromEvent(event);
    this.chosen = this.hit(view.field, at);
    if (this.chosen === CROSS) this.put(at, event.timeStamp); // a press on empty ground calls the cross
    else this.draw();
  }

  /** Screen pixels between two places of the plane. */
  away(field, [x1, x2], at) {
    const [[px, py], [hx, hy]] = [field.toPixels(x1, x2), field.toPixels(...at)];
    return Math.hypot(px - hx, py - hy) * field.zoom;
  }

  /** The point under the hand, else the cross. */
  hit(field, at) {
    const distances = this.points.map((point) => this.away(field, point, at));
    const nearest = distances.indexOf(Math.min(...distances));
    return distances[nearest] < Math.min(NEAR, this.away(field, this.cross, at)) ? nearest : CROSS;
  }

  onThing(field, at) {
    return this.hit(field, at) !== CROSS || this.away(field, this.cross, at) < NEAR;
  }

  put(at, since) {
    const [low1, low2, high1, high2] = this.data.box;
    const inside = [Math.min(high1, Math.max(low1, at[0])), Math.min(high2, Math.max(low2, at[1]))];
    const place = inside.map((v) => Number(v.toFixed(2)));
    if (this.chosen === CROSS) this.cross = place;
    else this.points[this.chosen].splice(0, 2, ...place);
    this.request(since);
  }

  moveCross(at, since) {
    this.chosen = CROSS;
    this.put(at, since);
    this.made.commit();
  }

  key(event) {
    if (this.made.key(event)) return;
    const acts = { n: () => this.choose((this.chosen + 1) % this.points.length), c: () => this.choose(CROSS) };
    for (const [name, step] of Object.entries(STEP)) acts[name] = () => {
      const [x1, x2] = this.chosen === CROSS ? this.cross : this.points[this.chosen];
      const size = event.shiftKey ? 1 : 0.2;
      this.put([x1 + size * step[0], x2 + size * step[1]], event.timeStamp);
      this.made.later();
    };
    act(event, acts, Object.keys(STEP));
  }

  choose(thing) {
    this.chosen = thing;
    this.draw();
    const [x1, x2, label] = thing === CROSS ? this.cross : this.points[thing];
    const name = thing === CROSS ? this.text.cross : `${this.text.point} ${thing + 1}, ${this.classes[label]}`;
    this.say(`${name}: (${x1.toFixed(2)}, ${x2.toFixed(2)})`);
  }
}

export const render = mounter(TwoViews);
