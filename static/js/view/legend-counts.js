// @ts-check
/**
 * This file counts, in the legend, the areas visible on the map. An area whose box is fully visible
 * counts; if the box is partly visible, the drawn shape decides. If tiles are slow, the box
 * decides.
 */

import { numberText, text } from "#lib/config";
import { legendKey } from "#view/figures";
import { legendRows } from "#view/legend";
import { listen } from "#view/state";

/** @typedef {[number, number, number, number]} Box  west, south, east, north in degrees */

/** @typedef {{top: number, right: number, bottom: number, left: number}} Sides */

/** Figures of the legend on the page; null until loaded. */
let figures = /** @type {import("#view/figures").Figures | null} */ (null);
/** Whether the map to be counted is not yet drawn. */
let isDue = false;
/** Shorter waits show nothing, to avoid flicker. */
const SILENT_MS = 200;

/**
 * Keep the counts in step with the map. The server's counts, of all areas, stay until there are
 * figures to count.
 * @param {import("#maplibre").Map} map
 * @param {() => Sides} covered  pixels of the map covered by a panel at each edge
 */
export function startCounts(map, covered) {
  let waiting = 0;
  const tell = (/** @type {Set<string> | null} */ drawn) =>
    figures && show(figures, boxInSight(map, covered()), drawn);
  const count = () => {
    clearTimeout(waiting);
    if (!figures || isOutOfSight(map)) return;
    const drawn = drawnInSight(map, figures.layer, covered());
    isDue = !drawn;
    scopeLine().setAttribute("aria-busy", String(isDue));
    if (drawn) tell(drawn);
    else waiting = window.setTimeout(tell, SILENT_MS, null);
  };
  map.on("moveend", count);
  map.on("idle", () => isDue && count());
  listen("shown", () => {
    figures = null;
  });
  listen("figures", (arrived) => {
    figures = arrived;
    count();
  });
}

/** Fewer pixels of map than this are a rim beside the sheet, or a printed page. */
const LEAST_SIDE = 120;

/**
 * Whether the map is out of sight; the counts then stay as they were.
 * @param {import("#maplibre").Map} map
 */
function isOutOfSight(map) {
  const { clientWidth, clientHeight } = map.getContainer();
  return clientWidth < LEAST_SIDE || clientHeight < LEAST_SIDE;
}

/**
 * Codes of the areas whose shape is visible; null until all tiles of the view are drawn.
 * @param {import("#maplibre").Map} map
 * @param {string} layer
 * @param {Sides} covered
 */
function drawnInSight(map, layer, covered) {
  const fill = `${layer}-fill`;
  if (!map.getLayer(fill) || !map.loaded()) return null;
  const { clientWidth, clientHeight } = map.getContainer();
  const found = map.queryRenderedFeatures(
    [
      [covered.left, covered.top],
      [clientWidth - covered.right, clientHeight - covered.bottom],
    ],
    { layers: [fill] },
  );
  return new Set(found.map(({ properties }) => String(properties.code)));
}

/**
 * @param {import("#maplibre").Map} map
 * @param {Sides} covered
 * @returns {Box}
 */
function boxInSight(map, covered) {
  const { clientWidth, clientHeight } = map.getContainer();
  const { lng: west, lat: north } = map.unproject([covered.left, covered.top]);
  const { lng: east, lat: south } = map.unproject([
    clientWidth - covered.right,
    clientHeight - covered.bottom,
  ]);
  return [west, south, east, north];
}

/**
 * @param {import("#view/figures").Figures} counted
 * @param {Box} box
 * @param {Set<string> | null} drawn
 */
function show(counted, box, drawn) {
  const all = Object.values(counted.areas);
  const seen = Object.entries(counted.areas)
    .filter(
      ([code, area]) =>
        isInSight(area, box) && (!drawn || drawn.has(code) || isSurelySeen(area, box)),
    )
    .map(([, area]) => area);
  const totals = countByRow(all);
  const counts = countByRow(seen);
  const fullest = Math.max(1, ...counts.values());
  for (const row of legendRows()) {
    const key = row.dataset.key ?? "";
    const count = counts.get(key) ?? 0;
    const number = /** @type {HTMLElement} */ (row.querySelector("[data-count]"));
    number.textContent = numberText(count);
    number.title = text("count_of", {
      count: numberText(count),
      all: numberText(totals.get(key) ?? 0),
    });
    row
      .querySelector(".bar rect")
      ?.setAttribute("width", String(Math.round((100 * count) / fullest)));
  }
  tellScope(seen.length, all.length);
}

/**
 * State which areas are counted.
 * @param {number} seen
 * @param {number} all
 */
function tellScope(seen, all) {
  const line = scopeLine();
  const gaps = { seen: numberText(seen), all: numberText(all), parts: line.dataset.counted ?? "" };
  line.textContent = all ? text(seen < all ? "counts_in_sight" : "counts_of_all", gaps) : "";
}

function scopeLine() {
  return /** @type {HTMLElement} */ (document.querySelector("[data-counted]"));
}

/**
 * Whether the box of an area, or its point if no border is known, meets a box.
 * @param {import("#view/figures").Figure} figure
 * @param {Box} box
 */
function isInSight({ bounds, anchor }, [west, south, east, north]) {
  const [left, bottom, right, top] = bounds ?? [...anchor, ...anchor];
  return left <= east && right >= west && bottom <= north && top >= south;
}

/**
 * Whether an area is visible whatever its shape, even if it is too small to be drawn.
 * @param {import("#view/figures").Figure} figure
 * @param {Box} box
 */
function isSurelySeen({ bounds, anchor }, [west, south, east, north]) {
  const isWithin = (/** @type {number[]} */ [left, bottom, right, top]) =>
    left >= west && right <= east && bottom >= south && top <= north;
  return isWithin([...anchor, ...anchor]) || (bounds !== null && isWithin(bounds));
}

/**
 * The number of areas of each legend row.
 * @param {import("#view/figures").Figure[]} areas
 * @returns {Map<string, number>}
 */
function countByRow(areas) {
  const counts = new Map();
  for (const area of areas) counts.set(legendKey(area), (counts.get(legendKey(area)) ?? 0) + 1);
  return counts;
}
