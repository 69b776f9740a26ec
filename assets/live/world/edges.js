// The marginal densities along the edges of a plane, and a slice of the density over the one on the right.

import { SIDE } from "../drawing/field.js";
import { Plot } from "../drawing/plot.js";

const MARGIN = 84; // drawing pixels of the curves along the edges
const ROOM = { left: 0, right: 0, top: 3, bottom: 0 };

export class Edges {
  constructor(editor) {
    const { text } = editor;
    this.editor = editor;
    this.top = new Plot(editor, { title: text.margin1, size: [SIDE, MARGIN], kind: "edge", room: ROOM });
    this.right = new Plot(editor, { title: text.margin2, size: [MARGIN, SIDE], kind: "edge", font: 13, upright: true,
      room: { ...ROOM, top: 0, right: 3 } });
  }

  /** margin1, margin2 and slice: densities {data} at the middles of equal cells; null where nothing is painted. */
  draw({ margin1, margin2, slice } = {}) {
    const { colours, box: [low1, low2, high1, high2] } = this.editor.field;
    const curve = (values, low, high, name, colour, more) => ({ name, colour, width: 2, ...more,
      points: Array.from(values?.data ?? [], (v, i) => [low + ((i + 0.5) / values.data.length) * (high - low), v]) });
    const first = curve(margin1, low1, high1, "p(x₁)", colours.accent, { filled: true });
    const second = curve(margin2, low2, high2, "p(x₂)", colours.accent, { filled: true });
    const cut = slice ? [curve(slice, low2, high2, "p(x₂ | x₁)", colours.good, { width: 2.5 })] : [];
    this.top.draw({ x: { low: low1, high: high1, name: "x₁" }, y: { low: 0, high: highest([first]) }, lines: [first], colours });
    this.right.draw({ x: { low: low2, high: high2, name: "x₂" }, y: { low: 0, high: highest([second, ...cut]) }, lines: [second, ...cut], colours });
  }
}

const highest = (lines) => Math.max(...lines.flatMap(({ points }) => points.map((p) => p[1])), Number.MIN_VALUE);
