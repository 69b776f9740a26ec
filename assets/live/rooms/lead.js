// A teacher who leads takes everybody along, from the window where they have acted last.

import { own } from "./member.js";
import { here, withoutRuns } from "./place.js";

const SEND_MS = 900; // between two links: a slider that is dragged is no sixty pages

export class Lead {
  constructor(panel) {
    this.panel = panel;
  }

  /** From the tab that is seen; a hand that still moves is waited for. A run that has come to what everybody was sent is
      sent after it, so that all see this one. */
  async look() {
    if (this.sending) return;
    const link = here();
    const rests = link === this.was;
    this.was = link;
    const due = Date.now() - (this.sentAt ?? 0) > SEND_MS;
    const sent = this.panel.news.room.link;
    if (link === sent || !rests || !due || document.hidden) return;
    if (own.get("leads") || withoutRuns(link) === sent) await this.send(link);
  }

  async send(link = here()) {
    Object.assign(this, { sending: true, link });
    dispatchEvent(new Event("sharing")); // whoever waits for the hand to rest: now is the moment
    const answer = await this.panel.tell({ kind: "send", link });
    Object.assign(this, { sending: false, sentAt: Date.now() });
    if (answer.kind === "room") this.yield();
    this.panel.arrange();
    return answer;
  }

  /** What is heard while a link of ours is on its way may be older than it: the answer tells. */
  heard(before) {
    if (before && before.sent !== this.panel.news.room.sent && !this.sending) this.yield();
  }

  /** Where another window has sent a link after ours, that one leads: two would drag the class to and fro. */
  yield() {
    const { news } = this.panel;
    if (news && news.room.link !== this.link) own.set("leads", "");
  }
}
