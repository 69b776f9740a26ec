// room-panel: a class in one room. A teacher opens it and leads; students join by its code and follow, or go on alone.

import { hideHands } from "../channel/hand.js";
import { Live, element, mounter } from "../channel/live.js";
import { Bar } from "./bar.js";
import { Card } from "./card.js";
import { Desk } from "./desk.js";
import { Door } from "./door.js";
import { Hand, MOST_FRAMES } from "./hand.js";
import { Lead } from "./lead.js";
import { ask, keep, onChange, own, random, recalled } from "./member.js";
import { Follower, here } from "./place.js";
import { Score } from "./score.js";

const AGAIN_MS = 1500; // after an error, until it is asked again
const LOOK_MS = 250; // between two looks at the page: whether a teacher who leads has gone on, and what is told there
const ABSENT_MS = 15000; // and of a room that the server does not know: seldom enough to be no guess at codes
const GONE = ["ended", "no_room"]; // codes for a room that is not there any more

class RoomPanel extends Live {
  constructor(parent) {
    super(parent, "room-panel");
    this.member = recalled();
    this.news = null; // what was heard of the room last
    this.choice = null; // what this student has answered to its question
    this.follower = new Follower(() => this.goAlone());
    this.score = new Score(this);
    this.hand = new Hand(this);
    this.lead = new Lead(this);
    this.looking = setInterval(() => this.look(), LOOK_MS);
    this.unhear = onChange(() => this.elsewhere());
  }

  layout() {
    return this.text;
  }

  build() {
    this.bar = new Bar(this);
    this.dialog = element("dialog", {
      onclick: (event) => { if (event.target === this.dialog) this.dialog.close(); } }); // a handler's false undoes clicks in it
    this.card = new Card(this);
    this.body.replaceChildren(this.bar.root, this.dialog, this.card.root);
    this.inside = null;
    this.arrange();
    this.drawn();
  }

  refresh() {
    if (this.begun) return;
    this.begun = true;
    if (this.member) this.arrive();
    else this.state("idle");
    const code = new URLSearchParams(location.search).get("room");
    if (code && code.toUpperCase() !== this.member?.code) this.open(code);
  }

  // ---- what is in the room --------------------------------------------------------------------------------------

  get isTeacher() {
    return Boolean(this.member?.secret);
  }

  /** In the room again after a reload, or for the first time: hear of it, and of what was answered. */
  async arrive() {
    const { member } = this;
    this.arrange();
    const { code, student, name } = member;
    const first = this.isTeacher ? null : await ask(this.url, { kind: "join", code, student, name });
    if (member !== this.member) return;
    if (first?.kind === "room") this.hear(first);
    else if (first) this.failed(first, true);
    if (this.member === member && first?.code !== "no_room") this.watch();
  }

  async join(code, name) {
    const member = { code, student: random(), name };
    const answer = await ask(this.url, { kind: "join", ...member });
    if (answer.kind !== "room") return answer.code;
    this.enter({ ...member, code: answer.room.code }, answer);
    return "";
  }

  async openRoom() {
    this.secret ??= random(); // if the answer is lost, the same room is opened again
    const answer = await ask(this.url, { kind: "open", secret: this.secret, link: here() });
    if (answer.kind !== "room") return answer.code;
    this.enter({ code: answer.room.code, secret: this.secret }, answer);
    this.secret = null;
    own.set("leads", "yes"); // a room is opened to show something; who wants to look ahead alone lets go
    this.arrange();
    return "";
  }

  enter(member, answer) {
    this.show("");
    this.member = { ...member, ends: answer.room.ends };
    keep(this.member);
    for (const name of ["alone", "leads", "trip"]) own.set(name, "");
    this.arrange();
    this.hear(answer);
    this.watch();
  }

  /** Out of the room: `why` is a code where that was not the person's wish. */
  exit(why = "") {
    this.member = this.news = this.choice = null;
    keep(null);
    this.forget();
    this.arrange();
    this.tellPage();
    this.show(why && this.text[`error_${why}`]);
  }

  forget() {
    this.channel?.close();
    this.channel = null;
    this.follower.stop();
    delete this.root.dataset.transport;
    this.network = "";
    this.state("idle");
  }

  /** Another tab has come into a room, or left it. */
  elsewhere() {
    const member = recalled();
    if (JSON.stringify(member) === JSON.stringify(this.member)) return;
    this.forget();
    Object.assign(this, { member, news: null, choice: null });
    if (member) this.arrive();
    else this.arrange();
    this.tellPage();
  }

  /** One request of a member, by post; what is refused is shown. */
  async tell(message) {
    const { code, secret, student } = this.member;
    const answer = await ask(this.url, { ...message, code, ...(secret ? { secret } : { student }) });
    if (this.member?.code !== code) return answer;
    if (answer.kind === "room") this.hear(answer);
    else if (answer.kind === "error") this.failed(answer);
    return answer;
  }

  // ---- news -----------------------------------------------------------------------------------------------------

  watch() {
    this.connect("rooms");
    const { code, secret, student } = this.member;
    const { room, there = -1, answered = -1 } = this.news ?? {};
    const seen = { version: room?.version ?? 0, ...(secret ? { secret, there, answered } : { student, frames: MOST_FRAMES }) };
    this.channel.request("watch", { kind: "watch", code, ...seen });
  }

  frame(meta) {
    if (meta.kind === "frame") this.hand.seen(meta.hand);
    if (!this.member || meta.kind !== "room") return;
    this.show("");
    this.hear(meta);
    this.watch();
  }

  /** A student whose place another was given while away comes again; otherwise a room that is gone is over. Before its
      time is, nobody is put out: the server that does not know the room may be another one. */
  failed(meta, again = false) {
    const unknown = meta.code === "no_room" && this.member;
    if (unknown && this.member.student && !again) {
      this.arrive();
      return;
    }
    const absent = unknown && this.member.ends * 1000 > Date.now();
    if (absent) {
      meta = { ...meta, code: "absent" };
      clearTimeout(this.later);
      this.later = setTimeout(() => this.member && this.arrive(), ABSENT_MS * (1 + Math.random()));
    }
    if (GONE.includes(meta.code)) {
      if (this.member) this.exit("ended");
      return;
    }
    super.failed(meta);
    if (!absent && this.channel && !this.channel.inFlight) setTimeout(() => this.member && this.watch(), AGAIN_MS);
  }

  transport(transport) {
    this.root.dataset.transport = transport;
    this.network = transport === "lost" ? this.text.lost : ""; // the slow way is fast enough here
    this.tellAll();
  }

  /** What is heard may be late: by post something newer came before. */
  hear(meta) {
    const before = this.news?.room;
    if (before && meta.room.version < before.version) return;
    if (before?.asked !== meta.room.asked) this.choice = null;
    if ("choice" in meta) this.choice = meta.choice;
    this.news = meta;
    if (this.isTeacher) this.lead.heard(before);
    if (!this.isTeacher && before?.sent !== meta.room.sent && !own.get("alone")) this.follow();
    const { asked, stage, question } = meta.room;
    if (question && (before?.asked !== asked || before.stage !== stage)) this.say(`${this.text.classQuestion}: ${question.text}`);
    this.arrange();
    this.tellPage();
    this.drawn();
  }

  /** The page holds the answer to the class's question back until it is told; see app/ui/together.py. */
  tellPage() {
    const { stage, question } = this.news?.room ?? {};
    const told = stage === "told";
    let asked = question?.about ? { about: question.about, stage: told ? "told" : "asked", choice: told ? this.choice : null } : null;
    if (!asked && this.asked?.stage === "told") asked = this.asked; // what was told is not taken back
    if (JSON.stringify(asked) === JSON.stringify(this.asked ?? null)) return;
    this.asked = asked;
    this.setStateValue("asked", asked);
  }

  // ---- where it is ----------------------------------------------------------------------------------------------

  look() {
    this.score.look();
    if (!this.news) return;
    this.card.update();
    this.bar.updateAct();
    if (this.isTeacher) this.lead.look();
  }

  /** Go where the room is now; after a reload it may be there already. */
  follow() {
    const { code, sent, link } = this.news.room;
    const trip = `${code} ${sent}`;
    if (own.get("trip") === trip) this.follower.stay(link);
    else this.follower.go(link);
    own.set("trip", trip);
  }

  goAlone() {
    if (!this.member || this.isTeacher) return;
    own.set("alone", "yes");
    this.follower.stop();
    hideHands();
    this.arrange();
  }

  goBack() {
    for (const name of ["alone", "trip"]) own.set(name, "");
    this.follow();
    this.arrange();
  }

  // ---- what is shown --------------------------------------------------------------------------------------------

  open(code = "") {
    this.arrange();
    if (!this.dialog.open) this.dialog.showModal();
    this.inside.opened(code);
  }

  arrange() {
    if (!this.bar) return;
    const { text, member } = this;
    const role = this.isTeacher ? "teacher" : member ? "student" : "none";
    const anew = this.inside?.role !== role;
    if (anew) {
      this.inside = role === "teacher" ? new Desk(this) : new Door(this, role);
      this.dialog.replaceChildren(this.inside.root);
      this.dialog.setAttribute("aria-label", role === "none" ? text.title : text.room);
    }
    this.root.dataset.role = role;
    if (member) document.documentElement.dataset.room = role;
    else delete document.documentElement.dataset.room;
    this.score.show();
    this.hand.update();
    this.bar.update();
    this.inside.update();
    this.card.update();
    if (anew && this.dialog.open) this.inside.opened("");
  }

  leave() {
    clearInterval(this.looking);
    this.hand.stop();
    this.follower.close();
    this.unhear();
    super.leave();
  }
}

export const render = mounter(RoomPanel);
