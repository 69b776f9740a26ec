// One moment of a run of EM in the plane: points, components with the ways of their means, starts, a spike.

/** Each point in the mixture of the components' colours, by its responsibilities, and in the shape of the one that has most
 * of it; colours: [r, g, b]. */
export function drawPoints(field, run, index, colours) {
  const n = run.points.length / 2;
  for (let i = 0; i < n; i++) {
    const mixed = [0, 0, 0];
    let [shape, most] = [0, -1];
    for (let k = 0; k < run.K; k++) {
      const r = run.r[(index * n + i) * run.K + k] / 255;
      if (r > most) [shape, most] = [k, r];
      for (let c = 0; c < 3; c++) mixed[c] += r * colours[k][c];
    }
    const colour = `rgb(${mixed.map(Math.round).join()})`;
    field.drawPoints(run.points, { colour, radius: 4, alpha: 0.85, from: i, to: i + 1, shape });
  }
}

/** Every component as ellipses at 1 and 2 standard deviations, as strong as its weight, and the way of its mean. */
export function drawComponents(field, run, index, colours) {
  const { paper } = field.colours;
  run.parameters[index].forEach(([weight, m1, m2, ...S], k) => {
    const colour = colours[k];
    const way = run.parameters.slice(0, index + 1).flatMap((m) => [m[k][1], m[k][2]]);
    field.drawPath(way, { colour: paper, width: 5, alpha: 0.7 });
    field.drawPath(way, { colour, width: 2 });
    for (const sds of [1, 2]) {
      field.drawEllipse([m1, m2], S, { colour: paper, width: 5, alpha: 0.6, sds });
      field.drawEllipse([m1, m2], S, { colour, width: 3, alpha: 0.35 + 0.65 * Math.min(1, 2 * weight), sds });
    }
    field.drawKnob(m1, m2, { colour, radius: 7, shape: k });
  });
}

/** A ring with a cross: where a mean starts, to be dragged. */
export function drawStart(field, at, colour) {
  const c = field.context;
  const [x, y] = field.toPixels(...at);
  for (const [style, width] of [[field.colours.paper, 7], [colour, 3]]) {
    c.strokeStyle = style;
    c.lineWidth = width;
    c.beginPath();
    c.arc(x, y, 12, 0, 2 * Math.PI);
    for (const [dx, dy] of [[1, 0], [0, 1]]) {
      c.moveTo(x - 18 * dx, y - 18 * dy);
      c.lineTo(x + 18 * dx, y + 18 * dy);
    }
    c.stroke();
  }
}

/** A ring around the component that collapses: it may be too small to be seen. */
export function drawSpike(field, component) {
  if (!component) return;
  const [x, y] = field.toPixels(component[1], component[2]);
  const c = field.context;
  c.strokeStyle = field.colours.bad;
  c.lineWidth = 3;
  c.setLineDash([6, 5]);
  c.beginPath();
  c.arc(x, y, 26, 0, 2 * Math.PI);
  c.stroke();
  c.setLineDash([]);
}
