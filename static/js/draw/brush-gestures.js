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
 * @property {(at: Pixel) => void} move
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
  let hasTwoFingers = false;

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
    if (event.button !== MAIN) {
      moving = event;
      return;
    }
    painting = event.pointerId;
    /** @type {Element} */ (event.target).setPointerCapture?.(event.pointerId);
    hand.begin(place(area, event), event.altKey);
  });
  on("pointermove", (/** @type {PointerEvent} */ event) => {
    if (moving) {
      map.panBy([moving.clientX - event.clientX, moving.clientY - event.clientY], {
        animate: false,
      });
      moving = event;
    } else if (event.pointerId === painting) {
      const all = event.getCoalescedEvents?.() ?? [];
      for (const each of all.length ? all : [event]) hand.move(place(area, each));
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
    hasTwoFingers ||= event.touches.length > 1;
    if (hasTwoFingers) stop();
    else hide(event);
  });
  on("touchmove", (/** @type {TouchEvent} */ event) => {
    if (hasTwoFingers) return;
    hide(event);
    if (event.cancelable) event.preventDefault();
  });
  for (const name of ["touchend", "touchcancel"])
    on(name, (event) => (hasTwoFingers &&= event.touches.length > 0));

  on("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && painting !== null) stop();
    else if (event.key === " " && event.target === map.getCanvas()) hand.toggle();
    else return;
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
