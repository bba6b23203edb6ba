// @ts-check
/** This file answers clicks on the board: they choose a ring, mark a vertex or merge an area. */

import { ringAt } from "#draw/geometry";
import { isSelecting, MOST_HANDLES, NEAR_PX } from "#draw/modes";
import { operate } from "#draw/operations";
import { chooseRing, drawing, markVertex, seenShape, takeTool } from "#draw/state";

/**
 * A click activates the ring under it and marks the vertex near it.
 * @param {import("#maplibre").Map} map
 * @param {import("#maplibre").MapMouseEvent} event
 */
export function clicked(map, { lngLat, point }) {
  if (drawing.tool === "merge") return mergeAt(map, point);
  if (!isSelecting()) return;
  const near = drawing.tool === "select" && nearestVertex(map, point);
  if (near) return markVertex(near);
  markVertex(null);
  const hit = ringAt(seenShape(), [lngLat.lng, lngLat.lat]);
  // Holes are deleted with their part.
  const place = hit && drawing.tool === "move" ? { part: hit.part, ring: 0 } : hit;
  if (place && (place.part !== drawing.ring?.part || place.ring !== drawing.ring?.ring))
    chooseRing(place);
}

/**
 * Add the area under the click to the shape.
 * @param {import("#maplibre").Map} map
 * @param {import("#maplibre").Point} point
 */
function mergeAt(map, point) {
  const [hit] = map.queryRenderedFeatures(point, {
    layers: ["others-fill", "neighbourhoods-fill"],
  });
  if (!hit) return;
  takeTool("select");
  operate("merge", { codes: [hit.properties.code] });
}

/**
 * @param {import("#maplibre").Map} map
 * @param {{x: number, y: number}} point
 */
function nearestVertex(map, point) {
  const { ring: place } = drawing;
  const ring = place && seenShape()[place.part]?.[place.ring];
  if (!place || !ring || ring.length > MOST_HANDLES) return null;
  const distances = ring.slice(1).map(([lng, lat]) => {
    const at = map.project([lng, lat]);
    return Math.hypot(at.x - point.x, at.y - point.y);
  });
  const least = Math.min(...distances);
  const index = (distances.indexOf(least) + 1) % (ring.length - 1);
  return least <= NEAR_PX ? { ...place, index } : null;
}
