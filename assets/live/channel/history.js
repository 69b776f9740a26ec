// What a person changes is one entry in the browser's history; what the page itself adds to its link is none.
//
// Streamlit pushes an entry for every message about the link. A page that completes its link (its language, what was
// set on it before, the run it watches) would thus leave entries behind, and Back would seem to do nothing.

// It also notes where this app lives, behind whatever proxy and base path, as long as the address is still the document's:
// by Back it is another page's before what is on this one has gone, or has come.

document.documentElement.dataset.root = new URL("../../../", document.currentScript.src).href;

let acted = false; // whether the person has done anything since the last entry
for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => (acted = true), { capture: true, passive: true });
}
addEventListener("popstate", () => (acted = false));

const push = history.pushState.bind(history);
history.pushState = (state, unused, url) => {
  const to = new URL(url ?? location.href, location.href);
  const completes = to.pathname === location.pathname && !new URLSearchParams(location.search).has("lang");
  if (acted && !completes) push(state, unused, url);
  else history.replaceState(state, unused, url);
  acted = false;
};
