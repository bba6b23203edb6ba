// @ts-check
/** This file finds what is under the pointer on the map: a symbol, an area. */

import { DOTS } from "#map/area-style";
import { currentFigures } from "#view/figures";
import { OVERLAY_LAYERS } from "#view/overlays";

/** @typedef {import("#maplibre").MapMouseEvent} MapMouseEvent */

/**
 * The symbol under the pointer, with a margin for fingers.
 * @param {import("#maplibre").Map} map
 * @param {MapMouseEvent} event
 */
export function placeAt(map, event) {
  const layers = OVERLAY_LAYERS.filter((id) => map.getLayer(id));
  if (!layers.length) return undefined;
  const { x, y } = event.point;
  const reach = matchMedia("(pointer: coarse)").matches ? 12 : 2;
  return map.queryRenderedFeatures(
    [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ],
    { layers },
  )[0];
}

/**
 * The code of the area under the pointer.
 * @param {import("#maplibre").Map} map
 * @param {MapMouseEvent} event
 */
export function areaAt(map, event) {
  const layer = currentFigures()?.layer;
  const layers = [`${layer}-points`, DOTS, `${layer}-fill`].filter((id) => map.getLayer(id));
  if (!layers.length) return null;
  const [found] = map.queryRenderedFeatures(event.point, { layers });
  const code = found?.properties.code;
  return code && currentFigures()?.areas[code] ? String(code) : null;
}
