// Where a hand is on the instruments of this page, told to whoever shows it to others; and where another's is, shown here.
//
// A place is that of the instrument, not of the screen: which of its parts, and shares of that part's width and height.

const STAYS_MS = 1000; // after its last movement
const KNOB = 16; // screen pixels, of a slider
const PARTS = "[data-hand], input[type=range]"; // what a hand can be on
const HAND = `<svg viewBox="0 0 44 44"><circle cx="14" cy="14" r="11"/><path d="M14 11a2.6 2.6 0 0 1 2.6 2.6v9l8.3 1.6a4 4 0 0 1 3.2 4.6l
  -1.2 7a4.6 4.6 0 0 1-4.5 3.8h-7.5a4.6 4.6 0 0 1-3.5-1.6L3.6 29.3l1.3-1.3a2.4 2.4 0 0 1 2.8-.4l3.7 2V13.6A2.6 2.6 0 0 1 14 11Z"/></svg>`;

const instruments = new Set(); // the roots of all that are mounted, each with its key
const listeners = new Set();
const shown = new WeakMap(); // root -> {anchor, gone} of the hand there

/** Call `heard({key, part, of, x, y})` whenever this person's hand has moved on an instrument; returns how to stop. */
export function onHand(heard) {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

/** Hands can be told and shown on this instrument; returns how to stop. */
export function instrument(root) {
  instruments.add(root);
  const slid = ({ target }) => {
    if (listeners.size && target.matches?.(PARTS)) tell(target, (target.value - target.min) / (target.max - target.min), 0.5);
  };
  root.addEventListener("input", slid);
  return () => instruments.delete(root);
}

/** What a pointer drags on is a part. */
export function takesHands(part) {
  part.dataset.hand = "";
}

export function dragged(part, event) {
  if (!listeners.size) return;
  const box = part.getBoundingClientRect();
  tell(part, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
}

function tell(part, x, y) {
  const root = part.closest("[data-live]");
  if (!instruments.has(root)) return;
  const parts = [...root.querySelectorAll(PARTS)];
  const share = (v) => Number(Math.min(1, Math.max(0, v)).toFixed(4));
  const place = { key: root.dataset.key, part: parts.indexOf(part), of: parts.length, x: share(x), y: share(y) };
  if (Number.isFinite(place.x + place.y)) listeners.forEach((heard) => heard(place));
}

/** Another's hand, where the same instrument with as many parts is here. */
export function showHand({ key, part, of, x, y }) {
  for (const root of instruments) {
    const parts = root.dataset.key === key ? root.querySelectorAll(PARTS) : [];
    if (parts.length === of && parts[part]) put(root, parts[part], x, y);
  }
}

function put(root, part, x, y) {
  const { anchor, gone } = shown.get(root) ?? {};
  const at = anchor?.isConnected ? anchor : root.appendChild(made());
  clearTimeout(gone);
  at.hidden = false;
  const [from, box] = [at.getBoundingClientRect(), part.getBoundingClientRect()];
  const knob = part.type === "range" ? KNOB : 0; // whose middle goes not quite from end to end
  const left = box.left - from.left + knob / 2 + x * (box.width - knob);
  at.firstChild.style.transform = `translate(${left}px, ${box.top - from.top + y * box.height}px)`;
  shown.set(root, { anchor: at, gone: setTimeout(() => { at.hidden = true; }, STAYS_MS) });
}

function made() {
  const anchor = Object.assign(document.createElement("div"), { className: "others-hand", innerHTML: `<div>${HAND}</div>`, role: "presentation" });
  anchor.setAttribute("aria-hidden", "true");
  return anchor;
}

/** Nobody's hand is shown any more. */
export function hideHands() {
  for (const root of instruments) if (shown.has(root)) shown.get(root).anchor.hidden = true;
}
