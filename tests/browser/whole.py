"""Whether what is shown is whole: no word torn or cut, none too small to read, no canvas squashed, no title covered."""

from __future__ import annotations

SMALLEST = 8.5  # pixels, of the words of a drawing
BROKEN = """(smallest) => {
  const found = new Set();
  const silent = (node) => node.clientWidth === 1 || !node.checkVisibility()
    || node.matches("style, script, select, svg defs, .katex, .js-plotly-plot, [data-testid=stIconMaterial]");
  const words = (node) => {
    const drawing = node.parentElement?.closest("svg"), frame = drawing?.getBoundingClientRect();
    const high = parseFloat(getComputedStyle(node.parentElement).fontSize);
    const size = drawing && node.parentElement.getScreenCTM().a * high;
    if (drawing && size < smallest) found.add(`${size} px: ${node.data}`);
    const range = document.createRange();
    for (const { 0: word, index } of node.data.matchAll(/\\p{L}+/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5);
      if (!boxes.length) continue;
      if (word.length < 16 && Math.abs(boxes.at(-1).top - boxes[0].top) > 4) found.add(`torn: ${word}`);
      const out = drawing && (boxes[0].left < frame.left - 1 || boxes[0].right > frame.right + 1);
      if (out) found.add(`cut: ${node.data}`);
    }
  };
  const walk = (node) => {
    if (node.nodeType === 3) return node.data.trim() && words(node);
    if (node.nodeType === 1 && silent(node)) return;
    if (node.nodeType === 1 && node.matches("canvas") && getComputedStyle(node).objectFit !== "contain") {
      const shape = (node.width / node.height) / (node.clientWidth / node.clientHeight);
      if (Math.abs(Math.log(shape)) > 0.06) found.add(`squashed: ${node.className}`);
    }
    for (const child of [node.shadowRoot, ...node.childNodes]) if (child) walk(child);
  };
  walk(document.querySelector("[data-testid=stMainBlockContainer]"));
  const covered = document.querySelector("[data-testid=stHeader]").getBoundingClientRect().bottom - 0.5;
  const tops = [...document.querySelectorAll(".st-key-title button")].map((node) => node.getBoundingClientRect().top);
  const scrolled = document.querySelector("[data-testid=stMain]").scrollTop;
  if (!scrolled && Math.min(...tops) < covered) found.add("covered: title");
  return [...found];
}"""
