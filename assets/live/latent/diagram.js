// latent-diagram: the parts of an autoencoder with what is in them at this moment; what has just changed lights up. To the
// left of the code stands the test picture whose code is nearest to the hand.

import { element, mounter } from "../channel/live.js";
import { fixed } from "../drawing/numbers.js";
import { Member } from "./component.js";

const LIT_MS = 700;
const SHOWN = 2; // numbers of a code, the first ones

class LatentDiagram extends Member {
  constructor(parent) {
    super(parent, "latent-diagram");
    this.fading = new Map();
  }

  layout() {
    return [super.layout(), this.data.model];
  }

  build() {
    const { data, text } = this;
    this.canvases = [];
    const k = this.data.models.findIndex((m) => m.name === data.model);
    const figure = (part, sign, words, content) => element("figure", { "data-part": part }, content, element("figcaption", {}, element("b", {}, sign), words));
    const numbers = (part, sign, words) => {
      this[`${part}_`] = element("output", {});
      return figure(part, sign, words, this[`${part}_`]);
    };
    const net = (part, words) => element("span", { class: "net", "data-part": part }, element("span", {}, words));
    const arrow = () => element("span", { class: "arrow", "aria-hidden": "true" }, "→");
    this.nearest = element("canvas", { role: "img", "aria-label": text.nearest });
    this.canvases[k] = element("canvas", { role: "img", "aria-label": text.restored });
    const noisy = data.noisy ? [numbers("sigma", "σ", text.sigma)] : [];
    const title = `${text.diagram}. ${text.told}`;
    this.body.append(element("div", { class: "machine", role: "group", title, "aria-label": text.diagram },
      figure("x", "x", text.picture_, this.nearest), arrow(), net("encoder", text.encoder), arrow(),
      element("div", { class: "pair" }, numbers("mu", "μ", text.mu), ...noisy), arrow(),
      numbers("z", "z", text.code), arrow(), net("decoder", text.decoder), arrow(),
      figure("restored", "x′", text.restored, this.canvases[k])));
    this.k = k;
  }

  refresh() {
    super.refresh();
    this.rested();
  }

  moved() {
    this.z_.textContent = words(this.hand.code(this.k));
    this.light("z");
  }

  pictures(pictures, request) {
    super.pictures(pictures, request);
    this.light("decoder", "restored");
  }

  rested() {
    this.hand.requestNeighbour(this.k);
  }

  near({ picture, mu, sigma }) {
    this.drawOne(this.nearest, picture, 0);
    this.mu_.textContent = words(mu.data);
    if (this.data.noisy) this.sigma_.textContent = words(sigma.data);
    this.light("x", "encoder", "mu", "sigma");
  }

  /** These parts have just changed. */
  light(...parts) {
    for (const node of this.root.querySelectorAll("[data-part]")) {
      if (!parts.includes(node.dataset.part)) continue;
      node.classList.add("lit");
      clearTimeout(this.fading.get(node));
      this.fading.set(node, setTimeout(() => node.classList.remove("lit"), LIT_MS));
    }
  }
}

const words = (code) => [...code].slice(0, SHOWN).map((v) => fixed(v, 2)).join("\n") + (code.length > SHOWN ? " …" : "");

export const render = mounter(LatentDiagram);
