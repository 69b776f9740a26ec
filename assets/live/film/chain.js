// The chain x_T ... x_0 with its arrows: p takes noise away, q adds it. Its pictures are those of the moment.

import { element } from "../channel/live.js";
import { drawSheet } from "../drawing/picture.js";

const NODES = 7;

export class Chain {
  /** pick(share): go there; 0 is noise, on the left, and 1 data. */
  constructor(text, pick) {
    const label = (k) => (k === 0 ? "T" : k === NODES - 1 ? "0" : "t");
    this.nodes = Array.from({ length: NODES }, (_, k) => {
      const share = k / (NODES - 1);
      const canvas = element("canvas", { width: 28, height: 28 });
      const button = element("button", { type: "button", title: `${text.goTo} ${Math.round(100 * share)} %`, onclick: () => pick(share) },
        canvas, element("span", {}, "x", element("sub", {}, label(k))));
      return { share, canvas, button };
    });
    const arrows = () => element("span", { class: "between", "aria-hidden": "true" },
      element("span", { class: "p" }, "p", element("i", {}, "→")), element("span", { class: "q" }, element("i", {}, "←"), "q"));
    this.root = element("div", { class: "chain", role: "group", "aria-label": text.chain },
      ...this.nodes.flatMap(({ button }, k) => (k ? [arrows(), button] : [button])));
    this.gaps = [...this.root.querySelectorAll(".between")];
  }

  /** picture(share): one picture {data, shape: [1, h, w, c]} there, or null while it is unknown. */
  draw(share, picture, ramp) {
    for (const node of this.nodes) {
      const found = picture(node.share);
      node.button.disabled = !found;
      if (found) drawSheet(node.canvas, found, ramp);
    }
    this.light(share);
  }

  /** The node and the arrow at `share`; which of p and q lights up is told by the way it went. */
  light(share, way = this.way) {
    this.way = way;
    const at = share * (NODES - 1);
    this.nodes.forEach(({ button }, k) => button.classList.toggle("now", Math.round(at) === k));
    this.gaps.forEach((gap, k) => {
      const here = Math.min(NODES - 2, Math.floor(at)) === k;
      gap.dataset.lit = here && way ? way : "";
    });
    this.root.dataset.way = way ?? "";
  }
}
