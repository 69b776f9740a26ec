// A question scrolls in its place where the rail is short. What was answered leads to what is told: the verdict comes to
// the top, unless the person has gone on meanwhile.

const QUESTION = ".st-key-rail [class*='_card']";
const TELLS = 10000; // ms that an answer may take
const WHOLE = 100; // ms after which it is whole, and Streamlit has given the focus back to what was chosen
const ABOVE = 8; // px over the verdict

const scrolling = (node) => node && (getComputedStyle(node).overflowY === "auto" ? node : scrolling(node.parentElement));

function toVerdict() {
  const verdict = document.querySelector(`${QUESTION} [data-testid=stAlert]`);
  const box = scrolling(verdict);
  if (!box || box.dataset.testid === "stMain") return; // all in one column: it stands below what was tapped
  const top = box.scrollTop + verdict.getBoundingClientRect().top - box.getBoundingClientRect().top - ABOVE;
  box.scrollTo({ top, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

let stopLeading = () => {};
addEventListener("click", ({ target }) => {
  const rail = target.closest?.(`${QUESTION} button`)?.closest(".st-key-rail");
  if (!rail) return;
  stopLeading();
  let whole;
  const told = new MutationObserver(() => { clearTimeout(whole); whole = setTimeout(toVerdict, WHOLE); });
  const late = setTimeout(() => stopLeading(), TELLS);
  stopLeading = () => { told.disconnect(); clearTimeout(whole); clearTimeout(late); };
  told.observe(rail, { childList: true, subtree: true, characterData: true });
}, { capture: true, passive: true });
for (const kind of ["wheel", "touchmove", "keydown"]) addEventListener(kind, () => stopLeading(), { capture: true, passive: true });
