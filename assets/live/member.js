// What the latent components have in common: their root element, their pictures, the hand they hold.

import { joinHand } from "./hand.js";
import { drawGrey, inkRamp } from "./picture.js";

const MEASURES_KEPT = 600;

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in node && typeof value !== "string") node[name] = value;
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export class Member {
  constructor(parent, name) {
    this.name = name;
    this.frames = 0;
    this.root = element("div", { class: "live", "data-live": name, "data-frame": "0", "data-state": "connecting" });
    this.notice = element("p", { class: "notice", role: "status", hidden: true });
    this.said = element("p", { class: "visually-hidden", "aria-live": "polite" });
    this.body = element("div", { class: "body" });
    this.root.append(this.body, this.notice, this.said);
    parent.append(this.root);
  }

  /** Called at every rerun and change of theme. */
  update(component) {
    this.data = component.data;
    this.text = component.data.text;
    this.setStateValue = component.setStateValue;
    this.ramp = inkRamp(this.root);
    const layout = JSON.stringify([this.data.models.map((m) => [m.name, m.title]), this.text, this.data.hand]);
    if (layout !== this.layout) {
      this.layout = layout;
      this.body.replaceChildren();
      this.build();
    }
    if (this.hand && this.hand.key !== this.data.hand) this.leave();
    this.hand = joinHand(this.data, component.root, this);
    this.moved();
    if (this.hand.pictures) this.pictures(this.hand.pictures, {});
    this.hand.channel.receiveBase64(this.data.reply);
  }

  leave() {
    this.hand?.leave(this);
    this.hand = null;
  }

  /** A titled canvas for the picture of model k. */
  pictureFigure(k) {
    const model = this.data.models[k];
    const canvas = element("canvas", { role: "img", "aria-label": `${model.title}: ${this.text.picture}` });
    this.canvases[k] = canvas;
    return element("figure", { class: "picture" }, canvas, element("figcaption", {}, model.title));
  }

  // ---- told by the hand ----

  state(state) {
    this.root.dataset.state = state;
    if (state !== "error" && this.transport_ !== "fallback") this.notice.hidden = true;
  }

  transport(transport) {
    this.transport_ = transport;
    this.root.dataset.transport = transport;
    this.show(transport === "fallback" ? this.text.fallback : "");
  }

  failed(meta) {
    this.show(`${this.text.failed} (${meta.text})`);
  }

  show(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  ask(message) {
    this.setStateValue("ask", message);
  }

  pictures({ data, shape: [n, h, w] }, request) {
    for (let k = 0; k < n && k < this.canvases.length; k++) {
      const canvas = this.canvases[k];
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
      drawGrey(canvas.getContext("2d"), data.subarray(k * h * w, (k + 1) * h * w), w, h, this.ramp);
    }
    this.root.dataset.frame = String(++this.frames);
    if (request.since && request.by === this) this.measure(request.since);
  }

  /** Leave the time from the pointer's event to the screen frame that shows its picture in the User Timing list. */
  measure(since) {
    requestAnimationFrame(() => {
      if (performance.getEntriesByName(this.name).length > MEASURES_KEPT) performance.clearMeasures(this.name);
      performance.measure(this.name, { start: since, end: performance.now() });
    });
  }

  moved() {}
  map() {}
}

/** Mount one kind of member per parent element; the same element is updated at every rerun. */
export function mounter(Kind) {
  const mounted = new WeakMap();
  return (component) => {
    let member = mounted.get(component.parentElement);
    if (!member) mounted.set(component.parentElement, (member = new Kind(component.parentElement)));
    member.update(component);
    return () => {
      member.leave();
      member.root.remove();
      mounted.delete(component.parentElement);
    };
  };
}
