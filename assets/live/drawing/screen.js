// A canvas in the pixels of the screen, where those are finer than the page's (phones, laptops): sharp lines and words.

const FINEST = 3; // canvas pixels per CSS pixel; beyond, nobody sees a difference

/**
 * The context of a canvas that is drawn on in units of width x height, whatever its size on the screen is; empty, and
 * with nothing left of how it was drawn on before: the same drawing is the same picture, bit for bit.
 */
export function onScreen(canvas, width, height) {
  const shown = canvas.clientWidth || width;
  const scale = (shown * Math.min(FINEST, Math.max(1, devicePixelRatio))) / width;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  context.reset?.(); // older browsers keep the caps of their last lines
  context.setTransform(w / width, 0, 0, h / height, 0, 0);
  return context;
}

/** A canvas that is never shown; older browsers have no OffscreenCanvas. */
export function hiddenCanvas(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}
