// The hand: one point in latent space that several components of a page show and move, and its decoded pictures.
//
// A hand holds, per model, h: the coordinates z in units of the model's scale, each within [-reach, reach].
// Moving it asks the server for the pictures of every model at once; every member is told of moves and of pictures.

import { Channel } from "./channel.js";

const hands = new Map(); // key -> Hand

/** Join (and on first use make) the hand called data.hand of the app at URL `root`. Leave with hand.leave(member). */
export function joinHand(data, root, member) {
  let hand = hands.get(data.hand);
  if (!hand) hands.set(data.hand, (hand = new Hand(data.hand, root)));
  hand.configure(data);
  hand.members.add(member);
  member.transport?.(hand.transport);
  return hand;
}

class Hand {
  constructor(key, root) {
    this.key = key;
    this.members = new Set();
    this.transport = "socket";
    this.models = [];
    this.h = [];
    this.placed = null;
    this.channel = new Channel(socketUrl(root), {
      onFrame: (meta, arrays, request) => this.receive(meta, arrays, request),
      onState: (state) => this.tell("state", state),
      onTransport: (transport) => this.tell("transport", (this.transport = transport)),
      fallback: (message) => [...this.members][0]?.ask(message),
    });
  }

  /** Take the models of this rerun; a new set of models, or a place given by the page, moves the hand. */
  configure({ models, reach, place }) {
    const names = models.map((m) => m.name).join();
    const changed = names !== this.names;
    Object.assign(this, { names, models, reach });
    if (changed) this.h = models.map((m, i) => this.h[i]?.length === m.origin.length ? this.h[i] : zeros(m.origin));
    const moved = place && JSON.stringify(place) !== this.placed;
    if (moved) {
      this.placed = JSON.stringify(place);
      this.h = models.map((m) => this.clamp(place[m.name].map((z, j) => (z - m.origin[j]) / m.scale[j])));
    }
    if (changed || moved) this.decode();
  }

  tell(event, ...args) {
    for (const member of this.members) member[event]?.(...args);
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

  /** Put every model at the point (u1, u2) of its own map. */
  setPlane(u, since, by) {
    this.h = this.models.map((m) =>
      this.clamp(m.scale.map((s, j) => (u[0] * m.plane[0][j] + u[1] * m.plane[1][j]) / s)));
    this.decode(since, by);
  }

  /** Where the hand is on the map of model k. */
  plane(k) {
    const m = this.models[k];
    return m.plane.map((axis) => {
      const norm = axis.reduce((sum, a) => sum + a * a, 0);
      return axis.reduce((sum, a, j) => sum + a * this.h[k][j] * m.scale[j], 0) / norm;
    });
  }

  decode(since, by) {
    const points = this.models.map((m, k) => ({
      model: m.name,
      z: m.origin.map((o, j) => Number((o + this.h[k][j] * m.scale[j]).toPrecision(7))),
    }));
    this.tell("moved");
    this.channel.request("decode", { kind: "decode", points }, { since, by });
  }

  requestMap(model, layer) {
    this.channel.request(`map ${model} ${layer}`, { kind: "map", model, layer });
  }

  receive(meta, arrays, request) {
    if (meta.kind === "error") return this.tell("failed", meta);
    if (meta.kind === "map") return this.tell("map", request.message.model, meta.layer, arrays);
    if (request.message.points.length !== this.models.length) return; // of models no longer shown
    this.pictures = arrays.pictures;
    this.tell("pictures", arrays.pictures, request);
  }

  leave(member) {
    this.members.delete(member);
    setTimeout(() => { // a rerun may mount the next member a moment later
      if (this.members.size) return;
      this.channel.close();
      if (hands.get(this.key) === this) hands.delete(this.key);
    }, 500);
  }
}

const zeros = (list) => list.map(() => 0);

/** The latent route below the app's root, ws: for http: and wss: for https:. */
function socketUrl(root) {
  const url = new URL("live/latent", root);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
