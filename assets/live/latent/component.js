// What the latent components have in common: the hand they hold and the pictures it gives them.

import { joinHand } from "./point.js";
import { Made } from "../drawing/made.js";
import { Live, element } from "../channel/live.js";
import { drawPixels, inkRamp, nthPicture } from "../drawing/picture.js";

export class Member extends Live {
  constructor(parent, name) {
    super(parent, name);
    this.made = new Made(this, { give: () => this.given(), take: (values) => this.taken(values) });
  }

  given() {
    return { hand: this.hand ? this.hand.given() : this.place ?? null }; // it is joined after the page has given
  }

  taken({ hand }) {
    this.place = hand;
  }

  layout() {
    return [this.data.models.map((m) => [m.name, m.title]), this.text, this.data.hand];
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    if (this.hand && this.hand.key !== this.data.hand) this.letGo();
    this.hand = joinHand(this.data, this.url, this, this.place);
    this.place = undefined; // it counts once
    this.moved();
    if (!this.hand.pictures) return;
    this.draw(this.hand.pictures);
    this.drawn();
  }

  letGo() {
    this.hand?.leave(this);
    this.hand = null;
  }

  leave() {
    super.leave();
    this.letGo();
  }

  /** A titled canvas for the picture of model k. */
  pictureFigure(k) {
    const model = this.data.models[k];
    const canvas = element("canvas", { role: "img", "aria-label": model.title }); // until it shows something
    this.canvases[k] = canvas;
    return element("figure", { class: "picture" }, canvas, element("figcaption", {}, model.title));
  }

  /** Say in words what model k shows: where the hand is. */
  describe(k) {
    const z = this.hand.code(k).slice(0, 4).map((v) => v.toFixed(2)).join(", ");
    return `${this.data.models[k].title}: ${this.text.picture}, z = (${z}${this.hand.models[k].origin.length > 4 ? ", …" : ""})`;
  }

  draw(pictures) {
    for (let k = 0; k < pictures.shape[0]; k++) {
      if (!this.canvases[k]) continue; // not every member shows every model
      this.drawOne(this.canvases[k], pictures, k);
      this.canvases[k].setAttribute("aria-label", this.describe(k));
    }
  }

  /** The kth of uint8 pictures (n, h, w), or (n, h, w, 3) with colours, on a canvas of its own. */
  drawOne(canvas, pictures, k) {
    const [pixels, [height, width, ...colours]] = nthPicture(pictures, k);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    drawPixels(canvas.getContext("2d"), pixels, [height, width, ...colours], this.ramp);
  }

  // ---- told by the hand ----

  pictures(pictures, request) {
    this.draw(pictures);
    this.drawn(request.by === this ? request.since : null);
  }

  moved() {}
  map() {}
}
