// courses-card: the course that is on. Its bar stands where else the row of experiments is; the card of a step, with its
// words and its question, floats at the edge of the page, and is folded away or shown.

import { experimentAt } from "../channel/experiment.js";
import { Live, element, mounter } from "../channel/live.js";
import { inTab, keepInTab } from "../channel/tab.js";

const KEPT = "course"; // in this tab: {id, at, folded, said}, what was answered by step
const ICONS = {
  back: "M15.4 7.4 14 6l-6 6 6 6 1.4-1.4-4.6-4.6Z",
  on: "M8.6 16.6 10 18l6-6-6-6-1.4 1.4 4.6 4.6Z",
  return: "M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8Z",
  fold: "M7.4 8.6 12 13.2l4.6-4.6L18 10l-6 6-6-6Z",
  close: "M18.3 7.1 16.9 5.7 12 10.6 7.1 5.7 5.7 7.1 10.6 12l-4.9 4.9 1.4 1.4 4.9-4.9 4.9 4.9 1.4-1.4-4.9-4.9Z",
};
const page = document.documentElement; // frame.css reads its data-course

class Card extends Live {
  constructor(parent) {
    super(parent, "courses-card");
    this.listening = new AbortController();
    const on = (name, act) => addEventListener(name, act, { signal: this.listening.signal });
    on("shown", () => this.place());
    on("turn", (event) => { // a clicker, where the stage is presented alone; see share/presenter.js
      event.preventDefault();
      this.go(this.data.at + (event.detail === "on" ? 1 : -1));
    });
    this.measuring = new ResizeObserver(() => this.measured());
  }

  layout() {
    this.focused = this.root.getRootNode().activeElement?.dataset.name; // before all of it is built anew
    const { id, at, title, steps, words, asks } = this.data;
    return [this.text, id, at, title, steps, words, asks];
  }

  build() {
    const { text, data } = this;
    const step = data.steps[data.at - 1];
    const kept = inTab(KEPT);
    this.kept = kept?.id === data.id ? kept : { id: data.id, said: {} };
    if (this.kept.at !== data.at) this.keep({ at: data.at, folded: false });
    this.bar = this.buildBar();
    this.verdict = element("div", { class: "verdict", role: "status" });
    this.card = element("section", { class: "card", "aria-label": `${text.step} ${data.at}: ${step.title}`,
      onkeydown: (event) => { if (event.key === "Escape") this.fold(true); } },
    element("div", { class: "inside" }, element("h2", {}, `${data.at}. ${step.title}`, element("span", { class: "minutes" }, text.minutes.replace("{n}", step.minutes))),
    this.words("words", data.words), ...(data.asks ? this.buildQuestion(data.asks) : []), this.buildNext()));
    this.measuring.disconnect();
    this.measuring.observe(this.card);
    this.body.replaceChildren(this.bar, this.card);
    this.answered();
    this.fold(this.kept.folded);
    this.place();
    this.state("idle");
    this.drawn();
    if (this.at && this.at !== data.at) this.say(`${text.step} ${text.place.replace("{at}", data.at).replace("{of}", data.steps.length)}: ${step.title}`);
    this.at = data.at;
    if (this.focused) this.body.querySelector(`[data-name=${this.focused}]:enabled`)?.focus();
  }

  button(name, label, onclick, ...inside) {
    const made = element("button", { type: "button", class: name, "data-name": name, title: label, "aria-label": label, onclick });
    if (ICONS[name]) made.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
    made.append(...inside);
    return made;
  }

  buildBar() {
    const { text, data } = this;
    const of = data.steps.length;
    const options = data.steps.map(({ title }, n) => element("option", { value: String(n + 1), selected: n + 1 === data.at }, `${n + 1}/${of} · ${title}`));
    this.choice = element("select", { "data-name": "steps", "aria-label": text.step, onchange: () => this.go(Number(this.choice.value)) }, ...options);
    this.returning = this.button("return", text.anew, () => this.go(data.at), element("span", { class: "label" }));
    this.folding = this.button("fold", text.fold, () => this.fold(!this.kept.folded));
    const bar = element("div", { class: "bar", role: "group", "aria-label": `${text.course}: ${data.title}` },
      element("strong", { class: "title" }, data.title),
      element("span", { class: "minutes" }, text.minutes.replace("{n}", data.minutes)),
      this.button("back", text.back, () => this.go(data.at - 1)), this.choice,
      this.button("on", text.on, () => this.go(data.at + 1)), this.returning, this.folding,
      this.button("close", text.close, () => this.close()));
    bar.querySelector(".back").disabled = data.at === 1;
    bar.querySelector(".on").disabled = data.at === of;
    return bar;
  }

  buildNext() {
    const next = this.data.steps[this.data.at];
    const { text } = this;
    if (!next) return element("p", { class: "small" }, text.last);
    return element("button", { type: "button", class: "next primary", "data-name": "next", onclick: () => this.go(this.data.at + 1) },
      text.next.replace("{title}", () => next.title));
  }

  buildQuestion({ text: question, answers }) {
    this.answers = answers.map((answer, n) => element("button", { type: "button", "data-name": `answer${n}`, onclick: () => this.answer(n) }, answer));
    return [element("p", { class: "question" }, question),
      element("ol", {}, ...this.answers.map((button) => element("li", {}, button))), this.verdict];
  }

  /** Markdown that the server has made HTML of, without any element that was typed: see app/live/courses/course.py. */
  words(name, html) {
    const made = element("div", { class: name });
    made.innerHTML = html;
    return made;
  }

  // ---- the question -----------------------------------------------------------------------------------------------

  answer(n) {
    this.keep({ said: { ...this.kept.said, [this.data.at]: n } });
    this.answered();
    this.verdict.scrollIntoView({ block: "nearest" });
  }

  /** What this person has chosen, here or with the class, whether it is right, and why. */
  answered() {
    const { text, data: { asks, at } } = this;
    if (!asks) return;
    const waits = asks.class === "asked";
    const said = this.kept.said[at] ?? asks.choice;
    const known = !waits && (asks.class === "told" || Number.isInteger(said));
    this.answers.forEach((button, n) => {
      button.setAttribute("aria-pressed", String(said === n));
      button.classList.toggle("right", known && n === asks.right);
      button.classList.toggle("wrong", known && n === said && n !== asks.right);
      button.disabled = waits;
    });
    const right = asks.answers[asks.right];
    const verdict = element("p", {}, (said === asks.right ? text.right : text.wrong).replace("{answer}", () => right));
    verdict.className = said === asks.right ? "right" : "wrong";
    this.verdict.replaceChildren(...(waits ? [element("p", {}, text.withClass)] : []),
      ...(known ? [...(Number.isInteger(said) ? [verdict] : []), this.words("because", asks.because)] : []));
  }

  // ---- where it is ------------------------------------------------------------------------------------------------

  /** To a step, as Back would, so that the page follows its whole link; see channel/history.js. */
  go(at) {
    const { data } = this;
    if (at < 1 || at > data.steps.length) return;
    const to = new URL(data.steps[at - 1].link, page.dataset.root);
    for (const [name, value] of Object.entries({ lang: data.lang, ...data.own, [data.number]: at })) to.searchParams.set(name, value);
    dispatchEvent(new CustomEvent("lead", { detail: to.href }));
  }

  /** Whether the step's experiment is the one that is shown: else the way back to it is what is offered first. */
  place() {
    if (!this.returning) return;
    const { text, data } = this;
    const away = experimentAt(new URL(location.href)) !== experimentAt(new URL(data.steps[data.at - 1].link, page.dataset.root));
    const label = away ? text.return : text.anew;
    this.returning.classList.toggle("primary", away);
    this.returning.title = label;
    this.returning.setAttribute("aria-label", label);
    this.returning.lastChild.textContent = away ? label : "";
  }

  fold(folded) {
    const inside = this.card.contains(this.root.getRootNode().activeElement);
    const label = folded ? this.text.unfold : this.text.fold;
    this.keep({ folded });
    this.card.hidden = folded;
    this.root.dataset.folded = folded ? "yes" : "no";
    this.folding.title = label;
    this.folding.setAttribute("aria-label", label);
    this.folding.setAttribute("aria-expanded", String(!folded));
    page.dataset.course = folded ? "folded" : "open";
    if (folded && inside) this.folding.focus();
    this.measured();
  }

  /** The rail ends where the card begins. */
  measured() {
    page.style.setProperty("--course-card", this.card?.hidden === false ? `${this.card.offsetHeight}px` : "0px");
  }

  close() {
    this.setStateValue("closed", String(Date.now()));
  }

  keep(changes) {
    Object.assign(this.kept, changes);
    keepInTab(KEPT, this.kept);
  }

  leave() {
    this.listening.abort();
    this.measuring.disconnect();
    delete page.dataset.course;
    page.style.removeProperty("--course-card");
    super.leave();
  }
}

export const render = mounter(Card);
