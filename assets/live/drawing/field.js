// A square of the plane on a canvas: heat map, points, ellipses. Drawing only.

import { ramp, rgb } from "./picture.js";
import { hiddenCanvas, onScreen } from "./screen.js";
import { outline, trace } from "./shapes.js";

export const SIDE = 560; // drawing units per side; on screen whatever fits

export class Field {
  /** box: [x1 low, x2 low, x1 high, x2 high]; the canvas is SIDE x SIDE, first row at the top. */
  constructor(canvas, box) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.box = box;
    this.heat = hiddenCanvas(1, 1);
  }

  /** The theme's colours, taken anew whenever it may have changed. */
  theme(element) {
    const style = getComputedStyle(element);
    const colour = (name) => style.getPropertyValue(name).trim();
    this.colours = {
      paper: colour("--st-background-color"),
      ink: colour("--st-text-color"),
      accent: colour("--st-primary-color"),
      good: colour("--st-green-color"),
      bad: colour("--st-red-color"),
      line: colour("--st-border-color"),
    };
    this.ramp = ramp(rgb(this.colours.paper, [255, 255, 255]), rgb(this.colours.accent, [60, 90, 220]));
  }

  toPixels(x1, x2) {
    const [a, b, c, d] = this.box;
    return [((x1 - a) / (c - a)) * SIDE, ((d - x2) / (d - b)) * SIDE];
  }

  /** Where a pointer event is in the plane, held inside the box. */
  fromEvent(event) {
    const r = this.canvas.getBoundingClientRect();
    const [a, b, c, d] = this.box;
    const fx = Math.min(1, Math.max(0, (event.clientX - r.left) / r.width));
    const fy = Math.min(1, Math.max(0, (event.clientY - r.top) / r.height));
    return [a + fx * (c - a), d - fy * (d - b)];
  }

  /** Pixels on screen per drawing pixel, for targets that a finger must hit. */
  get zoom() {
    return this.canvas.getBoundingClientRect().width / SIDE || 1;
  }

  clear() {
    this.context = onScreen(this.canvas, SIDE, SIDE);
    this.context.globalAlpha = 1;
    this.context.fillStyle = this.colours.paper;
    this.context.fillRect(0, 0, SIDE, SIDE);
  }

  /** levels: uint8 n x n, row 0 lowest; 255 gets the full colour of the ramp. */
  setHeat(levels, n, ramp = this.ramp) {
    const image = new ImageData(n, n);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) pixels[(n - 1 - i) * n + j] = ramp[levels[i * n + j]];
    }
    this.heat.width = this.heat.height = n;
    this.heat.getContext("2d").putImageData(image, 0, 0);
  }

  /** words: what its colours mean, in the lower left corner. */
  drawHeat(alpha = 1, words = "") {
    this.context.globalAlpha = alpha;
    this.context.imageSmoothingEnabled = true;
    this.context.drawImage(this.heat, 0, 0, SIDE, SIDE);
    this.context.globalAlpha = 1;
    if (words) this.drawWords(words);
  }

  drawWords(words) {
    const c = this.context;
    const size = 12 / this.zoom;
    c.font = `${size}px ${getComputedStyle(this.canvas).fontFamily}`;
    c.lineJoin = "round";
    c.lineWidth = size / 4;
    c.strokeStyle = this.colours.paper;
    c.fillStyle = this.colours.ink;
    c.strokeText(words, size / 2, SIDE - size / 2);
    c.fillText(words, size / 2, SIDE - size / 2);
  }

  /** points: flat [x1, x2, ...]; from and to count points; shape: see shapes.js. */
  drawPoints(points, { colour = this.colours.ink, radius = 2.4, alpha = 0.6, from = 0, to = points.length / 2, shape = 0 } = {}) {
    const c = this.context;
    c.fillStyle = colour;
    c.globalAlpha = alpha;
    c.beginPath();
    for (let i = from; i < to; i++) outline(c, shape, ...this.toPixels(points[2 * i], points[2 * i + 1]), radius);
    c.fill();
    c.globalAlpha = 1;
  }

  /** points: flat [x1, x2, ...], each as an x. */
  drawCrosses(points, { colour = this.colours.ink, radius = 5, width = 2.2 } = {}) {
    const c = this.context;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x, y] = this.toPixels(points[i], points[i + 1]);
      c.moveTo(x - radius, y - radius);
      c.lineTo(x + radius, y + radius);
      c.moveTo(x + radius, y - radius);
      c.lineTo(x - radius, y + radius);
    }
    c.stroke();
  }

  /** The ellipse of `sds` standard deviations of a Gaussian; covariance [s11, s12, s22]. */
  drawEllipse([m1, m2], [s11, s12, s22], { colour = this.colours.ink, width = 2, sds = 2, alpha = 1 } = {}) {
    const { angle, major, minor } = axes(s11, s12, s22);
    const [x, y] = this.toPixels(m1, m2);
    const scale = SIDE / (this.box[2] - this.box[0]);
    const c = this.context;
    c.globalAlpha = alpha;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    c.ellipse(x, y, sds * major * scale, sds * minor * scale, -angle, 0, 2 * Math.PI);
    c.stroke();
    c.globalAlpha = 1;
  }

  /** A polyline through flat [x1, x2, ...]. */
  drawPath(points, { colour = this.colours.ink, width = 1.5, alpha = 1 } = {}) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    for (let i = 0; i < points.length / 2; i++) c.lineTo(...this.toPixels(points[2 * i], points[2 * i + 1]));
    c.stroke();
    c.globalAlpha = 1;
  }

  /** A knob that a finger can hit. */
  drawKnob(x1, x2, { colour = this.colours.accent, radius = 9, shape = 0 } = {}) {
    const [x, y] = this.toPixels(x1, x2);
    const c = this.context;
    trace(c, shape, x, y, radius);
    c.fillStyle = colour;
    c.fill();
    c.lineWidth = 3;
    c.strokeStyle = this.colours.paper;
    c.stroke();
  }
}

/** Standard deviations along the axes of a 2 x 2 covariance, and the angle of the longer one. */
export function axes(s11, s12, s22) {
  const middle = (s11 + s22) / 2;
  const off = Math.hypot((s11 - s22) / 2, s12);
  return {
    angle: 0.5 * Math.atan2(2 * s12, s11 - s22),
    major: Math.sqrt(Math.max(middle + off, 0)),
    minor: Math.sqrt(Math.max(middle - off, 0)),
  };
}

/** The covariance [s11, s12, s22] with these axes. */
export function covariance(angle, major, minor) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * c * major ** 2 + s * s * minor ** 2, c * s * (major ** 2 - minor ** 2),
    s * s * major ** 2 + c * c * minor ** 2];
}
