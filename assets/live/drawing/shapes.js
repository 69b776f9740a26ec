// Marks of classes, and of what is real and what is made: each has a shape of its own, for whoever cannot tell their colours apart.

import { element } from "../channel/live.js";

const turn = (n, radius, at = 0) => Array.from({ length: n }, (_, i) => {
  const angle = 2 * Math.PI * (i / n + at) - Math.PI / 2;
  return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)];
});
const regular = (n, radius, at = 0) => turn(n, () => radius, at);
const box = (w, h) => [[-w, -h], [w, -h], [w, h], [-w, h]];
const plus = (w, arm) => [[-w, -arm], [w, -arm], [w, -w], [arm, -w], [arm, w], [w, w], [w, arm], [-w, arm], [-w, w], [-arm, w],
  [-arm, -w], [-w, -w]];
const quarter = ([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2];

// In units of the mark's radius, all about equally large: circle, triangle, square, diamond, hanging triangle, plus, cross,
// star, hourglass, bar.
export const SHAPES = [
  regular(24, 1), regular(3, 1.4), box(0.9, 0.9), regular(4, 1.35), regular(3, 1.4, 0.5), plus(0.42, 1.3),
  plus(0.42, 1.3).map(quarter), turn(10, (i) => (i % 2 ? 0.6 : 1.5)), [[-1, -1.2], [1, -1.2], [-1, 1.2], [1, 1.2]], box(1.5, 0.5),
];

export const ROLES = { real: 0, fake: 1 }; // everywhere: what is real is round, what a model has made has three corners

/** Begin the path of class k's mark around a pixel. */
export function trace(context, k, x, y, radius) {
  context.beginPath();
  outline(context, k, x, y, radius);
}

/** Add class k's mark around a pixel to the path. */
export function outline(context, k, x, y, radius) {
  if (k % SHAPES.length === 0) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const [first, ...others] = SHAPES[k % SHAPES.length];
  context.moveTo(x + radius * first[0], y + radius * first[1]);
  for (const [dx, dy] of others) context.lineTo(x + radius * dx, y + radius * dy);
  context.closePath();
}

/** The same mark for a legend. */
export function markOf(k, colour) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-1.6 -1.6 3.2 3.2");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(svg.namespaceURI, "polygon");
  shape.setAttribute("points", SHAPES[k % SHAPES.length].join(" "));
  shape.style.fill = colour;
  svg.append(shape);
  return svg;
}

/** What stands for a layer in its legend: the mark of its points, or a dot of its colour. */
export function swatch(name) {
  return name in ROLES ? markOf(ROLES[name], `var(--${name})`) : element("span", { class: `dot ${name}` });
}
