// Waits for the newest frames of a player's run, on a channel of its own: then for more, once the last is on the screen.

import { Channel } from "../channel/channel.js";
import { socketUrl } from "../channel/live.js";
import { kept } from "./history.js";

const WATCH_WITHIN = 14000; // ms: the server answers after 8 s also when there is nothing new
const FRAMES = 8; // with one request
const ERROR_MS = 1000; // until one who watches asks again
const HIDDEN_MS = 1000; // and while nobody sees the page

export class Watcher {
  constructor(player) {
    this.player = player;
    this.after = 0; // serial of the newest frame that has come
    this.channel = new Channel(socketUrl(player.url, "runs"), {
      onFrame: (meta, arrays, _, last) => this.news(meta, arrays, last), onTransport: (transport) => player.transport(transport, "watcher"),
      onState: (state) => { if (state === "connecting") player.state(state); }, patience: WATCH_WITHIN,
    });
  }

  watch() {
    const { run, root, about } = this.player;
    if (!run || !root.isConnected || this.looking === run) return; // two chains would fetch every frame twice
    this.looking = run;
    const frames = document.hidden ? 1 : FRAMES;
    this.channel.request("watch", { kind: "watch", run, after: this.after, version: about?.meta.version ?? 0, frames });
  }

  /** The newest frame, or the run's description. */
  news(meta, arrays, last) {
    const { player } = this;
    if (last) this.looking = null;
    if (meta.kind === "error") {
      player.failed(meta);
      setTimeout(() => this.watch(), ERROR_MS); // an error now does not end the watching
      return;
    }
    if (meta.run !== player.run) return this.watch();
    if (meta.kind === "run") {
      player.describe(meta);
      return this.watch();
    }
    if (meta.epoch < player.epoch) return this.watch();
    if (meta.epoch > player.epoch) player.begunAnew(meta.epoch);
    // What was missed while the connection was down; or before the first news, where the past was asked for too early.
    if (this.cut || (!player.history.newest && player.history.missing === null)) player.fetchPast(this.after);
    this.cut = false;
    this.after = meta.serial;
    player.history.add(kept({ meta, arrays }));
    player.keepNumbers(arrays);
    if (!document.hidden) this.drawing ??= requestAnimationFrame(() => this.show());
    else if (last) setTimeout(() => this.watch(), HIDDEN_MS); // stay a viewer, without drawing
  }

  show() {
    this.drawing = null;
    try {
      this.player.newest();
    } finally {
      this.watch(); // unless more is on its way
    }
  }

  close() {
    this.channel.close();
  }
}
