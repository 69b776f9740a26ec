// What a person changes is one entry in the browser's history; what the page itself adds to its link is none.
//
// Streamlit pushes an entry for every message about the link. A page that completes its link (its language, what was
// set on it before, the run it watches) would thus leave entries behind, and Back would seem to do nothing.

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
