// A canvas in the pixels of the screen, where those are finer than the page's (phones, laptops): sharp lines and words.

const FINEST = 3; // canvas pixels per CSS pixel; beyond, nobody sees a difference

let finest = 0; // while a picture is taken: as many pixels per CSS pixel, whatever the screen has

const units = new WeakMap(); // canvas -> [width, height] in which it is drawn on

/** Tells a canvas whose place has another size or shape than when it was drawn on: it has too few pixels, or too many. */
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const [w, h] = pixels(target);
    const [width, height] = units.get(target);
    const squashed = Math.abs((contentRect.width * height) / width - contentRect.height) > 1;
    if (contentRect.width && (squashed || w !== target.width || h !== target.height)) {
      target.dispatchEvent(new Event("outgrown", { bubbles: true }));
    }
  }
});

/** The pixels of a canvas: they depend on the size of its place and on the screen, not on where it is, nor on the past. */
function pixels(canvas) {
  const [width, height] = units.get(canvas);
  const border = canvas.offsetWidth - canvas.clientWidth;
  const shown = canvas.getBoundingClientRect().width - border || width;
  const scale = (shown * Math.min(FINEST, Math.max(1, finest || devicePixelRatio))) / width;
  return [Math.round(width * scale), Math.round(height * scale)];
}

/**
 * The context of a canvas that is drawn on in units of width x height, whatever its size on the screen is, and which has
 * that shape, or another, where its place leaves it open; empty, and
 * with nothing left of how it was drawn on before: the same drawing is the same picture, bit for bit.
 */
export function onScreen(canvas, width, height, shape = `${width} / ${height}`) {
  if (!units.has(canvas)) sizes.observe(canvas);
  units.set(canvas, [width, height]);
  canvas.style.aspectRatio = shape; // else whole pixels, which differ a little, give it its height
  const [w, h] = pixels(canvas);
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  context.reset?.(); // older browsers keep the caps of their last lines
  context.setTransform(w / width, 0, 0, h / height, 0, 0);
  return context;
}

/** Have canvases drawn with `scale` pixels per CSS pixel, 0: as the screen has them; resolved once they are, or after `most` ms. */
export async function drawnWith(scale, canvases, most = 2500) {
  finest = scale;
  const known = canvases.filter((canvas) => units.has(canvas));
  for (const canvas of known) canvas.dispatchEvent(new Event("outgrown", { bubbles: true }));
  const end = performance.now() + most;
  while (performance.now() < end && known.some((canvas) => canvas.width !== pixels(canvas)[0])) {
    await new Promise((go) => { setTimeout(go, 50); });
  }
}

/** A canvas that is never shown; older browsers have no OffscreenCanvas. */
export function hiddenCanvas(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}
