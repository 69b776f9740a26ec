// Mounted by Streamlit as inline source, where NAME stands for the component, MODULES for all that it needs and
// PARTS for those that it gets from the page; loads the real modules from the server.

// The component's module; it asks for every other that this needs at once, not for one after another as it learns of
// them. Kept, so that all elements have the same one, also after an update of the server.
let loaded = null;
function load(assets) {
  for (const path of MODULES) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: assets + path }));
  }
  return Promise.all(["NAME", ...PARTS].map((name) => import(`${assets}${name}.js`)));
}

// Per element, how to unmount it: Streamlit keeps the cleanup of the last call only, and the module may arrive late.
const leaves = new WeakMap();

export default function (component) {
  const root = new URL(document.documentElement.dataset.root); // where this app lives, see history.js
  const { parentElement } = component;
  loaded ??= load(new URL(`live-assets/${component.data.edition}/`, root).href);
  loaded.then(
    ([{ render }]) => {
      if (parentElement.isConnected) leaves.set(parentElement, render({ ...component, root }));
    },
    () => {
      loaded = null;
      if (parentElement.querySelector("[data-live]")) return;
      const note = document.createElement("p");
      note.dataset.live = "NAME".replace("/", "-");
      note.dataset.state = "error";
      note.textContent = component.data.text.notLoaded;
      parentElement.append(note);
    },
  );
  return () => leaves.get(parentElement)?.();
}
