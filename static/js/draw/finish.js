// @ts-check
/** This file applies a new drawing to the shape: a first part, another part, a hole, a cut. */

import { boxesMeet, FREEHAND_M, ringsOf, simplified, tidy } from "#draw/geometry";
import { operate } from "#draw/operations";
import { alongBorders, lineAlongBorders } from "#draw/snap";
import { commit, isBlank, now } from "#draw/state";
import { text } from "#lib/config";

const ICONS = { polygon: "pentagon", freehand: "spline", rectangle: "square", circle: "circle" };
/** Tools whose vertices cling to borders. */
const CLINGING = ["polygon", "hole"];

/**
 * The ring that a tool has drawn, also while it is drawn; null with fewer than three vertices.
 * @param {string} tool
 * @param {number[][]} positions
 */
export function ringOf(tool, positions) {
  const ring = tidy(positions);
  if (ring && CLINGING.includes(tool)) return alongBorders(ring);
  return ring && tool === "freehand" ? simplified(ring, FREEHAND_M) : ring;
}

/**
 * @param {string} tool  that drew it
 * @param {number[][]} positions
 */
export async function finishRing(tool, positions) {
  const ring = ringOf(tool, positions);
  if (!ring) return;
  if (tool === "hole") return void operate("hole", { other: polygon(ring) });
  const about = {
    label: text(`step_${tool}`),
    icon: ICONS[/** @type {keyof typeof ICONS} */ (tool)],
  };
  if (isBlank()) {
    commit([[ring]], { ...about, origin: "drawn" });
  } else if (isApart(ring)) {
    commit([...now().shape, [ring]], about);
  } else {
    await operate("merge", { other: polygon(ring) });
  }
}

/** @param {import("#draw/geometry").Position[]} positions */
export function finishLine(positions) {
  operate("split", { line: { type: "LineString", coordinates: lineAlongBorders(positions) } });
}

/** @param {import("#draw/geometry").Ring} ring */
function polygon(ring) {
  return { type: "Polygon", coordinates: [ring] };
}

/**
 * Whether a ring touches nothing of the shape, so that it can be a separate part. In doubt it is
 * false, and the server joins the two.
 * @param {import("#draw/geometry").Ring} ring
 */
function isApart(ring) {
  return ringsOf(now().shape).every(({ ring: other }) => !boxesMeet(ring, other));
}
