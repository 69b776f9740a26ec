// How a run is drawn: a field of points, heat and arrows; pictures; several seeds side by side.

import { Field, SIDE } from "../drawing/field.js";
import { element } from "../channel/live.js";
import { drawSheet, inkRamp, ramp, rgb } from "../drawing/picture.js";
import { onScreen } from "../drawing/screen.js";
import { ROLES, outline, trace, swatch as swatchOf } from "../drawing/shapes.js";
import { VIEWS, drawArrows, runColours, toggles } from "./layers.js";

const [TRAILS, TRAIL_FRAMES] = [60, 40]; // how many fakes leave a trail, and how long it is
const [CONTRAST, STRONGEST] = [0.45, 0.68]; // of the judgement's colours
const SMALL = 280; // drawing pixels per side of one seed's field

/** fake <-> undecided <-> real as 256 packed colours over the theme's paper. In a fair fight D says little more than a
 * half anywhere: the scale is steep around the middle, and the same at every step, so that frames can be compared. */
function judgement(colours) {
  const [paper, real, fake] = [colours.paper, colours.real, colours.fake].map((c) => rgb(c, [128, 128, 128]));
  return ramp(paper, real, (v) => [(Math.abs(v - 127.5) / 127.5) ** CONTRAST * STRONGEST, v > 127.5 ? real : fake]);
}

function withRoles(field, root) {
  field.theme(root);
  return Object.assign(field.colours, runColours(root));
}

/** Layers over the plane; a second field shows the best possible discriminator where the frames have one. */
class FieldView {
  constructor(player) {
    this.player = player;
    const { text } = player.data;
    this.shown = player.layersShown();
    this.canvas = this.pad(text.field);
    this.best = this.pad(text.best);
    this.scale = element("canvas", { width: 256, height: 1, role: "img", "aria-label": text.scale });
    this.root = element("div", { class: "run-view" },
      element("div", { class: "fields" },
        element("figure", {}, this.canvas, element("figcaption", {}, text.learned)),
        (this.bestFigure = element("figure", {}, this.best, element("figcaption", {}, text.best)))),
      toggles(this, element("div", { class: "scale" }, this.scale,
        ...[text.scaleFake, "½", text.scaleReal].map((words) => element("span", {}, words)))));
  }

  pad(label) {
    return element("canvas", { class: "pad still", width: SIDE, height: SIDE, role: "img", "aria-label": label });
  }

  begin({ box }, arrays) {
    this.real = arrays.real?.data;
    this.fields = [this.canvas, this.best].map((canvas) => new Field(canvas, box));
    this.theme();
  }

  theme() {
    if (!this.fields) return;
    for (const field of this.fields) this.colours = withRoles(field, this.player.root);
    this.ramp = judgement(this.colours);
    const strip = new ImageData(256, 1);
    new Uint32Array(strip.data.buffer).set(this.ramp);
    this.scale.getContext("2d").putImageData(strip, 0, 0);
  }

  draw({ arrays }) {
    const [main, best] = this.fields;
    this.bestFigure.hidden = !arrays.optimal; // first: the other has its place then
    this.paint(main, arrays, "heat");
    if (arrays.optimal) this.paint(best, arrays, "optimal");
  }

  paint(field, arrays, heat) {
    const on = (name) => this.shown.has(name);
    const { real, fake, ink } = this.colours;
    field.clear();
    if (arrays[heat] && on("heat")) {
      field.setHeat(arrays[heat].data, arrays[heat].shape[0], this.ramp);
      field.drawHeat();
    }
    if (heat === "heat" && arrays.grid && on("grid")) drawGrid(field, arrays.grid, ink);
    if (arrays.p_fake) return this.judged(field, arrays);
    if (heat === "heat" && arrays.z) drawInset(field, arrays.z.data, ink);
    if (heat === "heat" && on("trajectories")) this.trajectories(field);
    if (this.real && on("real")) field.drawPoints(this.real, { colour: real, radius: 2.6, alpha: 0.8, shape: ROLES.real });
    if (arrays.fake && on("fake")) field.drawPoints(arrays.fake.data, { colour: fake, radius: 3.4, alpha: 0.95, shape: ROLES.fake });
    if (heat === "heat" && arrays.arrows && on("arrows")) drawArrows(field, arrays.arrows.data, ink);
  }

  /** The ways that some fakes have come: the same noise in the last frames of the history. */
  trajectories(field) {
    const { history, at } = this.player;
    const end = at === null ? history.frames.length : at + 1;
    const past = history.frames.slice(Math.max(0, end - TRAIL_FRAMES), end).filter((f) => f.arrays.fake);
    for (let i = 0; i < TRAILS; i++) {
      const way = past.flatMap((f) => [f.arrays.fake.data[2 * i], f.arrays.fake.data[2 * i + 1]]);
      field.drawPath(way, { colour: this.colours.fake, width: 1.3, alpha: 0.6 });
    }
  }

  /** Every point in the colour of what D says of it, in the shape of what it is. */
  judged(field, { real, fake, p_real, p_fake }) {
    const c = field.context;
    for (const [points, says, shape] of [[real, p_real, ROLES.real], [fake, p_fake, ROLES.fake]]) {
      for (let i = 0; i < says.data.length; i++) {
        const [x, y] = field.toPixels(points.data[2 * i], points.data[2 * i + 1]);
        c.fillStyle = says.data[i] > 127 ? this.colours.real : this.colours.fake;
        c.globalAlpha = 0.25 + (Math.abs(says.data[i] - 127.5) / 127.5) * 0.75;
        trace(c, shape, x, y, 4);
        c.fill();
      }
    }
    c.globalAlpha = 1;
  }

  describe({ metrics }) {
    const { text } = this.player.data;
    return metrics.modes === undefined ? "" : text.modesOf.replace("{n}", Math.round(metrics.modes));
  }
}

function drawGrid(field, { data, shape: [n, m] }, colour) {
  for (let i = 0; i < n; i++) field.drawPath(data.subarray(i * m * 2, (i + 1) * m * 2), { colour, width: 1, alpha: 0.35 });
  for (let j = 0; j < m; j++) {
    const column = Float32Array.from({ length: 2 * n }, (_, k) => data[((k >> 1) * m + j) * 2 + (k & 1)]);
    field.drawPath(column, { colour, width: 1, alpha: 0.35 });
  }
}

/** The noise in its own small square, from -3 to 3. */
function drawInset(field, z, colour) {
  const c = field.context;
  const [left, top, side] = [10, 10, 130];
  c.fillStyle = field.colours.paper;
  c.strokeStyle = field.colours.line;
  c.lineWidth = 1;
  c.fillRect(left, top, side, side);
  c.strokeRect(left, top, side, side);
  c.fillStyle = colour;
  const at = (v) => side / 2 + (Math.max(-3, Math.min(3, v)) / 6) * side;
  for (let i = 0; i + 1 < z.length; i += 2) c.fillRect(left + at(z[i]) - 1, top + at(-z[i + 1]) - 1, 2.5, 2.5);
  c.font = "16px sans-serif";
  c.fillText("z", left + 6, top + 18);
}

/** Pictures from the same noise, in a square sheet. */
class PicturesView {
  constructor(player) {
    this.player = player;
    this.canvas = element("canvas", { class: "sheet", width: 8, height: 8, role: "img",
      "aria-label": player.data.text.pictures });
    this.root = element("div", { class: "run-view" }, this.canvas);
  }

  begin() {
    this.theme();
  }

  theme() {
    this.ramp = inkRamp(this.player.root);
  }

  draw({ arrays }) {
    if (arrays.pictures) drawSheet(this.canvas, arrays.pictures, this.ramp);
  }

  describe() {
    return "";
  }
}

/** One small field for each seed. */
class SeedsView {
  constructor(player) {
    this.player = player;
    const { text, replicas, seed } = player.data;
    this.cells = Array.from({ length: replicas }, (_, i) => {
      const name = text.seed.replace("{n}", seed + i);
      const canvas = element("canvas", { class: "pad still", width: SMALL, height: SMALL, role: "img", "aria-label": name });
      const caption = element("figcaption", {}, name);
      return { canvas, caption, figure: element("figure", {}, canvas, caption) };
    });
    const legend = player.data.layers.map(({ label, swatch }) => element("li", {}, swatchOf(swatch), label));
    this.root = element("div", { class: "run-view" }, element("div", { class: "seeds" }, ...this.cells.map((c) => c.figure)),
      element("ul", { class: "legend" }, ...legend));
  }

  begin({ box }, arrays) {
    this.box = box;
    this.real = arrays.real?.data;
    this.theme();
  }

  theme() {
    this.colours = withRoles(new Field(this.cells[0].canvas, this.box ?? [0, 0, 1, 1]), this.player.root);
  }

  draw({ arrays, meta }) {
    const [, n] = arrays.fakes?.shape ?? [0, 0];
    const { text, seed } = this.player.data;
    const [a, b, c, d] = this.box;
    const to = (x, y) => [((x - a) / (c - a)) * SMALL, ((d - y) / (d - b)) * SMALL];
    for (let i = 0; i < this.cells.length; i++) {
      const { canvas, caption } = this.cells[i];
      const context = onScreen(canvas, SMALL, SMALL);
      context.fillStyle = this.colours.paper;
      context.fillRect(0, 0, SMALL, SMALL);
      dots(context, this.real, { colour: this.colours.real, alpha: 0.4, shape: ROLES.real, radius: 2 }, to);
      const fakes = n ? arrays.fakes.data.subarray(i * n * 2, (i + 1) * n * 2) : [];
      dots(context, fakes, { colour: this.colours.fake, alpha: 0.9, shape: ROLES.fake, radius: 3.5 }, to);
      const modes = arrays.modes ? Math.round(arrays.modes.data[i]) : null;
      caption.textContent = text.seed.replace("{n}", seed + i)
        + (modes === null ? "" : ` · ${text.modesShort.replace("{n}", modes).replace("{k}", meta.metrics.n_modes)}`);
      canvas.setAttribute("aria-label", caption.textContent);
    }
  }

  describe({ metrics }) {
    return metrics.collapsed === undefined ? "" : this.player.data.text.collapsed.replace("{n}", Math.round(metrics.collapsed));
  }
}

function dots(context, points, { colour, alpha, shape, radius }, to) {
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  context.beginPath();
  for (let i = 0; i + 1 < points.length; i += 2) outline(context, shape, ...to(points[i], points[i + 1]), radius);
  context.fill();
  context.globalAlpha = 1;
}

Object.assign(VIEWS, { field: FieldView, pictures: PicturesView, seeds: SeedsView });
