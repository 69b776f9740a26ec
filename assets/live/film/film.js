// What every view of a film shares: its frames, computed once by the server, and time under the hand in both directions.

import { Live, mayMove } from "../channel/live.js";
import { Made } from "../drawing/made.js";

export const PANES = ["x", "x0", "eps"];

export class Film extends Live {
  /** Whether it moves is what it tells; that its channel is busy would only flicker. */
  mood(state) {
    this.mood_ = state;
    super.state(state);
  }

  state(state) {
    super.state(state === "idle" || state === "running" ? (this.mood_ ?? state) : state);
  }
}

/** The frames of one walk, as far as they are here. */
export class Frames {
  /** live: whose they are; nth: which of its films. */
  constructor(live, nth) {
    Object.assign(this, { live, nth, list: [] });
  }

  /** This walk from now on, `spec` is what is said of it; until its first frames come, the last one stays. Whether it is
   * another one. */
  want(walk, spec) {
    const wanted = JSON.stringify(walk);
    if (wanted === this.wanted) {
      if (this.shown === wanted) this.spec = spec;
      this.next = spec;
      return false;
    }
    Object.assign(this, { walk, wanted, next: spec, begun: performance.now() });
    this.more(0);
    return true;
  }

  more(have) {
    const { nth: film, wanted } = this;
    this.live.channel.request(`walk ${film}`, { kind: "walk", ...this.walk, film, have }, { film: this, wanted });
  }

  /** Whether these are the first of another walk. */
  take(meta, arrays) {
    if (meta.have === 0) this.list = [];
    meta.t.forEach((t, k) => this.list.push({ t, signal: meta.signal[k], evaluations: meta.n_evals[k],
      ...Object.fromEntries(PANES.map((name) => [name, part(arrays[name], k)])) }));
    this.whole = meta.whole;
    if (!meta.whole) this.more(this.list.length);
    const begins = this.shown !== this.wanted;
    if (begins) Object.assign(this, { shown: this.wanted, spec: this.next });
    return begins;
  }

  get since() {
    return Math.round(performance.now() - this.begun);
  }

  /** How far it may be moved: what has been computed. */
  get end() {
    return Math.max(0, Math.min(1, (this.list.length - 1) / this.walk.steps));
  }

  /** The step that is nearest to a share of the way; undefined where it is not there yet. */
  near(share) {
    return this.list[Math.round(share * this.walk.steps)];
  }

  /** The pictures between two steps, by the names of PANES. */
  at(share, names = PANES) {
    const at = Math.min(share * this.walk.steps, this.list.length - 1);
    const [k, mix] = [Math.floor(at), at - Math.floor(at)];
    const [now, then] = [this.list[k], this.list[Math.min(k + 1, this.list.length - 1)]];
    return Object.fromEntries(names.map((name) => [name, blend(now[name], then[name], mix)]));
  }
}

/** Films that one hand moves through together, and plays: a subclass builds this.time, a Timeline, and draws. */
export class Scrubbed extends Film {
  constructor(parent, name) {
    super(parent, name);
    this.chosen = 0; // of the pictures
    this.films = [];
    this.made = new Made(this, { give: () => this.give(), take: (values) => this.take(values) });
  }

  /** Show these walks. */
  want(walks, specs = []) {
    this.connect("film");
    this.films = walks.map((_, k) => this.films[k] ?? new Frames(this, k));
    const news = walks.map((walk, k) => this.films[k].want(walk, specs[k]));
    if (news.includes(true)) this.begun = false;
    else this.redraw();
  }

  // ---- what is made here, and what the page gives -------------------------------------------------------------

  /** Where in time the person holds it, null while it plays, and which picture is chosen. */
  give() {
    const { held, time, chosen, data: { about } } = this;
    const share = held && !time.playing ? Number(this.share.toFixed(4)) : null;
    return { view: share !== null || chosen ? { about, share, chosen } : null };
  }

  take({ view }) {
    const share = view?.about === this.data.about ? view.share : null;
    this.chosen = view?.chosen ?? 0;
    this.held = share !== null;
    this.awaited = share; // until so much of the film is there
    this.reach();
  }

  /** Go where the person holds it, once there is so much. */
  reach() {
    if (this.awaited === null || !this.films.length || !this.films.every((film) => film.shown === film.wanted)) return;
    this.time.still();
    if (this.awaited > this.end) return;
    this.time.go(this.awaited);
    this.awaited = null;
  }

  hold() {
    this.held = true;
    this.following = false;
    this.awaited = null;
    this.made.later();
  }

  // ---- the films, as far as they are here ---------------------------------------------------------------------

  frame(meta, arrays, { film, wanted }) {
    if (!this.films.includes(film) || wanted !== film.wanted) return;
    const begins = film.take(meta, arrays);
    const { dataset } = this.root;
    dataset.ready = String(Math.min(...this.films.map(({ list }) => list.length)));
    if (meta.have === 0) dataset.first = String(film.since);
    if (this.films.every(({ whole }) => whole)) dataset.all = String(film.since);
    if (begins && !this.begun) this.begin();
    if (this.following) this.time.go(this.end);
    this.reach();
    this.redraw();
  }

  /** Other films: from noise on, as they come; or, for who wants less motion, as far as they have come. Once for all of
   * them: where a person has put the time meanwhile, the next one does not move it. */
  begin() {
    this.begun = true;
    this.time.share = 0;
    this.time.still();
    this.take(this.data.made.values);
    this.following = !this.held && !mayMove() && this.follows;
    if (!this.held && mayMove()) this.time.toggle("p");
  }

  get share() {
    return this.time?.share ?? 0;
  }

  get end() {
    return Math.min(...this.films.map(({ end }) => end));
  }

  /** From the other end, where this one is reached. */
  turn(way) {
    this.following = false;
    if (way === "p" && this.share >= 1) this.time.share = 0;
    if (way === "q" && this.share <= 0) this.time.share = this.end;
  }

  appear() {
    this.redraw();
  }
}

/** The k-th part of an array along its first axis; `whole` keeps that axis, with length 1. */
export function part({ data, shape }, k, whole = false) {
  const size = data.length / shape[0];
  return { data: data.subarray(k * size, (k + 1) * size), shape: whole ? [1, ...shape.slice(1)] : shape.slice(1) };
}

/** Between two steps, as far as `mix`: what the eye needs for a steady motion; at a step, the step itself. */
export function blend(a, b, mix) {
  if (mix < 1e-3) return a;
  return { shape: a.shape, data: Uint8Array.from(a.data, (v, i) => v + (b.data[i] - v) * mix) };
}

/** "t = 510: 49 % signal" and what else a text wants to say of a moment of some films. */
export function momentWords(words, frames) {
  const [{ t, signal }] = frames;
  const percent = 100 * signal;
  return words.replace("{t}", Math.round(t)).replace("{signal}", percent.toFixed(percent < 10 ? 1 : 0))
    .replace("{n}", [...new Set(frames.map(({ evaluations }) => evaluations))].join(" / "));
}
