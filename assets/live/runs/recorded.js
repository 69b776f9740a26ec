// run-recorded: a training that was recorded, moved through in both directions; the same noise at every moment.

import { Charts } from "./charts.js";
import { Live, element, mayMove, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { drawGrey, inkRamp } from "../drawing/picture.js";
import { runColours } from "./layers.js";
import { hiddenCanvas } from "../drawing/screen.js";
import { Transport } from "../drawing/transport.js";

const GAP = 2; // pixels between pictures

class RunRecorded extends Live {
  constructor(parent) {
    super(parent, "run-recorded");
    this.made = new Made(this, { give: () => ({ place: this.transport_.place() }), take: (values) => this.take(values) });
  }

  layout() {
    const { text, src, charts } = this.data;
    return [text, src, charts];
  }

  build() {
    const { data, text } = this;
    const { rows, columns, size, steps } = data;
    this.canvas = element("canvas", { class: "sheet", role: "img", style: `--ratio: ${columns / rows}`,
      width: columns * (size + GAP) - GAP, height: rows * (size + GAP) - GAP });
    this.transport_ = new Transport(this, {
      show: (index) => this.paint(index), length: () => (this.strip ? steps.length : 0), total: steps.length, speed: 10,
      about: () => this.data.src, held: () => this.made.later(),
    });
    this.charts = new Charts(this, data.charts);
    this.step = element("p", { class: "run-status" });
    this.body.append(element("div", { class: "picture-run" },
      element("div", {}, element("div", { class: "frame" }, this.canvas), this.transport_.root, this.step),
      this.charts.root));
    if (data.src !== this.loaded) this.load(text);
  }

  take({ place }) {
    this.transport_.hold(place);
    this.transport_.grown();
  }

  load(text) {
    const image = new Image();
    const { src } = this.data;
    image.onload = () => {
      if (src !== this.data.src) return; // another set has been chosen meanwhile
      const strip = hiddenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
      strip.drawImage(image, 0, 0);
      this.strip = strip;
      this.transport_.restart();
      this.transport_.go(0);
      this.take(this.data.made.values);
      if (!this.transport_.isHeld && mayMove()) this.transport_.start();
    };
    image.onerror = () => { this.state("error"); this.show(text.notLoaded); };
    this.strip = null;
    this.loaded = src;
    image.src = new URL(src, this.url).href;
  }

  refresh() {
    this.ramp = inkRamp(this.root);
    this.colours = runColours(this.root);
    if (this.strip) this.transport_.go(this.transport_.at);
  }

  /** Draw moment t: its block of the strip, picture by picture. */
  paint(t) {
    const { rows, columns, size, channels, steps } = this.data;
    const context = this.canvas.getContext("2d");
    if (channels === 3) this.canvas.dataset.colours = "";
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const tile = this.strip.getImageData(c * size, (t * rows + r) * size, size, size);
        const [x, y] = [c * (size + GAP), r * (size + GAP)];
        if (channels === 3) context.putImageData(tile, x, y);
        else drawGrey(context, tile.data.filter((_, i) => i % 4 === 0), size, size, this.ramp, x, y);
      }
    }
    const words = this.text.after.replace("{n}", steps[t].toLocaleString());
    this.step.textContent = words;
    this.canvas.setAttribute("aria-label", `${this.text.pictures}. ${words}`);
    const curve = (metric) => this.data.metrics[metric].map((v, i) => [steps[i], v]).filter((p) => p[1] !== null);
    this.charts.draw(curve, { colours: this.colours, mark: steps[t], scale: "log1p" });
    this.say(words);
  }
}

export const render = mounter(RunRecorded);
