// The frames of a run that this viewer has, in bounded memory, and the learning curves made of them.

import { parseFrame } from "../channel/frame.js";

const MOST = 400; // frames
const MOST_BYTES = 48 * 2 ** 20;

export class RunHistory {
  constructor() {
    this.clear();
  }

  clear() {
    this.frames = []; // {serial, step, meta, arrays, bytes}, oldest first
    this.size = 0;
    this.stride = 1;
    this.missing = null; // serial after which the past has been asked for; null: none of it is under way
  }

  get newest() {
    return this.frames.at(-1);
  }

  /** Append the newest frame; when memory is full, every second frame of the past goes. */
  add(frame) {
    const last = this.newest;
    if (last && frame.serial <= last.serial) return;
    if (this.frames.length > 1 && last.serial % this.stride) this.size -= this.frames.pop().bytes;
    this.frames.push(frame);
    this.size += frame.bytes;
    while (this.frames.length > 2 && (this.frames.length > MOST || this.size > MOST_BYTES)) this.thin();
  }

  thin() {
    this.stride *= 2;
    const [first, newest] = [this.frames[0], this.newest];
    this.frames = this.frames.filter((f) => f === first || f === newest || f.serial % this.stride === 0);
    this.size = this.frames.reduce((sum, f) => sum + f.bytes, 0);
  }

  /** Take in the past of a run, which comes in several parts and may meet what has been seen of it. */
  merge(frames) {
    const had = new Set(this.frames.map((f) => f.serial));
    this.frames = [...this.frames, ...frames.filter((f) => !had.has(f.serial))].sort((a, b) => a.serial - b.serial);
    this.size = this.frames.reduce((sum, f) => sum + f.bytes, 0);
    while (this.frames.length > 2 && (this.frames.length > MOST || this.size > MOST_BYTES)) this.thin();
  }

  /** Where the frame of this serial, or the last one before it, is now. */
  indexOf(serial) {
    const after = this.frames.findIndex((f) => f.serial > serial);
    return Math.max(0, (after < 0 ? this.frames.length : after) - 1);
  }

  /** [[step, value], ...] of one metric. */
  curve(metric) {
    const points = [];
    for (const { step, meta } of this.frames) {
      const value = meta.metrics[metric];
      if (value !== undefined) points.push([step, value]);
    }
    return points;
  }
}

/** A frame as the history keeps it. */
export function kept({ meta, arrays }) {
  const bytes = Object.values(arrays).reduce((sum, a) => sum + a.data.byteLength, 400);
  return { serial: meta.serial, step: meta.step, meta, arrays, bytes };
}

/** Packed frames inside a frame. */
export function unpacked(arrays) {
  return Object.keys(arrays).sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
    .map((name) => parseFrame(arrays[name].data.buffer));
}
