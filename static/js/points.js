// @ts-check
/** This file puts the overlays on the map: prisons, schools, houses, towns and blocks. */
import { config, text } from "#config";
import { overlays, under } from "#overlays";
import { listen } from "#state";
import { FONT, NAME } from "#style";
import { vectorSource } from "#tilejson";
import { toast } from "#toast";

const COUNT = ["number-format", ["get", "count"], { locale: config.language === "en" ? "en" : "fa-IR" }];
/** From this zoom a symbol carries its name. */
const NAME_ZOOM = 14;

/** How points of a layer look; clusters are shifted (pixels), for those of several layers coincide. */
const LOOKS = {
  prisons: { icon: "prison", size: 0.92, shift: [0, 8] },
  schools: { icon: "school", size: 0.92, shift: [10, -5] },
  houses: { icon: ["concat", "house-", ["get", "agency"], "-", ["get", "state"]], size: 1, shift: [-10, -5] },
  places: { icon: "place", size: 0.9, shift: [0, 0] },
};

/** Layers whose features can be pointed at. */
export const POINT_LAYERS = Object.keys(LOOKS).flatMap((layer) => [
  `${layer}-symbols`,
  `${layer}-clusters`,
]);

/** @param {import("#maplibre").Map} map */
export function startPoints(map) {
  listen("view", ({ changes }) => ("layers" in changes || "under" in changes) && show(map));
  return show(map);
}

/**
 * One layer that does not come keeps none of the others away.
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
    for (const part of layersOf(layer)) {
      if (!map.getLayer(part.id)) continue;
      map.setLayoutProperty(part.id, "visibility", percent === undefined ? "none" : "visible");
      if (percent !== undefined) fade(map, part, percent / 100);
    }
  }
  stack(map);
}

/**
 * Lay the visible overlays upon each other, the first of them uppermost. Blocks that lie on the
 * figures leave the names of areas above them, as long as no symbol lies below.
 * @param {import("#maplibre").Map} map
 */
function stack(map) {
  const upwards = [...overlays().keys()].reverse();
  let place = "outlines";
  for (const layer of upwards) {
    const isUnder = under().includes(layer);
    if (!isUnder && layer !== "blocks") place = "overlays";
    for (const part of layersOf(layer)) move(map, part, isUnder ? "under-figures" : place);
  }
}

/**
 * Edges of blocks are seen through the figures they lie under.
 * @param {import("#maplibre").Map} map
 * @param {{id: string, type: string}} part
 * @param {string} place  the mark to lie below
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
  if (map.getSource(layer)) return;
  const source = await vectorSource(layer);
  if (map.getSource(layer)) return;
  map.addSource(layer, source);
  for (const part of layersOf(layer)) map.addLayer(part, "overlays");
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

/**
 * The map layers of an overlay.
 * @param {string} layer
 * @returns {any[]}
 */
function layersOf(layer) {
  if (layer === "blocks") return blockLayers();
  const look = LOOKS[/** @type {keyof typeof LOOKS} */ (layer)];
  if (!look) return [];
  const isTown = layer === "places";
  return [
    {
      id: `${layer}-clusters`, type: "symbol", source: layer, "source-layer": `${layer}_clusters`,
      layout: {
        "icon-image": `cluster-${layer}`, "icon-allow-overlap": true,
        "icon-size": ["interpolate", ["linear"], ["get", "count"], 2, 0.56, 20, 0.7, 200, 0.95, 5000, 1.3],
        "text-field": COUNT, "text-font": FONT, "text-size": 11.5, "text-allow-overlap": true,
      },
      paint: { "text-color": "#ffffff", "icon-translate": look.shift, "text-translate": look.shift },
    },
    {
      id: `${layer}-symbols`, type: "symbol", source: layer, "source-layer": layer,
      layout: {
        "icon-image": look.icon, "icon-size": look.size, "icon-allow-overlap": !isTown, "icon-padding": 2,
        "text-field": isTown ? NAME : ["step", ["zoom"], "", NAME_ZOOM, NAME], "text-font": FONT, "text-size": 11.5,
        "text-anchor": "top", "text-offset": [0, isTown ? 0.5 : 1], "text-optional": true, "text-max-width": 9,
      },
      paint: { "text-color": "#3a4854", "text-halo-color": "rgba(255,255,255,.92)", "text-halo-width": 1.4 },
    },
  ];
}

/**
 * Blocks, and far out the squares that sum them: darker where more people live.
 */
function blockLayers() {
  const cells = { source: "blocks", "source-layer": "blocks_cells" };
  const blocks = { source: "blocks", "source-layer": "blocks" };
  // Squares grow smaller as one comes nearer, and hold fewer people.
  const byZoom = ["interpolate", ["linear"], ["zoom"], 5, shade(80000), 9, shade(15000), 13, shade(1500)];
  const edges = { "line-color": "#ffffff", "line-width": 0.6 };
  return [
    { id: "blocks-cells", type: "fill", ...cells, paint: { "fill-color": byZoom } },
    { id: "blocks-fill", type: "fill", ...blocks, paint: { "fill-color": shade(800) } },
    { id: "blocks-cell-edges", type: "line", ...cells, paint: edges },
    { id: "blocks-edges", type: "line", ...blocks, paint: edges },
  ];
}

/** @param {number} full  persons at which the colour is full */
function shade(full) {
  const root = ["sqrt", ["coalesce", ["get", "persons"], 0]];
  return ["interpolate", ["linear"], root, 0, "rgba(11,101,114,.05)", Math.sqrt(full), "rgba(8,76,86,.85)"];
}
