// @ts-check
/** This file styles overlays: prisons, schools, houses, towns, blocks, target areas. */
import { config } from "#lib/config";
import { FONT, NAME } from "#map/area-style";

const COUNT = [
  "number-format",
  ["get", "count"],
  { locale: config.language === "en" ? "en" : "fa-IR" },
];
/** Symbols are labelled from this zoom on. */
const NAME_ZOOM = 14;

/** The style of a point layer; clusters are shifted (pixels), because those of several layers
coincide. */
const LOOKS = {
  prisons: { icon: "prison", size: 0.92, shift: [0, 8] },
  schools: { icon: "school", size: 0.92, shift: [10, -5] },
  houses: {
    icon: ["concat", "house-", ["get", "agency"], "-", ["get", "state"]],
    size: 1,
    shift: [-10, -5],
  },
  places: { icon: "place", size: 0.9, shift: [0, 0] },
};

/**
 * The map layers of an overlay.
 * @param {string} layer
 * @returns {any[]}
 */
export function overlayLayers(layer) {
  if (layer === "blocks") return blockLayers();
  if (layer === "target_areas") return targetLayers();
  const look = LOOKS[/** @type {keyof typeof LOOKS} */ (layer)];
  if (!look) return [];
  const isTown = layer === "places";
  return [
    {
      id: `${layer}-clusters`,
      type: "symbol",
      source: layer,
      "source-layer": `${layer}_clusters`,
      layout: {
        "icon-image": `cluster-${layer}`,
        "icon-allow-overlap": true,
        "icon-size": [
          "interpolate",
          ["linear"],
          ["get", "count"],
          2,
          0.56,
          20,
          0.7,
          200,
          0.95,
          5000,
          1.3,
        ],
        "text-field": COUNT,
        "text-font": FONT,
        "text-size": 11.5,
        "text-allow-overlap": true,
      },
      paint: {
        "text-color": "#ffffff",
        "icon-translate": look.shift,
        "text-translate": look.shift,
      },
    },
    {
      id: `${layer}-symbols`,
      type: "symbol",
      source: layer,
      "source-layer": layer,
      layout: {
        "icon-image": look.icon,
        "icon-size": look.size,
        "icon-allow-overlap": !isTown,
        "icon-padding": 2,
        "text-field": isTown ? NAME : ["step", ["zoom"], "", NAME_ZOOM, NAME],
        "text-font": FONT,
        "text-size": 11.5,
        "text-anchor": "top",
        "text-offset": [0, isTown ? 0.5 : 1],
        "text-optional": true,
        "text-max-width": 9,
      },
      paint: {
        "text-color": "#3a4854",
        "text-halo-color": "rgba(255,255,255,.92)",
        "text-halo-width": 1.4,
      },
    },
  ];
}

/**
 * Blocks, and at low zoom the squares that sum them: darker where more people live. Their fill is
 * below the figures, which can be faded; their edges are above.
 */
function blockLayers() {
  const cells = { source: "blocks", "source-layer": "blocks_cells" };
  const blocks = { source: "blocks", "source-layer": "blocks" };
  // Squares are smaller at higher zooms, and hold fewer people.
  const byZoom = [
    "interpolate",
    ["linear"],
    ["zoom"],
    5,
    shade(80000),
    9,
    shade(15000),
    13,
    shade(1500),
  ];
  const edges = { "line-color": "#ffffff", "line-width": 0.6 };
  return [
    { id: "blocks-cells", type: "fill", ...cells, paint: { "fill-color": byZoom } },
    { id: "blocks-fill", type: "fill", ...blocks, paint: { "fill-color": shade(800) } },
    { id: "blocks-cell-edges", type: "line", ...cells, paint: edges },
    { id: "blocks-edges", type: "line", ...blocks, paint: edges },
  ];
}

/** Target areas: the border shows the state, as in the list of symbols. */
function targetLayers() {
  const shapes = { source: "target_areas", "source-layer": "target_areas" };
  const isIn = (/** @type {string[]} */ ...states) => ["in", ["get", "state"], ["literal", states]];
  const draft = isIn("draft", "returned", "withdrawn");
  const published = isIn("published");
  const borders = { "line-color": "#0b6572", "line-width": 2.4 };
  return [
    {
      id: "target_areas-fill",
      type: "fill",
      ...shapes,
      paint: {
        "fill-color": [
          "case",
          published,
          "rgba(11,101,114,.22)",
          draft,
          "rgba(11,101,114,.04)",
          "rgba(11,101,114,.14)",
        ],
      },
    },
    {
      id: "target_areas-casing",
      type: "line",
      ...shapes,
      paint: { "line-color": "#ffffff", "line-width": 4.6 },
    },
    { id: "target_areas-published", type: "line", ...shapes, filter: published, paint: borders },
    {
      id: "target_areas-proposed",
      type: "line",
      ...shapes,
      filter: ["!", ["any", published, draft]],
      paint: { ...borders, "line-dasharray": [3, 1.6] },
    },
    {
      id: "target_areas-draft",
      type: "line",
      ...shapes,
      filter: draft,
      paint: { ...borders, "line-dasharray": [1, 1.8] },
    },
    {
      id: "target_areas-names",
      type: "symbol",
      source: "target_areas",
      "source-layer": "target_areas_labels",
      minzoom: 10,
      layout: {
        "text-field": NAME,
        "text-font": FONT,
        "text-size": 12,
        "text-max-width": 9,
        "text-optional": true,
      },
      paint: {
        "text-color": "#084c56",
        "text-halo-color": "rgba(255,255,255,.92)",
        "text-halo-width": 1.4,
      },
    },
  ];
}

/** @param {number} full  persons at which the colour is full */
function shade(full) {
  const root = ["sqrt", ["coalesce", ["get", "persons"], 0]];
  return [
    "interpolate",
    ["linear"],
    root,
    0,
    "rgba(11,101,114,.05)",
    Math.sqrt(full),
    "rgba(8,76,86,.85)",
  ];
}
