// A drawing that is taken out of its place.

const COPIED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "stroke-opacity", "opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline",
  "visibility", "display", "image-rendering", "paint-order", "mix-blend-mode", "mask-type", "outline"];

/** A copy with the looks that the page's styles give the original. */
export function withLooks(original) {
  const copy = original.cloneNode(true);
  const [from, to] = [original, copy].map((node) => [node, ...node.querySelectorAll("*")]);
  from.forEach((node, i) => {
    const style = getComputedStyle(node);
    const looks = COPIED.map((name) => `${name}:${style.getPropertyValue(name)}`);
    if (i && style.transform !== "none") looks.push(`transform:${style.transform}`, `transform-origin:${style.transformOrigin}`, `transform-box:${style.transformBox}`);
    to[i].setAttribute("style", looks.join(";"));
  });
  return copy;
}
