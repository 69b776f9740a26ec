// The hand: one point in latent space that several components of a page show and move, and its decoded pictures.
//
// A hand holds, per model, h: the coordinates z in units of the model's scale, each within [-reach, reach].
// Moving it asks the server for the pictures of every model at once; every member is told of moves and of pictures.

import { Channel } from "../channel/channel.js";
import { socketUrl } from "../channel/live.js";

const ON_PLANE = 0.005; // what a link rounds takes a hand no farther from its plane
const REST_MS = 60; // a hand that has not moved for so long rests
const hands = new Map(); // key -> Hand

/**
 * Join (and on first use make) the hand called data.hand of the app at URL `root`; `place`: h per model where the page
 * gives a new one, null for the middle. Leave with hand.leave(member).
 */
export function joinHand(data, root, member, place) {
  let hand = hands.get(data.hand);
  if (!hand) hands.set(data.hand, (hand = new Hand(data.hand, root)));
  hand.configure(data, place); // a new member is told of moves only once it holds the hand
  hand.members.add(member);
  member.state(hand.state);
  member.transport(hand.transport);
  return hand;
}

const named = (models) => models.map((m) => m.name + m.asked).join(); // and what they are asked for
const kept = (v) => Number(v.toFixed(3));

class Hand {
  constructor(key, root) {
    this.key = key;
    this.members = new Set();
    this.state = "connecting";
    this.transport = "";
    this.models = [];
    this.places = new Map(); // model name -> h, also of models that are not shown now
    const onFrame = (meta, arrays, request) => this.receive(meta, arrays, request);
    this.looks = new Channel(socketUrl(root, "latent"), { onFrame }); // what takes longer: the hand never waits for it
    this.channel = new Channel(socketUrl(root, "latent"), {
      onFrame,
      onState: (state) => this.tell("state", (this.state = state)),
      onTransport: (transport) => this.tell("transport", (this.transport = transport)),
    });
  }

  /** h per shown model. */
  get h() {
    return this.models.map((m) => this.places.get(m.name));
  }

  set h(all) {
    this.models.forEach((m, k) => this.places.set(m.name, all[k]));
  }

  /** h of every model, as the page keeps it. */
  given() {
    return Object.fromEntries([...this.places].map(([name, h]) => [name, h.map(kept)]));
  }

  /** Take the models of this rerun; other models, or a new place given by the page, ask for new pictures. */
  configure({ models, reach, axes = null }, place) {
    const names = named(models);
    const changed = names !== this.names;
    Object.assign(this, { names, models, reach, axes });
    for (const m of models) if (!this.places.has(m.name)) this.places.set(m.name, m.origin.map(() => 0));
    if (changed) this.pictures = null;
    const before = JSON.stringify(this.given());
    if (place !== undefined) {
      for (const name of this.places.keys()) this.places.set(name, this.clamp(place?.[name] ?? this.places.get(name).map(() => 0)));
      for (const [name, h] of Object.entries(place ?? {})) this.places.set(name, this.clamp(h)); // of models not shown now
    }
    if (changed || JSON.stringify(this.given()) !== before) this.decode();
  }

  tell(event, ...args) {
    for (const member of this.members) member[event]?.(...args);
  }

  /** Tell those who show these models: of two members that a rerun changes, one still shows the models of before. */
  show(event, ...args) {
    for (const member of this.members) if (named(member.data.models) === this.names) member[event]?.(...args);
  }

  clamp(h) {
    return h.map((v) => Math.max(-this.reach, Math.min(this.reach, v)));
  }

  /** Set one coordinate of every model. `since` is when the person moved, on the page's clock (ms). */
  setDimension(i, value, since, by) {
    this.h = this.h.map((h) => h.map((v, j) => (j === i ? value : v)));
    this.decode(since, by);
  }

  /** Put every model at h (one list for all). */
  setAll(h, since, by) {
    this.h = this.models.map(() => this.clamp(h));
    this.decode(since, by);
  }

  /** Move every model, parallel to the plane of its map, to where the map shows u; the other directions stay. */
  setPlane(u, since, by) {
    this.h = this.models.map((m, k) => {
      const now = this.plane(k);
      return this.clamp(this.places.get(m.name).map((v, j) =>
        v + ((u[0] - now[0]) * m.plane[0][j] + (u[1] - now[1]) * m.plane[1][j]) / m.scale[j]));
    });
    this.decode(since, by);
  }

  /** Where the hand is on the map of model k. */
  plane(k) {
    const m = this.models[k];
    const h = this.places.get(m.name);
    return m.plane.map((axis) => {
      const norm = axis.reduce((sum, a) => sum + a * a, 0);
      return axis.reduce((sum, a, j) => sum + a * h[j] * m.scale[j], 0) / norm;
    });
  }

  /** The code z of model k, where the link will find it. */
  code(k) {
    const m = this.models[k];
    return m.origin.map((o, j) => Number((o + kept(this.places.get(m.name)[j]) * m.scale[j]).toPrecision(7)));
  }

  points() {
    return this.models.map((m, k) => ({ model: m.name, z: this.code(k), asked: m.asked }));
  }

  decode(since, by) {
    this.show("moved", by);
    this.channel.request("decode", { kind: "decode", points: this.points() }, { since, by, names: this.names });
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.show("rested"), REST_MS);
  }

  /** Where each slider of some of the models, by their places, leads from here. */
  requestStrips(which) {
    const points = this.points().filter((_, k) => which.includes(k));
    this.looks.request("strips", { kind: "strips", points }, { which, names: this.names });
  }

  /** The test picture whose code is nearest to the hand of model k. */
  requestNeighbour(k) {
    this.looks.request("neighbour", { kind: "neighbour", model: this.models[k].name, z: this.code(k) }, { names: this.names });
  }

  /** How far the hand of model k is beside the plane of its map: none in a space of two numbers. */
  beside(k) {
    const m = this.models[k];
    const u = this.plane(k);
    const off = m.scale.map((unit, j) => kept((this.places.get(m.name)[j] * unit - u[0] * m.plane[0][j] - u[1] * m.plane[1][j]) / unit) || 0);
    return off.some((v) => Math.abs(v) > ON_PLANE) ? off : off.map(() => 0);
  }

  /** The map of the plane through the hand, for whoever knows it by `key`. */
  requestMap(k, layer, key) {
    const { name: model, asked } = this.models[k];
    const z = this.beside(k).some((v) => v) ? { z: this.code(k) } : {};
    this.looks.request(`map ${model}`, { kind: "map", model, layer, axes: this.axes, asked, ...z }, { key });
  }

  receive(meta, arrays, request) {
    if (meta.kind === "error") return this.tell("failed", meta);
    if (meta.kind === "map") return this.tell("map", request.key, meta.layer, arrays);
    if (request.names !== this.names) return; // of models no longer shown
    if (meta.kind === "neighbour") return this.show("near", arrays);
    if (meta.kind === "strips") return this.show("strips", arrays.pictures, request.which);
    this.pictures = arrays.pictures;
    this.show("pictures", arrays.pictures, request);
  }

  leave(member) {
    this.members.delete(member);
    setTimeout(() => { // a rerun may mount the next member a moment later
      if (this.members.size) return;
      clearTimeout(this.resting);
      this.channel.close();
      this.looks.close();
      if (hands.get(this.key) === this) hands.delete(this.key);
    }, 500);
  }
}
