// The hills of a density: where their knobs are, and what a hand or a key makes of one. A hill is [w, m1, m2, s11, s12, s22].

import { axes, covariance } from "../drawing/field.js";

const MIN_SD = 0.08;
const MAX_SD = 3;
const NEAR = 24; // screen pixels around a knob that still hit it

const held = (sd) => Math.min(MAX_SD, Math.max(MIN_SD, sd));

/** [name, x1, x2] of a hill's mean, and of the tips of its two axes at two standard deviations. */
export function knobs([, m1, m2, s11, s12, s22]) {
  const { angle, major, minor } = axes(s11, s12, s22);
  return [
    ["mean", m1, m2],
    ["major", m1 + 2 * major * Math.cos(angle), m2 + 2 * major * Math.sin(angle)],
    ["minor", m1 - 2 * minor * Math.sin(angle), m2 + 2 * minor * Math.cos(angle)],
  ];
}

/** The knob at a point: [hill, name], or null; only the chosen hill has those of its axes. */
export function knobAt(field, hills, chosen, at) {
  const [x, y] = field.toPixels(...at);
  let best = null;
  hills.forEach((c, k) => {
    for (const [name, x1, x2] of knobs(c)) {
      if (name !== "mean" && k !== chosen) continue;
      const [kx, ky] = field.toPixels(x1, x2);
      const distance = Math.hypot(kx - x, ky - y) * field.zoom;
      if (distance < NEAR && (!best || distance < best.distance)) best = { distance, knob: [k, name] };
    }
  });
  return best?.knob ?? null;
}

/** Draw a knob to a point. */
export function pull(c, name, [x1, x2]) {
  if (name === "mean") [c[1], c[2]] = [x1, x2];
  else {
    const { major, minor } = axes(c[3], c[4], c[5]);
    const length = held(Math.hypot(x1 - c[1], x2 - c[2]) / 2);
    const turned = Math.atan2(x2 - c[2], x1 - c[1]);
    const s = name === "major"
      ? covariance(turned, Math.max(length, minor), minor)
      : covariance(turned - Math.PI / 2, major, Math.min(length, major));
    c.splice(3, 3, ...s);
  }
}

/** Move it inside the box. */
export function shift(c, [d1, d2], [low1, low2, high1, high2]) {
  c[1] = Math.min(high1, Math.max(low1, c[1] + d1));
  c[2] = Math.min(high2, Math.max(low2, c[2] + d2));
}

/** + and - size it, brackets turn it. */
export function shape(c, name) {
  const { angle, major, minor } = axes(c[3], c[4], c[5]);
  const grow = { "+": 1.1, "=": 1.1, "-": 1 / 1.1 }[name] ?? 1;
  const turn = { "[": 0.1, "]": -0.1 }[name] ?? 0;
  c.splice(3, 3, ...covariance(angle + turn, held(major * grow), held(minor * grow)));
}

/** With as many digits as are kept. */
export function tidy(c) {
  c.splice(0, c.length, ...c.map((v) => Number(v.toFixed(4))));
}

export function drawHills(field, hills, chosen) {
  const { ink, accent, good, paper } = field.colours;
  hills.forEach((c, k) => {
    field.drawEllipse([c[1], c[2]], c.slice(3), { colour: paper, width: 4, alpha: 0.7 });
    field.drawEllipse([c[1], c[2]], c.slice(3), { colour: k === chosen ? accent : ink, alpha: 0.9 });
    for (const [name, x1, x2] of knobs(c)) {
      if (name === "mean" || k === chosen) {
        field.drawKnob(x1, x2, { colour: name === "mean" ? accent : good, radius: name === "mean" ? 9 : 7 });
      }
    }
  });
}
