// What this tab alone keeps over reloads, as JSON. Where a private window refuses, it lasts until it is loaded anew.

/** null where there is nothing. */
export function inTab(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

/** null forgets it. */
export function keepInTab(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch { /* refused, or full */ }
}
