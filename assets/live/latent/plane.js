// latent-plane: a point dragged over the plane through three codes, and the picture there; all of it comes at once.

import { act } from "../drawing/keys.js";
import { Live, element, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { fixed } from "../drawing/numbers.js";
import { drawPixels, inkRamp, nthPicture } from "../drawing/picture.js";
import { drag } from "../drawing/pointer.js";

const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NEAR = 32; // screen pixels around the ring in which a finger takes it
const EVERY = 3; // of the pictures along a side, that many apart are drawn on the map

class LatentPlane extends Live {
  constructor(parent) {
    super(parent, "latent-plane");
    this.at = [0.5, 0.5]; // u to the right, from the first code to the second; v down, to the third
    this.made = new Made(this, { give: () => ({ at: this.at.map((v) => Number(v.toFixed(3))) }), take: ({ at }) => this.take(at) });
  }

  layout() {
    return [this.text, this.data.corners];
  }

  build() {
    const { text, data } = this;
    this.pad = element("canvas", { class: "pad", tabIndex: 0, role: "application", "aria-roledescription": text.padRole,
      "aria-label": text.padHelp, onkeydown: (event) => this.key(event) });
    this.ring = element("span", { class: "ring" });
    this.picture = element("canvas", { role: "img", "aria-label": text.picture });
    this.where = element("figcaption", {});
    const move = (event) => this.drag(event);
    drag(this.pad, { grab: (event) => (this.nearRing(event) ? "any" : "along"), press: move, move, release: () => this.made.commit() });
    const corners = data.corners.map((name, k) => element("span", { class: `corner corner-${k}` }, name));
    this.body.append(element("div", { class: "plane" },
      element("div", { class: "map" }, this.pad, ...corners, this.ring),
      element("figure", { class: "picture" }, this.picture, this.where)));
  }

  refresh() {
    this.connect("latent");
    this.ramp = inkRamp(this.root);
    const ask = JSON.stringify(this.data.ask);
    if (ask !== this.asked) this.channel.request("plane", this.data.ask, { asked: (this.asked = ask) });
    if (this.sheet) this.drawAll();
  }

  frame(meta, { pictures }, request) {
    if (request.asked !== this.asked) return; // other pictures have been chosen meanwhile
    this.sheet = pictures;
    this.drawAll();
  }

  take(at) {
    this.at = at;
    if (this.sheet) this.paint();
  }

  /** The picture nearest to u, v. */
  nearest(u, v) {
    const side = this.sheet.shape[0];
    return nthPicture(this.sheet, Math.round(v * (side - 1)) * side + Math.round(u * (side - 1)), 2);
  }

  drawAll() {
    const n = (this.sheet.shape[0] - 1) / EVERY + 1;
    for (let i = 0; i < n * n; i++) {
      const [column, row] = [i % n, Math.floor(i / n)];
      const [pixels, sides] = this.nearest(column / (n - 1), row / (n - 1));
      const [h, w] = sides;
      if (!i) Object.assign(this.pad, { width: n * w, height: n * h });
      drawPixels(this.pad.getContext("2d"), pixels, sides, this.ramp, column * w, row * h);
    }
    this.paint();
  }

  paint(since) {
    const [pixels, sides] = this.nearest(...this.at);
    const [height, width] = sides;
    if (this.picture.width !== width || this.picture.height !== height) Object.assign(this.picture, { width, height });
    drawPixels(this.picture.getContext("2d"), pixels, sides, this.ramp);
    const n = this.pad.width / width; // the ring goes from the middle of the first picture to that of the last
    const place = (v) => `${(100 * (0.5 + v * (n - 1))) / n}%`;
    Object.assign(this.ring.style, { left: place(this.at[0]), top: place(this.at[1]) });
    const words = `u = ${fixed(this.at[0], 2)}, v = ${fixed(this.at[1], 2)}`;
    this.where.textContent = words;
    this.picture.setAttribute("aria-label", `${this.text.picture}: ${words}`);
    this.drawn(since);
  }

  drag(event) {
    const box = this.pad.getBoundingClientRect();
    const n = this.sheet ? this.pad.width / this.sheet.shape[3] : 2;
    const unit = (share) => Math.max(0, Math.min(1, (share * n - 0.5) / (n - 1)));
    this.move([unit((event.clientX - box.left) / box.width), unit((event.clientY - box.top) / box.height)], event);
  }

  move(at, event) {
    this.at = at;
    if (this.sheet) this.paint(event.timeStamp);
  }

  nearRing(event) {
    const r = this.ring.getBoundingClientRect();
    return Math.hypot(event.clientX - (r.left + r.right) / 2, event.clientY - (r.top + r.bottom) / 2) < NEAR;
  }

  key(event) {
    const acts = { Home: () => this.move([0.5, 0.5], event) };
    for (const [name, step] of Object.entries(STEP)) acts[name] = () => {
      const size = event.shiftKey ? 0.2 : 0.05;
      this.move(this.at.map((v, i) => Math.max(0, Math.min(1, v + size * step[i]))), event);
    };
    if (!act(event, acts, Object.keys(STEP))) return;
    this.made.later();
    this.say(this.where.textContent);
  }
}

export const render = mounter(LatentPlane);
