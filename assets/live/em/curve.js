// The log-likelihood of an EM run as a plot: training, held out, and the truth's level; a mark at the present step.

import { roundValues } from "../drawing/axis.js";
import { fixed } from "../drawing/numbers.js";
import { Plot } from "../drawing/plot.js";

const DASHES = { train: [], held_out: [10, 6], truth: [3, 6] };

export const runPlot = (live) =>
  new Plot(live, { title: live.text.curve, size: [560, 250], font: 18, room: { left: 40, right: 14, top: 14, bottom: 34 } });

/** run: train, held_out (length T), truth, by_hand_from; lines: the colours of train, held_out and, if it is drawn, truth. */
export function drawRun(plot, run, index, { lines, colours, text }) {
  const y = spanned(run, lines.truth ? [run.truth] : []);
  y.ticks = roundValues(y.low, y.high).map((v) => [v, fixed(v, y.high - y.low < 0.3 ? 2 : 1)]);
  const x = { low: 0, high: run.length - 1, name: text.iterations };
  const points = { train: along(run.train), held_out: along(run.held_out), truth: [[0, run.truth], [run.length - 1, run.truth]] };
  const shade = run.by_hand_from > 0 ? [run.by_hand_from - 1, run.length - 1] : null;
  plot.draw({ x, y, shade, mark: index, dots: true, frame: "rules", colours: { ...colours, mark: colours.ink },
    lines: ["truth", "held_out", "train"].filter((name) => lines[name]).map((name) =>
      ({ name: text[name], points: points[name], colour: lines[name], dash: DASHES[name], width: 3 })) });
}

const along = (values) => Array.from(values, (v, i) => [i, v]);

/** The first step lies far below the others; the axis begins where it has mostly caught up. */
function spanned(run, levels) {
  const start = Math.min(run.length - 1, 1);
  const values = [...run.train.subarray(start), ...run.held_out.subarray(start), ...levels];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.01, 0.08 * (high - low));
  return { low: low - room, high: high + room };
}
