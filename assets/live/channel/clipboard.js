// A link to take along: copied, and as a QR code.

import { parseFrame } from "./frame.js";

/** Put a text on the clipboard; whether it is there. Without https there is only the old way, from the field that holds it. */
export async function copied(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

/** The QR code of a link: {svg, left_out}, whose svg is empty where there is none. `root` is the app's own address. */
export async function qrCode(root, link) {
  try {
    const body = JSON.stringify({ id: 1, kind: "qr", link });
    const answer = await fetch(new URL("live/share", root), { method: "POST", body });
    const { meta } = parseFrame(await answer.arrayBuffer());
    if (meta.kind === "qr") return meta;
  } catch { /* the link is there to be copied, without its code */ }
  return { svg: "", left_out: false };
}
