// What stands beside the title: a button with a sign and a word, and the dialog that it opens. Its looks: share/link.css.

import { element } from "./live.js";

export const button = (label, onclick, attributes = {}) => element("button", { type: "button", onclick, ...attributes }, label);

/** `word` says what it opens, where there is room; `title` in full. */
export function opener(icon, word, title, onclick) {
  const made = button("", onclick, { class: "opener", title, "aria-label": word });
  made.innerHTML = icon;
  made.append(element("span", {}, word));
  return made;
}

/** A dialog that a click beside it closes; `text` has its title and what its closing button says. */
export function dialog(text, onclose, ...inside) {
  const made = element("dialog", { "aria-label": text.title, onclose, onclick: (event) => event.target === made && made.close() },
    element("div", { class: "inside" },
      element("header", {}, element("strong", {}, text.title), button("✕", () => made.close(), { "aria-label": text.close })),
      ...inside));
  return made;
}
