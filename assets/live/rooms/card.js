// The class's question, in a corner of everybody's page: answered, then counted, then told.

import { element } from "../channel/live.js";
import { questions } from "./place.js";

const AGAIN_MS = 3000; // until an answer that was not taken is sent again
const ONE_COLUMN = "(max-width: 900px)"; // as stage.css: what stands beside the experiment is below it, out of sight
const LATER = ["lost", "busy", "disk_full"]; // codes of what passes

export class Card {
  constructor(panel) {
    this.panel = panel;
    this.root = element("section", { class: "card", hidden: true, role: "region", "aria-label": panel.text.classQuestion });
  }

  update() {
    const { panel } = this;
    const room = panel.news?.room;
    const question = room?.stage ? inOwnWords(room.question) : null;
    this.root.hidden = !question;
    this.root.dataset.stage = room?.stage ?? "";
    const page = document.documentElement.dataset; // what else floats there gives way: see courses/frame.css
    if (question) page.asked = panel.isTeacher ? "leads" : room.stage;
    else delete page.asked;
    const now = question && JSON.stringify([room.asked, room.stage, room.counts, question, panel.choice, panel.isTeacher]);
    if (question && now !== this.shown) this.draw(room, question);
    if (this.tally) this.tally.textContent = this.told(room);
    this.shown = now;
    this.send();
  }

  draw(room, question) {
    const { panel } = this;
    const { text } = panel;
    const same = this.asked === room.asked && this.stage === room.stage;
    const folded = same ? this.root.querySelector("details")?.open === false
      : room.stage === "told" && question.about && !panel.isTeacher && !matchMedia(ONE_COLUMN).matches; // it stands beside the experiment
    [this.asked, this.stage] = [room.asked, room.stage];
    const total = (room.counts ?? []).reduce((sum, n) => sum + n, 0);
    const answers = question.answers.map((answer, n) => this.answer(room, question, answer, n, total));
    this.tally = element("p", { class: "small", role: "status" });
    this.root.replaceChildren(element("details", { open: !folded }, element("summary", {}, text.classQuestion),
      element("p", { class: "question" }, question.text), element("ol", {}, ...answers), this.tally,
      ...(panel.isTeacher ? [this.controls(room, question, text)] : [])));
  }

  /** A button while it may be chosen; then how many have chosen it, and, once that is told, whether it is right. */
  answer(room, question, answer, n, total) {
    const { panel } = this;
    const { text } = panel;
    const mine = panel.choice === n;
    const right = room.stage === "told" && question.right === n;
    const item = element("li", { class: [mine && "mine", right && "right"].filter(Boolean).join(" ") });
    if (room.stage === "asked" && !panel.isTeacher) {
      item.append(element("button", { type: "button", "aria-pressed": String(mine), onclick: () => this.choose(n) }, answer));
      return item;
    }
    const marks = [right && `✓ ${text.isRight}`, mine && text.mine].filter(Boolean).join(" · ");
    item.append(element("span", { class: "words" }, answer), element("span", { class: "marks" }, marks));
    if (!room.counts) return item;
    const share = total ? room.counts[n] / total : 0;
    const bar = element("span", { class: "bar", role: "img", "aria-label": `${room.counts[n]}` }, element("span", { class: "part" }));
    bar.firstChild.style.width = `${100 * share}%`;
    item.append(bar, element("span", { class: "count" }, `${room.counts[n]} (${Math.round(100 * share)} %)`));
    return item;
  }

  told(room) {
    const { text, news, choice, isTeacher } = this.panel;
    if (isTeacher) return text.answered.replace("{answered}", news.answered).replace("{there}", Math.max(news.there, news.answered));
    if (room.stage === "asked") return choice === null ? text.choose : text.chosen;
    const { right, answers } = room.stage === "told" ? inOwnWords(room.question) : { right: null };
    if (choice !== null && right !== null) return text[choice === right ? "wasRight" : "wasWrong"].replace("{answer}", () => answers[right]);
    return "";
  }

  controls(room, question, text) {
    const show = (stage, label, name = "") => element("button", { type: "button", class: name,
      onclick: () => this.panel.tell({ kind: "show", asked: room.asked, stage }) }, label);
    const next = [];
    if (room.stage === "asked") next.push(show("opened", text.openAnswers, "primary"));
    if (room.stage === "opened" && (question.right !== null || question.about)) next.push(show("told", text.tell, "primary"));
    return element("div", { class: "row" }, ...next, show("", text.clear));
  }

  choose(n) {
    Object.assign(this, { wish: { asked: this.panel.news.room.asked, choice: n }, after: 0 });
    this.send();
  }

  /** What was chosen last, until the room has taken it, or takes it no more: a network that is gone loses no answer. */
  async send() {
    const { panel, wish } = this;
    if (wish?.asked !== panel.news?.room.asked) this.wish = null;
    if (!this.wish || this.sending || Date.now() < this.after) return;
    this.sending = true;
    const answer = await panel.tell({ kind: "answer", ...wish });
    this.sending = false;
    if (LATER.includes(answer.code)) this.after = Date.now() + AGAIN_MS;
    else if (this.wish === wish) this.wish = null;
    if (answer.kind !== "answered" || panel.news?.room.asked !== answer.asked) return;
    panel.choice = answer.choice;
    this.update();
  }
}

/** An experiment's question as this page asks it, in this person's language, and with the right answer once it is told. */
function inOwnWords(question) {
  const own = questions().find(({ about, answers }) => about === question.about && answers.length === question.answers.length);
  return own ? { ...question, ...own, right: own.right ?? question.right } : question;
}
