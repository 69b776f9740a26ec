// Mounted by Streamlit as inline source, where NAME stands for the component and MODULES for all that it needs; loads the
// real module from the server.

// Where this app lives, behind whatever proxy and base path: `page` is the present page's path, "" on the home page.
function appRoot(page) {
  let path = new URL(document.baseURI).pathname.replace(/\/+$/, "");
  if (page && path.endsWith(`/${page}`)) path = path.slice(0, -page.length - 1);
  return new URL(`${path}/`, document.baseURI);
}

// The component's module; it asks for every other that this needs at once, not for one after another as it learns of
// them. Kept, so that all elements have the same one, also after an update of the server.
let loaded = null;
function load(assets) {
  for (const path of MODULES) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: assets + path }));
  }
  return import(`${assets}NAME.js`);
}

// Per element, how to unmount it: Streamlit keeps the cleanup of the last call only, and the module may arrive late.
const leaves = new WeakMap();

export default function (component) {
  const root = appRoot(component.data.page);
  const { parentElement } = component;
  loaded ??= load(new URL(`live-assets/${component.data.edition}/`, root).href);
  loaded.then(
    ({ render }) => {
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
