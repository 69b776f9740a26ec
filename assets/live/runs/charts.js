// The charts of a run: a plot of some metrics over the steps, its title and what its colours mean.

import { spanned, short } from "../drawing/axis.js";
import { element } from "../channel/live.js";
import { Plot } from "../drawing/plot.js";

const [DASHED, DASHES] = [new Set(["fake", "ae"]), [7, 4]]; // told apart without colours, too

export class Charts {
  /** charts: {title, lines: [{metric, label, swatch}], levels: [{value, label}], low, high}. */
  constructor(live, charts) {
    this.live = live;
    this.charts = charts.map((chart) => {
      const plot = new Plot(live, { title: chart.title, size: [360, 120], font: 12 });
      const legend = element("ul", { class: "legend" }, ...chart.lines.map((l) =>
        element("li", {}, element("span", { class: `dash ${l.swatch}` }), l.label)));
      return { ...chart, plot, figure: element("figure", { class: "chart" }, element("figcaption", {}, chart.title), plot.canvas, legend) };
    });
    this.root = element("div", { class: "charts" }, ...this.charts.map((c) => c.figure));
  }

  /** curve(metric): [[step, value], ...]; mark: a step, or null; scale of the steps. */
  draw(curve, { colours, mark = null, scale = "linear" }) {
    for (const { plot, lines, levels, low, high } of this.charts) {
      const drawn = lines.map((l) => ({ name: l.label, points: curve(l.metric), colour: colours[l.swatch] ?? colours.ink,
        dash: DASHED.has(l.swatch) ? DASHES : [] }));
      const all = drawn.flatMap((line) => line.points);
      const last = all.reduce((most, [step]) => Math.max(most, step), 1);
      const y = spanned(all.map((p) => p[1]), levels.map((l) => l.value), low, high);
      y.ticks = [y.low, (y.low + y.high) / 2, y.high].map((v) => [v, short(v)]);
      const x = { low: 0, high: last, scale, ticks: [[0, "0"], [last, last.toLocaleString()]], name: this.live.text.steps };
      plot.draw({ x, y, lines: drawn, levels, mark, frame: "box", colours });
    }
  }
}
