// Waits for the newest frame of a player's run, on a channel of its own: then for the next, once this one is on the screen.

import { Channel } from "../channel/channel.js";
import { socketUrl } from "../channel/live.js";
import { kept } from "./history.js";

const WATCH_WITHIN = 14000; // ms: the server answers after 8 s also when there is nothing new
const ERROR_MS = 1000; // until one who watches asks again
const HIDDEN_MS = 1000; // and while nobody sees the page

export class Watcher {
  constructor(player) {
    this.player = player;
    this.after = 0; // serial of the newest frame that has come
    this.channel = new Channel(socketUrl(player.url, "runs"), {
      onFrame: (meta, arrays) => this.news(meta, arrays), onTransport: (transport) => player.transport(transport, "watcher"),
      onState: (state) => { if (state === "connecting") player.state(state); }, patience: WATCH_WITHIN,
    });
  }

  watch() {
    const { run, root, about } = this.player;
    if (!run || !root.isConnected || this.looking) return; // two chains would fetch every frame twice
    this.looking = true;
    this.channel.request("watch", { kind: "watch", run, after: this.after, version: about?.meta.version ?? 0 });
  }

  /** The newest frame, or the run's description. */
  news(meta, arrays) {
    const { player } = this;
    this.looking = false;
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
    if (this.cut) player.fetchPast(this.after); // what was missed while the connection was down
    this.cut = false;
    this.after = meta.serial;
    player.history.add(kept({ meta, arrays }));
    if (document.hidden) setTimeout(() => this.watch(), HIDDEN_MS); // stay a viewer, without drawing
    else requestAnimationFrame(() => this.show());
  }

  show() {
    try {
      this.player.newest();
    } finally {
      this.watch();
    }
  }

  close() {
    this.channel.close();
  }
}
