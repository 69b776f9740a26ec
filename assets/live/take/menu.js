// take-menu: a button, and a dialog with all that can be taken home of the experiment on the stage. How a picture, a table
// or a film is made of it is loaded when the dialog is opened.

import { parseFrame } from "../channel/frame.js";
import { Live, element, mounter } from "../channel/live.js";
import { elements, parts } from "./stage.js";

const AGAIN = 2000; // ms: what was asked for while the whole page ran is asked for again
const PRINTED = 3; // pixels per CSS pixel
const TYPES = { py: "text/x-python", ipynb: "application/x-ipynb+json", svg: "image/svg+xml", csv: "text/csv" };
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
    this.opener = this.button("", () => this.open(), { class: "opener", title: text.title, "aria-label": text.take });
    this.opener.innerHTML = ICON;
    this.opener.append(element("span", {}, text.take));
    this.list = element("div", { class: "list" });
    this.line = element("p", { class: "line", role: "status" });
    this.dialog = element("dialog", { "aria-label": text.title, onclose: () => clearTimeout(this.asking),
      onclick: (event) => event.target === this.dialog && this.dialog.close() },
    element("div", { class: "inside" },
      element("header", {}, element("strong", {}, text.title), this.button("✕", () => this.dialog.close(), { "aria-label": text.close })),
      this.list, this.line));
    this.bar = element("div", { class: "bar", hidden: true }, element("span", { class: "dot", "aria-hidden": "true" }), text.recording,
      this.button(text.stop, () => this.film?.stop(), { class: "stop" }));
    this.body.replaceChildren(this.opener, this.dialog, this.bar);
    this.state("idle");
  }

  button(label, onclick, attributes = {}) {
    return element("button", { type: "button", onclick, ...attributes }, label);
  }

  async open() {
    dispatchEvent(new Event("sharing")); // whoever waits for the hand to rest: now is the moment
    this.line.textContent = "";
    this.files = null;
    this.dialog.showModal();
    this.ask();
    this.makers ??= Promise.all([import("./picture.js"), import("./tables.js"), import("./film.js")]);
    [this.picture, this.data_, this.filming] = await this.makers;
    this.fill();
  }

  /** Ask for the code of what the stage shows; where nobody has answered meanwhile, once more. */
  ask() {
    this.nth = crypto.randomUUID?.() ?? String(Math.random());
    const step = elements("[data-live]").map((root) => Number.parseInt(root.dataset.step, 10)).find(Number.isInteger);
    this.state("running");
    this.setStateValue("asked", { nth: this.nth, step: step ?? null });
    this.asking = setTimeout(() => this.dialog.open && this.ask(), AGAIN);
  }

  refresh() {
    const { asked } = this.data;
    if (!asked || asked !== this.nth || this.files) return;
    clearTimeout(this.asking);
    Object.assign(this, { files: this.data.files, weights: this.data.weights, called: this.data.name });
    this.fill();
    this.state("idle");
    this.drawn();
  }

  fill() {
    if (!this.picture) return;
    const { text, files } = this;
    this.line.textContent = files ? "" : text.making;
    this.list.replaceChildren(...[this.pictures(), this.films(), this.tables(), this.codes(), this.models()].filter(Boolean));
  }

  pictures() {
    const { text, picture } = this;
    const png = (scale, words) => this.button(words, async () => {
      this.line.textContent = text.making;
      this.save(await picture.png(scale), scale === 1 ? "png" : "print.png");
    });
    const vector = this.button(text.svg, () => this.save(picture.drawing(), "svg"));
    return this.part(text.picture, text.pictureLead, [png(1, text.png), png(PRINTED, text.print), ...(picture.isVector() ? [vector] : [])]);
  }

  films() {
    const { text, filming } = this;
    return filming.canFilm() && this.part(text.film, text.filmLead, [this.button(text.record, () => this.record())]);
  }

  tables() {
    const { text } = this;
    const found = this.data_.tables();
    const called = ({ name, columns }) => text[`table_${name.replace(/-\d+$/, "")}`]
      ?? text.numbers.replace("{names}", [...new Set(columns.map((column) => column.replace(/_\d+$/, "")))].join(", "));
    const buttons = found.map((table) => this.button(`${called(table)} (${table.rows.length.toLocaleString()})`,
      () => this.save(this.data_.csv(table), `${table.name}.csv`)));
    return found.length > 0 && this.part(text.data, text.dataLead, buttons);
  }

  codes() {
    const { text, files } = this;
    const kinds = { py: text.python, ipynb: text.notebook };
    const buttons = Object.entries(kinds).map(([ending, label]) =>
      this.button(label, () => this.save(files[ending], ending), { disabled: !files?.[ending] }));
    return this.part(text.code, files && !files.py ? text.nothing : text.codeLead, buttons);
  }

  /** Shipped weights that stand on the stage: files of the server's. */
  models() {
    const { text, weights } = this;
    const files = (weights ?? []).map((name) => this.button(name, () => this.fetched(name)));
    const mine = parts().find((live) => live.run && live.mine && live.owner);
    if (mine) files.push(this.button(text.ofRun, () => this.trained(mine)));
    return files.length > 0 && this.part(text.weights, text.weightsLead, files);
  }

  /** The networks of one's own run, which pauses: the server's answer is the file. */
  async trained({ run, owner }) {
    this.line.textContent = this.text.making;
    try {
      const body = JSON.stringify({ id: 1, kind: "weights", run, owner });
      const answer = await (await fetch(new URL("live/runs", this.url), { method: "POST", body })).arrayBuffer();
      if (parseFrame(answer).meta.kind !== "weights") throw new Error("refused");
      this.save(new Blob([answer]), "safetensors");
    } catch {
      this.line.textContent = this.text.failed;
    }
  }

  async fetched(name) {
    try {
      const answer = await fetch(new URL(`live-weights/${name}`, this.url));
      if (!answer.ok) throw new Error(answer.status);
      this.keep(await answer.blob(), name);
    } catch {
      this.line.textContent = this.text.failed;
    }
  }

  part(name, lead, buttons) {
    return element("section", {}, element("h2", {}, name), element("p", {}, lead), element("div", { class: "row" }, ...buttons));
  }

  record() {
    this.dialog.close();
    this.bar.hidden = false;
    this.film = new this.filming.Film((film) => {
      this.bar.hidden = true;
      this.film = null;
      this.save(film, film.type.split("/")[1]);
      this.opener.focus();
    });
    this.bar.querySelector("button").focus();
  }

  save(content, ending) {
    const type = TYPES[ending.split(".").at(-1)];
    this.keep(content instanceof Blob ? content : new Blob([content], { type }), `${this.called ?? "experiment"}.${ending}`);
  }

  keep(blob, name) {
    const url = URL.createObjectURL(blob);
    const link = element("a", { href: url, download: name, hidden: true });
    this.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.line.textContent = this.text.saved.replace("{name}", name);
  }

  leave() {
    clearTimeout(this.asking);
    this.film?.stop();
    super.leave();
  }
}

export const render = mounter(TakeMenu);
