// Mounted by Streamlit as inline source, where NAME stands for the component; loads the real module from the server.

// Where this app lives, behind whatever proxy and base path: `page` is the present page's path, "" on the home page.
function appRoot(page) {
  let path = new URL(document.baseURI).pathname.replace(/\/+$/, "");
  if (page && path.endsWith(`/${page}`)) path = path.slice(0, -page.length - 1);
  return new URL(`${path}/`, document.baseURI);
}

// Per element, how to unmount it: Streamlit keeps the cleanup of the last call only, and the module may arrive late.
const leaves = new WeakMap();

export default function (component) {
  const root = appRoot(component.data.page);
  const { parentElement } = component;
  import(new URL("live-assets/NAME.js", root).href).then(
    ({ render }) => {
      if (parentElement.isConnected) leaves.set(parentElement, render({ ...component, root }));
    },
    () => {
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
