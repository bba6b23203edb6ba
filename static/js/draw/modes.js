// @ts-check
/** This file sets up the modes of terra-draw: their looks, their keys and what they can drag. */

import {
  TerraDrawCircleMode,
  TerraDrawFreehandMode,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
} from "terra-draw";
import { isOneFinger } from "#draw/fingers";
import { snapToBorder } from "#draw/snap";
import { drawing, given, isMarked } from "#draw/state";

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
  brush: "static",
};
/** A ring with more vertices is not edited by hand: its handles would hide it. */
export const MOST_HANDLES = given.most_edited;
const isCoarse = matchMedia("(pointer: coarse)").matches;
/** How near a click on a vertex must be. */
export const NEAR_PX = isCoarse ? 26 : 14;

/** The mode of the current tool. */
export function modeOfTool() {
  return MODES[/** @type {keyof typeof MODES} */ (drawing.tool)];
}

/** Whether the rings of the shape are on the board for editing. */
export function isSelecting() {
  return modeOfTool() === "select";
}

/** The mode that draws new rings; the board undoes its vertices. */
export function newPolygonMode() {
  // The map draws the rings of the shape, and a new one as it follows borders.
  const shown =
    (/** @type {number} */ opacity) =>
    (/** @type {any} */ { properties }) =>
      properties.isRing || drawing.live ? 0 : opacity;
  const styles = { ...common().styles, fillOpacity: shown(0.14), outlineOpacity: shown(1) };
  return new TerraDrawPolygonMode({ ...common(), styles, snapping: { toCustom: snapToBorder } });
}

export function otherModes() {
  return [
    selectMode(),
    freehandMode(),
    new TerraDrawRectangleMode({ ...common(), drawInteraction: "click-move-or-drag" }),
    new TerraDrawCircleMode({ ...common(), drawInteraction: "click-move-or-drag" }),
    new TerraDrawLineStringMode({
      pointerDistance: NEAR_PX,
      styles: lineStyles(),
      keyEvents: KEYS,
      snapping: { toCustom: snapToBorder },
    }),
  ];
}

/** Press, drag, release. Every few pixels a vertex; the finished ring is simplified on the ground. */
function freehandMode() {
  return new TerraDrawFreehandMode({
    ...common(),
    drawInteraction: "click-drag",
    minDistance: 4,
    preventPointsNearClose: false,
    pointerEvents: {
      rightClick: true,
      contextMenu: false,
      leftClick: true,
      onDragStart: isOneFinger,
      onDrag: true,
      onDragEnd: true,
    },
  });
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
export function flags() {
  const snappable = { toCustom: snapToBorder };
  const handles = { draggable: true, midpoints: { draggable: true }, deletable: true, snappable };
  if (drawing.tool === "move") return { polygon: { feature: { draggable: true } } };
  // A finger that moves the map must not move the area.
  return {
    polygon: { feature: { draggable: !isCoarse, selfIntersectable: true, coordinates: handles } },
  };
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
      selectionPointColor: ({ properties }) => (isMarked(properties.index) ? ACCENT : WHITE),
      selectionPointWidth: ({ properties }) => (isMarked(properties.index) ? 8 : 6),
      selectionPointOutlineColor: ({ properties }) => (isMarked(properties.index) ? WHITE : ACCENT),
      selectionPointOutlineWidth: 2.4,
      midPointColor: WHITE,
      midPointWidth: 3.5,
      midPointOutlineColor: "#5aa7b1",
      midPointOutlineWidth: 1.6,
    },
  });
}
