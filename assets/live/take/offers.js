// What the menu offers of the stage, and saves: picture, film, numbers, code, weights.

import { parseFrame } from "../channel/frame.js";
import { button } from "../channel/dialog.js";
import { element } from "../channel/live.js";
import { Film, canFilm } from "./film.js";
import { drawing, isVector, png } from "./picture.js";
import { elements, parts } from "../drawing/stage.js";
import { csv, tables } from "./tables.js";

const PRINTED = 3; // pixels per CSS pixel
const KEPT_MS = 60_000; // that a file is held for the browser to save
const TYPES = { py: "text/x-python", ipynb: "application/x-ipynb+json", svg: "image/svg+xml", csv: "text/csv" };

export class Offers {
  constructor(menu) {
    this.menu = menu;
    this.film = null; // that is being recorded
  }

  get text() {
    return this.menu.text;
  }

  /** The step of the run that is on the stage, null where there is none. */
  step() {
    return elements("[data-live]").map((root) => Number.parseInt(root.dataset.step, 10)).find(Number.isInteger) ?? null;
  }

  /** One's own runs on the stage pause while the menu is open. */
  async hold() {
    this.held = parts().filter((live) => live.hold);
    const going = await Promise.all(this.held.map((live) => live.hold()));
    this.held = this.held.filter((_, i) => going[i]);
  }

  goOn() {
    for (const live of this.held ?? []) live.goOn();
    this.held = [];
  }

  fill() {
    const all = [this.pictures(), this.films(), this.numbers(), this.codes(), this.models()];
    this.menu.list.replaceChildren(...all.filter(Boolean));
  }

  part(name, lead, buttons) {
    if (!buttons.length) return null;
    const words = [lead].flat().map((line) => element("p", {}, line));
    return element("section", {}, element("h2", {}, name), ...words, element("div", { class: "row" }, ...buttons));
  }

  /** A button for a file that takes a moment. */
  making(label, make, attributes) {
    return button(label, async () => {
      this.say(this.text.making);
      try {
        await make();
      } catch (error) {
        console.warn(error);
        this.say(this.text.failed);
      }
    }, attributes);
  }

  pictures() {
    const { text } = this;
    const made = (scale, words, ending) => this.making(words, async () => this.save(await png(scale, scale === PRINTED), ending));
    const vector = isVector() ? [this.making(text.svg, () => this.save(drawing(), "svg"))] : [];
    return this.part(text.picture, text.pictureLead, [made(1, text.png, "png"), made(PRINTED, text.print, "print.png"), ...vector]);
  }

  films() {
    const { text } = this;
    return this.part(text.film, text.filmLead, canFilm() ? [button(text.record, () => this.record())] : []);
  }

  record() {
    const { menu } = this;
    menu.dialog.close();
    menu.bar.hidden = false;
    this.film = new Film((film) => {
      menu.bar.hidden = true;
      this.film = null;
      this.save(film, film.type.split("/")[1]);
      menu.opener.focus();
    });
    menu.bar.querySelector("button").focus();
  }

  numbers() {
    const { text } = this;
    const array = (column) => text[`array_${column}`] ?? text[`array_${column.replace(/_\d+$/, "")}`] ?? column;
    const called = ({ name, columns }) => text[`table_${name.replace(/-\d+$/, "")}`]
      ?? text.numbers.replace("{names}", () => [...new Set(columns.map(array))].join(", "));
    return this.part(text.data, text.dataLead, tables().map((table) =>
      this.making(`${called(table)} (${table.rows.length.toLocaleString()})`, () => this.save(csv(table), `${table.name}.csv`))));
  }

  codes() {
    const { text, menu: { files } } = this;
    const file = (label, ending) => this.making(label, () => this.save(files[ending], ending), { disabled: !files?.[ending] });
    const lead = files && !files.py ? [text.nothing] : [text.codeLead, ...(parts().some((live) => live.run) ? [text.codeRun] : []), text.codeNeeds];
    return this.part(text.code, lead, [file(text.python, "py"), file(text.notebook, "ipynb")]);
  }

  /** The shipped weights of this setting, and the networks of one's own run. */
  models() {
    const { text } = this;
    const files = (this.menu.weights ?? []).map((name) => this.making(name, () => this.fetched(name)));
    const mine = parts().find((live) => live.run && live.mine && live.owner);
    if (mine) files.push(this.making(text.ofRun, () => this.trained(mine)));
    return this.part(text.weights, text.weightsLead, files);
  }

  async fetched(name) {
    const answer = await fetch(new URL(`live-weights/${name}`, this.menu.url));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    this.keep(await answer.blob(), name);
  }

  /** The server's answer is the file. */
  async trained({ run, owner }) {
    const body = JSON.stringify({ id: 1, kind: "weights", run, owner });
    const answer = await (await fetch(new URL("live/runs", this.menu.url), { method: "POST", body })).arrayBuffer();
    const { meta } = parseFrame(answer);
    if (meta.kind !== "weights") throw new Error(meta.text);
    this.save(new Blob([answer]), "safetensors");
  }

  save(content, ending) {
    const type = TYPES[ending.split(".").at(-1)];
    this.keep(content instanceof Blob ? content : new Blob([content], { type }), `${this.menu.called ?? "experiment"}.${ending}`);
  }

  keep(blob, name) {
    const url = URL.createObjectURL(blob);
    const link = element("a", { href: url, download: name, hidden: true });
    this.menu.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
    this.say(this.text.saved.replace("{name}", name));
  }

  say(words) {
    this.menu.line.textContent = words;
  }
}
