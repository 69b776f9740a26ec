// What this browser is in a room, kept over reloads: {code, secret, ends} for its teacher, {code, student, name, ends}
// for a student.
// Secrets are random, made here, and sent to nobody but the server.

import { parseFrame } from "../channel/frame.js";
import { inTab, keepInTab } from "../channel/tab.js";

const KEPT = "room"; // in the browser, for all its tabs
const PAUSES = [0, 700, 2500]; // ms before a request is sent, and sent again
const TRY_MS = 10000; // then nobody is there any more: the server takes five seconds at most
let now = null; // where a private window refuses to remember

export const random = () => [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const viewer = random(); // this page among those of the browser

export function recalled() {
  try {
    const member = JSON.parse(localStorage.getItem(KEPT));
    const secret = member?.secret ?? member?.student;
    return /^[0-9A-Z]{6}$/.test(member?.code) && /^[0-9a-f]{32,64}$/.test(secret) ? member : null;
  } catch {
    return now;
  }
}

/** null: of no room any more. */
export function keep(member) {
  now = member;
  try {
    if (member) localStorage.setItem(KEPT, JSON.stringify(member));
    else localStorage.removeItem(KEPT);
  } catch { /* then it lasts as long as the page */ }
}

/** Whether another tab has come into a room, or left it. */
export function onChange(heard) {
  const elsewhere = ({ key }) => key === KEPT && heard();
  addEventListener("storage", elsewhere);
  return () => removeEventListener("storage", elsewhere);
}

/** What this tab alone keeps, as texts: whether it leads, whether it has gone on by itself, where it was led last. */
export const own = {
  get: (name) => inTab(`room-${name}`) ?? "",
  set: (name, text) => keepInTab(`room-${name}`, text),
};

/** The answer to one request by post, which its token lets the server do once; {kind: "error", code: "lost"} where nobody answers, "busy" where rooms are away. */
export async function ask(root, message) {
  const token = random().slice(0, 16);
  let refusal = { kind: "error", code: "lost" };
  for (const pause of PAUSES) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      const answer = await fetch(new URL("live/rooms", root), { method: "POST", body: JSON.stringify({ id: 1, token, ...message }),
        headers: { "Content-Type": "application/json", "X-Live-Viewer": viewer }, signal: AbortSignal.timeout(TRY_MS) });
      if (!answer.ok) continue;
      const { meta } = parseFrame(await answer.arrayBuffer());
      if (meta.code !== "busy") return meta;
      refusal = meta;
    } catch { /* once more */ }
  }
  return refusal;
}
