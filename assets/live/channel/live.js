// What every live component has in common: an observable root, notices, frames counted and timed, mounting.

import { Channel } from "./channel.js";
import { instrument } from "./hand.js";

const MEASURES_KEPT = 600;
const RESIZED_MS = 150; // a window is dragged to its size in many steps
// What a screen reader is told: once the hand rests; of what never rests every five seconds; and of all live parts of the
// page together never more than once in two, or it would read without end.
const RESTS_MS = 600;
const LATEST_MS = 5000;
const APART_MS = 2000;
let toldAt = -Infinity;

/** A DOM element; attributes that are no strings (handlers, flags, numbers) become properties, and those without a value are
 * left out: a title of null would read "null". An output would be read at every change, many a second: say() tells what counts. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  if (tag === "output") node.setAttribute("aria-live", "off");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Whether something may begin to move by itself: not for who has asked the system for less motion. */
export function mayMove() {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export class Live {
  constructor(parent, name) {
    this.name = name;
    this.frames = 0;
    this.arrived = {}; // numbers from the server
    // After a click anywhere on it its keys work: it takes the focus, without being a stop of the Tab key.
    this.root = element("div", { class: "live notranslate", translate: false, tabIndex: -1, "data-live": name, "data-frame": "0", "data-state": "connecting" });
    this.notice = element("p", { class: "notice", role: "status", hidden: true });
    this.said = element("p", { class: "visually-hidden", "aria-live": "polite" });
    this.body = element("div", { class: "body" });
    this.root.append(this.body, this.notice, this.said);
    this.root.live = this; // for who takes its numbers home
    parent.append(this.root);
    this.withoutHands = instrument(this.root);
    this.visible = true;
    this.visibility = new IntersectionObserver((entries) => {
      const before = this.visible;
      this.visible = entries.at(-1).isIntersecting;
      if (this.visible && !before) this.appear();
    }, { rootMargin: "200px" });
    this.visibility.observe(this.root);
    // Another size needs other pixels: see screen.js. What draws on an answer asks for it again.
    this.root.addEventListener("outgrown", () => {
      clearTimeout(this.resizing);
      this.resizing = setTimeout(() => { this.refreshedWith = null; this.refresh(); }, RESIZED_MS);
    });
  }

  /** Called at every rerun and change of theme: rebuilds where the layout changed, then refreshes. */
  update(component) {
    this.data = component.data;
    this.text = component.data.text;
    this.url = component.root;
    this.root.lang = component.data.lang;
    this.root.dataset.key = component.data.key;
    this.root.classList.toggle("fill", Boolean(component.data.fill));
    this.setStateValue = component.setStateValue;
    const layout = JSON.stringify(this.layout());
    if (layout !== this.built) {
      this.built = layout;
      this.body.replaceChildren();
      this.build();
    }
    this.made?.update();
    this.refresh();
  }

  /** Open (once) this component's own channel to a route; its answers come to frame(). */
  connect(route) {
    this.channel ??= new Channel(socketUrl(this.url, route), {
      onFrame: (meta, arrays, request) => {
        if (meta.kind === "error") return this.failed(meta);
        this.keepNumbers(arrays);
        this.frame(meta, arrays, request);
      },
      onState: (state) => this.state(state),
      onTransport: (transport) => this.transport(transport),
    });
  }

  /** The newest array of each name, but for pictures: see take/tables.js. */
  keepNumbers(arrays) {
    for (const [name, array] of Object.entries(arrays)) {
      if (!(array.data instanceof Uint8Array)) this.arrived[name] = array;
    }
  }

  /** Whether the texts, the theme or one of `values` is new: nothing else needs to be asked again. */
  isNews(...values) {
    const style = getComputedStyle(this.root);
    const theme = ["background", "text", "primary"].map((name) => style.getPropertyValue(`--st-${name}-color`));
    const now = JSON.stringify([values, theme, this.text]);
    const before = this.refreshedWith;
    this.refreshedWith = now;
    return now !== before;
  }

  /** It has come into sight: draw what was left undrawn while nobody could see it. */
  appear() {}

  layout() {}
  build() {}
  refresh() {}
  frame() {}

  leave() {
    this.made?.leave();
    this.withoutHands();
    this.channel?.close();
    this.visibility.disconnect();
    clearTimeout(this.resizing);
    clearTimeout(this.telling);
  }

  state(state) {
    this.root.dataset.state = state;
    if (state !== "error") this.show("");
  }

  /** How requests travel: by "socket", the slow way ("fallback"), or not at all ("lost"). */
  transport(transport) {
    this.root.dataset.transport = transport;
    this.network = { fallback: this.text.fallback, lost: this.text.lost }[transport] ?? "";
    this.tellAll();
  }

  failed(meta) {
    console.warn(`${this.name}: ${meta.text}`); // the engine's words are English; the person reads the translation
    this.show(this.text[`error_${meta.code}`] ?? this.text.failed);
  }

  show(text) {
    this.trouble = text;
    this.tellAll();
  }

  /** One line below for what went wrong, and for how the network is. */
  tellAll() {
    this.notice.textContent = [this.trouble, this.network].filter(Boolean).join(" ");
    this.notice.hidden = !this.notice.textContent;
  }

  /** Tell a screen reader, in good time; of what comes fast the newest. */
  say(text) {
    this.untold = text;
    this.untoldSince ??= performance.now();
    clearTimeout(this.telling);
    const latest = this.untoldSince + LATEST_MS - performance.now();
    this.telling = setTimeout(() => this.utter(), Math.max(0, Math.min(RESTS_MS, latest)));
  }

  utter() {
    const early = toldAt + APART_MS - performance.now();
    if (early > 0) {
      this.telling = setTimeout(() => this.utter(), early);
      return;
    }
    this.untoldSince = null;
    if (this.said.textContent === this.untold) return;
    toldAt = performance.now();
    this.said.textContent = this.untold;
  }

  /** Count a drawn frame; `since` is the time of the person's event that it answers. */
  drawn(since) {
    this.root.dataset.frame = String(++this.frames);
    if (since) this.measure(since);
  }

  /** Leave the time from the pointer's event to the screen frame that shows its answer in the User Timing list. */
  measure(since) {
    requestAnimationFrame(() => {
      if (performance.getEntriesByName(this.name).length > MEASURES_KEPT) performance.clearMeasures(this.name);
      performance.measure(this.name, { start: since, end: performance.now() });
    });
  }
}

// What a component may do in its own way; a method of any other name would take the place of one that Live relies on.
const OWN_WAY = ["constructor", "layout", "build", "refresh", "frame", "appear", "leave", "state", "transport", "failed"];

function checkNames(Kind) {
  const base = Object.getOwnPropertyNames(Live.prototype).filter((name) => !OWN_WAY.includes(name));
  for (let own = Kind.prototype; own && own !== Live.prototype; own = Object.getPrototypeOf(own)) {
    const taken = Object.getOwnPropertyNames(own).find((name) => base.includes(name));
    if (taken) throw new Error(`${Kind.name}.${taken} hides a method that all live components have`);
  }
}

/** Mount one kind of component per parent element; the same element is updated at every rerun. */
export function mounter(Kind) {
  checkNames(Kind);
  const mounted = new WeakMap();
  return (component) => {
    let live = mounted.get(component.parentElement);
    if (!live) mounted.set(component.parentElement, (live = new Kind(component.parentElement)));
    live.update(component);
    return () => {
      live.leave();
      live.root.remove();
      mounted.delete(component.parentElement);
    };
  };
}

/** A live route below the app's root, ws: for http: and wss: for https:. */
export function socketUrl(root, route) {
  const url = new URL(`live/${route}`, root);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
