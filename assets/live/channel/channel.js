// One socket to the server's live channel. One request is in flight; of each slot only the newest waits.
// A request may ask for several frames; it is over with the last, or as soon as another is made.
// While the socket cannot open, the same requests go by HTTP POST: slower, never broken.

import { parseFrame } from "./frame.js";

const OPEN_WITHIN = 2500; // ms until a silent network counts as closed
const FIRST_WITHIN = 20000; // ms: the first answer may wait for torch to load
const RETRY = [500, 1000, 2000, 4000, 8000]; // ms between attempts
const PING = "ping"; // a slot: any answer proves that the connection is there again

export class Channel {
  /**
   * onFrame(meta, arrays, request, whether it was the last), onState("connecting" | "idle" | "running" | "error"),
   * onTransport("socket" | "fallback" | "lost"); `patience`: ms until an answer counts as lost.
   */
  constructor(url, { onFrame, onState = () => {}, onTransport = () => {}, patience = FIRST_WITHIN }) {
    Object.assign(this, { url, onFrame, onState, onTransport, patience });
    this.waiting = new Map(); // slot -> newest request
    this.inFlight = null;
    this.attempts = 0;
    this.id = 0;
    this.transport = "";
    this.viewer = crypto.getRandomValues(new Uint32Array(4)).join("-"); // who asks, where it is no socket
    this.back = () => this.reopen();
    this.seen = () => { if (!document.hidden && !this.socket) this.reopen(); };
    this.away = () => { this.tell("lost"); this.onState("connecting"); };
    addEventListener("online", this.back);
    addEventListener("offline", this.away);
    document.addEventListener("visibilitychange", this.seen);
    this.open();
  }

  tell(transport) {
    if (transport === this.transport) return;
    this.transport = transport;
    this.onTransport(transport);
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  open() {
    if (!this.posting) this.onState("connecting");
    const socket = (this.socket = new WebSocket(this.url));
    socket.binaryType = "arraybuffer";
    const giveUp = setTimeout(() => this.lost(socket), OPEN_WITHIN);
    socket.onopen = () => {
      clearTimeout(giveUp);
      this.requeue(); // what was asked meanwhile is asked again: its answer may never come
      if (this.transport !== "socket" && this.transport && !this.waiting.size) this.request(PING, { kind: "ping" });
      else this.pump();
    };
    socket.onmessage = ({ data }) => {
      this.answered("socket"); // only an answer proves a connection: a full server or a proxy may open it and drop it
      this.receive(parseFrame(data));
    };
    socket.onclose = () => {
      clearTimeout(giveUp);
      this.lost(socket);
    };
  }

  answered(transport) {
    if (transport === "socket") Object.assign(this, { attempts: 0, posting: false, proven: true });
    this.tell(transport);
  }

  /** Give a socket up without waiting until it has closed: on a dead network that takes a minute. */
  lost(socket) {
    if (this.closed || this.socket !== socket) return;
    this.drop();
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), RETRY[Math.min(this.attempts++, RETRY.length - 1)]);
    if (!this.posting) this.requeue();
    if (this.proven && this.attempts < 2) return; // one lost connection is no reason to alarm anybody
    this.posting = true;
    this.pump();
  }

  drop() {
    const { socket } = this;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** The network is back, or somebody looks again: now, not at the next attempt. */
  reopen() {
    if (this.closed) return;
    this.drop();
    clearTimeout(this.retry);
    this.attempts = 0;
    this.open();
  }

  /** Ask for `message` in `slot`; a newer request of the slot replaces one that still waits. */
  request(slot, message, extra = {}) {
    this.waiting.set(slot, { slot, message, ...extra });
    this.pump();
  }

  pump() {
    const open = this.isOpen;
    if (this.closed || (this.inFlight && !(this.more && this.waiting.size)) || !(open || this.posting)) return;
    if (!this.waiting.size) return this.onState("idle");
    clearTimeout(this.timer);
    const [slot, request] = this.waiting.entries().next().value;
    this.waiting.delete(slot);
    this.inFlight = request;
    request.message.id = ++this.id;
    this.more = open ? (request.message.frames ?? 1) - 1 : 0; // frames to come after the next
    this.onState("running");
    this.timer = setTimeout(() => this.late(), this.patience);
    if (open) this.socket.send(JSON.stringify(request.message));
    else this.post(request);
  }

  async post(request) {
    this.aborting = new AbortController();
    const { signal } = this.aborting;
    try {
      const response = await fetch(this.url.replace(/^ws/, "http"), {
        method: "POST", signal, body: JSON.stringify(request.message),
        headers: { "Content-Type": "application/json", "X-Live-Viewer": this.viewer } });
      if (!response.ok) throw new Error(String(response.status));
      const frame = parseFrame(await response.arrayBuffer());
      if (this.inFlight !== request) return;
      this.answered("fallback");
      this.receive(frame);
    } catch {
      if (this.inFlight !== request) return;
      this.tell("lost");
      this.requeue();
      setTimeout(() => this.pump(), RETRY[1]);
    }
  }

  receive({ meta, arrays }) {
    if (!this.inFlight || (meta.id !== null && meta.id !== this.inFlight.message.id)) return;
    clearTimeout(this.timer);
    const request = this.inFlight;
    const last = !this.more || meta.kind !== "frame";
    if (last) this.inFlight = null;
    else {
      this.more -= 1;
      this.timer = setTimeout(() => this.late(), this.patience);
    }
    if (request.slot !== PING) {
      this.onFrame(meta, arrays, request, last);
      if (meta.kind === "error") this.onState("error");
    }
    if (last && (this.waiting.size || meta.kind !== "error" || request.slot === PING)) this.pump();
  }

  /** Put the unanswered request back in line, unless a newer one of its slot waits already. */
  requeue() {
    clearTimeout(this.timer);
    const request = this.inFlight;
    this.inFlight = null;
    this.aborting?.abort();
    if (request && !this.waiting.has(request.slot)) this.waiting = new Map([[request.slot, request], ...this.waiting]);
  }

  /** No answer in time: say so, and try anew. */
  late() {
    this.tell("lost");
    this.onState("connecting");
    this.requeue();
    if (this.socket) this.lost(this.socket);
    else this.pump();
  }

  close() {
    this.closed = true;
    removeEventListener("online", this.back);
    removeEventListener("offline", this.away);
    document.removeEventListener("visibilitychange", this.seen);
    clearTimeout(this.retry);
    clearTimeout(this.timer);
    this.aborting?.abort();
    this.drop();
  }
}
