// Grey pictures as ink on the theme's paper.

import { hiddenCanvas } from "./screen.js";

/** 256 colours from paper to ink as packed RGBA, from the computed style of `element`. */
export function inkRamp(element) {
  const style = getComputedStyle(element);
  return ramp(rgb(style.getPropertyValue("--st-background-color"), [255, 255, 255]), rgb(style.getPropertyValue("--st-text-color"), [0, 0, 0]));
}

/** 256 packed colours from one [r, g, b] to another; of(v): how far, 0 to 1, and if it is not the same for all, to which. */
export function ramp(from, to, of = (v) => [v / 255, to]) {
  return Uint32Array.from({ length: 256 }, (_, v) => {
    const [far, end] = of(v);
    const [r, g, b] = from.map((c, i) => Math.round(c + (end[i] - c) * far));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

/** Any CSS colour as [r, g, b]. */
export function rgb(css, otherwise) {
  const context = hiddenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  if (!CSS.supports("color", css.trim())) return otherwise;
  context.fillStyle = css.trim();
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

/** Draw a uint8 picture of height h and width w at (x, y) of a canvas of the same resolution. */
export function drawGrey(context, grey, w, h, ramp, x = 0, y = 0) {
  const image = context.createImageData(w, h);
  delete context.canvas.dataset?.colours;
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = ramp[grey[i]];
  context.putImageData(image, x, y);
}

/** Draw a uint8 picture (h, w) as ink, or (h, w, 3) as it is, at (x, y) of a canvas of the same resolution. */
export function drawPixels(context, pixels, [h, w, channels = 1], ramp, x = 0, y = 0) {
  if (channels === 1) drawGrey(context, pixels, w, h, ramp, x, y);
  else drawColour(context, pixels, w, h, x, y);
}

/** The ith of many pictures, and its sides, as drawPixels takes them; lead: how many axes count pictures. */
export function nthPicture({ data, shape }, i, lead = 1) {
  const sides = shape.slice(lead);
  const size = sides.reduce((product, side) => product * side, 1);
  return [data.subarray(i * size, (i + 1) * size), sides];
}

/** uint8 pictures (n, h, w) as ink, or (n, h, w, 3) as they are, with a gap between. */
export function drawSheet(canvas, { data, shape: [n, ...sides] }, ramp, from = 0) {
  const [h, w, channels = 1] = sides;
  const columns = Math.ceil(Math.sqrt(n));
  const rows = Math.ceil(n / columns);
  const [width, height] = [columns * (w + 2) - 2, rows * (h + 2) - 2];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const size = h * w * channels;
  for (let i = 0; i < n; i++) {
    const picture = data.subarray(from + i * size, from + (i + 1) * size);
    const [x, y] = [(i % columns) * (w + 2), Math.floor(i / columns) * (h + 2)];
    drawPixels(context, picture, sides, ramp, x, y);
  }
}

/** Draw a picture of RGB bytes; its canvas says that it has colours of its own, which no theme and no print changes. */
export function drawColour(context, rgbData, w, h, x = 0, y = 0) {
  if (context.canvas.dataset) context.canvas.dataset.colours = "";
  const image = context.createImageData(w, h);
  for (let i = 0; i < w * h; i++) {
    image.data[4 * i] = rgbData[3 * i];
    image.data[4 * i + 1] = rgbData[3 * i + 1];
    image.data[4 * i + 2] = rgbData[3 * i + 2];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, x, y);
}
