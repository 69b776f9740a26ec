// What a person makes in a component: taken from the page, committed to it when the hand lets go, undone and redone.

import { element } from "../channel/live.js";
import { inTab, keepInTab } from "../channel/tab.js";

const LATER = 300; // ms of rest after many small changes; each would run the page's script
const MOMENTS = ["pagehide", "sharing"]; // that nothing may still be waiting for
const STEPS = 200; // that can be undone
const KEPT = 1e6; // characters of them that outlive the component, in the tab's own store
const BACK = { z: "undo", y: "redo" };
const latest = new Map(); // what each component has committed last: values, revision, and of which edition

export class Made {
  /**
   * live: the component; give(): the values as they are now, JSON; take(values): show these; undoable: the names of
   * those that undo covers. The page's values count where their edition is new; own commits never come back.
   */
  constructor(live, { give, take, undoable = [] }) {
    Object.assign(this, { live, give, take, undoable });
    this.asked = -Infinity;
    this.store = `made ${live.name}`;
    this.mount = Math.random().toString(36).slice(2);
    this.revision = 0;
    this.past = [];
    this.future = [];
    this.leaving = (event) => { this.flush(); this.put(); if (event?.type === "pagehide") this.putAhead(); };
    this.pressing = () => this.flush(); // the hand is about to do something else
    for (const moment of MOMENTS) addEventListener(moment, this.leaving);
    addEventListener("pointerdown", this.pressing, true);
  }

  /** At every rerun. */
  update() {
    const { made } = this.live.data;
    if (!made || made.edition === this.edition) return;
    this.drop();
    const first = this.edition === undefined;
    const ahead = first ? this.ahead(made) : null;
    this.of = made.of;
    this.edition = made.edition;
    this.take(structuredClone(ahead ?? made.values));
    if (first) this.comeBack();
    else this.step();
    if (ahead) this.send();
  }

  /** What was committed before it was mounted anew, where the page has not heard of that: its answer may be late, or never
   * come, where the page was loaded anew meanwhile. */
  ahead({ of, edition, rev, values }) {
    const last = latest.get(of);
    if (last) return last.edition === edition && last.rev.join() !== rev?.join() ? last.values : null;
    const left = inTab(`ahead ${of}`);
    keepInTab(`ahead ${of}`, null);
    return left && JSON.stringify(left.before) === JSON.stringify(values) ? left.values : null;
  }

  /** Leave what the page has not heard of for the next load of it. */
  putAhead() {
    const { of, rev, values: before } = this.live.data.made ?? {};
    const last = latest.get(of);
    if (!last || last.rev.join() === rev?.join()) return;
    keepInTab(`ahead ${of}`, { before, values: last.values });
  }

  /** It is about something else now: no step back leads to what was before. */
  begin() {
    Object.assign(this, { past: [], future: [], edition: undefined });
    latest.delete(this.of);
  }

  /** Tell the page, when the hand has let go. */
  commit() {
    this.drop();
    this.step();
    this.send();
  }

  /** The same, when the hand has rested. */
  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.commit(), LATER);
  }

  flush() {
    if (this.waiting) this.commit();
    if (this.sending) this.sendNow();
  }

  drop() {
    clearTimeout(this.waiting);
    clearTimeout(this.sending);
    this.waiting = this.sending = null;
  }

  /** At once; of many in quick succession, as of a key that is held, the first at once and the last after a rest. */
  send() {
    clearTimeout(this.sending);
    const soon = performance.now() - this.asked < LATER;
    this.asked = performance.now();
    if (soon) this.sending = setTimeout(() => this.sendNow(), LATER);
    else this.sendNow();
  }

  sendNow() {
    clearTimeout(this.sending);
    this.sending = null;
    const commit = { values: structuredClone(this.give()), rev: [this.mount, ++this.revision], edition: this.edition };
    latest.set(this.of, commit);
    this.live.setStateValue("made", commit);
  }

  // ---- undo and redo ----

  now() {
    const values = this.give();
    return JSON.stringify(this.undoable.map((name) => values[name]));
  }

  /** What undo covers is another one now: it can be undone. */
  step() {
    const now = this.now();
    if (now === this.present) return;
    this.past = [...this.past, this.present].slice(-STEPS);
    this.future = [];
    this.present = now;
    this.able();
  }

  /** What could be undone when this was left, be it by a reload; not where something else is here now. */
  comeBack() {
    this.present = this.now();
    if (!this.undoable.length) return;
    const left = inTab(this.store);
    if (left?.present === this.present) Object.assign(this, left);
    this.able();
  }

  /** Leave it for whoever comes back. */
  put() {
    if (!this.undoable.length || this.present === undefined) return;
    const { present, past, future } = this;
    keepInTab(this.store, { present, past: last(past), future: last(future) });
  }

  undo() {
    this.flush();
    this.go(this.past, this.future);
  }

  redo() {
    this.flush();
    this.go(this.future, this.past);
  }

  go(from, to) {
    if (!from.length) return;
    to.push(this.present);
    this.present = from.pop();
    const values = JSON.parse(this.present);
    this.take({ ...this.give(), ...Object.fromEntries(this.undoable.map((name, i) => [name, values[i]])) });
    this.able();
    this.send();
  }

  /** Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, or the command key's, on what has the focus. Whether it was one of them. */
  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
    const letter = event.key.charCodeAt(0) < 128 ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
    const act = BACK[letter];
    if (!act) return false;
    event.preventDefault();
    if (act === "redo" || event.shiftKey) this.redo();
    else this.undo();
    return true;
  }

  /** The two buttons. */
  buttons() {
    const { text } = this.live;
    const button = (words, sign, onclick) => element("button", { type: "button", onclick, title: words, "aria-label": words }, sign);
    this.undoing = button(text.undo, "↶", () => this.undo());
    this.redoing = button(text.redo, "↷", () => this.redo());
    this.able();
    return [this.undoing, this.redoing];
  }

  able() {
    if (!this.undoing) return;
    this.undoing.disabled = !this.past.length;
    this.redoing.disabled = !this.future.length;
  }

  leave() {
    this.leaving();
    for (const moment of MOMENTS) removeEventListener(moment, this.leaving);
    removeEventListener("pointerdown", this.pressing, true);
  }
}

/** The last steps, as many as there is room for. */
function last(steps) {
  let first = steps.length;
  for (let room = KEPT / 2; first && steps[first - 1].length <= room; first--) room -= steps[first - 1].length;
  return steps.slice(first);
}
