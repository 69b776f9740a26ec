// The stage as one picture: an SVG of all that is drawn on it; canvases and pictures stand in it as PNG.

import { drawnWith } from "../drawing/screen.js";
import { elements, placed, seen, stageOf } from "../drawing/stage.js";
import { withLooks } from "../drawing/vector.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST = 2; // CSS pixels: what is smaller is not seen
const PAGE = "[data-testid=stApp]";

const svg = (tag, attributes) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};

/** Whether all of the stage is drawn as SVG, so that it is sharp at any size. */
export const isVector = () => elements("svg").length > 0 && !elements("canvas, img").length;

/** The stage as the text of an SVG file. */
export function drawing() {
  const stage = stageOf().getBoundingClientRect();
  const [width, height] = [Math.ceil(stage.width), Math.ceil(stage.height)];
  const root = svg("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  const paper = getComputedStyle(document.querySelector(PAGE)).backgroundColor;
  root.append(svg("rect", { width, height, fill: paper }));
  for (const node of seen(stageOf())) root.append(...copies(node, stage));
  return new XMLSerializer().serializeToString(root);
}

function copies(node, stage) {
  if (node.nodeType === Node.TEXT_NODE) return lines(node).map((line) => words(line, node.parentElement, stage));
  const box = placed(node.getBoundingClientRect(), stage);
  if (box.width < LEAST || box.height < LEAST) return [];
  if (node.matches("svg")) return [nested(node, box)];
  if (node.matches("canvas, img")) return image(node, box);
  return ground(node, box);
}

function nested(original, box) {
  const copy = withLooks(original);
  for (const [name, value] of Object.entries(box)) copy.setAttribute(name, value);
  return copy;
}

function image(node, box) {
  try {
    const style = getComputedStyle(node);
    const still = node.matches("canvas") ? node : painted(node);
    const shape = style.objectFit === "contain" ? "xMidYMid meet" : "none";
    return [svg("image", { ...box, href: still.toDataURL(), preserveAspectRatio: shape, style: `image-rendering:${style.imageRendering}` })];
  } catch {
    return []; // a picture that is not there yet
  }
}

function painted(picture) {
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.naturalWidth, height: picture.naturalHeight });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas;
}

/** The coloured ground of an element, as of a mark in a legend, and a line that is the upper edge of one. */
function ground(node, { x, y, width, height }) {
  const style = getComputedStyle(node);
  const [top, bottom] = [style.borderTopWidth, style.borderBottomWidth].map(Number.parseFloat);
  const found = [];
  if (!/^(transparent|rgba\(.*, 0\)|.*\/ 0\))$/.test(style.backgroundColor)) {
    found.push(svg("rect", { x, y, width, height, fill: style.backgroundColor, rx: Number.parseFloat(style.borderRadius) || 0 }));
  }
  if (top && !bottom) {
    const dashes = style.borderTopStyle === "dashed" ? `${2 * top} ${top}` : "none";
    found.push(svg("path", { d: `M${x} ${y + top / 2}h${width}`, stroke: style.borderTopColor, "stroke-width": top, "stroke-dasharray": dashes }));
  }
  return found;
}

/** The words of a text, line by line: {text, left, top, right, bottom}. */
function lines(node) {
  const range = document.createRange();
  const found = [];
  for (const { 0: text, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + text.length);
    const { left, top, right, bottom, width } = range.getBoundingClientRect();
    if (!width) continue;
    const last = found.at(-1);
    if (last && Math.abs(last.top - top) < LEAST) Object.assign(last, { text: `${last.text} ${text}`, right });
    else found.push({ text, left, top, right, bottom });
  }
  return found;
}

function words({ text, left, top, right, bottom }, parent, stage) {
  const style = getComputedStyle(parent);
  const { x, y, width, height } = placed({ left, top, width: right - left, height: bottom - top }, stage);
  const node = svg("text", { x, y: y + height / 2, textLength: width, lengthAdjust: "spacingAndGlyphs", fill: style.color,
    style: `dominant-baseline:central;font:${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}` });
  node.textContent = text;
  return node;
}

/** The stage as PNG, with `scale` pixels per CSS pixel. */
export async function png(scale) {
  const canvases = elements("canvas");
  let text;
  try {
    await drawnWith(scale, canvases);
    text = drawing();
  } finally {
    drawnWith(0, canvases);
  }
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * scale, height: picture.height * scale });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}
