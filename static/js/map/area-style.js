// @ts-check
/** This file defines the style of areas: ground, figures, labels. Class colours come with the
figures. */
import { config } from "#lib/config";

export const AREA_LAYERS = ["provinces", "counties", "neighbourhoods"];
export const FONT = ["Vazirmatn Medium"];
export const NAME = ["get", config.language === "en" ? "name_en" : "name_fa"];
export const INK = "#15212b";
/** Source and layer of the dots that represent neighbourhoods. */
export const DOTS = "dots";
/**
 * Below this zoom neighbourhoods are too small to see and are drawn as dots without names; their
 * tiles carry label points from zoom 9 on (layers/ground_layers.py).
 */
export const DOTS_BELOW = 9.5;
const NO_COLOR = "#e3e7e9";

/** The base style: water and land; other layers are added when needed. */
export function ground() {
  return {
    version: 8,
    sources: {},
    layers: [{ id: "out", type: "background", paint: { "background-color": "#f1f3f3" } }],
  };
}

/** Ground below the figures: the provinces as quiet land. */
export function landLayers() {
  const source = { source: "provinces", "source-layer": "provinces" };
  return [
    {
      id: "land",
      type: "fill",
      ...source,
      paint: { "fill-color": "#e9edee", "fill-antialias": false },
    },
    {
      id: "land-lines",
      type: "line",
      ...source,
      paint: { "line-color": "#c3cbd0", "line-width": 1 },
    },
  ];
}

/** An area is drawn as its shape, or as a point if no border is known. */
const IS_POLYGON = ["==", ["geometry-type"], "Polygon"];
const IS_POINT = ["==", ["geometry-type"], "Point"];

/** @param {string} name */
const given = (name) => ["boolean", ["feature-state", name], false];
const opacity = ["coalesce", ["feature-state", "opacity"], 0];
const color = ["to-color", ["feature-state", "color"], NO_COLOR];

/**
 * The layers that show figures of one area layer; ids begin with the layer's own.
 * @param {string} layer
 */
export function figureLayers(layer) {
  const source = { source: layer, "source-layer": layer };
  return [
    {
      id: `${layer}-fill`,
      type: "fill",
      ...source,
      paint: { "fill-color": color, "fill-opacity": opacity },
    },
    hatch(layer, "nodata"),
    hatch(layer, "suppressed"),
    {
      id: `${layer}-lines`,
      type: "line",
      ...source,
      paint: {
        "line-color": "#ffffff",
        "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.6, 9, 1.2],
      },
    },
  ];
}

/** Radii in pixels of the points of areas without border, by zoom. */
const POINT_RADII = [
  [4, 5],
  [7, 8],
  [11, 13],
];
/** Half the width of the image that reserves space for a point, in pixels. */
const GUARD_RADIUS = 6;

/** @param {number[][]} stops */
function byZoom(stops) {
  return ["interpolate", ["linear"], ["zoom"], ...stops.flat()];
}

/**
 * The layers above the figures of a layer: outlines, and points for areas without border.
 * @param {string} layer
 */
export function outlineLayers(layer) {
  const source = { source: layer, "source-layer": layer };
  const width = (/** @type {number} */ chosen, /** @type {number} */ pointed) => [
    "case",
    given("chosen"),
    chosen,
    given("pointed"),
    pointed,
    0,
  ];
  const round = { "line-join": "round", "line-cap": "round" };
  return [
    {
      id: `${layer}-casing`,
      type: "line",
      ...source,
      layout: round,
      paint: { "line-color": "#ffffff", "line-width": width(7, 4.5) },
    },
    {
      id: `${layer}-outline`,
      type: "line",
      ...source,
      layout: round,
      paint: { "line-color": INK, "line-width": width(3, 1.8) },
    },
    {
      id: `${layer}-points`,
      type: "circle",
      ...source,
      paint: {
        ...circlePaint(1.2),
        "circle-radius": byZoom(POINT_RADII),
      },
    },
  ];
}

/** At low zoom every neighbourhood as a dot; dots arrive with the figures, also below the tiles'
zooms. */
export function dotLayer() {
  return {
    id: DOTS,
    type: "circle",
    source: DOTS,
    maxzoom: DOTS_BELOW,
    paint: {
      ...circlePaint(0.5),
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 4, 2.2, 7, 4, DOTS_BELOW, 6],
    },
  };
}

/** @param {number} edge  width of the edge in pixels */
function circlePaint(edge) {
  return {
    "circle-color": color,
    "circle-opacity": opacity,
    "circle-stroke-opacity": opacity,
    "circle-stroke-color": [
      "case",
      given("chosen"),
      INK,
      given("pointed"),
      INK,
      ["to-color", ["feature-state", "edge"], "#3a4854"],
    ],
    "circle-stroke-width": ["case", given("chosen"), 3.5, given("pointed"), 2.5, edge],
  };
}

/**
 * @param {string} layer
 * @param {string} kind  "nodata" or "suppressed"
 */
function hatch(layer, kind) {
  return {
    id: `${layer}-${kind}`,
    type: "fill",
    source: layer,
    "source-layer": layer,
    layout: { visibility: "none" },
    paint: { "fill-pattern": `hatch-${kind}`, "fill-opacity": opacity },
  };
}

const LABEL_PAINT = {
  "text-color": "#24323c",
  "text-halo-color": "rgba(255,255,255,.92)",
  "text-halo-width": 1.6,
};
const LABEL_LAYOUT = {
  "text-field": NAME,
  "text-font": FONT,
  "text-padding": 3,
  "text-max-width": 8,
  "text-size": ["interpolate", ["linear"], ["zoom"], 4, 11, 7, 12.5, 12, 14],
};

/**
 * Names of the areas of a layer: on their label points, or beside the point of an area without
 * border. Symbols of overlays take precedence over both.
 * @param {string} layer
 */
export function labelLayers(layer) {
  return [
    {
      id: `${layer}-labels`,
      type: "symbol",
      source: layer,
      "source-layer": `${layer}_labels`,
      minzoom: layer === "neighbourhoods" ? DOTS_BELOW : 0,
      layout: {
        ...LABEL_LAYOUT,
        "text-variable-anchor": ["center", "bottom", "top"],
        "text-radial-offset": 1.1,
      },
      paint: LABEL_PAINT,
    },
    {
      id: `${layer}-point-labels`,
      type: "symbol",
      source: layer,
      "source-layer": layer,
      layout: {
        ...LABEL_LAYOUT,
        "text-variable-anchor": ["bottom", "top", "left", "right"],
        "text-radial-offset": byZoom([
          [4, 0.85],
          [7, 1],
          [11, 1.3],
        ]),
      },
      paint: LABEL_PAINT,
    },
    // Circles do not block labels; these invisible images keep other names off them.
    {
      id: `${layer}-point-guards`,
      type: "symbol",
      source: layer,
      "source-layer": layer,
      layout: {
        "icon-image": "place",
        "icon-allow-overlap": true,
        "icon-padding": 0,
        "icon-size": byZoom(POINT_RADII.map(([zoom, radius]) => [zoom, radius / GUARD_RADIUS])),
      },
      paint: { "icon-opacity": 0 },
    },
  ];
}

/**
 * The filter for features of an area layer inside a place, by their codes.
 * @param {string} parent
 * @param {string} parentLevel
 * @returns {any[] | null}  null for all
 */
export function insidePlace(parent, parentLevel) {
  if (parentLevel === "country") return null;
  return ["==", ["get", parentLevel === "province" ? "province" : "county"], parent];
}

/**
 * @param {any[] | null} condition
 * @param {"polygon" | "point" | null} shape
 * @param {any[] | null} [other]
 */
export function narrowed(condition, shape, other = null) {
  const shapes = { polygon: IS_POLYGON, point: IS_POINT };
  const parts = [condition, shape && shapes[shape], other].filter(Boolean);
  return parts.length ? /** @type {any} */ (["all", ...parts]) : null;
}
