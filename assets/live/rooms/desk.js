// The teacher's dialog: how one gets into the room, who is there, where it is, and a question to everybody.

import { copied, qrCode } from "../channel/clipboard.js";
import { element } from "../channel/live.js";
import { own } from "./member.js";
import { header, spaced } from "./parts.js";
import { questions } from "./place.js";

const SURE_MS = 5000;
const FEWEST = 2, MOST = 6; // answers that are offered; the server takes eight

export class Desk {
  constructor(panel) {
    const { text, dialog } = panel;
    Object.assign(this, { panel, role: "teacher" });
    this.code = element("p", { class: "code large" });
    this.qr = element("div", { class: "qr", role: "img", "aria-label": text.qr });
    this.link = element("input", { type: "text", readOnly: true, "aria-label": text.link, onfocus: () => this.link.select() });
    this.copied = element("span", { class: "small", role: "status" });
    this.only = element("p", { class: "small", hidden: true }, text.onlyHere);
    this.there = element("p", { class: "large there", role: "status" });
    this.names = element("p", { class: "small names" });
    this.leads = element("input", { type: "checkbox", onchange: () => this.lead() });
    const button = (label, onclick, name) => element("button", { type: "button", class: name, onclick }, label);
    this.send = button(text.sendAll, () => this.told(panel.lead.send()), "primary");
    this.here = element("div", { class: "answers" });
    this.score = element("p", { class: "small" });
    this.anew = button(text.anew, () => this.ifSure(this.anew, text.anew, text.anewSure, { kind: "anew" }));
    this.game = element("div", { class: "game" }, this.score, this.anew);
    this.over = button(text.end, () => this.end(), "end");
    this.trouble = element("p", { class: "trouble", role: "alert" });
    this.root = element("div", { class: "inside desk" }, header(text.room, text, dialog),
      element("div", { class: "columns" },
        element("div", { class: "column" }, element("p", {}, text.wayIn), this.code, this.qr,
          element("div", { class: "row" }, this.link, button(text.copy, () => this.copy(), "copy")), this.copied, this.only),
        element("div", { class: "column" }, this.there,
          element("details", {}, element("summary", {}, text.names), this.names),
          this.send, element("label", { class: "check" }, this.leads, text.lead),
          element("details", { class: "asking" }, element("summary", {}, text.asking), this.here, this.form(text)), this.game, this.trouble, element("hr"), this.over)));
  }

  form(text) {
    this.question = element("textarea", { rows: 2, maxLength: 300, required: true });
    this.answers = element("div", { class: "answers" });
    this.more = element("button", { type: "button", class: "quiet", onclick: () => this.addAnswer() }, text.more);
    const form = element("form", { onsubmit: (event) => { event.preventDefault(); this.ask(); } },
      element("label", {}, text.question, this.question), element("p", { class: "small" }, text.rightLead), this.answers,
      element("div", { class: "row" }, this.more, element("button", { type: "submit", class: "primary" }, text.ask)));
    for (let n = 0; n < FEWEST; n += 1) this.addAnswer();
    return form;
  }

  addAnswer() {
    const n = this.answers.children.length;
    const label = this.panel.text.answer.replace("{n}", n + 1);
    const right = element("input", { type: "radio", name: "right", value: String(n), "aria-label": this.panel.text.right.replace("{n}", n + 1) });
    right.onpointerdown = () => { this.wasChecked = right.checked; };
    right.onclick = () => { if (this.wasChecked) right.checked = this.wasChecked = false; }; // none is right, too
    this.answers.append(element("div", { class: "row" }, right, element("input", { type: "text", maxLength: 120, "aria-label": label, placeholder: label })));
    this.more.hidden = n + 1 >= MOST;
  }

  async ask() {
    const rows = [...this.answers.children].map((row) => [...row.children]).filter(([, line]) => line.value.trim());
    const right = rows.findIndex(([radio]) => radio.checked);
    const answers = rows.map(([, line]) => line.value);
    if (!(await this.askThis({ text: this.question.value, answers, right: right < 0 ? null : right }))) return;
    this.question.value = "";
    this.answers.replaceChildren();
    for (let n = 0; n < FEWEST; n += 1) this.addAnswer();
  }

  /** Whether everybody is asked now. */
  async askThis(question) {
    const answer = await this.told(this.panel.tell({ kind: "ask", ...question }));
    if (answer.kind === "room") this.panel.dialog.close();
    return answer.kind === "room";
  }

  opened() {
    this.trouble.textContent = "";
    const ask = this.panel.text.askHere;
    this.here.replaceChildren(...questions().map((question) => element("button", { type: "button", class: "here",
      onclick: () => this.askThis(question) }, ask.replace("{question}", question.text))));
    this.draw();
  }

  /** The answer to what was asked of the server, and here what was refused: the page lies behind the dialog. */
  async told(asked) {
    const answer = await asked;
    const { text } = this.panel;
    this.trouble.textContent = answer.kind === "error" ? text[`error_${answer.code}`] ?? text.failed : "";
    return answer;
  }

  /** The way in, where a student's device finds it: past an experiment that costs the server nothing when a class comes. */
  async draw() {
    const { code } = this.panel.member;
    const link = new URL(`?step=map&room=${code}`, this.panel.url).href;
    this.only.hidden = !["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    if (this.link.value === link) return;
    this.link.value = link;
    const { svg } = await qrCode(this.panel.url, link);
    this.qr.innerHTML = svg;
  }

  async copy() {
    const { text } = this.panel;
    this.copied.textContent = (await copied(this.link.value, this.link)) ? text.copied : text.notCopied;
  }

  lead() {
    own.set("leads", this.leads.checked ? "yes" : "");
    if (this.leads.checked) this.told(this.panel.lead.send());
    else this.panel.arrange();
  }

  update() {
    const { text, member, news } = this.panel;
    this.code.textContent = spaced(member.code);
    this.there.textContent = text.there.replace("{there}", news?.there ?? 0);
    const { names = [], there = 0 } = news ?? {};
    const nameless = there - names.length;
    this.names.textContent = [...names, ...(nameless > 0 ? [text.nameless.replace("{n}", nameless)] : [])].join(" · ");
    this.game.hidden = !news?.room.game.answers;
    this.score.textContent = this.panel.score.words();
    this.leads.checked = own.get("leads") === "yes";
    this.send.disabled = Boolean(own.get("leads") || this.panel.lead.sending);
    if (this.panel.dialog.open) this.draw();
  }

  /** The second time within some seconds: what is over cannot be had back. The answer to it, or null the first time. */
  async ifSure(button, words, sure, message) {
    const first = button.textContent === words;
    button.textContent = first ? sure : words;
    if (!first) return this.told(this.panel.tell(message));
    setTimeout(() => { button.textContent = words; }, SURE_MS);
    return null;
  }

  async end() {
    const { panel } = this;
    const answer = await this.ifSure(this.over, panel.text.end, panel.text.endSure, { kind: "end" });
    if (answer?.kind !== "left" && answer?.code !== "no_room") return; // one that the server does not know is left behind
    panel.dialog.close();
    panel.exit();
  }
}
