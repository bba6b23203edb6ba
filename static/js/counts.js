// @ts-check
/** This file counts in the legend the areas that are in sight on the map. */
import { numberText, text } from "#config";
import { legendKey } from "#figures";
import { legendRows } from "#legend";
import { listen } from "#state";

/** @typedef {[number, number, number, number]} Box  west, south, east, north in degrees */

/** Figures that belong to the legend on the page; none until they have arrived. */
let figures = /** @type {import("#figures").Figures | null} */ (null);

/**
 * Keep the counts in step with the map. What the server wrote, the counts of all areas, stands
 * until there are figures to count.
 * @param {import("#maplibre").Map} map
 * @param {() => {top: number, right: number, bottom: number, left: number}} covered  pixels of the
 *   map at each edge that a panel lies over
 */
export function startCounts(map, covered) {
  const count = () => figures && show(figures, boxInSight(map, covered()));
  map.on("moveend", count);
  listen("shown", () => {
    figures = null;
  });
  listen("figures", (arrived) => {
    figures = arrived;
    count();
  });
}

/**
 * @param {import("#maplibre").Map} map
 * @param {{top: number, right: number, bottom: number, left: number}} covered
 * @returns {Box}
 */
function boxInSight(map, covered) {
  const { clientWidth, clientHeight } = map.getContainer();
  const { lng: west, lat: north } = map.unproject([covered.left, covered.top]);
  const { lng: east, lat: south } = map.unproject([clientWidth - covered.right, clientHeight - covered.bottom]);
  return [west, south, east, north];
}

/**
 * @param {import("#figures").Figures} counted
 * @param {Box} box
 */
function show(counted, box) {
  const all = Object.values(counted.areas);
  const seen = all.filter((figure) => isInSight(figure, box));
  const totals = countByRow(all);
  const counts = countByRow(seen);
  const fullest = Math.max(1, ...counts.values());
  for (const row of legendRows()) {
    const key = row.dataset.key ?? "";
    const count = counts.get(key) ?? 0;
    const number = /** @type {HTMLElement} */ (row.querySelector("[data-count]"));
    number.textContent = numberText(count);
    number.title = text("count_of", { count: numberText(count), all: numberText(totals.get(key) ?? 0) });
    row.querySelector(".bar rect")?.setAttribute("width", String(Math.round((100 * count) / fullest)));
  }
  tellScope(seen.length, all.length);
}

/**
 * Say of which areas the counts are.
 * @param {number} seen
 * @param {number} all
 */
function tellScope(seen, all) {
  const line = /** @type {HTMLElement} */ (document.querySelector("[data-counted]"));
  const gaps = { seen: numberText(seen), all: numberText(all), parts: line.dataset.counted ?? "" };
  line.textContent = all ? text(seen < all ? "counts_in_sight" : "counts_of_all", gaps) : "";
}

/**
 * Whether the box of an area, or its point where no border is known, meets a box.
 * @param {import("#figures").Figure} figure
 * @param {Box} box
 */
function isInSight({ bounds, anchor }, [west, south, east, north]) {
  const [left, bottom, right, top] = bounds ?? [...anchor, ...anchor];
  return left <= east && right >= west && bottom <= north && top >= south;
}

/**
 * How many areas each legend row has.
 * @param {import("#figures").Figure[]} areas
 * @returns {Map<string, number>}
 */
function countByRow(areas) {
  const counts = new Map();
  for (const area of areas) counts.set(legendKey(area), (counts.get(legendKey(area)) ?? 0) + 1);
  return counts;
}
