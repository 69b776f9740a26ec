// latent-holes: the point under the hand on the maps of codes, what is decoded there, and the real picture nearest to it.

import { element, mounter } from "../channel/live.js";
import { LatentPad } from "./pad.js";

class LatentHoles extends LatentPad {
  constructor(parent) {
    super(parent, "latent-holes");
  }

  build() {
    super.build();
    this.nearest = this.data.models.map(({ title }) => element("canvas", { role: "img", "aria-label": `${title}: ${this.text.nearest}` }));
    this.apart = this.nearest.map(() => element("figcaption", {}, this.text.nearest));
    this.where = this.nearest.map(() => element("span", { class: "where" }));
    this.body.querySelectorAll(".pane").forEach((pane, k) => {
      pane.querySelector(".picture figcaption").append(this.where[k]);
      pane.append(element("figure", { class: "picture nearest" }, this.nearest[k], this.apart[k]));
    });
  }

  refresh() {
    this.connect("latent");
    super.refresh();
    this.judge();
  }

  pictures(pictures, request) {
    super.pictures(pictures, request);
    this.judge();
  }

  /** Ask for what is nearest to the pictures that are shown; a question that waits gives way to a newer one. */
  judge() {
    if (!this.hand?.pictures || !this.data.ready) return;
    this.channel.request("nearest", { kind: "nearest", points: this.hand.points() }, { names: this.hand.names });
  }

  frame(meta, { pictures, values }, request) {
    if (request.names !== this.hand?.names) return; // of models no longer shown
    this.nearest.forEach((canvas, k) => {
      const [far, among] = values.data.subarray(2 * k, 2 * k + 2);
      const apart = this.text.apart.replace("{far}", far.toFixed(1));
      this.drawOne(canvas, pictures, k);
      canvas.setAttribute("aria-label", `${this.data.models[k].title}: ${apart}`);
      this.apart[k].textContent = apart;
      this.where[k].textContent = ` · ${among ? this.text.among : this.text.hole}`;
      this.where[k].classList.toggle("hole", !among);
    });
    this.root.dataset.judged = String(Number(this.root.dataset.judged ?? 0) + 1);
  }
}

export const render = mounter(LatentHoles);
