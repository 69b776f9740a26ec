// Where the words of a level stand in a plot: where the fewest lines run.

const STEPS = 4; // points of each stretch of a line that are looked at

/** The box, {left, top, width, height}, of those given through which least of the lines runs; lines: [[x, y], ...] in pixels. */
export function emptiest(boxes, lines) {
  const runs = boxes.map((box) => lines.reduce((sum, line) => sum + within(box, line), 0));
  return boxes[runs.indexOf(Math.min(...runs))];
}

/** How much of a line lies within a box, in pixels. */
function within({ left, top, width, height }, line) {
  let found = 0;
  for (let i = 1; i < line.length; i++) {
    const [[x0, y0], [x1, y1]] = [line[i - 1], line[i]];
    for (let k = 0; k < STEPS; k++) {
      const [x, y] = [x0 + ((x1 - x0) * k) / STEPS, y0 + ((y1 - y0) * k) / STEPS];
      if (x > left && x < left + width && y > top && y < top + height) found += Math.hypot(x1 - x0, y1 - y0) / STEPS;
    }
  }
  return found;
}
