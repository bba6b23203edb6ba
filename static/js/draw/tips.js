// @ts-check
/** This file shows what is under the pointer while nothing is being drawn. */

import { drawing, listen } from "#draw/state";
import { hideTip, showAreaTip, showPlaceTip, showTip } from "#view/tooltip";
import { areaAt, placeAt } from "#view/under-pointer";

/** @typedef {import("#maplibre").MapMouseEvent} MapMouseEvent */
/** @typedef {{name: string, facts: [string, string][], isSample: boolean}} Tip */

/** The tip of a coloured block, once blocks are coloured. @type {(map: import("#maplibre").Map, point: {x: number, y: number}) => Tip | null} */
let blockTip = () => null;

/** @param {typeof blockTip} found */
export function useBlockTips(found) {
  blockTip = found;
}

/** @param {import("#maplibre").Map} map */
export function startTips(map) {
  map.on("mousemove", (event) => show(map, event, false));
  map.on("mouseout", () => hideTip());
  map.on("movestart", () => hideTip());
  // Touch has no hover; with a drawing tool a tap draws.
  map.on("click", (event) => drawing.tool === "select" && show(map, event, true));
  listen("shape", () => hideTip());
  listen("snapped", (border) => border && hideTip());
}

/**
 * The uppermost thing that has a name: a symbol, a coloured block, an area.
 * @param {import("#maplibre").Map} map
 * @param {MapMouseEvent} event
 * @param {boolean} atOnce
 */
function show(map, event, atOnce) {
  if (event.originalEvent.buttons || drawing.live) return hideTip();
  const { point } = event;
  const place = placeAt(map, event);
  if (place) return showPlaceTip(place, point, atOnce);
  const block = blockTip(map, point);
  if (block) return showTip(block.name, block.facts, block.isSample, point, atOnce);
  const code = areaAt(map, event);
  if (code) showAreaTip(code, point, atOnce);
  else hideTip();
}
