// What Streamlit's own parts say to a screen reader is English. The document's data-words say it in the page's language:
// {"Close": "닫기", "Remove {name}": "{name} 지우기"}; none of them, and Streamlit's English stands again. So with the words of its
// menu, which is made anew whenever it opens.

const MENU = "[data-testid^=stMainMenuItem]";
const MORE = "[data-testid=stTopNavSection]"; // "2 more", shown as "More …": see app/ui/streamlit_words.py
const said = new WeakMap(); // element -> [what Streamlit says, what stands in its place]
let words = [];

function read() {
  words = Object.entries(JSON.parse(document.documentElement.dataset.words ?? "{}")).map(([english, ours]) => {
    const [before, after] = english.split("{name}");
    return { english, before, after, ours };
  });
}

function inOurs(text) {
  for (const { english, before, after, ours } of words) {
    if (text === english) return ours;
    if (after !== undefined && text.startsWith(before) && text.endsWith(after) && text.length > before.length) {
      return ours.replace("{name}", () => text.slice(before.length, text.length - after.length));
    }
  }
  return text;
}

function say(element) {
  const now = element.getAttribute("aria-label");
  if (now === null) return;
  const [english, standing] = said.get(element) ?? [];
  const source = now === standing ? english : now;
  const ours = inOurs(source);
  said.set(element, [source, ours]);
  if (ours !== now) element.setAttribute("aria-label", ours);
}

function write(item) {
  for (const node of [...item.childNodes]) if (node.nodeType === Node.TEXT_NODE) node.data = inOurs(node.data);
}

function sayAll(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  say(node);
  node.querySelectorAll("[aria-label]").forEach(say);
  node.querySelectorAll(MENU).forEach(write);
  for (const more of document.querySelectorAll(MORE)) if (node.contains(more)) more.setAttribute("aria-label", inOurs("More …"));
}

new MutationObserver((changes) => {
  for (const { type, target, addedNodes, attributeName } of changes) {
    if (attributeName === "data-words") {
      read();
      sayAll(target);
    } else if (type === "attributes") say(target);
    else addedNodes.forEach(sayAll);
  }
}).observe(document, {
  subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "data-words"],
});
