// @ts-check
/** This file creates the map and moves it to the view. */

import { startDrawLink } from "#atlas/draw-link";
import { startExports } from "#atlas/exports";
import { startMapControls } from "#atlas/map-controls";
import { startPointer } from "#atlas/pointer";
import { startPrinting } from "#atlas/print";
import { text } from "#lib/config";
import { isPhone, prefersStill } from "#lib/screen";
import { toast } from "#lib/toast";
import { newMap } from "#map/bare-map";
import { isSoftware } from "#map/webgl";
import { startAreas } from "#view/areas";
import { jump, PLACED, position } from "#view/camera";
import { currentFigures, startFigures } from "#view/figures";
import { startCounts } from "#view/legend-counts";
import { startOverlays } from "#view/overlays";
import { choose, listen, state } from "#view/state";

const HINT_KEY = "mahalleh-slow-map";

/** Create the map in its element; resolves when the first figures are coloured. */
export async function createMap() {
  const isSlow = isSoftware();
  const map = newMap({ bounds: state.shown?.bounds, padding: padding(), isSlow });
  jump(map, state.view.map);
  await map.once("style.load");
  // Before the steps that may fail, so that the hint does not replace their message.
  if (isSlow && !isPhone()) hintSlow();
  startFigures(map);
  startCounts(map, covered);
  await Promise.all([startAreas(map), startOverlays(map)]);
  startPointer(map);
  startMapControls(map, () => fit(map, isSlow));
  startCamera(map, isSlow);
  startExports(map, covered);
  startDrawLink(map);
  startPrinting(map);
  document.querySelector("[data-atlas]")?.classList.add("has-map");
  map.once("idle", () =>
    (document.getElementById("map") ?? document.body).setAttribute("data-ready", ""),
  );
}

/**
 * @param {import("#maplibre").Map} map
 * @param {boolean} isSlow
 */
function startCamera(map, isSlow) {
  let last = position(map);
  map.on("moveend", (/** @type {any} */ event) => {
    const now = position(map);
    // A resize of the window ends in this event too, and moves nothing.
    if (now !== last && !event.isPlaced) choose({ map: now });
    last = now;
  });
  map.on("error", ({ error }) => complain(map, error));
  let place = state.shown?.parent;
  listen("shown", (shown) => {
    if (shown.parent === place) return;
    place = shown.parent;
    if (!state.view.map) fit(map, isSlow);
  });
  listen("view", ({ changes, isReturn }) => {
    if (changes.map && changes.map !== position(map)) jump(map, changes.map);
    else if (isReturn && "map" in changes && !changes.map) fit(map, isSlow);
    if (changes.sel) reveal(map, changes.sel);
  });
}

/**
 * Show the whole place.
 * @param {import("#maplibre").Map} map
 * @param {boolean} atOnce
 */
function fit(map, atOnce) {
  if (!state.shown) return;
  const isStill = atOnce || prefersStill();
  const how = { padding: padding(), animate: !isStill, duration: 600, maxZoom: 15 };
  map.fitBounds(state.shown.bounds, how, PLACED);
}

/**
 * Move the map to a selected area unless it is already visible.
 * @param {import("#maplibre").Map} map
 * @param {string} code
 */
function reveal(map, code) {
  const anchor = currentFigures()?.areas[code]?.anchor;
  if (anchor && !map.getBounds().contains(anchor)) map.easeTo({ center: anchor });
}

/** Padding for the panels on the map; sides are physical, the map is not mirrored. */
function padding() {
  if (isPhone()) return { top: 60, bottom: 154, left: 20, right: 20 };
  const { left, right } = covered();
  return { top: 64, bottom: 48, left: left + 40, right: right + 40 };
}

/** Pixels covered by a panel at each edge, such as by the end panel on medium screens. */
function covered() {
  const sides = { top: 0, bottom: 0, left: 0, right: 0 };
  const panel = document.querySelector(".panel.finish");
  const isOver = panel && getComputedStyle(panel).position === "absolute";
  if (isOver) sides[document.body.dir === "rtl" ? "left" : "right"] = panel.clientWidth;
  return sides;
}

let complaints = 0;

/**
 * Report failed tiles once, with a retry.
 * @param {import("#maplibre").Map} map
 * @param {unknown} error
 */
function complain(map, error) {
  console.warn(error);
  complaints += 1;
  if (complaints > 1) return;
  const act = () => {
    complaints = 0;
    for (const id of Object.keys(map.getStyle().sources)) map.refreshTiles(id);
  };
  toast(text("map_failed"), { isError: true, action: text("retry"), act });
}

function hintSlow() {
  if (sessionStorage.getItem(HINT_KEY)) return;
  sessionStorage.setItem(HINT_KEY, "1");
  toast(text("slow_map"));
}
