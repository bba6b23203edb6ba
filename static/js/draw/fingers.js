// @ts-check
/**
 * This file counts the fingers on the map: one draws, two move the map. The browser itself never
 * moves anything.
 */

/** @type {Set<number>} */
const down = new Set();
let wereTwo = false;

/**
 * @param {HTMLCanvasElement} canvas  of the map
 * @param {() => void} onSecond  a second finger joined the first, which may have begun to draw
 */
export function startFingers(canvas, onSecond) {
  canvas.addEventListener(
    "pointerdown",
    ({ pointerId, isPrimary }) => {
      // The first of a gesture: whatever was missed before is over.
      if (isPrimary) down.clear();
      down.add(pointerId);
      wereTwo = down.size > 1;
      if (wereTwo) onSecond();
    },
    { capture: true },
  );
  canvas.addEventListener("touchmove", keepFromBrowser, { passive: false });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"]))
    canvas.addEventListener(name, ({ pointerId }) => down.delete(pointerId), { capture: true });
}

/**
 * While a tool drags, the map lets moves of fingers pass. The browser would begin to scroll, and take
 * the next tap for the one that ends the scrolling.
 * @param {Event} event
 */
function keepFromBrowser(event) {
  if (event.cancelable) event.preventDefault();
}

/** Whether the gesture is one finger's, or the mouse's, since it began. */
export function isOneFinger() {
  return !wereTwo;
}
