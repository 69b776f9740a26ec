// The stage as a film, recorded while it moves.

import { elements, placed, stageOf } from "../drawing/stage.js";
import { layers, paper, pictured } from "./picture.js";

const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
const RATE = 30; // frames a second
const MOST_MS = 60_000;
const WORDS_MS = 400; // after which titles, legends and figures are looked at again
const MOST_PIXELS = 1920; // of a side

/** What this browser can record; nothing, where it can record nothing. */
export const kind = () => TYPES.find((type) => globalThis.MediaRecorder?.isTypeSupported(type));

/** Whether anything on the stage moves on a canvas. */
export const canFilm = () => Boolean(kind()) && elements("canvas").length > 0;

export class Film {
  /** `over`: called with the film, a Blob, at its end. */
  constructor(over) {
    const { width, height } = stageOf().getBoundingClientRect();
    this.scale = Math.min(Math.max(1, devicePixelRatio), MOST_PIXELS / Math.max(width, height));
    const even = (side) => 2 * Math.round((side * this.scale) / 2); // what encoders ask for
    this.canvas = Object.assign(document.createElement("canvas"), { width: even(width), height: even(height) });
    this.paper = paper();
    this.pictures = new Map(); // text of an SVG file -> its picture
    this.look();
    this.draw();
    const parts = [];
    this.recorder = new MediaRecorder(this.canvas.captureStream(RATE), { mimeType: kind(), videoBitsPerSecond: 6_000_000 });
    this.recorder.ondataavailable = ({ data }) => parts.push(data);
    this.recorder.onstop = () => over(new Blob(parts, { type: kind().split(";")[0] }));
    this.recorder.start();
    this.ending = setTimeout(() => this.stop(), MOST_MS);
  }

  draw() {
    this.drawing = requestAnimationFrame(() => this.draw());
    if (!stageOf()) return; // another page is coming
    const context = this.canvas.getContext("2d");
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    context.fillStyle = this.paper;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (const layer of this.layers) {
      if (typeof layer !== "string") this.moving(context, layer);
      else if (this.pictures.get(layer)) context.drawImage(this.pictures.get(layer), 0, 0);
    }
  }

  moving(context, canvas) {
    const { x, y, width, height } = placed(canvas.getBoundingClientRect());
    context.imageSmoothingEnabled = getComputedStyle(canvas).imageRendering !== "pixelated";
    if (width && canvas.width) context.drawImage(canvas, x, y, width, height);
  }

  /** What stands around the canvases: drawn anew where it has changed, once that can be seen. */
  async look() {
    const found = stageOf() ? layers() : this.layers;
    this.layers ??= found.filter((layer) => typeof layer !== "string");
    const files = found.filter((layer) => typeof layer === "string");
    const known = this.pictures;
    const made = await Promise.all(files.map(async (file) => [file, known.get(file) ?? await pictured(file).catch(() => null)]));
    [this.layers, this.pictures] = [found, new Map(made)];
    if (!this.over) this.looking = setTimeout(() => this.look(), WORDS_MS);
  }

  stop() {
    this.over = true;
    clearTimeout(this.ending);
    clearTimeout(this.looking);
    cancelAnimationFrame(this.drawing);
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }
}
