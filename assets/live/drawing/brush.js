// The brush of a drawing in the plane: strokes by one pointer, or by keys that move it and put it down.

import { act } from "./keys.js";

const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const APART = 0.02; // nearer points of a stroke than that say nothing new

export class Brush {
  constructor(editor) {
    this.editor = editor;
    this.at = [0, 0];
    this.down = false; // by the keyboard
  }

  begin(at, since) {
    const { editor } = this;
    this.down = this.drawing = false;
    if (editor.world.strokes.length >= editor.data.mostStrokes || this.full) return editor.show(editor.text.full);
    editor.world.strokes.push([round(at)]);
    this.at = at;
    this.drawing = true;
    editor.painted(since);
  }

  get full() {
    const { world, data } = this.editor;
    return world.strokes.reduce((n, stroke) => n + stroke.length, 0) >= data.mostPoints;
  }

  go(at, since) {
    const { editor } = this;
    const stroke = editor.world.strokes.at(-1);
    if (!stroke || !this.drawing || Math.hypot(at[0] - stroke.at(-1)[0], at[1] - stroke.at(-1)[1]) < APART) return;
    if (this.full) return editor.show(editor.text.full);
    stroke.push(round(at));
    this.at = at;
    editor.request(since);
  }

  key(event) {
    const acts = { " ": () => this.press(event), Enter: () => this.press(event), Escape: () => this.lift() };
    for (const [name, step] of Object.entries(STEP)) acts[name] = () => this.step(step, event);
    if (act(event, acts, Object.keys(STEP))) this.editor.draw();
  }

  press(event) {
    if (this.down) return this.lift();
    this.begin(this.at, event.timeStamp);
    if (!this.drawing) return;
    this.down = true;
    this.editor.say(this.editor.text.brushDown);
    this.editor.made.later();
  }

  lift() {
    if (!this.down) return;
    this.down = false;
    this.editor.say(this.editor.text.brushUp);
    this.editor.made.commit();
  }

  step([d1, d2], event) {
    const [low1, low2, high1, high2] = this.editor.data.box;
    const size = event.shiftKey ? 0.5 : 0.1;
    const at = [Math.min(high1, Math.max(low1, this.at[0] + size * d1)), Math.min(high2, Math.max(low2, this.at[1] + size * d2))];
    if (this.down) {
      this.go(at, event.timeStamp);
      this.editor.made.later();
    }
    this.at = at;
  }

  /** Where it is: a ring, filled while it is down. */
  draw() {
    const { context: c, colours } = this.editor.field;
    const [x, y] = this.editor.field.toPixels(...this.at);
    c.beginPath();
    c.arc(x, y, 9, 0, 2 * Math.PI);
    for (const [style, width] of [[colours.paper, 5], [colours.accent, 2.5]]) {
      c.strokeStyle = style;
      c.lineWidth = width;
      c.stroke();
    }
    if (!this.down) return;
    c.fillStyle = colours.accent;
    c.fill();
  }
}

const round = (at) => at.map((v) => Number(v.toFixed(2)));
