// @ts-check
/**
 * This file connects terra-draw with the state. terra-draw supports neither holes nor several
 * parts: it gets every ring of the shape as a separate polygon, invisible but for the handles, and
 * its changes are written back to the shape. New rings are drawn on an empty board.
 */

import { TerraDraw } from "terra-draw";
import { clicked } from "#draw/clicks";
import { isDrawnByDrag } from "#draw/drags";
import { startFingers } from "#draw/fingers";
import { finishLine, finishRing, ringOf } from "#draw/finish";
import { changedVertex, ringsOf, rounded, same, withPartMoved, withRing } from "#draw/geometry";
import { BELOW_HANDLES } from "#draw/map";
import {
  flags,
  isSelecting,
  MOST_HANDLES,
  modeOfTool,
  newPolygonMode,
  otherModes,
} from "#draw/modes";
import { alongBorders } from "#draw/snap";
import {
  amend,
  chooseRing,
  commit,
  drawing,
  listen,
  now,
  showLive,
  takeTool,
  tell,
} from "#draw/state";
import { text } from "#lib/config";
import { TerraDrawMapLibreGLAdapter } from "#terra-draw-adapter";

/** @type {TerraDraw} */
let draw;
/** @type {ReturnType<typeof newPolygonMode>} */
let polygonMode;
/** @type {import("#draw/geometry").Shape | null} the shape whose rings are on the board */
let onBoard = null;
/** @type {Map<string | number, import("#draw/geometry").Place>} */
let places = new Map();
/** A vertex was inserted and is still being dragged. */
let isInserting = false;

/** @param {import("#maplibre").Map} map */
export function startBoard(map) {
  polygonMode = newPolygonMode();
  draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 7, prefixId: "draw" }),
    modes: [polygonMode, ...otherModes()],
  });
  draw.start();
  draw.on("change", changed);
  draw.on("finish", finished);
  map.on("click", (event) => clicked(map, event));
  map.getCanvas().addEventListener("pointerdown", () => (isInserting = false));
  startFingers(map.getCanvas(), () => drawing.tool === "freehand" && letGo(map));
  map.getCanvas().addEventListener("pointercancel", () => isDrawnByDrag() && letGo(map));
  listen("tool", take);
  listen("shape", ({ isLive }) => !isLive && isSelecting() && lay());
  listen("ring", select);
  // Restyles the marked handle; updating without a style name redraws them all.
  listen("vertex", () => draw.updateModeOptions("select", { styles: {} }));
  map.moveLayer(BELOW_HANDLES, "draw-point");
  take();
}

/**
 * Two fingers move the map, which a finger that draws holds; what it has drawn is given up.
 * @param {import("#maplibre").Map} map
 */
function letGo(map) {
  press(map, "Escape");
  map.dragPan.enable();
}

/** Activate the tool. */
function take() {
  const mode = modeOfTool();
  clear();
  // Existing rings have handles; only a new one shows its vertices.
  draw.updateModeOptions("polygon", { showCoordinatePoints: mode === "polygon" });
  draw.updateModeOptions("select", { flags: flags() });
  draw.setMode(mode);
  if (drawing.live) showLive(null);
  if (drawing.tool === "move" && drawing.ring?.ring)
    chooseRing({ part: drawing.ring.part, ring: 0 });
  if (isSelecting()) lay();
  tell("snapped", null);
}

/** Put the rings of the current shape on the board. */
function lay() {
  const { shape } = now();
  if (shape === onBoard) return;
  clear();
  onBoard = shape;
  const rings = ringsOf(shape).filter(
    ({ ring }) => ring.length <= MOST_HANDLES || drawing.tool === "move",
  );
  for (const { place, ring } of rings) {
    const id = draw.getFeatureId();
    const properties = { mode: "polygon", isRing: true };
    const [added] = draw.addFeatures([
      { id, type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } },
    ]);
    if (added.valid) places.set(id, place);
    else console.warn(added.reason);
  }
  select();
}

function clear() {
  onBoard = null;
  places = new Map();
  draw.clear();
}

/** Give handles to the active ring, and to no other. */
function select() {
  if (!isSelecting()) return;
  for (const [id, { part, ring }] of places) {
    if (part === drawing.ring?.part && ring === drawing.ring.ring) draw.selectFeature(id);
    else if (draw.getSnapshotFeature(id)?.properties.selected) draw.deselectFeature(id);
  }
}

/**
 * A feature on the board changed.
 * @param {(string | number)[]} ids
 * @param {string} type
 * @param {any} [context]
 */
function changed(ids, type, context) {
  if (context?.origin === "api" || type === "delete" || type === "styling") return;
  // What is left of an earlier shape changes nothing.
  if (places.size && onBoard !== now().shape) return;
  for (const id of ids) {
    const place = places.get(id);
    const feature = draw.hasFeature(id) ? draw.getSnapshotFeature(id) : undefined;
    if (feature?.geometry.type !== "Polygon") continue;
    const ring = /** @type {any} */ (feature.geometry.coordinates[0]);
    if (place) moved(place, ring);
    else if (feature.properties.currentlyDrawing && drawing.tool !== "hole") growing(ring);
  }
}

/**
 * A ring of the shape is being dragged.
 * @param {import("#draw/geometry").Place} place
 * @param {number[][]} positions
 */
function moved(place, positions) {
  const ring = rounded(positions);
  const before = now().shape[place.part]?.[place.ring];
  if (!before || (ring.length === before.length && changedVertex(before, ring) === -1)) return;
  showLive(changedShape(place, ring));
}

/**
 * The shape with a changed ring. Beside a vertex that was moved onto a border, its sides follow it.
 * @param {import("#draw/geometry").Place} place
 * @param {import("#draw/geometry").Ring} ring
 */
function changedShape(place, ring) {
  const { shape } = now();
  const before = shape[place.part][place.ring];
  const isWhole =
    ring.length === before.length &&
    before.length > 2 &&
    !same(before[0], ring[0]) &&
    !same(before[1], ring[1]);
  if (isWhole && place.ring === 0) return withPartMoved(shape, place.part, ring);
  const isMoved = !isWhole && ring.length === before.length;
  return withRing(shape, place, isMoved ? alongBorders(ring, before) : ring);
}

/**
 * A new ring grows; its figures are requested as soon as it encloses an area.
 * @param {number[][]} positions
 */
function growing(positions) {
  const ring = ringOf(drawing.tool, positions);
  if (ring) showLive([...now().shape, [ring]]);
  else if (drawing.live) showLive(null);
}

/**
 * @param {string | number} id
 * @param {{mode: string, action: string}} context
 */
function finished(id, { action }) {
  tell("snapped", null);
  const feature = draw.getSnapshotFeature(id);
  if (!feature) return;
  if (action !== "draw") return edited(id, action);
  const positions = /** @type {any} */ (
    feature.geometry.type === "Polygon"
      ? feature.geometry.coordinates[0]
      : feature.geometry.coordinates
  );
  const { tool } = drawing;
  // terra-draw still uses the feature until this event ends.
  queueMicrotask(() => {
    takeTool("select");
    if (tool === "split") finishLine(positions);
    else finishRing(tool, positions);
  });
}

/**
 * A ring of the shape was changed by hand.
 * @param {string | number} id
 * @param {string} action
 */
function edited(id, action) {
  const place = places.get(id);
  const feature = draw.getSnapshotFeature(id);
  if (!place || feature?.geometry.type !== "Polygon") return;
  const ring = rounded(feature.geometry.coordinates[0]);
  const before = now().shape[place.part][place.ring];
  const shape = changedShape(place, ring);
  const index = changedVertex(before, ring);
  if (index === -1) return showLive(null);
  // A ring that followed a border has other vertices than the board.
  const laid = shape[place.part][place.ring];
  const isOnBoard = laid.length === ring.length && changedVertex(ring, laid) === -1;
  onBoard = action !== "dragFeature" && isOnBoard ? shape : onBoard;
  if (action === "dragCoordinate" && isInserting) amend(shape);
  else commit(shape, stepOf(action, index));
  isInserting = action === "insertMidpoint";
}

/**
 * The label of a manual change in the list of steps.
 * @param {string} action
 * @param {number} index
 */
function stepOf(action, index) {
  const number = new Intl.NumberFormat(document.documentElement.lang).format(index + 1);
  if (action === "insertMidpoint")
    return { label: text("step_inserted", { number }), icon: "plus" };
  if (action === "deleteCoordinate")
    return { label: text("step_deleted", { number }), icon: "trash-2" };
  if (action === "dragFeature") return { label: text("step_moved_all"), icon: "move" };
  return { label: text("step_moved", { number }), icon: "move" };
}

/** Whether a new ring or line is unfinished. */
export function isDrawing() {
  return draw?.getModeState() === "drawing";
}

/**
 * Remove the last vertex of what is half drawn, or all of it where its vertices are not placed one
 * by one; returns whether there was anything.
 * @param {import("#maplibre").Map} map
 */
export function oneVertexBack(map) {
  if (!isDrawing()) return false;
  if (modeOfTool() !== "polygon") {
    press(map, "Escape");
    return true;
  }
  polygonMode.undo();
  if (!isDrawing() && drawing.live) showLive(null);
  return true;
}

/**
 * Finish or cancel the unfinished ring, like Enter and Escape on the map.
 * @param {import("#maplibre").Map} map
 * @param {"Enter" | "Escape"} key
 */
export function press(map, key) {
  map.getCanvas().dispatchEvent(new KeyboardEvent("keyup", { key }));
  if (key === "Escape" && drawing.live) showLive(null);
}
