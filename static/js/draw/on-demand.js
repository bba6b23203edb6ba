// @ts-check
/**
 * This file loads the drawing library when the user first reaches for the map or a tool, and plays
 * back the taps and keys that came before it was there.
 */

import { listen } from "#draw/state";
import { isGivenUp } from "#lib/request";

/** A longer way between pressing and releasing moves the map. */
const TAP_PX = 8;
const KEYS = /** @type {const} */ (["Enter", "Escape"]);

/**
 * @typedef {import("#draw/tools").Board} Board
 * @typedef {{x: number, y: number} | {key: "Enter" | "Escape"}} Early  pixels of the window
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
 * Note taps and keys on the map.
 * @param {HTMLCanvasElement} canvas
 * @param {Early[]} early
 * @param {AbortSignal} signal
 */
function record(canvas, early, signal) {
  let start = /** @type {PointerEvent | null} */ (null);
  canvas.addEventListener("pointerdown", (event) => (start = event), { signal });
  canvas.addEventListener(
    "pointerup",
    ({ clientX: x, clientY: y }) => {
      if (start && Math.hypot(x - start.clientX, y - start.clientY) < TAP_PX) early.push({ x, y });
      start = null;
    },
    { signal },
  );
  canvas.addEventListener(
    "keyup",
    ({ key }) => {
      const known = KEYS.find((each) => each === key);
      if (known) early.push({ key: known });
    },
    { signal },
  );
}

/**
 * @param {import("#maplibre").Map} map
 * @param {Board} board
 * @param {Early} each
 */
function play(map, board, each) {
  if ("key" in each) return board.press(each.key);
  const { x: clientX, y: clientY } = each;
  const at = { clientX, clientY, bubbles: true, isPrimary: true, pointerId: 1 };
  const canvas = map.getCanvas();
  canvas.dispatchEvent(new PointerEvent("pointermove", at));
  canvas.dispatchEvent(new PointerEvent("pointerdown", { ...at, button: 0, buttons: 1 }));
  canvas.dispatchEvent(new PointerEvent("pointerup", { ...at, button: 0 }));
}
