// Where this browser is, as a link that leads others there, and the way to where a room is.

import { experimentAt } from "../channel/experiment.js";

const OWN = /^(lang|room)$|_predict_|_teacher$/; // goes to nobody: the server leaves it out, too (NOT_SENT)
const RESTS_MS = 1500; // then a page at rest that is asked for is there, also where it was before and says nothing new
const AGAIN_MS = 8000; // until one that has not come is asked for again
const LOOK_MS = 250;

const RUN = /_run$/; // names the run that is watched, once it is there

const at = document.documentElement.dataset; // see channel/history.js
const params = () => [...new URLSearchParams(location.search)];

/** The page and its settings, below the app's address: "gan?step=seeds". */
export function here() {
  const page = location.pathname.slice(new URL(at.root).pathname.length).replace(/^home$/, "");
  const query = new URLSearchParams(params().filter(([name]) => !OWN.test(name)));
  query.sort();
  return String(query) ? `${page}?${query}` : page;
}

/** What this page asks, and a class may be asked: [{about, text, answers, right}], in this person's language. */
export function questions() {
  return JSON.parse(at.questions ?? "[]");
}

/** What this page's session has answered of the game last: [{id, data, round, guess}], ids in their order. */
export function played() {
  return JSON.parse(at.played ?? "[]");
}

const pageOf = (link) => link.split("?")[0];
const experimentOf = (link) => experimentAt(new URL(link, at.root));

/** Which experiment this is: "gan/seeds". */
export const experiment = () => experimentOf(here());

/** A link as it was before the runs in it were there. */
export function withoutRuns(link) {
  const query = new URLSearchParams([...new URLSearchParams(link.split("?")[1] ?? "")].filter(([name]) => !RUN.test(name)));
  return String(query) ? `${pageOf(link)}?${query}` : pageOf(link);
}

/** The address of a link for this person, in their language and with the guesses that they have made on that page. */
function address(link, guesses) {
  const to = new URL(link, at.root);
  const page = pageOf(link) || "home";
  for (const [name, value] of guesses) if (name.startsWith(`${page}_`)) to.searchParams.set(name, value);
  to.searchParams.set("lang", new URLSearchParams(location.search).get("lang"));
  return to.href;
}

const app = () => document.querySelector("[data-testid=stApp]")?.dataset ?? {};

/** Whether the first page is there: one that is still coming would write its own link over the next. */
const ready = () => app().testConnectionState === "CONNECTED" && at.page !== undefined && location.search.includes("lang=");

/** Goes where the room is; `left()` is called when the person has gone elsewhere alone. */
export class Follower {
  constructor(left) {
    this.left = left;
    this.guesses = new Map();
    this.wanted = null; // a link to go to
    this.there = ""; // the experiment where the room has led
    this.heard = ({ detail }) => this.shown(detail);
    addEventListener("shown", this.heard);
    this.looking = setInterval(() => this.look(), LOOK_MS);
  }

  go(link) {
    this.wanted = link;
    at.led = experimentOf(link); // see channel/experiment.js
    this.asked = 0;
    this.look();
  }

  /** It was led to this link before the page was loaded anew, and is there: then that is enough. */
  stay(link) {
    if (experimentOf(here()) !== experimentOf(link)) return this.go(link);
    this.there = at.led = experimentOf(link);
  }

  /** Stay wherever the person goes. */
  stop() {
    this.wanted = null;
    this.there = "";
    delete at.led;
  }

  look() {
    for (const [name, value] of params()) if (name.includes("_predict_")) this.guesses.set(name, value);
    if (this.wanted === null || !ready()) return;
    const waited = Date.now() - this.asked;
    if (waited > RESTS_MS && app().testScriptState === "notRunning") this.arrived(experimentOf(here()));
    if (this.wanted === null || waited < AGAIN_MS) return;
    this.asked = Date.now();
    dispatchEvent(new CustomEvent("lead", { detail: address(this.wanted, this.guesses) }));
  }

  /** The page that has been shown to its end, and its link. */
  shown({ page, link }) {
    const now = experimentOf(`${page}?${link}`);
    if (this.wanted !== null) this.arrived(now);
    else if (this.there && now !== this.there) {
      this.stop();
      this.left();
    }
  }

  arrived(now) {
    if (!this.asked || now !== experimentOf(this.wanted)) return;
    this.there = now;
    this.wanted = null;
  }

  close() {
    clearInterval(this.looking);
    removeEventListener("shown", this.heard);
  }
}
