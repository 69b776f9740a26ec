// latent-pad: a point dragged over the 2-D latent map of one or two models, and the pictures that follow it.

import { act } from "../drawing/keys.js";
import { element, mounter } from "../channel/live.js";
import { Member } from "./component.js";
import { drawPixels, nthPicture } from "../drawing/picture.js";
import { drag } from "../drawing/pointer.js";
import { hiddenCanvas, onScreen } from "../drawing/screen.js";
import { markOf, trace } from "../drawing/shapes.js";

const MAP_PIXELS = 588; // drawn on screen at whatever size fits
const MAPS_KEPT = 24;
const NEAR = 32; // screen pixels around the ring in which a finger takes it
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class LatentPad extends Member {
  constructor(parent, name = "latent-pad") {
    super(parent, name);
    this.forgetMaps();
  }

  refresh() {
    super.refresh();
    const ramp = this.ramp.join();
    if (ramp !== this.drawnWith) this.forgetMaps(); // the theme changed
    this.drawnWith = ramp;
    this.rested();
    this.drawAll();
    this.legend.hidden = this.data.layer !== "points";
  }

  forgetMaps() {
    this.maps = new Map(); // which map (see mapKey) -> how it is painted
    this.awaited = []; // which map each model's pad waits for
  }

  /** Where the hand has been moved beside the plane of the map, by a slider, the map is of the plane through it. */
  rested() {
    this.data.models.forEach((_, k) => {
      const key = this.mapKey(k);
      if (this.maps.has(key)) {
        if (key !== this.painted?.[k]) this.drawAll();
      } else if (key !== this.awaited[k]) {
        this.awaited[k] = key;
        this.hand.requestMap(k, this.data.layer, key);
      }
    });
  }

  build() {
    this.canvases = [];
    this.pads = this.data.models.map((model, k) => this.pad(model, k));
    this.rings = this.data.models.map(() => element("span", { class: "ring" }));
    const panes = this.data.models.map((_, k) => element("div", { class: "pane" },
      element("div", { class: "map" }, this.pads[k], this.rings[k]), this.pictureFigure(k)));
    this.legend = element("ul", { class: "legend", "aria-label": this.text.classes },
      ...this.data.classes.map((name, c) =>
        element("li", {}, markOf(c, this.data.colours[c]), name)));
    this.body.append(element("div", { class: "panes", style: `--models: ${panes.length}` }, ...panes), this.legend);
  }

  pad(model, k) {
    const canvas = element("canvas", {
      class: "pad", width: MAP_PIXELS, height: MAP_PIXELS, tabIndex: 0, role: "application",
      "aria-roledescription": this.text.padRole, "aria-label": `${model.title}. ${this.text.padHelp}`,
      onkeydown: (event) => this.key(k, event),
    });
    const move = (event) => this.drag(canvas, event);
    drag(canvas, { grab: (event) => (this.nearRing(k, event) ? "any" : "along"), press: move, move,
      release: () => this.made.commit() });
    return canvas;
  }

  drag(canvas, event) {
    const box = canvas.getBoundingClientRect();
    const unit = (v) => Math.max(-1, Math.min(1, 2 * v - 1)) * this.data.reach;
    const u = [unit((event.clientX - box.left) / box.width), -unit((event.clientY - box.top) / box.height)];
    this.hand.setPlane(u, event.timeStamp, this);
  }

  /** Whether a finger is on the ring, which it then takes along in every direction. */
  nearRing(k, event) {
    const r = this.rings[k].getBoundingClientRect();
    return Math.hypot(event.clientX - (r.left + r.right) / 2, event.clientY - (r.top + r.bottom) / 2) < NEAR;
  }

  key(k, event) {
    const acts = { Home: () => this.hand.setAll(this.data.models[0].origin.map(() => 0), event.timeStamp, this) };
    for (const [name, step] of Object.entries(STEP)) acts[name] = () => {
      const size = event.shiftKey ? 0.5 : 0.1;
      const u = this.hand.plane(k).map((v, i) => clamp(v + size * step[i], this.data.reach));
      this.hand.setPlane(u, event.timeStamp, this);
    };
    if (act(event, acts, Object.keys(STEP))) this.made.later();
  }

  /** Which map stands under the ring of model k; codes of data are the same wherever the hand is. */
  mapKey(k) {
    const beside = this.data.layer === "points" ? [] : this.hand.beside(k);
    const { name, asked } = this.hand.models[k];
    return JSON.stringify([name, this.data.layer, this.hand.axes, asked, beside]);
  }

  map(key, layer, arrays) {
    for (const old of this.maps.keys()) if (this.maps.size >= MAPS_KEPT) this.maps.delete(old);
    const canvas = layer === "pictures" && this.sheet(arrays.pictures);
    this.maps.set(key, layer === "pictures"
      ? (context) => context.drawImage(canvas, 0, 0, MAP_PIXELS, MAP_PIXELS)
      : (context) => this.paintPoints(context, arrays.points.data, arrays.labels.data));
    this.root.dataset.maps = String(Number(this.root.dataset.maps ?? 0) + 1);
    this.drawAll();
  }

  /** Pictures (rows, columns, h, w[, 3]) side by side, pixel by pixel. */
  sheet(pictures) {
    const [rows, columns, h, w] = pictures.shape;
    const canvas = hiddenCanvas(columns * w, rows * h);
    const context = canvas.getContext("2d");
    for (let i = 0; i < rows * columns; i++) {
      drawPixels(context, ...nthPicture(pictures, i, 2), this.ramp, (i % columns) * w, Math.floor(i / columns) * h);
    }
    return canvas;
  }

  paintPoints(context, points, labels) {
    for (let i = 0; i < labels.length; i++) {
      const [x, y] = this.toPixels([points[2 * i], points[2 * i + 1]]);
      context.fillStyle = this.data.colours[labels[i]];
      context.globalAlpha = 0.75;
      trace(context, labels[i], x, y, 4);
      context.fill();
    }
  }

  toPixels([u1, u2]) {
    const scale = MAP_PIXELS / (2 * this.data.reach);
    return [(u1 + this.data.reach) * scale, (this.data.reach - u2) * scale];
  }

  moved(by) {
    this.rings.forEach((ring, k) => { // an element of its own, so that a move repaints no map
      const [x, y] = this.toPixels(this.hand.plane(k));
      ring.style.left = `${(100 * x) / MAP_PIXELS}%`;
      ring.style.top = `${(100 * y) / MAP_PIXELS}%`;
    });
    if (by !== this) return; // spoken only when a person moved it here
    const k = Math.max(0, this.pads.findIndex((pad) => pad.matches(":focus")));
    const u = this.hand.plane(k).map((v) => v.toFixed(2)).join(", ");
    this.say(`${this.text.position} ${u}`);
  }

  /** The map before, of the same model, layer and axes, until the one through the hand has come. */
  standsFor(before, key) {
    const about = (one) => one && JSON.stringify(JSON.parse(one).slice(0, 3));
    return about(before) === about(key) ? before : null;
  }

  drawAll() {
    this.painted ??= [];
    const paper = getComputedStyle(this.root).getPropertyValue("--st-background-color");
    this.pads.forEach((canvas, k) => {
      const context = onScreen(canvas, MAP_PIXELS, MAP_PIXELS);
      const key = this.mapKey(k);
      this.painted[k] = this.maps.has(key) ? key : this.standsFor(this.painted[k], key);
      const paint = this.maps.get(this.painted[k]);
      context.fillStyle = paper;
      context.fillRect(0, 0, MAP_PIXELS, MAP_PIXELS);
      paint?.(context);
      context.globalAlpha = 1;
    });
  }
}

const clamp = (v, reach) => Math.max(-reach, Math.min(reach, v));

export const render = mounter(LatentPad);
