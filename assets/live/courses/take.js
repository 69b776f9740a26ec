// courses-take: a course to take along: its link copied, its file saved.

import { copied } from "../channel/clipboard.js";
import { Live, element, mounter } from "../channel/live.js";

class CourseTake extends Live {
  constructor(parent) {
    super(parent, "courses-take");
  }

  layout() {
    return [this.text, this.data];
  }

  build() {
    const { text, data } = this;
    const button = (label, onclick) => element("button", { type: "button", onclick }, label);
    this.field = element("input", { type: "text", readOnly: true, "aria-label": text.link, value: new URL(data.link, this.url).href, hidden: true });
    this.told = element("span", { role: "status" });
    this.body.replaceChildren(button(text.copy, () => this.copy()), button(text.download, () => this.save()), this.told, this.field);
    this.state("idle");
    this.drawn();
  }

  async copy() {
    this.field.hidden = false; // the old way copies only what is seen
    const done = await copied(this.field.value, this.field);
    this.field.hidden = done;
    this.told.textContent = done ? this.text.copied : this.text.notCopied;
  }

  save() {
    const { file, source } = this.data;
    const url = URL.createObjectURL(new Blob([source], { type: "text/markdown" }));
    element("a", { href: url, download: file }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
}

export const render = mounter(CourseTake);
