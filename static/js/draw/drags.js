// @ts-check
/**
 * This file lets a drag on the map begin where it was pressed and end wherever it is let go. The
 * drawing library begins it at the first move, which on a slow computer lies far away, and does not
 * hear of a button that is let go beside the map.
 */

import { drawing } from "#draw/state";

/** @typedef {{clientX: number, clientY: number}} Pixel  of the window */

/** Tools that draw while the button or the finger is down; with the others a drag moves the map. */
const DRAWN_BY_DRAG = ["freehand", "rectangle", "circle"];
/** A little more than the least way that the library takes for a drag, pixels. */
const LEAST_PX = 1.5;

/** Whether a drag is the current tool's. */
export function isDrawnByDrag() {
  return DRAWN_BY_DRAG.includes(drawing.tool);
}

/** @param {HTMLCanvasElement} canvas  of the map */
export function startDrags(canvas) {
  /** @type {PointerEvent | null} */
  let press = null;
  const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ heard) =>
    canvas.addEventListener(name, (event) => event.isTrusted && heard(event), { capture: true });
  on("pointerdown", (/** @type {PointerEvent} */ event) => {
    press = event.isPrimary ? event : null;
    if (press) canvas.setPointerCapture(press.pointerId);
  });
  on("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!press || !event.isPrimary) return;
    const at = beginning(press, event);
    if (!at) return;
    press = null;
    canvas.dispatchEvent(pointerEvent("pointermove", at, event));
  });
  for (const name of ["pointerup", "pointercancel"]) on(name, () => (press = null));
}

/**
 * Where the library is to begin a drag; null where the pointer has hardly moved.
 * @param {Pixel} from
 * @param {Pixel} to
 * @returns {Pixel | null}
 */
export function beginning(from, to) {
  const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
  const share = LEAST_PX / Math.hypot(x, y);
  if (share >= 1) return null;
  return { clientX: from.clientX + x * share, clientY: from.clientY + y * share };
}

/**
 * An event of the main button, as if the pointer had been there.
 * @param {string} name
 * @param {Pixel} at
 * @param {{pointerId: number, pointerType: string}} [pointer]
 */
export function pointerEvent(name, at, { pointerId, pointerType } = MOUSE) {
  const buttons = name === "pointerup" ? 0 : 1;
  return new PointerEvent(name, {
    ...at,
    bubbles: true,
    isPrimary: true,
    pointerId,
    pointerType,
    button: name === "pointermove" ? -1 : 0,
    buttons,
  });
}

const MOUSE = { pointerId: 1, pointerType: "mouse" };
