// @ts-check
/**
 * This file loads the drawing library when the user first reaches for the map or a tool, and plays
 * back the taps, drags and keys that came before it was there.
 */

import { beginning, isDrawnByDrag, pointerEvent } from "#draw/drags";
import { listen } from "#draw/state";
import { isGivenUp } from "#lib/request";

/** A longer way between pressing and releasing is a drag. */
const TAP_PX = 8;
/** Of a longer drag the rest is left out. */
const MOST_PLACES = 5_000;
const KEYS = /** @type {const} */ (["Enter", "Escape"]);

/**
 * @typedef {import("#draw/tools").Board} Board
 * @typedef {import("#draw/drags").Pixel} Pixel
 * @typedef {{path: Pixel[], isHeld: boolean} | {key: "Enter" | "Escape"}} Early  a tap is a path of
 * one place; held, until the button or the finger is let go
 */

/**
 * A board that stands in until the library is loaded.
 * @param {import("#maplibre").Map} map
 * @param {() => Promise<Board>} load
 * @param {(error: unknown) => void} failed
 * @returns {Board}
 */
export function boardOnDemand(map, load, failed) {
  const section = /** @type {HTMLElement} */ (document.getElementById("map-section"));
  const early = /** @type {Early[]} */ ([]);
  const end = new AbortController();
  let isAsked = false;
  const ask = async () => {
    if (isAsked) return;
    isAsked = true;
    try {
      const board = await load();
      end.abort();
      for (const each of early) play(map, board, each);
    } catch (error) {
      isAsked = false;
      if (!isGivenUp(error)) failed(error);
    }
  };
  const { signal } = end;
  for (const name of ["pointerover", "pointerdown", "focusin"])
    section.addEventListener(name, ask, { signal });
  record(map.getCanvas(), early, signal);
  listen("tool", ask);
  listen("shape", ask);
  return {
    isDrawing: () => early.length > 0,
    oneVertexBack: () => Boolean(early.pop()),
    press: (key) => early.push({ key }),
  };
}

/**
 * Note taps, keys, and the drags of tools that draw by them; those must not move the map.
 * @param {HTMLCanvasElement} canvas
 * @param {Early[]} early
 * @param {AbortSignal} signal
 */
function record(canvas, early, signal) {
  /** @type {{path: Pixel[], isHeld: boolean} | null} */
  let drag = null;
  const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ heard) =>
    canvas.addEventListener(name, heard, { signal, passive: false });
  const drop = () => {
    if (drag) early.splice(early.indexOf(drag), 1);
    drag = null;
  };
  on("pointerdown", ({ clientX, clientY, isPrimary, button }) => {
    // Two fingers move the map.
    if (!isPrimary || button) return drop();
    drag = { path: [{ clientX, clientY }], isHeld: true };
    early.push(drag);
  });
  on("pointermove", ({ clientX, clientY, isPrimary }) => {
    if (!drag || !isPrimary || drag.path.length >= MOST_PLACES) return;
    const [start] = drag.path;
    const isDrag = Math.hypot(clientX - start.clientX, clientY - start.clientY) >= TAP_PX;
    if (!isDrag && drag.path.length === 1) return;
    if (isDrawnByDrag()) drag.path.push({ clientX, clientY });
    else drop();
  });
  on("pointerup", () => {
    if (drag) drag.isHeld = false;
    drag = null;
  });
  on("pointercancel", drop);
  on("mousedown", (event) => isDrawnByDrag() && event.stopPropagation());
  for (const name of ["touchstart", "touchmove"])
    on(name, (/** @type {TouchEvent} */ event) => {
      if (event.touches.length > 1 || !isDrawnByDrag()) return;
      event.stopPropagation();
      if (event.cancelable) event.preventDefault();
    });
  on("keyup", ({ key }) => {
    const known = KEYS.find((each) => each === key);
    if (known) early.push({ key: known });
  });
}

/**
 * @param {import("#maplibre").Map} map
 * @param {Board} board
 * @param {Early} each
 */
function play(map, board, each) {
  if ("key" in each) return board.press(each.key);
  const { path, isHeld } = each;
  const canvas = map.getCanvas();
  const tell = (/** @type {string} */ name, /** @type {Pixel} */ at) =>
    canvas.dispatchEvent(pointerEvent(name, at));
  tell("pointermove", path[0]);
  tell("pointerdown", path[0]);
  const begun = path.length > 1 && beginning(path[0], path[1]);
  if (begun) tell("pointermove", begun);
  for (const place of path.slice(1)) tell("pointermove", place);
  if (!isHeld) tell("pointerup", path[path.length - 1]);
}
