// @ts-check
/** This file applies a new drawing to the shape: a first part, another part, a hole, a cut. */

import { ringsOf, tidy } from "#draw/geometry";
import { operate } from "#draw/operations";
import { takeSnapped } from "#draw/snap";
import { commit, isBlank, listen, now } from "#draw/state";
import { text } from "#lib/config";

const LABELS = { polygon: "pentagon", freehand: "spline", rectangle: "square", circle: "circle" };

/** After a manual change that snapped to a border, the server traces the border exactly. */
export function startFinishing() {
  listen("edited", () => takeSnapped() && operate("snap"));
}

/**
 * @param {string} tool  that drew it
 * @param {number[][]} positions
 */
export async function finishRing(tool, positions) {
  const ring = tidy(positions);
  const hasSnapped = takeSnapped();
  if (!ring) return;
  if (tool === "hole") return void operate("hole", { other: polygon(ring) });
  const about = {
    label: text(`step_${tool}`),
    icon: LABELS[/** @type {keyof typeof LABELS} */ (tool)],
  };
  if (isBlank()) {
    commit([[ring]], { ...about, origin: "drawn" });
  } else if (isApart(ring)) {
    commit([...now().shape, [ring]], about);
  } else {
    await operate("merge", { other: polygon(ring) });
  }
  if (hasSnapped) await operate("snap");
}

/** @param {number[][]} positions */
export function finishLine(positions) {
  operate("split", { line: { type: "LineString", coordinates: positions } });
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

/**
 * @param {import("#draw/geometry").Ring} one
 * @param {import("#draw/geometry").Ring} other
 */
function boxesMeet(one, other) {
  return [0, 1].every((axis) => {
    const [a, b] = [one.map((position) => position[axis]), other.map((position) => position[axis])];
    return Math.max(...a) >= Math.min(...b) && Math.min(...a) <= Math.max(...b);
  });
}
