// @ts-check
/** This file writes the position of a map as the address has it, and reads it. */

/** The event data of moves to the view's own position; they leave the view unchanged. */
export const PLACED = { isPlaced: true };

/**
 * The position of the map as written in the address: latitude, longitude, zoom.
 * @param {import("#maplibre").Map} map
 */
export function position(map) {
  const { lat, lng } = map.getCenter();
  return `${lat.toFixed(4)},${lng.toFixed(4)},${map.getZoom().toFixed(2)}`;
}

/**
 * Move the map to a position, if there is one.
 * @param {import("#maplibre").Map} map
 * @param {string} written
 */
export function jump(map, written) {
  if (!written) return;
  const [lat, lng, zoom] = written.split(",").map(Number);
  map.jumpTo({ center: [lng, lat], zoom }, PLACED);
}
