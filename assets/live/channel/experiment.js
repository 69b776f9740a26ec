// Which experiment an address shows, as "gan/seeds"; and whether a room has led to the one that is shown.

const at = document.documentElement.dataset; // its root: see history.js

export function experimentAt(url) {
  const page = url.pathname.slice(new URL(at.root).pathname.length).replace(/^home$/, "");
  return `${page}/${url.searchParams.get("step") ?? ""}`;
}

/** What begins to be computed there is the teacher's to begin. */
export const isLed = () => at.led === experimentAt(new URL(location.href));
