// What is drawn on the stage, also inside the shadow roots of live parts.

const LEFT_OUT = "script, style, button, input, select, textarea, details, dialog, .run-status, .visually-hidden, .katex-mathml, [data-testid=stTooltipIcon]";

export const stageOf = () => document.querySelector(".st-key-stage");

function isHidden(node) {
  const { display, visibility } = getComputedStyle(node);
  return display === "none" || visibility === "hidden";
}

/** A layer that is switched off has no mark in a legend. */
const isOff = (node) => node.matches("label") && node.querySelector("input[type=checkbox]")?.checked === false;

/** Elements and texts that are seen, in the order in which they are drawn; canvases, drawings and pictures as a whole. */
export function* seen(node) {
  for (const child of (node.shadowRoot ?? node).childNodes) {
    if (child.nodeType === Node.TEXT_NODE) yield child;
    if (child.nodeType !== Node.ELEMENT_NODE || child.matches(LEFT_OUT) || isOff(child) || isHidden(child)) continue;
    yield child;
    if (!child.matches("canvas, svg, img, audio, video")) yield* seen(child);
  }
}

export const elements = (selector) => [...seen(stageOf())].filter((node) => node.nodeType === Node.ELEMENT_NODE && node.matches(selector));

/** The live parts. */
export const parts = () => elements("[data-live]").map((root) => root.live).filter(Boolean);

/** Where something stands on the stage: {x, y, width, height}, in CSS pixels. */
export function placed(box, stage = stageOf().getBoundingClientRect()) {
  return { x: box.left - stage.left, y: box.top - stage.top, width: box.width, height: box.height };
}
