// What two-views draws and writes: marks of the two classes, the cross, numbers for readers.

import { element } from "../channel/live.js";

export const COLOURS = ["#4c78dd", "#f08b2f"]; // of cats and dogs, on white and on near-black

/** A cat is a circle, a dog a diamond: the classes differ in shape as well as in colour. */
export function mark(field, x1, x2, label, { radius, fill, line, width = 1.5 }) {
  const c = field.context;
  const [x, y] = field.toPixels(x1, x2);
  c.beginPath();
  if (label === 0) c.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    const r = radius * 1.25;
    for (const [dx, dy] of [[0, -r], [r, 0], [0, r], [-r, 0]]) c.lineTo(x + dx, y + dy);
    c.closePath();
  }
  c.fillStyle = fill;
  c.fill();
  c.lineWidth = width;
  c.strokeStyle = line;
  c.stroke();
}

export function cross(field, [x1, x2], colour, paper) {
  const c = field.context;
  const [x, y] = field.toPixels(x1, x2);
  for (const [style, width] of [[paper, 9], [colour, 4.5]]) {
    c.beginPath();
    for (const [dx, dy] of [[1, 1], [1, -1]]) {
      c.moveTo(x - 13 * dx, y - 13 * dy);
      c.lineTo(x + 13 * dx, y + 13 * dy);
    }
    c.lineCap = "round";
    c.lineWidth = width;
    c.strokeStyle = style;
    c.stroke();
  }
}

export function key(name, k) {
  const shape = k ? '<path d="M8 0 L16 8 L8 16 L0 8 Z"' : '<circle cx="8" cy="8" r="7"';
  const span = element("span", { class: "key" });
  span.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${shape} fill="${COLOURS[k]}"/></svg>`;
  span.append(name);
  return span;
}

export const term = (words) => element("dt", {}, words);

export const percent = (p) => (p > 0.9999 ? "> 99.99 %" : `${(100 * p).toFixed(p > 0.99 ? 2 : 0)} %`);

/** exp(log_p) for readers: 0.031 as it is, smaller numbers as a power of ten. */
export function power(logP) {
  const ten = logP / Math.LN10;
  if (ten > -3) return [(10 ** ten).toPrecision(2)];
  const exponent = Math.floor(ten);
  return [`${(10 ** (ten - exponent)).toFixed(1)} · 10`, element("sup", {}, `−${-exponent}`)];
}
