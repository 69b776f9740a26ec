// take-menu: a button, and a dialog with all that can be taken home of the experiment on the stage. What is offered there,
// and how it is made, is loaded when it is opened first.

import { button, dialog, opener } from "../channel/dialog.js";
import { Live, element, mounter } from "../channel/live.js";

const AGAIN = 2000; // ms: what was asked for while the whole page ran is asked for again
const ICON = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M11 3h2v9.2l3.3-3.3 1.4 1.4L12 16l-5.7-5.7 1.4-1.4L11 12.2Z
  M4 18h16v2H4Z"/></svg>`;

class TakeMenu extends Live {
  constructor(parent) {
    super(parent, "take-menu");
  }

  layout() {
    return this.text;
  }

  build() {
    const { text } = this;
    this.opener = opener(ICON, text.take, text.title, () => this.open());
    this.list = element("div", { class: "list" });
    this.line = element("p", { class: "line", role: "status" });
    this.dialog = dialog(text, () => this.over(), this.list, this.line);
    this.bar = element("div", { class: "bar", hidden: true }, element("span", { class: "dot", "aria-hidden": "true" }), text.recording,
      button(text.stop, () => this.offers.film?.stop(), { class: "stop" }));
    this.body.replaceChildren(this.opener, this.dialog, this.bar);
    this.state("idle");
  }

  async open() {
    dispatchEvent(new Event("sharing")); // whoever waits for the hand to rest: now is the moment
    this.line.textContent = this.text.making;
    this.files = this.weights = null;
    this.state("running");
    this.dialog.showModal();
    try {
      const { Offers } = await import("./offers.js");
      this.offers ??= new Offers(this);
      await this.offers.hold(); // picture, numbers, weights and program are of one step
      if (!this.dialog.open) return this.over();
      this.ask();
      this.offers.fill();
    } catch (error) {
      console.warn(error);
      this.line.textContent = this.text.failed;
    }
  }

  over() {
    clearTimeout(this.asking);
    this.offers?.goOn();
  }

  /** Ask for the code of what the stage shows; where nobody has answered meanwhile, once more. */
  ask() {
    this.nth = crypto.randomUUID?.() ?? String(Math.random());
    this.setStateValue("asked", { nth: this.nth, step: this.offers.step() });
    this.asking = setTimeout(() => this.dialog.open && this.ask(), AGAIN);
  }

  refresh() {
    const { asked, files, weights, name } = this.data;
    if (!asked || asked !== this.nth || this.files) return;
    clearTimeout(this.asking);
    Object.assign(this, { files, weights, called: name });
    this.line.textContent = "";
    this.offers.fill();
    this.state("idle");
    this.drawn();
  }

  leave() {
    this.over();
    this.offers?.film?.stop();
    super.leave();
  }
}

export const render = mounter(TakeMenu);
