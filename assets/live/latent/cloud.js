// What a cloud in latent space looks like: along one of its numbers, and how likely its picture is among others.

import { fixed, signed } from "../drawing/numbers.js";
import { Plot } from "../drawing/plot.js";
import { onScreen } from "../drawing/screen.js";

const REACH = 3.2; // of a number, to both sides of the prior's middle
const [FONT, NUMBERED] = [11, 48]; // pixels: a bell as high as this has numbers under it, a smaller one beside it

/** A canvas that fills its box, to be drawn on in the page's own pixels. */
function filled(canvas) {
  const [width, height] = [canvas.clientWidth || 200, canvas.clientHeight || 60];
  return [onScreen(canvas, width, height), width, height];
}

/**
 * One number of a code: the prior N(0, 1), the cloud N(mu, sigma^2) in it (a line without sigma), each
 * to its own height, and z. lit: the parts that are to be seen best.
 */
export function bell(canvas, { mu, sigma, z, colours, lit }) {
  const [c, width, height] = filled(canvas);
  const numbered = height >= NUMBERED;
  const base = height - (numbered ? FONT + 5 : 3);
  const x = (v) => ((Math.max(-REACH, Math.min(REACH, v)) + REACH) / (2 * REACH)) * width;
  const curve = (m, s, from, to) => {
    c.beginPath();
    for (let i = 0; i <= 60; i++) {
      const v = from + ((to - from) * i) / 60;
      c[i ? "lineTo" : "moveTo"](x(v), base - (base - 4) * Math.exp(-(((v - m) / s) ** 2) / 2));
    }
  };
  const line = (style, w, dash = []) => { Object.assign(c, { strokeStyle: style, lineWidth: w }); c.setLineDash(dash); c.stroke(); };
  curve(0, 1, -REACH, REACH);
  line(colours.ink, 1, [4, 3]);
  if (sigma > 0) {
    curve(mu, sigma, mu - 3.5 * sigma, mu + 3.5 * sigma);
    c.fillStyle = colours.cloud;
    c.globalAlpha = lit.has("sigma") ? 0.75 : 0.35;
    c.fill();
    c.globalAlpha = 1;
    line(colours.cloud, lit.has("sigma") ? 3 : 1.5);
  }
  if (numbered) {
    Object.assign(c, { fillStyle: colours.ink, font: `${FONT}px ${colours.font}`, textAlign: "center", textBaseline: "bottom" });
    for (const v of [-3, 0, 3]) c.fillText(signed(String(v)), x(v), height);
  }
  c.beginPath();
  c.moveTo(x(mu), base);
  c.lineTo(x(mu), lit.has("mu") ? 1 : 4);
  line(colours.cloud, lit.has("mu") ? 4 : 2);
  c.beginPath();
  c.arc(x(z), base - 2, lit.has("z") ? 5 : 3.5, 0, 2 * Math.PI);
  c.fillStyle = colours.accent;
  c.fill();
}

/** The share of values of a histogram {low, width, counts} that lie below one. */
export function ranked(value, { low, width, counts }) {
  const all = counts.reduce((a, b) => a + b, 0);
  const below = counts.reduce((sum, n, i) => sum + n * Math.max(0, Math.min(1, (value - low) / width - i)), 0);
  return below / all;
}

/** How likely the test pictures are, as bars, and one picture among them or beyond them. */
export const likelyPlot = (live) =>
  new Plot(live, { title: live.text.likeness, size: [184, 64], font: 11, room: { left: 2, right: 2, top: 4, bottom: 16 } });

/** value: nats; the bounds of the others: {low, width, counts}. */
export function drawLikely(plot, value, { low, width, counts }, colours) {
  const end = low + width * counts.length;
  const ticks = [low, end].map((v) => [v, fixed(v, 0)]);
  const x = { low: Math.min(low, value) - width, high: Math.max(end, value) + width, ticks, name: plot.live.text.nats };
  const points = counts.map((n, i) => [low + (i + 0.5) * width, n]);
  plot.draw({ x, y: { low: 0, high: Math.max(...counts) }, mark: value, frame: "base", colours: { ...colours, mark: colours.cloud },
    lines: [{ name: plot.live.text.tested, points, colour: colours.real, bars: { width } }] });
}

/**
 * The map: codes of data by class, the cloud of one picture as ellipses of one and two standard deviations along the two
 * axes of the map, and z. space: {origin, plane}; points: {points, labels} or null; marks: the classes' colours.
 */
export function scattered(canvas, { mu, sigma, z, points, space, reach, marks, colours, lit }) {
  const [c, width, height] = filled(canvas);
  const side = Math.min(width, height);
  const at = (u) => [width / 2 + (u[0] / reach) * (side / 2), height / 2 - (u[1] / reach) * (side / 2)];
  const dot = (a, b) => a.reduce((sum, v, j) => sum + v * b[j], 0);
  const onMap = (code) => space.plane.map((axis) => dot(axis, Array.from(code, (v, j) => v - space.origin[j])) / dot(axis, axis));
  c.globalAlpha = 0.45;
  if (points) points.labels.data.forEach((label, i) => {
    const [x, y] = at([points.points.data[2 * i], points.points.data[2 * i + 1]]);
    c.fillStyle = marks[label];
    c.fillRect(x - 0.75, y - 0.75, 1.5, 1.5);
  });
  c.globalAlpha = 1;
  const [x, y] = at(onMap(mu));
  const spread = space.plane.map((axis) => Math.sqrt(axis.reduce((sum, a, j) => sum + (a * sigma[j]) ** 2, 0)) / dot(axis, axis));
  for (const times of [1, 2]) {
    c.beginPath();
    c.ellipse(x, y, ...spread.map((s) => Math.max(1, ((times * s) / reach) * (side / 2))), 0, 0, 2 * Math.PI);
    Object.assign(c, { strokeStyle: colours.ink, lineWidth: lit.has("sigma") ? 3 : 1.5 });
    c.stroke();
  }
  for (const [place, style, size] of [[[x, y], colours.ink, lit.has("mu") ? 5 : 2], [at(onMap(z)), colours.accent, lit.has("z") ? 6 : 4]]) {
    c.beginPath();
    c.arc(...place, size, 0, 2 * Math.PI);
    c.fillStyle = style;
    c.fill();
  }
}
