// The dialog of who is in no room, to join or open one; and of a student, to leave it.

import { element } from "../channel/live.js";
import { header, spaced } from "./parts.js";

export class Door {
  constructor(panel, role) {
    const { text, dialog } = panel;
    Object.assign(this, { panel, role });
    this.trouble = element("p", { class: "trouble", role: "alert" });
    const inside = role === "none" ? [...this.outside(text)] : [...this.within(text)];
    this.root = element("div", { class: "inside" }, header(role === "none" ? text.title : text.room, text, dialog), ...inside, this.trouble);
  }

  outside(text) {
    const field = (label, attributes) => element("label", {}, label, element("input", { type: "text", spellcheck: false, ...attributes }));
    const code = field(text.code, { maxLength: 12, autocomplete: "off", autocapitalize: "characters", class: "code", required: true });
    const name = field(text.name, { maxLength: 24, autocomplete: "nickname" });
    [this.code, this.name] = [code.lastChild, name.lastChild];
    const form = element("form", { onsubmit: (event) => { event.preventDefault(); this.join(); } },
      element("div", { class: "fields" }, code, name), element("button", { class: "primary", type: "submit" }, text.join));
    const open = element("button", { type: "button", class: "new", onclick: () => this.open() }, text.open);
    return [element("h2", {}, text.joinTitle), element("p", {}, text.joinLead), form, element("hr"),
      element("h2", {}, text.openTitle), element("p", {}, text.openLead), open];
  }

  within(text) {
    this.where = element("p", { class: "large" });
    const leave = element("button", { type: "button", class: "leave", onclick: () => this.leave() }, text.leave);
    return [this.where, element("p", {}, text.studentLead), leave];
  }

  update() {
    const { member, text } = this.panel;
    if (this.where) this.where.textContent = [spaced(member.code), member.name && text.youAre.replace("{name}", member.name)].filter(Boolean).join(" · ");
  }

  opened(code) {
    this.trouble.textContent = "";
    if (!this.code) return;
    if (code) this.code.value = code.slice(0, 12);
    (code ? this.name : this.code).focus();
  }

  async once(act) {
    if (this.busy) return;
    this.busy = true;
    this.trouble.textContent = "";
    const { text } = this.panel;
    const why = await act();
    this.busy = false;
    this.trouble.textContent = why && (text[`error_${why}`] ?? text.failed);
  }

  join() {
    this.once(async () => {
      const why = await this.panel.join(this.code.value, this.name.value);
      if (!why) this.panel.dialog.close();
      return why;
    });
  }

  open() {
    this.once(() => this.panel.openRoom());
  }

  leave() {
    this.panel.dialog.close();
    this.panel.tell({ kind: "leave" });
    this.panel.exit();
  }
}
