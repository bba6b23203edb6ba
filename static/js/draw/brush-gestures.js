// @ts-check
/**
 * This file turns pointers and keys on the map into strokes of the brush. While one finger or the
 * main button paints, the map does not move; two fingers or another button move it.
 *
 * @typedef {{x: number, y: number}} Pixel  from the corner of the map
 *
 * @typedef {Object} Hand  what the brush does
 * @property {() => boolean} isOn  whether gestures are the brush's
 * @property {(at: Pixel, isErasing: boolean) => void} begin
 * @property {(path: Pixel[]) => void} move  the places since the last one, in order
 * @property {() => void} end
 * @property {() => void} cancel
 * @property {(at: Pixel | null) => void} hover
 * @property {() => void} toggle  at the middle of the map
 */

const MAIN = 0;

/**
 * @param {import("#maplibre").Map} map
 * @param {Hand} hand
 */
export function startGestures(map, hand) {
  const area = map.getContainer();
  /** @type {number | null} the pointer that paints */
  let painting = null;
  /** @type {PointerEvent | null} the last event of a button that moves the map */
  let moving = null;
  /** How far the map is to move in the next frame, pixels. @type {[number, number] | null} */
  let panned = null;
  let hasTwoFingers = false;

  /** Each move of the map writes the address and counts the legend: one in a frame is enough. */
  const pan = (/** @type {number} */ x, /** @type {number} */ y) => {
    const isAlone = !panned;
    panned = [(panned?.[0] ?? 0) + x, (panned?.[1] ?? 0) + y];
    if (!isAlone) return;
    requestAnimationFrame(() => {
      if (panned) map.panBy(panned, { animate: false });
      panned = null;
    });
  };

  const stop = () => {
    if (painting === null) return;
    painting = null;
    hand.cancel();
  };

  /** @param {string} name @param {(event: any) => void} heard */
  const on = (name, heard) =>
    area.addEventListener(
      name,
      (event) => (hand.isOn() || painting !== null) && heard(event),
      // Before the map itself.
      { capture: true, passive: false },
    );

  on("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (!event.isPrimary) return stop();
    // Wherever the button is let go, it is heard here.
    /** @type {Element} */ (event.target).setPointerCapture?.(event.pointerId);
    if (event.button !== MAIN) {
      moving = event;
      return;
    }
    painting = event.pointerId;
    hand.begin(place(area, event), event.altKey);
  });
  on("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!event.buttons) moving = null;
    if (moving) {
      pan(moving.clientX - event.clientX, moving.clientY - event.clientY);
      moving = event;
    } else if (event.pointerId === painting) {
      const all = event.getCoalescedEvents?.() ?? [];
      hand.move((all.length ? all : [event]).map((each) => place(area, each)));
    } else if (event.pointerType !== "touch") hand.hover(place(area, event));
  });
  on("pointerup", (/** @type {PointerEvent} */ event) => {
    moving = null;
    if (event.pointerId !== painting) return;
    painting = null;
    hand.end();
  });
  on("pointercancel", stop);
  area.addEventListener("pointerleave", () => hand.hover(null));

  // What the map would do with the same gesture.
  const hide = (/** @type {Event} */ event) => event.stopPropagation();
  on("mousedown", hide);
  on("dblclick", hide);
  on("contextmenu", (event) => event.preventDefault());
  on("touchstart", (/** @type {TouchEvent} */ event) => {
    if (event.touches.length > 1) hasTwoFingers = true;
    if (hasTwoFingers) stop();
    else hide(event);
  });
  on("touchmove", (/** @type {TouchEvent} */ event) => {
    if (hasTwoFingers) return;
    hide(event);
    if (event.cancelable) event.preventDefault();
  });
  // Also when two fingers have brought the map where there is nothing to paint.
  for (const name of ["touchend", "touchcancel"])
    area.addEventListener(
      name,
      (event) => (hasTwoFingers &&= /** @type {TouchEvent} */ (event).touches.length > 0),
      { capture: true },
    );

  on("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && painting !== null) stop();
    else if (event.key !== " " || event.target !== map.getCanvas()) return;
    // A key that is held down paints once.
    else if (!event.repeat) hand.toggle();
    event.preventDefault();
    event.stopPropagation();
  });
}

/**
 * @param {HTMLElement} area
 * @param {MouseEvent} event
 */
function place(area, { clientX, clientY }) {
  const { left, top } = area.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
