// Learning curves on a canvas: lines over the steps, levels to read them against. Drawing only.

import { onScreen } from "./screen.js";

export const SIZE = { width: 560, height: 190 }; // drawing units
const EDGE = { right: 8, top: 8, bottom: 20 };
const GAP = 7; // between a number and the axis

/**
 * lines: [{points: [[step, value], ...], colour}]; levels: [{value, label}] drawn dashed; marks a step with a line.
 * low and high bound the values where given; else the data and the levels do. logarithmic: of the steps.
 */
export function drawCurves(canvas, { lines, levels = [], colours, low = null, high = null, mark = null,
  logarithmic = false }) {
  const { width, height } = SIZE;
  const c = onScreen(canvas, width, height);
  c.clearRect(0, 0, width, height);
  const all = lines.flatMap((line) => line.points);
  const [bottom, top] = range(all.map((p) => p[1]), levels.map((l) => l.value), low, high);
  const last = all.reduce((m, p) => Math.max(m, p[0]), 1);
  const along = logarithmic ? (step) => Math.log1p(step) / Math.log1p(last) : (step) => step / last;
  c.font = "15px sans-serif";
  const ticks = [bottom, (bottom + top) / 2, top];
  const PAD = { ...EDGE, left: GAP + Math.max(30, ...ticks.map((v) => c.measureText(short(v)).width)) }; // whole numbers
  const x = (step) => PAD.left + along(step) * (width - PAD.left - PAD.right);
  const y = (v) => height - PAD.bottom
    - ((Math.min(top, Math.max(bottom, v)) - bottom) / (top - bottom)) * (height - PAD.top - PAD.bottom);
  axes(c, { x, y, last, ticks, width, height, colours, PAD });
  for (const { value, label } of levels) level(c, y(value), label, PAD.left, width, colours);
  for (const { points, colour } of lines) {
    c.beginPath();
    for (const [step, value] of points) c.lineTo(x(step), y(value));
    c.strokeStyle = colour;
    c.lineWidth = 2.5;
    c.lineJoin = "round";
    c.stroke();
  }
  if (mark !== null) vertical(c, x(mark), height, colours);
}

/** What the axis spans: the data without single spikes, which would flatten the rest, and every level. */
function range(values, levels, low, high) {
  const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (q) => finite[Math.min(finite.length - 1, Math.floor(q * finite.length))];
  const seen = finite.length ? [at(0.01), at(0.99), ...levels] : levels;
  let [bottom, top] = [low ?? Math.min(...seen, Infinity), high ?? Math.max(...seen, -Infinity)];
  if (!Number.isFinite(bottom)) bottom = Number.isFinite(top) ? top - 1 : 0;
  if (!Number.isFinite(top)) top = bottom + 1;
  if (!(top > bottom)) [bottom, top] = [low ?? bottom - 0.5, high ?? top + 0.5];
  const room = (top - bottom) * 0.06;
  return [low ?? bottom - room, high ?? top + room];
}

function axes(c, { x, y, last, ticks, width, height, colours, PAD }) {
  c.strokeStyle = colours.line;
  c.lineWidth = 1;
  c.strokeRect(PAD.left, PAD.top, width - PAD.left - PAD.right, height - PAD.top - PAD.bottom);
  c.fillStyle = colours.ink;
  c.globalAlpha = 0.75;
  c.textAlign = "right";
  c.textBaseline = "middle";
  for (const v of ticks) c.fillText(short(v), PAD.left - GAP + 2, Math.min(height - 30, y(v) + (v === ticks[2] ? 6 : 0)));
  c.textBaseline = "bottom";
  c.fillText(last.toLocaleString(), width - PAD.right, height);
  c.textAlign = "left";
  c.fillText("0", x(0), height);
  c.globalAlpha = 1;
}

function level(c, y, label, left, width, colours) {
  c.setLineDash([7, 6]);
  c.strokeStyle = colours.ink;
  c.globalAlpha = 0.6;
  c.lineWidth = 1.5;
  c.beginPath();
  c.moveTo(left, y);
  c.lineTo(width - EDGE.right, y);
  c.stroke();
  c.setLineDash([]);
  c.fillStyle = colours.ink;
  c.textAlign = "right";
  c.textBaseline = y < 40 ? "top" : "bottom";
  c.fillText(label, width - EDGE.right - 6, y + (y < 40 ? 3 : -2));
  c.globalAlpha = 1;
}

function vertical(c, x, height, colours) {
  c.strokeStyle = colours.accent;
  c.globalAlpha = 0.8;
  c.lineWidth = 2;
  c.beginPath();
  c.moveTo(x, EDGE.top);
  c.lineTo(x, height - EDGE.bottom);
  c.stroke();
  c.globalAlpha = 1;
}

const short = (v) => {
  if (v !== 0 && Math.abs(v) < 0.005) return v.toExponential(0);
  return Math.abs(v) >= 100 ? v.toFixed(0) : Math.abs(v) >= 10 ? v.toFixed(1) : v.toFixed(2);
};
