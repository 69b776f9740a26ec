// Grey pictures as ink on the theme's paper.

import { hiddenCanvas } from "./screen.js";

/** 256 colours from paper to ink as packed RGBA, from the computed style of `element`. */
export function inkRamp(element) {
  const style = getComputedStyle(element);
  const paper = rgb(style.getPropertyValue("--st-background-color"), [255, 255, 255]);
  const ink = rgb(style.getPropertyValue("--st-text-color"), [0, 0, 0]);
  const ramp = new Uint32Array(256);
  for (let v = 0; v < 256; v++) {
    const [r, g, b] = paper.map((p, i) => Math.round(p + ((ink[i] - p) * v) / 255));
    ramp[v] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return ramp;
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
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = ramp[grey[i]];
  context.putImageData(image, x, y);
}
