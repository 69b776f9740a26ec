// The teacher's hand on an instrument, seen by the students who follow and have the same experiment.

import { Channel } from "../channel/channel.js";
import { onHand, showHand } from "../channel/hand.js";
import { socketUrl } from "../channel/live.js";
import { own } from "./member.js";
import { experiment } from "./place.js";

const EVERY_MS = 70; // between two positions that are sent

export const MOST_FRAMES = 1000; // hands that are shown while news are waited for

export class Hand {
  constructor(panel) {
    this.panel = panel;
    this.sentAt = 0;
  }

  /** A teacher's is listened to, as long as somebody is there to see it. */
  update() {
    const { isTeacher, news } = this.panel;
    const wanted = isTeacher && news?.there > 0;
    if (wanted) this.unhear ??= onHand((place) => this.moved(place));
    else this.stop();
  }

  stop() {
    this.unhear?.();
    clearTimeout(this.due);
    this.channel?.close();
    this.unhear = this.channel = this.due = null;
  }

  /** At once, or, so soon after the one before, the last of them a little later. */
  moved(place) {
    this.place = place;
    if (this.due) return;
    this.due = setTimeout(() => this.send(), Math.max(0, this.sentAt + EVERY_MS - performance.now()));
  }

  send() {
    const { url, member } = this.panel;
    this.due = null;
    this.sentAt = performance.now();
    this.channel ??= new Channel(socketUrl(url, "rooms"), { onFrame: () => {} }); // its own: the other waits for news
    this.channel.request("hand", { kind: "hand", experiment: experiment(), ...member, ...this.place });
  }

  /** Where the teacher's is; whoever has let go does not see it. */
  seen(place) {
    if (!own.get("alone") && place.experiment === experiment()) showHand(place);
  }
}
