// Mounted by Streamlit as inline source, where NAME stands for the component; loads the real module from the server.

// Where this app lives, behind whatever proxy and base path: `page` is the present page's path, "" on the home page.
function appRoot(page) {
  let path = new URL(document.baseURI).pathname.replace(/\/+$/, "");
  if (page && path.endsWith(`/${page}`)) path = path.slice(0, -page.length - 1);
  return new URL(`${path}/`, document.baseURI);
}

export default function (component) {
  const root = appRoot(component.data.page);
  const { parentElement } = component;
  let leave = null;
  let gone = false;
  import(new URL("live-assets/NAME.js", root).href).then(
    ({ render }) => {
      if (!gone) leave = render({ ...component, root });
    },
    () => {
      if (parentElement.querySelector("[data-live]")) return;
      const note = document.createElement("p");
      note.dataset.live = "NAME";
      note.dataset.state = "error";
      note.textContent = component.data.text.failed;
      parentElement.append(note);
    },
  );
  return () => {
    gone = true;
    leave?.();
  };
}
