// remembered: short texts that this browser keeps: which experiments were finished, what was answered. It draws nothing.

const MOST = 500; // texts, the newest
const said = new WeakMap(); // what the session has heard

/** {since, texts}: `since` is when all was forgotten last, 0 for never. */
function found(name) {
  try {
    const { since, texts } = JSON.parse(localStorage.getItem(name));
    return { since: Number(since), texts: texts.filter((text) => typeof text === "string") };
  } catch {
    return { since: 0, texts: [] }; // nothing yet; or a private window refuses
  }
}

/** Of two the one that was begun later; of the same both, the browser's first. */
function both(here, { since, texts }) {
  if (here.since !== since) return here.since > since ? here : { since, texts };
  return { since, texts: [...new Set([...here.texts, ...texts])].slice(-MOST) };
}

export default function ({ data: { name, since, texts }, setStateValue, parentElement }) {
  const look = () => {
    const here = found(name);
    const now = both(here, { since, texts });
    const text = JSON.stringify(now);
    if (text !== JSON.stringify(here)) {
      try {
        localStorage.setItem(name, text);
      } catch { /* then it lasts as long as the session */ }
    }
    if (text === JSON.stringify({ since, texts }) || text === said.get(parentElement)) return;
    said.set(parentElement, text);
    setStateValue("said", now);
  };
  const elsewhere = (event) => event.key === name && look(); // another tab knows more
  addEventListener("storage", elsewhere);
  look();
  return () => removeEventListener("storage", elsewhere);
}
