// What the views of runs share: their names, the theme's colours, boxes for layers, arrows.

import { element } from "../channel/live.js";
import { swatch as swatchOf } from "../drawing/shapes.js";

/** The views by name: a module of views enters its own, and a page loads only the module that it shows. */
export const VIEWS = {};

/** The theme's colours by role; blue is real and orange is fake, which stay apart for everyone. */
export function runColours(root) {
  const style = getComputedStyle(root);
  const colour = (name) => style.getPropertyValue(name).trim();
  return { ink: colour("--st-text-color"), line: colour("--st-border-color"), accent: colour("--st-primary-color"),
    paper: colour("--st-background-color"), real: colour("--st-blue-color"), fake: colour("--st-orange-color"),
    ae: colour("--ae"), vae: colour("--vae") };
}

/** A box for each layer of a view, and what else belongs beside them. */
export function toggles({ player, shown }, ...more) {
  const { text, layers } = player.data;
  const boxes = layers.map(({ name, label, swatch }) => {
    const box = element("input", { type: "checkbox", checked: shown.has(name), onchange: () => {
      if (box.checked) shown.add(name); else shown.delete(name);
      player.redraw();
      player.look({ layers: [...shown] });
    } });
    return element("label", {}, box, swatchOf(swatch), label);
  });
  return element("div", { class: "layers", role: "group", "aria-label": text.layers }, ...boxes, ...more);
}

/** Rows of x1, x2, d1, d2: from where, and which way. */
export function drawArrows(field, data, colour) {
  const c = field.context;
  c.strokeStyle = c.fillStyle = colour;
  c.lineWidth = 1.6;
  c.globalAlpha = 0.8;
  for (let i = 0; i + 3 < data.length; i += 4) {
    const [x, y] = field.toPixels(data[i], data[i + 1]);
    const [u, v] = field.toPixels(data[i] + data[i + 2], data[i + 1] + data[i + 3]);
    const length = Math.hypot(u - x, v - y);
    if (length < 2) continue;
    const [a, b] = [(u - x) / length, (v - y) / length];
    c.beginPath();
    c.moveTo(x, y);
    c.lineTo(u, v);
    c.moveTo(u, v);
    c.lineTo(u - 5 * a + 3 * b, v - 5 * b - 3 * a);
    c.moveTo(u, v);
    c.lineTo(u - 5 * a - 3 * b, v - 5 * b + 3 * a);
    c.stroke();
  }
  c.globalAlpha = 1;
}
