// The log-likelihood of an EM run as curves: training, held out, and the truth's level; a mark at the present step.

import { onScreen } from "../drawing/screen.js";

const SIZE = { width: 560, height: 250 }; // drawing units
const MARGIN = { right: 14, top: 14, bottom: 34 };
const FONT = "18px sans-serif";

/** run: train, held_out (length T), truth, by_hand_from; colours: train, held_out and, if it is to be drawn, truth. */
export function drawRun(canvas, run, index, { colours, ink, text }) {
  const { width, height } = SIZE;
  const c = onScreen(canvas, width, height);
  c.clearRect(0, 0, width, height);
  const [low, high] = range(run, colours.truth ? [run.truth] : []);
  c.font = FONT;
  const marks = ticks(low, high).map((v) => [v, v.toFixed(high - low < 0.3 ? 2 : 1)]);
  const EDGE = { ...MARGIN, left: 10 + Math.max(30, ...marks.map(([, words]) => c.measureText(words).width)) };
  const x = (i) => EDGE.left + (run.length > 1 ? i / (run.length - 1) : 0.5) * (width - EDGE.left - EDGE.right);
  const y = (v) => {
    const up = Math.min(1, Math.max(-0.02, (v - low) / (high - low)));
    return height - EDGE.bottom - up * (height - EDGE.top - EDGE.bottom);
  };
  frame(c, { width, height, EDGE, marks, y, ink, text });
  if (run.by_hand_from > 0) {
    c.globalAlpha = 0.1;
    c.fillStyle = ink;
    c.fillRect(x(run.by_hand_from - 1), EDGE.top, x(run.length - 1) - x(run.by_hand_from - 1), height - EDGE.top - EDGE.bottom);
    c.globalAlpha = 1;
  }
  if (colours.truth) line(c, new Array(run.length).fill(run.truth), x, y, colours.truth, [3, 6]);
  line(c, run.held_out, x, y, colours.held_out, [10, 6]);
  line(c, run.train, x, y, colours.train, []);
  c.fillStyle = ink;
  c.globalAlpha = 0.5;
  c.fillRect(x(index) - 1, EDGE.top, 2, height - EDGE.top - EDGE.bottom);
  c.globalAlpha = 1;
  for (const name of ["held_out", "train"]) {
    c.beginPath();
    c.arc(x(index), y(run[name][index]), 6, 0, 2 * Math.PI);
    c.fillStyle = colours[name];
    c.fill();
  }
}

/** The first step lies far below the others; the axis begins where it has mostly caught up. */
function range(run, levels) {
  const start = Math.min(run.length - 1, 1);
  const values = [...run.train.subarray(start), ...run.held_out.subarray(start), ...levels];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.01, 0.08 * (high - low));
  return [low - room, high + room];
}

function line(c, values, x, y, colour, dash) {
  c.strokeStyle = colour;
  c.lineWidth = 3;
  c.setLineDash(dash);
  c.beginPath();
  values.forEach((v, i) => c.lineTo(x(i), y(v)));
  c.stroke();
  c.setLineDash([]);
}

function frame(c, { width, height, EDGE, marks, y, ink, text }) {
  c.fillStyle = ink;
  c.strokeStyle = ink;
  c.lineWidth = 1;
  c.textAlign = "right";
  c.textBaseline = "middle";
  for (const [v, words] of marks) {
    c.globalAlpha = 0.15;
    c.fillRect(EDGE.left, y(v), width - EDGE.left - EDGE.right, 1);
    c.globalAlpha = 0.8;
    c.fillText(words, EDGE.left - 8, y(v));
  }
  c.textAlign = "center";
  c.textBaseline = "bottom";
  c.fillText(text.iterations, (EDGE.left + width - EDGE.right) / 2, height - 4);
  c.globalAlpha = 1;
}

/** Some four round values between low and high. */
function ticks(low, high) {
  const raw = (high - low) / 4;
  const ten = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((s) => s * ten >= raw) * ten;
  const found = [];
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) found.push(v);
  return found;
}
