// What scrolls and holds nothing that the Tab key stops at (a long table, a formula, a card of sentences) is itself a stop:
// the arrow keys scroll it then. Chromium and Firefox do so by themselves, Safari does not.

const MAY_SCROLL = ".katex-display, .stTable, .card, .st-key-stage [data-testid=stElementContainer] > div, .st-key-rail > div";
const STOPS = "a[href], button, input, select, textarea, summary, iframe, [tabindex]:not([tabindex='-1'])";
const RESTS = 300; // ms

const scrolls = (node) => ["scroll", "auto"].some((how) => getComputedStyle(node).overflowY === how || getComputedStyle(node).overflowX === how)
  && (node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1);

function reach() {
  for (const node of document.querySelectorAll(MAY_SCROLL)) {
    const wanted = scrolls(node) && !node.querySelector(STOPS);
    if (wanted === node.hasAttribute("data-reached")) continue;
    node.toggleAttribute("data-reached", wanted);
    if (wanted) node.setAttribute("tabindex", "0");
    else node.removeAttribute("tabindex");
  }
}

let waiting;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(reach, RESTS);
}

new MutationObserver(soon).observe(document, { subtree: true, childList: true });
addEventListener("resize", soon);
document.addEventListener("toggle", soon, true); // "In depth" opened
