// @ts-check
/** This file tells the box of the map's view, with a margin, so that a small move asks for nothing. */

/** Share of the view beyond its edges. */
const MARGIN = 0.1;

/** @param {import("#maplibre").Map} map */
function viewOf(map) {
  const seen = map.getBounds();
  return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
}

/**
 * West, south, east, north in degrees, with a margin on each side.
 * @param {import("#maplibre").Map} map
 */
export function boxBeyond(map) {
  const [west, south, east, north] = viewOf(map);
  const [wide, high] = [(east - west) * MARGIN, (north - south) * MARGIN];
  return [west - wide, south - high, east + wide, north + high];
}

/**
 * Whether all that is seen lies in a box.
 * @param {import("#maplibre").Map} map
 * @param {number[] | null} box  west, south, east, north in degrees
 */
export function isWithin(map, box) {
  if (!box) return false;
  const [west, south, east, north] = viewOf(map);
  return west >= box[0] && south >= box[1] && east <= box[2] && north <= box[3];
}
