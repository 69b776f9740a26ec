// What a person changes is one entry in the browser's history; what the page itself adds to its link is none.
//
// Streamlit pushes an entry for every message about the link. A page that completes its link (its language, what was
// set on it before, the run it watches) would thus leave entries behind, and Back would seem to do nothing.

// It also notes where this app lives, behind whatever proxy and base path, as long as the address is still the document's:
// by Back it is another page's before what is on this one has gone, or has come.

document.documentElement.dataset.root = new URL("../../../", document.currentScript.src).href;

// And tells Streamlit, which would else try the address of the page first: two errors in the console, and a moment lost.
window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: document.documentElement.dataset.root };

let acted = false; // whether the person has done anything since the last entry
let back = false; // or has gone Back or Forward last: then the page stays where it is
for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => { acted = true; back = false; }, { capture: true, passive: true });
}
addEventListener("popstate", ({ isTrusted }) => { acted = false; back = isTrusted; }); // a room or a course leads without it

// Another experiment begins at its top: where all is one column, the way on stands at the end of the last.
const experiment = (to) => `${to.pathname}?${to.searchParams.get("step") ?? ""}`;
let shown = null;
function begins(to) {
  const before = shown;
  shown = experiment(to);
  if (before !== null && before !== shown && !back) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
}

// Streamlit writes a link into whatever address there is when it comes. By Back that may be another page's, so a link counts
// only once the page of this address has been shown to its end. Then the shell tells which page it is, and its link.
const at = document.documentElement.dataset;
const here = () => location.pathname.slice(new URL(at.root).pathname.length).replace(/^home$/, "");
let early = false; // whether a link came before that
addEventListener("shown", ({ detail: { page, link } }) => {
  at.page = page;
  begins(new URL(location.href));
  if (!early || page !== here()) return;
  replace(history.state, "", `?${link}`);
  early = false;
});

const push = history.pushState.bind(history);
const replace = history.replaceState.bind(history);
const elsewhere = (to) => to.pathname === location.pathname && at.page !== undefined && at.page !== here();
history.replaceState = (state, unused, url) => {
  if (elsewhere(new URL(url ?? location.href, location.href))) early = true;
  else replace(state, unused, url);
};
history.pushState = (state, unused, url) => {
  const to = new URL(url ?? location.href, location.href);
  if (elsewhere(to)) { // it is no answer to what the person does here
    early = true;
    return;
  }
  begins(to);
  const completes = to.pathname === location.pathname && !new URLSearchParams(location.search).has("lang");
  if (acted && !completes) push(state, unused, url);
  else replace(state, unused, url);
  acted = false;
};

// A room leads its students from page to page: as Back would, but to a new entry, or, for other settings of the same
// experiment, to another link of this one. The page follows as it follows Back, without being loaded anew.
addEventListener("lead", ({ detail }) => {
  const to = new URL(detail, at.root);
  (experiment(to) === experiment(new URL(location.href)) ? replace : push)(null, "", to.href);
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
});
