// share-link: a button, and a dialog with the browser's link: to read, to copy, and as a QR code to take along.

import { copied, qrCode } from "../channel/clipboard.js";
import { button, dialog, opener } from "../channel/dialog.js";
import { Live, element, mounter } from "../channel/live.js";

const LOOK_AGAIN = 300; // ms: what was moved last may still be on its way into the link
const ICON = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M18 16a3 3 0 0 0-2 .8l-7.1-4.2a3 3 0 0 0 0-1.3L16 7.2
  a3 3 0 1 0-1-2.2c0 .2 0 .5.1.7L8 9.8a3 3 0 1 0 0 4.4l7.1 4.2a3 3 0 1 0 2.9-2.4Z"/></svg>`;

class ShareLink extends Live {
  constructor(parent) {
    super(parent, "share-link");
  }

  layout() {
    return this.text;
  }

  build() {
    const { text } = this;
    clearInterval(this.looking);
    this.opener = opener(ICON, text.share, text.title, () => this.open());
    this.field = element("textarea", { readOnly: true, rows: 2, "aria-label": text.link, spellcheck: false,
      onfocus: () => this.field.select() });
    this.copied = element("span", { class: "copied", role: "status" });
    this.qr = element("div", { class: "qr", role: "img", "aria-label": text.code });
    this.note = element("p", { class: "note", role: "status" });
    this.dialog = dialog(text, () => clearInterval(this.looking),
      element("p", {}, text.lead),
      element("div", { class: "row" }, this.field, button(text.copy, () => this.copy(), { class: "copy" })),
      this.copied, this.note, this.qr);
    this.body.replaceChildren(this.opener, this.dialog);
    this.state("idle");
  }

  open() {
    dispatchEvent(new Event("sharing")); // whoever waits for the hand to rest: now is the moment
    this.copied.textContent = "";
    this.shown = null;
    this.dialog.showModal();
    this.look();
    this.looking = setInterval(() => this.look(), LOOK_AGAIN);
  }

  /** Show the link, if it is another one by now. */
  async look() {
    const link = location.href;
    if (link === this.shown) return;
    this.shown = this.field.value = link;
    this.note.textContent = "";
    const { svg, left_out: leftOut } = await qrCode(this.url, link);
    if (link !== this.shown) return;
    const { text } = this;
    const named = [...new URL(link).searchParams.values()].some((value) => value.startsWith("~"));
    this.note.textContent = [named && text.kept, !svg ? text.noCode : leftOut && text.leftOut].filter(Boolean).join(" ");
    this.qr.innerHTML = svg;
    this.qr.hidden = !svg;
    this.drawn();
  }

  async copy() {
    this.look();
    const { text } = this;
    const done = await copied(this.shown, this.field);
    this.copied.textContent = done ? text.copied : text.notCopied;
  }

  leave() {
    clearInterval(this.looking);
    super.leave();
  }
}

export const render = mounter(ShareLink);
