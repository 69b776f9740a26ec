// latent-walk: pictures along one or two ways through latent space, played and scrubbed without the server.

import { roundValues, short, spanned } from "../drawing/axis.js";
import { Live, element, mayMove, mounter } from "../channel/live.js";
import { Made } from "../drawing/made.js";
import { drawPixels, inkRamp, nthPicture } from "../drawing/picture.js";
import { Plot } from "../drawing/plot.js";
import { Transport } from "../drawing/transport.js";

const SMALL = 9; // pictures of the strip
const SPEED = 10; // moments a second, at first

class LatentWalk extends Live {
  constructor(parent) {
    super(parent, "latent-walk");
    this.made = new Made(this, { give: () => ({ place: this.transport_.place() }), take: ({ place }) => this.take(place) });
  }

  layout() {
    return [this.text, this.data.titles, this.data.chart, this.data.steps];
  }

  build() {
    const { data, text } = this;
    this.ways = data.titles.map((title) => {
      const canvas = element("canvas", { role: "img", "aria-label": `${title}: ${text.walk}` });
      const strip = element("canvas", { class: "strip", role: "img", "aria-label": `${title}: ${text.strip}` });
      return { canvas, strip, root: element("figure", { class: "way" },
        element("figcaption", {}, title), element("div", { class: "frame" }, canvas), strip) };
    });
    this.transport_ = new Transport(this, {
      show: (at) => this.paint(at), length: () => (this.frames_ ? data.steps : 0), total: data.steps, speed: SPEED,
      about: () => this.data.about, held: () => this.made.later(),
    });
    this.plot = new Plot(this, { title: data.chart.title, size: [700, 170] });
    this.body.append(element("div", { class: "walk" },
      element("div", { class: "ways" }, ...this.ways.map((way) => way.root)), this.transport_.root,
      element("figure", { class: "chart" }, element("figcaption", {}, data.chart.title), this.legend(), this.plot.canvas)));
    this.drawStrips();
  }

  /** Which line is which way, where there are several. */
  legend() {
    const { lines, colour } = this.data.chart;
    return element("ul", { class: "legend", hidden: lines.length < 2 }, ...lines.map((name, k) =>
      element("li", {}, element("span", { class: `dash ${colour}`, style: `border-top-style: ${k ? "dashed" : "solid"}` }), name)));
  }

  refresh() {
    this.connect("latent");
    this.ramp = inkRamp(this.root);
    const ask = JSON.stringify(this.data.ask);
    if (ask !== this.asked) {
      this.asked = ask;
      this.channel.request("walk", this.data.ask, { asked: ask });
    }
    this.drawStrips();
    if (this.frames_) this.paint(this.transport_.at);
  }

  frame(meta, arrays, request) {
    if (request.asked !== this.asked) return; // another walk has been chosen meanwhile
    this.frames_ = arrays;
    this.drawStrips();
    this.transport_.restart();
    this.transport_.go(0);
    this.take(this.data.made.values.place);
    if (!this.transport_.isHeld && mayMove()) this.transport_.start();
  }

  take(place) {
    this.transport_.hold(place);
    this.transport_.grown();
  }

  picture(way, at) {
    const { pictures } = this.frames_;
    return nthPicture(pictures, way * pictures.shape[1] + at, 2);
  }

  paint(at) {
    this.ways.forEach(({ canvas }, k) => {
      const [pixels, sides] = this.picture(k, at);
      const [height, width] = sides;
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      drawPixels(canvas.getContext("2d"), pixels, sides, this.ramp);
    });
    this.drawChart(at);
  }

  drawStrips() {
    if (!this.frames_ || !this.ramp) return;
    this.ways.forEach(({ strip }, k) => {
      for (let i = 0; i < SMALL; i++) {
        const [pixels, sides] = this.picture(k, Math.round((i / (SMALL - 1)) * (this.data.steps - 1)));
        const [height, w] = sides;
        if (!i) Object.assign(strip, { width: SMALL * (w + 2) - 2, height });
        drawPixels(strip.getContext("2d"), pixels, sides, this.ramp, i * (w + 2), 0);
      }
    });
  }

  drawChart(at) {
    const { chart, steps } = this.data;
    const { data, shape: [, n] } = this.frames_.values;
    const style = getComputedStyle(this.root);
    const colour = (name) => style.getPropertyValue(`--st-${name}-color`).trim();
    const colours = { paper: colour("background"), ink: colour("text"), line: colour("border"), accent: colour("primary") };
    const lines = chart.lines.map((name, k) => ({
      name, colour: style.getPropertyValue(`--${chart.colour}`).trim(), dash: k ? [8, 6] : [],
      points: Array.from({ length: n }, (_, i) => [(i / (n - 1)) * chart.along, data[k * n + i]]),
    }));
    const y = spanned(lines.flatMap((line) => line.points.map((p) => p[1])), [], chart.low, chart.high);
    y.ticks = roundValues(y.low, y.high).map((v) => [v, short(v)]);
    const x = { low: 0, high: chart.along, name: "t", ticks: [0, 0.5, 1].map((f) => [f * chart.along, short(f * chart.along)]) };
    this.plot.draw({ x, y, lines, mark: (at / (steps - 1)) * chart.along, dots: true, frame: "box", colours });
  }
}

export const render = mounter(LatentWalk);
