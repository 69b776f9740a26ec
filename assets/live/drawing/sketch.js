// A picture of few pixels that is painted by one pointer, or by keys that move a pen and put it down.

import { act } from "./keys.js";
import { drag } from "./pointer.js";

const BRUSH = 1.25; // radius in pixels
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Sketch {
  /** changed(since): pixels are other ones; moved(since): only the pen is elsewhere; done(), later(): the hand has let go. */
  constructor({ changed, moved, done, later }) {
    Object.assign(this, { changed, moved, done, later });
    this.cursor = [14, 14];
  }

  /** Another picture, as bytes; whether it was made by hand. */
  take(pixels, { size = this.size, channels = this.channels, ink = this.ink, byHand = false } = {}) {
    Object.assign(this, { pixels, size, channels, ink, byHand });
  }

  /** Paint on this canvas from now on. */
  on(canvas) {
    this.canvas = canvas;
    drag(canvas, {
      press: (e) => { this.before = this.pixels.slice(); this.last = null; this.brush(e); }, move: (e) => this.brush(e),
      release: () => this.done(), cancel: () => { this.pixels = this.before; this.changed(); },
    });
  }

  /** Paint from the last place of the pointer to this one. */
  brush(event) {
    const r = this.canvas.getBoundingClientRect();
    const at = [((event.clientX - r.left) / r.width) * this.size, ((event.clientY - r.top) / r.height) * this.size];
    const from = this.last ?? at;
    const n = Math.max(1, Math.ceil(2 * Math.hypot(at[0] - from[0], at[1] - from[1])));
    for (let i = 1; i <= n; i++) this.dab([0, 1].map((j) => from[j] + ((at[j] - from[j]) * i) / n));
    this.last = at;
    this.changed(event.timeStamp);
  }

  dab([cx, cy]) {
    this.byHand = true;
    const { channels: c, size, pixels } = this;
    for (let y = Math.max(0, Math.floor(cy - 3)); y < Math.min(size, cy + 3); y++) {
      for (let x = Math.max(0, Math.floor(cx - 3)); x < Math.min(size, cx + 3); x++) {
        const strength = Math.max(0, Math.min(1, BRUSH + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy)));
        for (let j = 0; j < c; j++) {
          const i = (y * size + x) * c + j;
          pixels[i] = c === 1 ? Math.max(pixels[i], 255 * strength) : pixels[i] + (this.ink[j] - pixels[i]) * strength;
        }
      }
    }
  }

  /** Arrow keys move a pen, space or Enter puts it down; Shift draws on the way. */
  key(event) {
    const dab = () => {
      this.dab(this.cursor.map((v) => v + 0.5));
      this.changed(event.timeStamp);
      this.later();
    };
    const acts = { " ": dab, Enter: dab };
    for (const [name, step] of Object.entries(STEP)) acts[name] = () => {
      this.cursor = this.cursor.map((v, j) => Math.max(0, Math.min(this.size - 1, v + step[j])));
      if (event.shiftKey) dab();
      else this.moved(event.timeStamp);
    };
    act(event, acts, Object.keys(STEP));
  }

  /** Where the pen is, while it has the focus. */
  drawPen(colour) {
    if (!this.canvas.matches(":focus")) return;
    const c = this.canvas.getContext("2d");
    c.fillStyle = colour;
    c.fillRect(this.cursor[0], this.cursor[1], 1, 1);
  }
}
