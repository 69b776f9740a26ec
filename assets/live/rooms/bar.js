// What of a room is in the frame of every page: its button, and beside it what a person in it does most.

import { element } from "../channel/live.js";
import { own } from "./member.js";
import { spaced } from "./parts.js";
import { here } from "./place.js";

const ICON = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm7.5 0a3 3 0 1 0 0-6 3 3 0 0 0
  0 6ZM9 13c-3 0-7 1.5-7 4.5V20h14v-2.5c0-3-4-4.5-7-4.5Zm7.5 0-1 .1c1.5 1 2.5 2.4 2.5 4.4V20h4v-2.5c0-3-3-4.5-5.5-4.5Z"/></svg>`;

export class Bar {
  constructor(panel) {
    this.panel = panel;
    this.opener = element("button", { type: "button", class: "opener", "aria-haspopup": "dialog", onclick: () => panel.open() });
    this.act = element("button", { type: "button", class: "act", onclick: () => this.acted() });
    this.root = element("div", { class: "strip" }, this.opener, this.act);
  }

  update() {
    const { text, member, news, isTeacher } = this.panel;
    const there = news?.there ?? 0;
    const said = !member ? text.room : isTeacher ? `${spaced(member.code)} · ${there}` : spaced(member.code);
    if (this.opener.textContent !== said) {
      this.opener.innerHTML = ICON;
      this.opener.append(element("span", {}, said));
    }
    const label = !member ? text.room : (isTeacher ? text.labelTeacher : text.labelStudent).replace("{there}", there).replace("{code}", member.code);
    this.opener.setAttribute("aria-label", label);
    this.opener.title = member ? label : text.title;
    this.updateAct();
  }

  updateAct() {
    const { act, panel } = this;
    const { text, news, isTeacher } = panel;
    act.hidden = !news;
    if (!news) return;
    const [leads, alone] = [own.get("leads") === "yes", own.get("alone") === "yes"];
    const sent = here() === news.room.link;
    const place = isTeacher ? (leads ? "leads" : sent ? "sent" : "elsewhere") : alone ? "alone" : "follows";
    act.textContent = { leads: text.leading, sent: news.there ? text.sent : text.comes, elsewhere: text.send, alone: text.back, follows: text.alone }[place];
    act.classList.toggle("primary", place === "elsewhere" || place === "alone");
    act.disabled = Boolean(place === "leads" || (isTeacher && panel.lead.sending));
    act.classList.toggle("low", "presents" in document.documentElement.dataset); // a stage alone has no band of navigation
    panel.root.dataset.place = place;
  }

  acted() {
    const { panel } = this;
    if (panel.isTeacher) panel.lead.send();
    else if (own.get("alone")) panel.goBack();
    else panel.goAlone();
  }
}
