// @ts-check
/** This file adds the overlays: prisons, schools, houses, towns, blocks, target areas. */

import { config, text } from "#lib/config";
import { toast } from "#lib/toast";
import { overlayLayers } from "#map/overlay-style";
import { vectorSource } from "#map/tilejson";
import { overlays, under } from "#view/layer-list";
import { listen } from "#view/state";

/** Layers whose features respond to the pointer. */
export const OVERLAY_LAYERS = [
  ...["prisons", "schools", "houses", "places"].flatMap((layer) => [
    `${layer}-symbols`,
    `${layer}-clusters`,
  ]),
  "target_areas-fill",
];

/** @param {import("#maplibre").Map} map */
export function startOverlays(map) {
  listen("view", ({ changes }) => ("layers" in changes || "under" in changes) && show(map));
  return show(map);
}

/**
 * One layer that fails to load does not stop the others.
 * @param {import("#maplibre").Map} map
 */
async function show(map) {
  const needed = await Promise.allSettled([...overlays().keys()].map((layer) => need(map, layer)));
  const failed = needed.find((each) => each.status === "rejected");
  if (failed) {
    console.warn(failed.reason);
    const words = failed.reason.message || text("map_failed");
    toast(words, { isError: true, action: text("retry"), act: () => show(map) });
  }
  for (const layer of Object.keys(config.addresses.tiles)) {
    const percent = overlays().get(layer);
    for (const part of overlayLayers(layer)) {
      if (!map.getLayer(part.id)) continue;
      map.setLayoutProperty(part.id, "visibility", percent === undefined ? "none" : "visible");
      if (percent !== undefined) fade(map, part, percent / 100);
    }
  }
  stack(map);
}

/**
 * Stack the visible overlays, the first on top. Blocks above the figures stay below the names of
 * areas, unless a symbol layer is below the blocks.
 * @param {import("#maplibre").Map} map
 */
function stack(map) {
  const upwards = [...overlays().keys()].reverse();
  let place = "outlines";
  for (const layer of upwards) {
    const isUnder = under().includes(layer);
    if (!isUnder && layer !== "blocks") place = "overlays";
    for (const part of overlayLayers(layer)) move(map, part, isUnder ? "under-figures" : place);
  }
}

/**
 * Edges of blocks below the figures are drawn above them, so they stay visible.
 * @param {import("#maplibre").Map} map
 * @param {{id: string, type: string}} part
 * @param {string} place  the mark to insert below
 */
function move(map, part, place) {
  if (!map.getLayer(part.id)) return;
  map.moveLayer(part.id, place === "under-figures" && part.type === "line" ? "outlines" : place);
}

/**
 * @param {import("#maplibre").Map} map
 * @param {string} layer
 */
async function need(map, layer) {
  const missing = () => overlayLayers(layer).filter(({ id }) => !map.getLayer(id));
  if (!missing().length) return;
  const source = await vectorSource(config.addresses.tiles[layer]);
  // The block brush has the same source.
  if (!map.getSource(layer)) map.addSource(layer, source);
  for (const part of missing()) map.addLayer(part, "overlays");
}

/**
 * @param {import("#maplibre").Map} map
 * @param {{id: string, type: string}} part
 * @param {number} opacity  0 to 1
 */
function fade(map, part, opacity) {
  /** @type {Record<string, string[]>} */
  const properties = {
    symbol: ["icon-opacity", "text-opacity"],
    fill: ["fill-opacity"],
    line: ["line-opacity"],
  };
  for (const property of properties[part.type])
    map.setPaintProperty(part.id, /** @type {any} */ (property), opacity);
}
