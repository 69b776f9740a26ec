// What a key means, whatever the input method: under Korean input the key R sends "ㄱ", and R is what is meant.

const BY_CODE = { Space: " ", Comma: ",", Period: ".", BracketLeft: "[", BracketRight: "]", Minus: "-", Equal: "=",
  NumpadAdd: "+", NumpadSubtract: "-" };

/** The key's name, as event.key has it, letters in lower case; null for combinations, which are the browser's. */
export function keyName(event) {
  const written = event.getModifierState("AltGraph"); // a layout on which "[" needs AltGr
  if (event.metaKey || ((event.ctrlKey || event.altKey) && !written)) return null;
  if (event.key.length > 1 && event.key !== "Process" && event.key !== "Unidentified") return event.key; // Enter, Home
  if (event.key.length === 1 && event.key.charCodeAt(0) < 128) return event.key.toLowerCase();
  return BY_CODE[event.code] ?? event.code.replace(/^(Key|Digit)/, "").toLowerCase(); // the physical key
}

/**
 * Do what the key means: acts[name](event). Returns whether it means anything here.
 *
 * A key that is held counts once, but for the names in `repeating`: arrows move on, play and restart do not flicker.
 */
export function act(event, acts, repeating = []) {
  const name = keyName(event);
  if (name === null || !acts[name]) return false;
  event.preventDefault();
  if (!event.repeat || repeating.includes(name)) acts[name](event);
  return true;
}
