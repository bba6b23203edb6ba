// @ts-check
/** This file shows the other target areas in view while the area is drawn. */

import { put } from "#draw/map";
import { addresses, drawing, listen } from "#draw/state";
import { boxBeyond, isWithin } from "#draw/view-box";
import { getJson, isGivenUp } from "#lib/request";

/** At lower zooms a view has too many. */
const FROM_ZOOM = 11;

/** What was asked for last, west, south, east, north in degrees. @type {number[] | null} */
let fetched = null;

/** @param {import("#maplibre").Map} map */
export function startOthers(map) {
  map.on("moveend", () => show(map));
  listen("saved", () => (fetched = null));
  return show(map);
}

/** @param {import("#maplibre").Map} map */
async function show(map) {
  if (map.getZoom() < FROM_ZOOM || isWithin(map, fetched)) return;
  const box = boxBeyond(map);
  const query = new URLSearchParams({
    bbox: box.map((each) => each.toFixed(5)).join(","),
    kind: "target_area",
  });
  try {
    const { features } = await getJson(`${addresses.neighbours}?${query}`, { lane: "others" });
    fetched = box;
    put(
      map,
      "others",
      features.filter((/** @type {any} */ each) => each.properties.code !== drawing.code),
    );
  } catch (error) {
    if (!isGivenUp(error)) console.warn(error);
  }
}
