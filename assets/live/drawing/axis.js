// An axis of a plot: where a value lies on it, what it spans, its round values, and how they are written.

import { fixed, signed } from "./numbers.js";

const SCALES = {
  linear: (v) => v,
  log: (v) => Math.log10(Math.max(v, Number.MIN_VALUE)),
  log1p: (v) => Math.log1p(v),
};

/** The place of a value between the ends of an axis {low, high, scale}: 0 to 1, the middle where it has no length. */
export function share(value, { low, high, scale = "linear" }) {
  const [v, from, to] = [value, low, high].map(SCALES[scale]);
  return to > from ? (v - from) / (to - from) : 0.5;
}

/** What an axis spans: the values without single spikes, which would flatten the rest, and every level. */
export function spanned(values, levels, low = null, high = null) {
  const finite = values.filter(Number.isFinite).sort((a, b) => a - b);
  const at = (q) => finite[Math.min(finite.length - 1, Math.floor(q * finite.length))];
  const seen = finite.length ? [at(0.01), at(0.99), ...levels] : levels;
  let [bottom, top] = [low ?? Math.min(...seen, Infinity), high ?? Math.max(...seen, -Infinity)];
  if (!Number.isFinite(bottom)) bottom = Number.isFinite(top) ? top - 1 : 0;
  if (!Number.isFinite(top)) top = bottom + 1;
  if (!(top > bottom)) [bottom, top] = [low ?? bottom - 0.5, high ?? top + 0.5];
  const room = (top - bottom) * 0.06;
  return { low: low ?? bottom - room, high: high ?? top + room };
}

/** Some four round values between low and high. */
export function roundValues(low, high) {
  const raw = (high - low) / 4;
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((s) => s * ten >= raw) * ten;
  const found = [];
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) found.push(v);
  return found;
}

export function short(v) {
  if (Number.isInteger(v)) return signed(v.toLocaleString());
  if (Math.abs(v) < 0.005) return signed(v.toExponential(0));
  if (Math.abs(v) >= 1000) return signed(Math.round(v).toLocaleString());
  return fixed(v, Math.abs(v) >= 100 ? 0 : Math.abs(v) >= 10 ? 1 : 2);
}
