// One socket to the server's live channel. One request is in flight; of each slot only the newest waits.
// While the socket cannot open, requests go through `fallback` (a Streamlit rerun): slower, never broken.

import { parseBase64, parseFrame } from "./frame.js";

const OPEN_WITHIN = 4000; // ms until a silent network counts as closed
const ANSWER_WITHIN = 20000; // ms: the first answer may wait for torch to load
const RETRY = [500, 1000, 2000, 4000, 8000]; // ms between attempts

export class Channel {
  /** onFrame(meta, arrays, request), onState("connecting" | "idle" | "running" | "error"), fallback(request). */
  constructor(url, { onFrame, onState, onTransport, fallback }) {
    Object.assign(this, { url, onFrame, onState, onTransport, fallback });
    this.waiting = new Map(); // slot -> newest request
    this.inFlight = null;
    this.attempts = 0;
    this.id = Math.floor(Math.random() * 2 ** 40); // replies of an earlier page in the same session do not fit
    this.open();
  }

  open() {
    if (!this.usingFallback) this.onState("connecting");
    this.socket = new WebSocket(this.url);
    this.socket.binaryType = "arraybuffer";
    const giveUp = setTimeout(() => this.socket.close(), OPEN_WITHIN);
    this.socket.onopen = () => {
      clearTimeout(giveUp);
      if (!this.usingFallback) this.requeue();
      this.pump();
    };
    this.socket.onmessage = ({ data }) => {
      this.answered(); // only an answer proves a connection: a full server or a proxy may open it and drop it
      this.receive(parseFrame(data));
    };
    this.socket.onclose = () => {
      clearTimeout(giveUp);
      if (this.closed) return;
      this.retry = setTimeout(() => this.open(), RETRY[Math.min(this.attempts++, RETRY.length - 1)]);
      if (this.proven && this.attempts < 2) return; // one lost connection is no reason to alarm anybody
      if (this.usingFallback) return;
      this.usingFallback = true;
      this.onTransport("fallback");
      this.requeue();
      this.pump();
    };
  }

  answered() {
    if (this.attempts || this.usingFallback || !this.proven) this.onTransport("socket");
    Object.assign(this, { attempts: 0, usingFallback: false, proven: true });
  }

  /** Ask for `message` in `slot`; a newer request of the slot replaces one that still waits. */
  request(slot, message, extra = {}) {
    this.waiting.set(slot, { slot, message, ...extra });
    this.pump();
  }

  pump() {
    const open = this.socket.readyState === WebSocket.OPEN;
    if (this.inFlight || !this.waiting.size || !(open || this.usingFallback)) {
      if (!this.inFlight && (open || this.usingFallback)) this.onState("idle");
      return;
    }
    const [slot, request] = this.waiting.entries().next().value;
    this.waiting.delete(slot);
    this.inFlight = request;
    request.message.id = ++this.id;
    this.onState("running");
    this.timer = setTimeout(() => this.late(), ANSWER_WITHIN);
    if (open) this.socket.send(JSON.stringify(request.message));
    else this.fallback(request.message);
  }

  receive({ meta, arrays }) {
    if (!this.inFlight || (meta.id !== null && meta.id !== this.inFlight.message.id)) return;
    clearTimeout(this.timer);
    const request = this.inFlight;
    this.inFlight = null;
    this.onFrame(meta, arrays, request);
    if (meta.kind === "error") this.onState("error");
    if (this.waiting.size || meta.kind !== "error") this.pump();
  }

  /** A frame in base64 that came with a rerun. */
  receiveBase64(text) {
    if (text) this.receive(parseBase64(text));
  }

  /** Put the unanswered request back in line, unless a newer one of its slot waits already. */
  requeue() {
    clearTimeout(this.timer);
    if (this.inFlight && !this.waiting.has(this.inFlight.slot)) this.waiting.set(this.inFlight.slot, this.inFlight);
    this.inFlight = null;
  }

  late() {
    this.requeue();
    if (this.socket.readyState === WebSocket.OPEN && !this.usingFallback) this.socket.close();
    else this.pump();
  }

  close() {
    this.closed = true;
    clearTimeout(this.retry);
    clearTimeout(this.timer);
    this.socket.close();
  }
}
