// One pointer at a time: the first finger, the pen or the mouse's main button. Used by everything that is dragged.
//
// A vertical swipe scrolls the page, unless it begins on something that can be dragged in any direction, or all of the page
// is on the screen.

import { dragged, takesHands } from "../channel/hand.js";

const PEN_NEAR = 1000; // ms after a pen was seen in which a touch is the palm that holds it
const SLOP = 4; // screen pixels that a finger moves before its direction counts
let penSeen = -Infinity;

function scrolls() {
  const page = document.querySelector("[data-testid=stMain]");
  return !page || page.scrollHeight > page.clientHeight + 1;
}

for (const kind of ["pointerdown", "pointermove", "pointerup"]) {
  addEventListener(kind, (event) => { if (event.pointerType === "pen") penSeen = event.timeStamp; }, true);
}

/**
 * Let one pointer drag on `target`.
 *
 * grab(event) says what is under the pointer: "any", something that moves in every direction (a knob, a brush);
 * "along", ground where a tap or a drag that begins sideways counts and a vertical swipe scrolls; null, nothing.
 * press(event), move(event) and release(event) follow; cancel() where the pointer was taken away, else release().
 */
export function drag(target, { grab = () => "any", press, move = () => {}, release = () => {}, cancel = release }) {
  let held = null; // {id, kind, pressed, x, y} of the pointer that drags
  target.style.touchAction = "pan-y pinch-zoom";
  takesHands(target);

  const begin = (event) => {
    held.pressed = true;
    target.setPointerCapture(event.pointerId);
    target.focus({ preventScroll: true }); // its keys work after a click
    press(event);
    dragged(target, event);
  };
  const end = (then, event) => {
    const was = held;
    held = null;
    if (was?.pressed) then(event);
  };
  const isPalm = (event) => event.pointerType === "touch" && event.timeStamp - penSeen < PEN_NEAR;

  target.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "pen" && held?.type === "touch") end(cancel, event); // the palm came before its pen
    if (held || event.button !== 0 || isPalm(event)) return;
    const ground = grab(event);
    if (!ground) return;
    const kind = ground === "along" && !scrolls() ? "any" : ground;
    held = { id: event.pointerId, type: event.pointerType, kind, x: event.clientX, y: event.clientY };
    if (kind === "any" || event.pointerType !== "touch") begin(event);
  });
  target.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held?.id) return;
    if (!held.pressed) {
      const [dx, dy] = [Math.abs(event.clientX - held.x), Math.abs(event.clientY - held.y)];
      if (Math.max(dx, dy) < SLOP) return;
      if (dy > dx) { held = null; return; } // it scrolls
      begin(event);
    }
    if (event.buttons & 1) {
      move(event);
      dragged(target, event);
    } else end(release, event); // let go where nobody saw it
  });
  target.addEventListener("pointerup", (event) => {
    if (event.pointerId !== held?.id) return;
    if (!held.pressed) begin(event); // a tap
    end(release, event);
  });
  target.addEventListener("pointercancel", (event) => { if (event.pointerId === held?.id) end(cancel, event); });
  target.addEventListener("lostpointercapture", (event) => { if (event.pointerId === held?.id) end(release, event); });
  target.addEventListener("contextmenu", (event) => { if (held) end(cancel, event); }); // e.g. Ctrl and click on a Mac
  // Only this keeps the page from scrolling under a knob; it comes after pointerdown, and takes focus and click away.
  target.addEventListener("touchstart", (event) => {
    if (held?.kind === "any" || event.timeStamp - penSeen < PEN_NEAR) event.preventDefault();
  }, { passive: false });
}
