// @ts-check
/**
 * This file connects terra-draw with the state. terra-draw supports neither holes nor several
 * parts: it gets every ring of the shape as a separate polygon, invisible but for the handles, and
 * its changes are written back to the shape. New rings are drawn on an empty board.
 */

import {
  TerraDraw,
  TerraDrawCircleMode,
  TerraDrawFreehandMode,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
} from "terra-draw";
import { finishLine, finishRing } from "#draw/finish";
import {
  changedVertex,
  ringAt,
  ringsOf,
  rounded,
  same,
  tidy,
  withPartMoved,
  withRing,
} from "#draw/geometry";
import { BELOW_HANDLES } from "#draw/map";
import { operate } from "#draw/operations";
import { snapToBorder } from "#draw/snap";
import {
  amend,
  chooseRing,
  commit,
  drawing,
  listen,
  markVertex,
  now,
  seenShape,
  showLive,
  takeTool,
  tell,
} from "#draw/state";
import { text } from "#lib/config";
import { TerraDrawMapLibreGLAdapter } from "#terra-draw-adapter";

/** @typedef {`#${string}`} Color */
const ACCENT = /** @type {Color} */ ("#0b6572");
const WHITE = /** @type {Color} */ ("#ffffff");
const CUT = /** @type {Color} */ ("#a8261c");
/**
 * terra-draw's mode for each tool; a hole and a cut are drawn like a polygon and a line. Moving is
 * selecting with the area itself as the only handle, so that a finger moves the area and not the
 * map.
 */
const MODES = {
  select: "select",
  move: "select",
  polygon: "polygon",
  freehand: "freehand",
  rectangle: "rectangle",
  circle: "circle",
  hole: "polygon",
  split: "linestring",
  merge: "static",
};
/** A ring with more vertices is not edited by hand: its handles would hide it. */
const MOST_HANDLES = 1500;
const isCoarse = matchMedia("(pointer: coarse)").matches;
const NEAR_PX = isCoarse ? 26 : 14;

/** @type {TerraDraw} */
let draw;
/** @type {TerraDrawPolygonMode} */
let polygonMode;
/** @type {import("#draw/geometry").Shape | null} the shape whose rings are on the board */
let onBoard = null;
/** @type {Map<string | number, import("#draw/geometry").Place>} */
let places = new Map();
/** A vertex was inserted and is still being dragged. */
let isInserting = false;

/** @param {import("#maplibre").Map} map */
export function startBoard(map) {
  const shown =
    (/** @type {number} */ opacity) =>
    (/** @type {any} */ { properties }) =>
      properties.isRing ? 0 : opacity;
  const styles = { ...common().styles, fillOpacity: shown(0.14), outlineOpacity: shown(1) };
  polygonMode = new TerraDrawPolygonMode({
    ...common(),
    styles,
    snapping: { toCustom: snapToBorder },
  });
  draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 7, prefixId: "draw" }),
    modes: [
      selectMode(),
      polygonMode,
      new TerraDrawFreehandMode({ ...common(), minDistance: 12 }),
      new TerraDrawRectangleMode({ ...common(), drawInteraction: "click-move-or-drag" }),
      new TerraDrawCircleMode({ ...common(), drawInteraction: "click-move-or-drag" }),
      new TerraDrawLineStringMode({
        pointerDistance: NEAR_PX,
        styles: lineStyles(),
        keyEvents: KEYS,
        snapping: { toCustom: snapToBorder },
      }),
    ],
  });
  draw.start();
  draw.on("change", changed);
  draw.on("finish", finished);
  map.on("click", (event) => clicked(map, event));
  map.getCanvas().addEventListener("pointerdown", () => (isInserting = false));
  listen("tool", take);
  listen("shape", ({ isLive }) => !isLive && isSelecting() && lay());
  listen("ring", select);
  // Restyles the marked handle; updating without a style name redraws them all.
  listen("vertex", () => draw.updateModeOptions("select", { styles: {} }));
  map.moveLayer(BELOW_HANDLES, "draw-point");
  take();
}

const KEYS = { cancel: "Escape", finish: "Enter" };

function common() {
  return {
    pointerDistance: NEAR_PX,
    keyEvents: KEYS,
    styles: {
      fillColor: ACCENT,
      fillOpacity: 0.14,
      outlineColor: ACCENT,
      outlineWidth: 2.6,
      closingPointColor: WHITE,
      closingPointWidth: 6,
      closingPointOutlineColor: ACCENT,
      closingPointOutlineWidth: 2.4,
      snappingPointColor: ACCENT,
      snappingPointWidth: 6,
      snappingPointOutlineColor: WHITE,
      snappingPointOutlineWidth: 2,
      coordinatePointColor: WHITE,
      coordinatePointWidth: 5,
      coordinatePointOutlineColor: ACCENT,
      coordinatePointOutlineWidth: 2,
    },
  };
}

function lineStyles() {
  return {
    lineStringColor: CUT,
    lineStringWidth: 2.6,
    closingPointColor: WHITE,
    closingPointWidth: 6,
    closingPointOutlineColor: CUT,
    closingPointOutlineWidth: 2.4,
    snappingPointColor: ACCENT,
    snappingPointWidth: 6,
  };
}

/** What the select mode's tools can drag. */
function flags() {
  const snappable = { toCustom: snapToBorder };
  const handles = { draggable: true, midpoints: { draggable: true }, deletable: true, snappable };
  if (drawing.tool === "move") return { polygon: { feature: { draggable: true } } };
  // A finger that moves the map must not move the area.
  return {
    polygon: { feature: { draggable: !isCoarse, selfIntersectable: true, coordinates: handles } },
  };
}

/** Whether the rings of the shape are on the board for editing. */
function isSelecting() {
  return MODES[/** @type {keyof typeof MODES} */ (drawing.tool)] === "select";
}

function selectMode() {
  return new TerraDrawSelectMode({
    pointerDistance: NEAR_PX,
    keyEvents: null,
    allowManualSelection: false,
    allowManualDeselection: false,
    flags: flags(),
    styles: {
      selectedPolygonFillOpacity: 0,
      selectedPolygonOutlineWidth: 0,
      selectedPolygonOutlineOpacity: 0,
      selectionPointColor: ({ properties }) => (isMarked(properties) ? ACCENT : WHITE),
      selectionPointWidth: ({ properties }) => (isMarked(properties) ? 8 : 6),
      selectionPointOutlineColor: ({ properties }) => (isMarked(properties) ? WHITE : ACCENT),
      selectionPointOutlineWidth: 2.4,
      midPointColor: WHITE,
      midPointWidth: 3.5,
      midPointOutlineColor: "#5aa7b1",
      midPointOutlineWidth: 1.6,
    },
  });
}

/** @param {Record<string, any>} properties  of a handle */
function isMarked({ index }) {
  return drawing.vertex !== null && drawing.vertex.index === index;
}

/** Activate the tool. */
function take() {
  const mode = MODES[/** @type {keyof typeof MODES} */ (drawing.tool)];
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

/** Give handles to the active ring. */
function select() {
  if (!isSelecting() || !drawing.ring) return;
  for (const [id, { part, ring }] of places) {
    if (part === drawing.ring.part && ring === drawing.ring.ring) draw.selectFeature(id);
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
  return withRing(shape, place, ring);
}

/**
 * A new ring grows; its figures are requested as soon as it encloses an area.
 * @param {number[][]} positions
 */
function growing(positions) {
  const ring = tidy(positions);
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
  onBoard = action === "dragFeature" ? onBoard : shape;
  if (action === "dragCoordinate" && isInserting) amend(shape);
  else commit(shape, stepOf(action, index));
  isInserting = action === "insertMidpoint";
  tell("edited", { place, action });
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

/**
 * A click activates the ring under it and marks the vertex near it.
 * @param {import("#maplibre").Map} map
 * @param {import("#maplibre").MapMouseEvent} event
 */
function clicked(map, { lngLat, point }) {
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

/** Whether a new ring or line is unfinished. */
export function isDrawing() {
  return draw?.getModeState() === "drawing";
}

/** Remove the last vertex; returns whether there was one. */
export function oneVertexBack() {
  if (!isDrawing() || MODES[/** @type {keyof typeof MODES} */ (drawing.tool)] !== "polygon")
    return false;
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
