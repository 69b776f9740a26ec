// formula: the signs of a formula of KaTeX, the lines of the program, and the picture: pointing at one lights the others.
// The terms come coloured (#000001, #000002, ...), which tells KaTeX's pieces apart; they get the text's own colour here.

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Elements that a selector finds on the page, live components' own included, which document.querySelector does not enter. */
function parts(selector) {
  const stage = document.querySelector(".st-key-stage")?.parentElement?.parentElement ?? document;
  const roots = [...stage.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean);
  return [document, ...roots].flatMap((root) => [...root.querySelectorAll(selector)]);
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
  if (!drawing) return null;
  const inside = drawing.cloneNode(true); // as it looks, with the styles that its place gives it
  const [from, to] = [drawing, inside].map((one) => [one, ...one.querySelectorAll("*")]);
  from.forEach((one, i) => {
    const style = getComputedStyle(one);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight",
      "font-family", "text-anchor", "outline", "color"]) to[i].style.setProperty(name, style.getPropertyValue(name));
  });
  return inside;
}

class Formula {
  constructor(parent) {
    this.root = element("div", { class: "formula" });
    parent.append(this.root);
    this.place = parent;
    this.lit = [];
  }

  update(data) {
    this.data = data;
    const text = JSON.stringify(data);
    if (text !== this.drawn) this.draw(data);
    this.drawn = text;
    const formula = this.holder();
    if (!formula || this.watcher) return;
    this.watcher = new MutationObserver(() => this.uncolour());  // KaTeX draws it anew with another language or theme
    this.watcher.observe(formula, { childList: true, subtree: true });
    this.uncolour();
  }

  /** The element that holds this and its formula. */
  holder() {
    const host = this.place.getRootNode().host ?? this.place;
    return host.closest('[class*="st-key-formula_"]');
  }

  draw({ terms, lines, where, lang, text }) {
    this.root.lang = lang;
    this.said = element("p", { "aria-live": "polite" }, text.begin);
    this.buttons = terms.map(({ sign, meaning }, nth) => {
      const button = element("button", { type: "button", "aria-label": `${sign}: ${meaning}` }, sign);
      this.listen(button, nth);
      return button;
    });
    this.marks = [];
    const code = element("code", {});
    for (const line of lines) {
      for (const [piece, nth] of line) {
        if (nth < 0) { code.append(piece); continue; }
        const mark = element("mark", { "data-term": nth }, piece);
        this.listen(mark, nth);
        this.marks.push(mark);
        code.append(mark);
      }
      code.append("\n");
    }
    this.root.replaceChildren(
      element("div", { role: "group", "aria-label": text.signs }, ...this.buttons),
      this.said,
      element("small", {}, `${text.program}: ${where}`),
      element("pre", { tabindex: "0", "aria-label": text.program, translate: "no" }, code),
    );
  }

  listen(node, nth) {
    node.addEventListener("pointerenter", () => this.show(nth));
    node.addEventListener("pointerleave", () => this.hide());
    if (node.tagName !== "BUTTON") return;
    node.addEventListener("focus", () => this.show(nth));
    node.addEventListener("blur", () => this.hide());
    node.addEventListener("click", () => this.show(nth)); // a finger
  }

  /** The pieces of each term in what KaTeX has drawn, in the colour of the text. */
  uncolour() {
    for (const piece of this.holder().querySelectorAll(".katex-html [style*='color']")) {
      const nth = Number(/^rgb\(0, 0, (\d+)\)$/.exec(piece.style.color)?.[1] ?? 0) - 1;
      if (nth < 0) continue;
      piece.style.color = "";
      if (piece.parentElement.closest("[data-term]")) continue; // a piece of a piece
      piece.dataset.term = nth;
      piece.style.cursor = "help";
      this.listen(piece, nth);
    }
  }

  show(nth) {
    this.hide();
    const { sign, meaning, lights } = this.data.terms[nth];
    this.said.textContent = `${sign}: ${meaning}`;
    for (const node of [this.buttons[nth], ...this.marks.filter((mark) => Number(mark.dataset.term) === nth)]) {
      node.classList.add("on");
      this.lit.push(() => node.classList.remove("on"));
    }
    const main = getComputedStyle(this.root).getPropertyValue("--st-primary-color") || "currentColor";
    const pieces = this.holder().querySelectorAll(`.katex-html [data-term="${nth}"]`);
    for (const node of pieces) this.style(node, "background", `color-mix(in srgb, ${main} 30%, transparent)`);
    const governed = lights.flatMap(parts);
    for (const node of governed) {
      this.style(node, "outline", `3px solid ${main}`);
      node.dataset.governed = "";
      this.lit.push(() => delete node.dataset.governed);
    }
    if (governed.length && !governed.some(inSight)) this.bring(governed);
  }

  style(node, property, value) {
    const before = node.style[property];
    node.style[property] = value;
    this.lit.push(() => { node.style[property] = before; });
  }

  /** What is lit and out of sight is shown small, at the edge. */
  bring(nodes) {
    const seen = nodes.map(copied).find(Boolean);
    if (!seen) return;
    const small = element("figure", { class: "small", "aria-hidden": "true" }, seen);
    this.root.append(small);
    this.lit.push(() => small.remove());
  }

  hide() {
    for (const out of this.lit.reverse()) out();
    this.lit = [];
  }

  leave() {
    this.hide();
    this.watcher?.disconnect();
  }
}

const made = new WeakMap();

export default function ({ data, parentElement }) {
  if (!made.has(parentElement)) made.set(parentElement, new Formula(parentElement));
  const formula = made.get(parentElement);
  formula.update(data);
  return () => {
    formula.leave();
    made.delete(parentElement);
    formula.root.remove();
  };
}
