"""Whether what is shown is whole: no word torn, clipped or too small to read, no canvas squashed, no title covered, and
little of the place of a picture empty."""

from __future__ import annotations

LIMITS = {
    "longest": 15,  # letters of a word that has room on a phone
    "smallest": 8,  # pixels of a word, on a phone and wider
    "squashed": 0.06,  # the logarithm of how much wider a canvas is shown than it is drawn
    "hole": 0.2,  # of the height of a place: the largest band of it in which nothing is
}
BROKEN = """({ longest, smallest, squashed, hole }) => {
  const found = new Set();
  const hidden = "style, script, select, option, svg defs, .katex, .js-plotly-plot, [data-testid=stIconMaterial]";
  const boxless = (node) => getComputedStyle(node).display === "contents"; // which does not hide what is in it
  const silent = (node) => node.clientWidth === 1 || node.matches(hidden) || !(boxless(node) || node.checkVisibility());
  const above = (node) => node.parentElement ?? node.getRootNode().host;
  const size = (node) => parseFloat(getComputedStyle(node).fontSize) * (node.getScreenCTM?.()?.a ?? 1);
  // Whether an element around a word hides some of it; what can be scrolled to is not hidden.
  const clipped = (box, node) => {
    for (let open = { x: true, y: true }; node && (open.x || open.y); node = above(node)) {
      const { overflowX, overflowY, display } = getComputedStyle(node), frame = node.getBoundingClientRect();
      if (/auto|scroll/.test(overflowX)) open.x = false;
      if (/auto|scroll/.test(overflowY)) open.y = false;
      if (display === "inline" || display === "contents") continue;
      const hides = (value) => value === "hidden" || value === "clip";
      if (open.x && hides(overflowX) && (box.left < frame.left - 2 || box.right > frame.right + 2)) return true;
      const middle = (box.top + box.bottom) / 2;
      if (open.y && hides(overflowY) && (middle < frame.top || middle > frame.bottom)) return true;
    }
    return false;
  };
  const words = (node) => {
    const range = document.createRange();
    if (window.innerWidth >= 390 && size(node.parentElement) < smallest)
      found.add(`small: ${node.data.trim()} ${size(node.parentElement)}`);
    for (const { 0: word, index } of node.data.matchAll(/\\p{L}+/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5);
      if (!boxes.length) continue;
      const torn = Math.abs(boxes.at(-1).top - boxes[0].top) > 4;
      if (torn && word.length <= longest) found.add(`torn: ${word}`);
      if (boxes.some((box) => clipped(box, node.parentElement))) found.add(`clipped: ${word}`);
    }
  };
  const canvas = (node) => {
    if (!node.clientWidth || !node.clientHeight || getComputedStyle(node).objectFit === "contain") return;
    if (node.height === 1) return; // a scale of colours
    const shape = node.width / node.height / (node.clientWidth / node.clientHeight);
    if (Math.abs(Math.log(shape)) > squashed) found.add(`squashed: ${node.className} ${shape.toFixed(2)}`);
  };
  const walk = (node) => {
    if (node.nodeType === 3) return node.data.trim() && words(node);
    if (node.nodeType === 1 && silent(node)) return;
    if (node.nodeType === 1 && node.matches("canvas")) canvas(node);
    for (const child of [node.shadowRoot, ...node.childNodes]) if (child) walk(child);
  };
  const empty = (place) => {
    const { top, bottom, height } = place.getBoundingClientRect(), spans = [];
    const fill = (node) => {
      const shows = node.matches?.("canvas, img, svg, input, button, select, .js-plotly-plot, .katex");
      if (node.nodeType === 1 && silent(node) && !shows) return;
      const says = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
      if (node.nodeType === 1 && (says || shows)) spans.push(node.getBoundingClientRect());
      for (const child of [node.shadowRoot, ...node.children]) if (child) fill(child);
    };
    fill(place);
    spans.sort((a, b) => a.top - b.top);
    let [at, most] = [top, 0];
    for (const span of [...spans, { top: bottom, bottom }]) {
      most = Math.max(most, span.top - at);
      at = Math.max(at, span.bottom);
    }
    const [name] = place.className.match(/st-key-fill-\\S+/), share = (most / height).toFixed(2);
    if (height && most / height > hole) found.add(`empty: ${share} of ${name}`);
  };
  walk(document.querySelector("[data-testid=stMainBlockContainer]"));
  for (const place of document.querySelectorAll(".st-key-stage [class*=st-key-fill-]")) empty(place);
  const covered = document.querySelector("[data-testid=stHeader]").getBoundingClientRect().bottom - 0.5;
  const tops = [...document.querySelectorAll(".st-key-title button")].map((node) => node.getBoundingClientRect().top);
  const scrolled = document.querySelector("[data-testid=stMain]").scrollTop;
  if (!scrolled && Math.min(...tops) < covered) found.add("covered: title");
  return [...found];
}"""
