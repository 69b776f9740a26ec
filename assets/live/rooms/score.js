// The class's score of the game of /compare: a student's answers go to the room, everybody sees how many were right.

import { ask, own } from "./member.js";
import { played } from "./place.js";

const AGAIN_MS = 3000; // until an answer that was not taken is sent again
const OVER = ["bad_round", "other_game"]; // nothing to tell anybody: the room has gone on without this answer
let taken = 0; // the id of the newest answer on this page that was looked at

export class Score {
  constructor(panel) {
    this.panel = panel;
    this.after = 0; // when it may be sent
  }

  look() {
    const { member, news } = this.panel;
    this.show();
    if (member && !news) return; // what is answered before it is heard of counts all the same
    const anew = played().filter(({ id }) => id > taken);
    taken = anew.at(-1)?.id ?? taken;
    if (!member?.student) return;
    if (anew.length) this.waiting = [...this.waiting, ...anew.map((play) => ({ ...play, code: member.code, game: news.room.game.number }))];
    this.send();
  }

  /** Answers that the room has not taken yet: a reload loses none. */
  get waiting() {
    return JSON.parse(own.get("plays") || "[]");
  }

  set waiting(plays) {
    own.set("plays", JSON.stringify(plays));
  }

  async send() {
    const { panel } = this;
    const [play] = this.waiting;
    if (!play || this.sending || Date.now() < this.after) return;
    this.sending = true;
    const { code, student } = panel.member;
    const { id, ...fields } = play;
    const answer = play.code === code ? await ask(panel.url, { kind: "play", student, ...fields }) : { kind: "played" };
    this.sending = false;
    const full = answer.code === "game_full";
    if (answer.kind === "played" || full || OVER.includes(answer.code)) this.waiting = this.waiting.filter((one) => one.id !== id);
    else this.after = Date.now() + AGAIN_MS;
    if (answer.kind === "error" && !OVER.includes(answer.code) && panel.member?.student === student) panel.failed(answer);
  }

  words() {
    const { text, news, isTeacher } = this.panel;
    const { right, answers } = news?.room.game ?? {};
    if (!answers) return news ? text.noScore : "";
    const share = Math.round((100 * right) / answers);
    const score = text.score.replace("{right}", right).replace("{answers}", answers).replace("{share}", share);
    return isTeacher ? `${score} · ${text.players.replace("{players}", news.players)}` : score;
  }

  /** Beside the own score, where this page has one. */
  show() {
    const place = document.getElementById("class-score");
    const words = this.words();
    if (place && place.textContent !== words) place.textContent = words;
  }
}
