// One choice of light or dark holds for the whole app, below whatever path it lives: Streamlit keeps one for every address at
// which it was loaded.

const CHOICE = /^stActiveTheme-.*(-v\d+)$/;
const app = new URL("../../../", document.currentScript.src).pathname;

for (const act of ["getItem", "setItem", "removeItem"]) {
  const plain = Storage.prototype[act];
  Storage.prototype[act] = function (name, ...more) {
    return plain.call(this, String(name).replace(CHOICE, (_, version) => `stActiveTheme-${app}${version}`), ...more);
  };
}
