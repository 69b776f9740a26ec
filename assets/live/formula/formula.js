// formula: the signs of a formula of KaTeX, the lines of the program, and the picture: pointing at one lights the others.
// The terms come coloured (#000001, #000002, ...), which tells KaTeX's pieces apart; they get the text's own colour here.

import { Live, element, mounter } from "../channel/live.js";
import { seen } from "../drawing/stage.js";
import { withLooks } from "../drawing/vector.js";

/** What any of the selectors finds on the page, the pieces of drawings, too. */
function parts(selectors) {
  const wanted = selectors.join(", ");
  const found = (node) => (node.matches(wanted) ? [node] : node.matches("svg") ? [...node.querySelectorAll(wanted)] : []);
  return [...seen(document.querySelector("[data-testid=stMain]"))].filter((node) => node.nodeType === Node.ELEMENT_NODE).flatMap(found);
}

function inSight(node) {
  const { top, bottom, width } = node.getBoundingClientRect();
  return width > 0 && bottom > 0 && top < innerHeight;
}

/** What a part of the picture shows now: of a canvas its pixels, of a drawing all of it. */
function copied(node) {
  const canvas = node.matches("canvas") ? node : node.querySelector("canvas");
  if (canvas?.width) {
    const copy = element("canvas", { width: canvas.width, height: canvas.height });
    copy.getContext("2d").drawImage(canvas, 0, 0);
    return copy;
  }
  const drawing = node.ownerSVGElement ?? node.querySelector("svg");
  return drawing && withLooks(drawing);
}

class Formula extends Live {
  constructor(parent) {
    super(parent, "formula");
    this.lit = [];
    this.watcher = new MutationObserver(() => this.uncolour()); // KaTeX draws it anew with another language or theme
    this.watcher.observe(this.holder(), { childList: true, subtree: true });
  }

  layout() {
    return [this.text, this.data];
  }

  build() {
    const { text, data: { terms, lines, where } } = this;
    this.told = element("p", { class: "told" }, text.begin);
    this.buttons = terms.map(({ sign, meaning }, nth) => this.listening(element("button", { type: "button", "aria-label": `${sign}: ${meaning}` }, sign), nth));
    this.marks = [];
    const code = element("code", {});
    for (const line of lines) {
      for (const [piece, nth] of line) code.append(nth < 0 ? piece : this.mark(piece, nth));
      code.append("\n");
    }
    this.body.replaceChildren(
      element("div", { role: "group", "aria-label": text.signs }, ...this.buttons),
      this.told,
      element("small", {}, `${text.program}: ${where}`),
      element("pre", { tabIndex: 0, "aria-label": text.program }, code),
    );
    this.uncolour();
    this.state("idle");
    this.drawn();
  }

  mark(piece, nth) {
    const made = this.listening(element("mark", { "data-term": String(nth) }, piece), nth);
    this.marks.push(made);
    return made;
  }

  /** The element that holds this and its formula. */
  holder() {
    return this.root.getRootNode().host.closest('[class*="st-key-formula_"]');
  }

  listening(node, nth) {
    node.addEventListener("pointerenter", () => this.light(nth));
    node.addEventListener("pointerleave", () => this.darken());
    if (node.matches("button")) {
      node.addEventListener("focus", () => this.light(nth));
      node.addEventListener("blur", () => this.darken());
      node.addEventListener("click", () => this.light(nth)); // a finger
    }
    return node;
  }

  /** The pieces of each term in what KaTeX has drawn, in the colour of the text. */
  uncolour() {
    for (const piece of this.holder()?.querySelectorAll(".katex-html [style*='color']") ?? []) {
      const nth = Number(/^rgb\(0, 0, (\d+)\)$/.exec(piece.style.color)?.[1] ?? 0) - 1;
      if (nth < 0) continue;
      piece.style.color = "";
      if (piece.parentElement.closest("[data-term]")) continue; // a piece of a piece
      piece.dataset.term = nth;
      piece.style.cursor = "help";
      this.listening(piece, nth);
    }
  }

  light(nth) {
    this.darken();
    const { sign, meaning, lights } = this.data.terms[nth];
    this.told.textContent = `${sign}: ${meaning}`;
    for (const node of [this.buttons[nth], ...this.marks.filter((mark) => Number(mark.dataset.term) === nth)]) {
      node.classList.add("on");
      this.lit.push(() => node.classList.remove("on"));
    }
    const main = getComputedStyle(this.root).getPropertyValue("--st-primary-color");
    const pieces = this.holder().querySelectorAll(`.katex-html [data-term="${nth}"]`);
    for (const node of pieces) this.styled(node, "background", `color-mix(in srgb, ${main} 30%, transparent)`);
    const governed = parts(lights);
    for (const node of governed) {
      this.styled(node, "outline", `3px solid ${main}`);
      node.dataset.governed = "";
      this.lit.push(() => delete node.dataset.governed);
    }
    if (governed.length) this.keepInSight(governed);
  }

  styled(node, property, value) {
    const before = node.style[property];
    node.style[property] = value;
    this.lit.push(() => { node.style[property] = before; });
  }

  /** What is lit and out of sight is shown small, at the edge, for as long as it is. */
  keepInSight(nodes) {
    let small = null;
    const look = () => {
      const copy = nodes.some(inSight) ? null : nodes.map(copied).find(Boolean);
      if (Boolean(copy) === Boolean(small)) return;
      small?.remove();
      small = copy && element("figure", { class: "small", "aria-hidden": "true" }, copy);
      if (small) this.root.append(small);
    };
    const watcher = new IntersectionObserver(look);
    for (const node of nodes) watcher.observe(node);
    this.lit.push(() => watcher.disconnect(), () => small?.remove());
    look();
  }

  darken() {
    for (const out of this.lit.reverse()) out();
    this.lit = [];
  }

  leave() {
    this.darken();
    this.watcher.disconnect();
    super.leave();
  }
}

export const render = mounter(Formula);
