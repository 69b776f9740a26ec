// The stage as a film, recorded while it moves.

import { elements, placed, stageOf } from "../drawing/stage.js";

const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
const RATE = 30; // frames a second
const MOST_MS = 60_000;
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
    this.paper = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
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
    for (const canvas of elements("canvas")) {
      const { x, y, width, height } = placed(canvas.getBoundingClientRect());
      context.imageSmoothingEnabled = getComputedStyle(canvas).imageRendering !== "pixelated";
      if (width && canvas.width) context.drawImage(canvas, x, y, width, height);
    }
  }

  stop() {
    clearTimeout(this.ending);
    cancelAnimationFrame(this.drawing);
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }
}
