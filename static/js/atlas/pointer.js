// @ts-check
/** This file handles the pointer on the map: hover, selection, drill-down, opening clusters. */

import { choose, hover, state } from "#view/state";
import { hideTip, showAreaTip, showPlaceTip } from "#view/tooltip";
import { areaAt, placeAt } from "#view/under-pointer";

/** @typedef {import("#maplibre").MapMouseEvent} MapMouseEvent */

/**
 * @param {import("#maplibre").Map} map
 */
export function startPointer(map) {
  map.on("mousemove", (event) => move(map, event));
  map.on("mouseout", () => leave(map));
  map.on("movestart", () => hideTip());
  map.on("click", (event) => click(map, event));
  map.on("dblclick", (event) => enter(map, event));
}

/**
 * @param {import("#maplibre").Map} map
 * @param {MapMouseEvent} event
 */
function move(map, event) {
  const place = placeAt(map, event);
  const code = place ? null : areaAt(map, event);
  map.getCanvas().style.cursor = place || code ? "pointer" : "";
  hover(code, "map");
  if (place) showPlaceTip(place, event.point);
  else if (code) showAreaTip(code, event.point);
  else hideTip();
}

/** @param {import("#maplibre").Map} map */
function leave(map) {
  map.getCanvas().style.cursor = "";
  hover(null, "map");
  hideTip();
}

/**
 * @param {import("#maplibre").Map} map
 * @param {MapMouseEvent} event
 */
function click(map, event) {
  const place = placeAt(map, event);
  if (place?.properties.count > 1) {
    map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 });
    return;
  }
  // Touch has no hover, so a tap on a symbol shows its tooltip.
  if (place) return showPlaceTip(place, event.point, true);
  const code = areaAt(map, event);
  choose({ sel: code ?? "" });
}

/**
 * Drill into the area; elsewhere a double click zooms as usual.
 * @param {import("#maplibre").Map} map
 * @param {MapMouseEvent} event
 */
function enter(map, event) {
  const code = placeAt(map, event) ? null : areaAt(map, event);
  if (!code || !state.shown?.can_drill) return;
  event.preventDefault();
  choose({ area: code });
}
