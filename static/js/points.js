// @ts-check
/** This file puts the overlays on the map: prisons, schools, houses, towns and blocks. */
import { config } from "#config";
import { overlays } from "#overlays";
import { pointLayers } from "#point-layers";
import { listen } from "#state";
import { vectorSource } from "#tilejson";

/** Layers whose features can be pointed at, the uppermost first. */
export const POINT_LAYERS = ["houses", "prisons", "schools", "places"].flatMap((layer) => [
  `${layer}-symbols`,
  `${layer}-clusters`,
]);

/** @param {import("#maplibre").Map} map */
export function startPoints(map) {
  listen("view", ({ changes }) => "layers" in changes && show(map));
  return show(map);
}

/** @param {import("#maplibre").Map} map */
async function show(map) {
  const visible = overlays();
  await Promise.all([...visible.keys()].map((layer) => need(map, layer)));
  for (const layer of Object.keys(config.addresses.tiles)) {
    const percent = overlays().get(layer);
    for (const part of pointLayers(layer)) {
      if (!map.getLayer(part.id)) continue;
      map.setLayoutProperty(part.id, "visibility", percent === undefined ? "none" : "visible");
      if (percent !== undefined) fade(map, part, percent / 100);
    }
  }
}

/**
 * @param {import("#maplibre").Map} map
 * @param {string} layer
 */
async function need(map, layer) {
  if (map.getSource(layer)) return;
  const source = await vectorSource(layer);
  if (map.getSource(layer)) return;
  map.addSource(layer, source);
  const below = layer === "blocks" ? "below-figures" : "overlays";
  for (const part of pointLayers(layer)) map.addLayer(part, part.type === "line" ? "outlines" : below);
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
  for (const property of properties[part.type]) map.setPaintProperty(part.id, /** @type {any} */ (property), opacity);
}
