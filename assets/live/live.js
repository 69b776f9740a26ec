// What every live component has in common: an observable root, notices, frames counted and timed, mounting.

import { Channel } from "./channel.js";

const MEASURES_KEPT = 600;

/** A DOM element; attributes that are no strings (handlers, flags, numbers) become properties. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in node && typeof value !== "string") node[name] = value;
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export class Live {
  constructor(parent, name) {
    this.name = name;
    this.frames = 0;
    // After a click anywhere on it its keys work: it takes the focus, without being a stop of the Tab key.
    this.root = element("div", { class: "live", tabIndex: -1, "data-live": name, "data-frame": "0", "data-state": "connecting" });
    this.notice = element("p", { class: "notice", role: "status", hidden: true });
    this.said = element("p", { class: "visually-hidden", "aria-live": "polite" });
    this.body = element("div", { class: "body" });
    this.root.append(this.body, this.notice, this.said);
    parent.append(this.root);
    this.visible = true;
    this.visibility = new IntersectionObserver((entries) => {
      const before = this.visible;
      this.visible = entries.at(-1).isIntersecting;
      if (this.visible && !before) this.appear();
    }, { rootMargin: "200px" });
    this.visibility.observe(this.root);
  }

  /** Called at every rerun and change of theme: rebuilds where the layout changed, then refreshes. */
  update(component) {
    this.data = component.data;
    this.text = component.data.text;
    this.url = component.root;
    this.root.lang = component.data.lang;
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
      onFrame: (meta, arrays, request) =>
        meta.kind === "error" ? this.failed(meta) : this.frame(meta, arrays, request),
      onState: (state) => this.state(state),
      onTransport: (transport) => this.transport(transport),
      fallback: (message) => this.ask(message),
    });
    this.channel.receiveBase64(this.data.reply);
  }

  /** Whether the texts, the theme or one of `values` is new: asking at every rerun would never end without a socket. */
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
    this.channel?.close();
    this.visibility.disconnect();
  }

  state(state) {
    this.root.dataset.state = state;
    if (state !== "error" && this.transported !== "fallback") this.notice.hidden = true;
  }

  transport(transport) {
    this.transported = transport;
    this.root.dataset.transport = transport;
    this.show(transport === "fallback" ? this.text.fallback : "");
  }

  failed(meta) {
    console.warn(`${this.name}: ${meta.text}`); // the engine's words are English; the person reads the translation
    this.show(this.text[`error_${meta.code}`] ?? this.text.failed);
  }

  show(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  /** Send a request through a Streamlit rerun. */
  ask(message) {
    this.setStateValue("ask", message);
  }

  /** Tell a screen reader, once the hand rests. */
  say(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.said.textContent = text; }, 600);
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

/** Mount one kind of component per parent element; the same element is updated at every rerun. */
export function mounter(Kind) {
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
