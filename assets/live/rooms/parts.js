// What the dialogs of a room have in common.

import { element } from "../channel/live.js";

export function header(title, text, dialog) {
  return element("header", {}, element("strong", {}, title),
    element("button", { type: "button", class: "close", "aria-label": text.close, onclick: () => dialog.close() }, "✕"));
}

/** A code in two groups, as it is read out. */
export function spaced(code) {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
