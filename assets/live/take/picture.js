// The stage as one picture: an SVG of all that is drawn on it; canvases and pictures stand in it as PNG.

import { rgb } from "../drawing/picture.js";
import { drawnWith } from "../drawing/screen.js";
import { elements, placed, seen, stageOf } from "../drawing/stage.js";
import { withLooks } from "../drawing/vector.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST = 2; // CSS pixels: what is smaller is not seen
const PAGE = "[data-testid=stApp]";
const COLOURED = "img, canvas[data-colours]"; // has colours of its own

const svg = (tag, attributes) => {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};

/** Whether all of the stage is drawn as SVG, so that it is sharp at any size. */
export const isVector = () => elements("svg").length > 0 && !elements("canvas, img").length;

/** The stage as the text of an SVG file; `which`: all, or what is drawn in the theme's colours, or pictures of others. */
export function drawing(which = "all") {
  const stage = stageOf().getBoundingClientRect();
  const root = sheet(stage);
  if (which !== "pictures") root.append(svg("rect", { width: "100%", height: "100%", fill: paper() }));
  for (const node of seen(stageOf())) root.append(...copies(node, stage, which));
  return text(root);
}

/** The stage in the order in which it is drawn: canvases, and what stands between them as texts of SVG files. */
export function layers() {
  const stage = stageOf().getBoundingClientRect();
  const found = [sheet(stage)];
  for (const node of seen(stageOf())) {
    if (node.nodeType === Node.ELEMENT_NODE && node.matches("canvas")) found.push(node, sheet(stage));
    else found.at(-1).append(...copies(node, stage));
  }
  return found.filter((layer) => layer.matches("canvas") || layer.firstChild).map((layer) => (layer.matches("canvas") ? layer : text(layer)));
}

export const paper = () => getComputedStyle(document.querySelector(PAGE)).backgroundColor;

const text = (root) => new XMLSerializer().serializeToString(root);

function sheet(stage) {
  const [width, height] = [Math.ceil(stage.width), Math.ceil(stage.height)];
  return svg("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
}

function copies(node, stage, which = "all") {
  const drawn = which !== "pictures";
  if (node.nodeType === Node.TEXT_NODE) return drawn ? lines(node).map((line) => words(line, node.parentElement, stage)) : [];
  const box = placed(node.getBoundingClientRect(), stage);
  if (box.width < LEAST || box.height < LEAST) return [];
  if (node.matches("svg")) return [nested(node, box, which)];
  if (node.matches("canvas, img")) return which === "all" || drawn !== node.matches(COLOURED) ? image(node, box) : [];
  return drawn ? ground(node, box) : [];
}

function nested(original, box, which) {
  const copy = withLooks(original);
  for (const [name, value] of Object.entries(box)) copy.setAttribute(name, value);
  const pictures = [...copy.querySelectorAll("image")].filter((picture) => !picture.closest("mask")); // a mask's is ink
  if (which === "inks") for (const picture of pictures) picture.remove();
  if (which === "pictures") {
    for (const part of copy.querySelectorAll("*")) part.style.visibility = pictures.includes(part) ? "visible" : "hidden";
  }
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
    const dashes = { dashed: `${2 * top} ${top}`, dotted: `${top} ${top}` }[style.borderTopStyle] ?? "none";
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

/** The stage as PNG, with `scale` pixels per CSS pixel; `printed`: dark on white, whatever the theme. */
export async function png(scale, printed = false) {
  const canvases = elements("canvas");
  const dark = printed && isDark(rgb(paper(), [255, 255, 255]));
  let texts;
  try {
    await drawnWith(scale, canvases);
    texts = dark ? [drawing("inks"), drawing("pictures")] : [drawing()];
  } finally {
    drawnWith(0, canvases);
  }
  const [first, ...more] = await Promise.all(texts.map(pictured));
  const canvas = Object.assign(document.createElement("canvas"), { width: first.width * scale, height: first.height * scale });
  const context = canvas.getContext("2d", { willReadFrequently: dark });
  context.drawImage(first, 0, 0, canvas.width, canvas.height);
  if (dark) turn(context, rgb(paper()));
  for (const picture of more) context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

/** The text of an SVG file as a picture that can be drawn. */
export async function pictured(file) {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(file)}`;
  await picture.decode();
  return picture;
}

const isDark = (colour) => Math.max(...colour) + Math.min(...colour) < 255;

/** Light on dark becomes dark on white: each colour keeps its hue, and its lightness is turned round. */
function turn(context, ground) {
  const { width, height } = context.canvas;
  const pixels = context.getImageData(0, 0, width, height);
  const { data } = pixels;
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b] = ground.map((dark, k) => Math.max(0, ((data[i + k] - dark) * 255) / (255 - dark)));
    const turned = 255 - Math.max(r, g, b) - Math.min(r, g, b);
    [data[i], data[i + 1], data[i + 2]] = [r + turned, g + turned, b + turned];
  }
  context.putImageData(pixels, 0, 0);
}
