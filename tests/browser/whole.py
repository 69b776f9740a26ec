"""Whether the words of a page are whole, outside of its live parts: none torn over two lines, no title covered."""

from __future__ import annotations

LONGEST = 15  # letters of a word that has room on a phone
BROKEN = """(longest) => {
  const found = new Set();
  const silent = (node) => node.clientWidth === 1 || !node.checkVisibility()
    || node.matches("style, script, select, .katex, .js-plotly-plot, [data-testid=stIconMaterial]");
  const words = (node) => {
    const range = document.createRange();
    for (const { 0: word, index } of node.data.matchAll(/\\p{L}+/gu)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5);
      const torn = boxes.length && Math.abs(boxes.at(-1).top - boxes[0].top) > 4;
      if (torn && word.length <= longest) found.add(`torn: ${word}`);
    }
  };
  const walk = (node) => {
    if (node.nodeType === 3) return node.data.trim() && words(node);
    if (node.nodeType === 1 && silent(node)) return;
    for (const child of node.childNodes) walk(child);
  };
  walk(document.querySelector("[data-testid=stMainBlockContainer]"));
  const covered = document.querySelector("[data-testid=stHeader]").getBoundingClientRect().bottom - 0.5;
  const tops = [...document.querySelectorAll(".st-key-title button")].map((node) => node.getBoundingClientRect().top);
  const scrolled = document.querySelector("[data-testid=stMain]").scrollTop;
  if (!scrolled && Math.min(...tops) < covered) found.add("covered: title");
  return [...found];
}"""
