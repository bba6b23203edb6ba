// @ts-check
/** This file creates the map of the drawing page: the ground, and the shape above it. */

import { boundsOf, geometryOf, ringsOf } from "#draw/geometry";
import { startBlockColoursWhenChosen } from "#draw/late-scripts";
import { drawing, given, listen, now, seenShape } from "#draw/state";
import { startTips } from "#draw/tips";
import { numberText } from "#lib/config";
import { isPhone, prefersStill } from "#lib/screen";
import { FONT, NAME } from "#map/area-style";
import { newMap } from "#map/bare-map";
import { startScale } from "#map/scale";
import { isSoftware } from "#map/webgl";
import { startAreas } from "#view/areas";
import { jump, position } from "#view/camera";
import { startFigures } from "#view/figures";
import { startCounts } from "#view/legend-counts";
import { startOverlays } from "#view/overlays";
import { startSources } from "#view/shown-sources";
import { choose, state } from "#view/state";

const ACCENT = "#0b6572";
const DANGER = "#a8261c";
const SUGGESTED = "#8a1c5c";
/** Order of layers: handles above the shape, the shape above the ground. */
export const BELOW_HANDLES = "handles";
/** Pixels of the map that a panel covers at each edge; panels stand beside it. */
const NOTHING_COVERED = { top: 0, right: 0, bottom: 0, left: 0 };
/** Shapes with this many vertices are shown without their vertices. */
const MOST_SHOWN = 3000;

/** Create the map in its element; resolves when it is ready for drawing. */
export async function createMap() {
  const isSlow = isSoftware();
  const map = newMap({ bounds: given.bounds, padding: padding(), isSlow });
  if (!given.saved) jump(map, state.view.map);
  await map.once("style.load");
  startFigures(map);
  startCounts(map, () => NOTHING_COVERED);
  await Promise.all([startAreas(map), startOverlays(map)]);
  shapeLayers(map);
  startBlockColoursWhenChosen(map);
  startTips(map);
  startScale(map);
  startButtons(map);
  listen("shape", () => paint(map));
  listen("tool", () => paint(map));
  listen("findings", (findings) => paintFindings(map, findings));
  listen("unusable", ({ point }) => paintMistake(map, point));
  listen("answer", () => paintMistake(map, null));
  listen("suggested", (suggested) => paintSuggested(map, suggested));
  drawing.view = () => map.getBounds().toArray().flat();
  paint(map);
  startSources();
  keepPosition(map);
  return map;
}

/**
 * A reload of the page shows the same part of the map.
 * @param {import("#maplibre").Map} map
 */
function keepPosition(map) {
  map.on("moveend", () => choose({ map: position(map) }));
}

/** @param {import("#maplibre").Map} map */
function shapeLayers(map) {
  for (const id of [
    "others",
    "suggested",
    "pieces",
    "shape",
    "vertices",
    "findings",
    "mistake",
    "snapped",
  ])
    map.addSource(id, { type: "geojson", data: collection([]), tolerance: 0 });
  hatch(map);
  const round = { "line-join": "round", "line-cap": "round" };
  const layers = [
    {
      id: "others-line",
      type: "line",
      source: "others",
      layout: round,
      paint: { "line-color": "#3f3a98", "line-width": 1.6, "line-dasharray": [3, 2] },
    },
    {
      id: "others-label",
      type: "symbol",
      source: "others",
      layout: { "text-field": NAME, "text-font": FONT, "text-size": 12 },
      paint: { "text-color": "#3f3a98", "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
    },
    {
      id: "others-fill",
      type: "fill",
      source: "others",
      paint: { "fill-color": "#3f3a98", "fill-opacity": 0.08 },
    },
    {
      id: "suggested-fill",
      type: "fill",
      source: "suggested",
      paint: { "fill-color": SUGGESTED, "fill-opacity": ["case", ["get", "isSeen"], 0.3, 0.1] },
    },
    {
      id: "suggested-line",
      type: "line",
      source: "suggested",
      layout: round,
      paint: { "line-color": SUGGESTED, "line-width": ["case", ["get", "isSeen"], 4, 2] },
    },
    {
      id: "suggested-label",
      type: "symbol",
      source: "suggested",
      layout: {
        "text-field": ["get", "number"],
        "text-font": FONT,
        "text-size": 16,
        "text-allow-overlap": true,
      },
      paint: { "text-color": SUGGESTED, "text-halo-color": "#ffffff", "text-halo-width": 2 },
    },
    {
      id: "pieces-fill",
      type: "fill",
      source: "pieces",
      paint: { "fill-color": ACCENT, "fill-opacity": 0.08 },
    },
    {
      id: "pieces-line",
      type: "line",
      source: "pieces",
      layout: round,
      paint: { "line-color": ACCENT, "line-width": 1.4, "line-dasharray": [2, 2] },
    },
    {
      id: "shape-fill",
      type: "fill",
      source: "shape",
      paint: { "fill-color": ACCENT, "fill-opacity": 0.14 },
    },
    {
      id: "findings-fill",
      type: "fill",
      source: "findings",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: {
        "fill-pattern": "hatch-overlap",
        "fill-opacity": ["case", ["get", "isError"], 1, 0.5],
      },
    },
    {
      id: "shape-casing",
      type: "line",
      source: "shape",
      layout: round,
      paint: { "line-color": "#ffffff", "line-width": 5.5 },
    },
    {
      id: "shape-line",
      type: "line",
      source: "shape",
      layout: round,
      paint: { "line-color": ACCENT, "line-width": 2.6 },
    },
    {
      id: "findings-line",
      type: "line",
      source: "findings",
      layout: round,
      paint: { "line-color": DANGER, "line-width": 1.6 },
    },
    {
      id: "snapped-line",
      type: "line",
      source: "snapped",
      layout: round,
      paint: { "line-color": ACCENT, "line-width": 5 },
    },
    {
      id: "vertices",
      type: "circle",
      source: "vertices",
      paint: {
        "circle-radius": 4,
        "circle-color": "#ffffff",
        "circle-stroke-color": ACCENT,
        "circle-stroke-width": 2,
      },
    },
    {
      id: BELOW_HANDLES,
      type: "circle",
      source: "mistake",
      paint: {
        "circle-radius": 9,
        "circle-color": DANGER,
        "circle-opacity": 0.25,
        "circle-stroke-color": DANGER,
        "circle-stroke-width": 2,
      },
    },
  ];
  for (const layer of layers) map.addLayer(/** @type {any} */ (layer));
}

/**
 * Overlap is hatched in red, never marked by colour alone.
 * @param {import("#maplibre").Map} map
 */
function hatch(map) {
  const side = 16;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "rgba(168,38,28,.16)";
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = DANGER;
  pen.lineWidth = 2.6;
  for (const shift of [-side, 0, side]) {
    pen.beginPath();
    pen.moveTo(shift, side);
    pen.lineTo(shift + side, 0);
    pen.stroke();
  }
  map.addImage("hatch-overlap", pen.getImageData(0, 0, side, side), { pixelRatio: 2 });
}

/** @param {any[]} features */
function collection(features) {
  return /** @type {any} */ ({ type: "FeatureCollection", features });
}

/** @param {any} geometry */
function feature(geometry, properties = {}) {
  return { type: "Feature", geometry, properties };
}

/**
 * Set the data of one of the page's own sources.
 * @param {import("#maplibre").Map} map
 * @param {string} id
 * @param {any[]} features
 */
export function put(map, id, features) {
  const source = /** @type {import("#maplibre").GeoJSONSource | undefined} */ (map.getSource(id));
  source?.setData(collection(features));
}

/** @param {import("#maplibre").Map} map */
function paint(map) {
  const shape = seenShape();
  put(map, "shape", shape.length ? [feature(geometryOf(shape))] : []);
  const isHandled = ["select", "brush"].includes(drawing.tool);
  const count = ringsOf(shape).reduce((sum, { ring }) => sum + ring.length, 0);
  const points =
    isHandled || count > MOST_SHOWN ? [] : ringsOf(shape).flatMap(({ ring }) => ring.slice(1));
  put(
    map,
    "vertices",
    points.map((coordinates) => feature({ type: "Point", coordinates })),
  );
}

/**
 * @param {import("#maplibre").Map} map
 * @param {import("#draw/findings").Finding[]} findings
 */
function paintFindings(map, findings) {
  put(
    map,
    "findings",
    findings
      .filter(({ geometry }) => geometry)
      .map(({ geometry, severity }) => feature(geometry, { isError: severity === "error" })),
  );
}

/**
 * @param {import("#maplibre").Map} map
 * @param {[number, number] | null} point
 */
function paintMistake(map, point) {
  put(map, "mistake", point ? [feature({ type: "Point", coordinates: point })] : []);
}

/**
 * @param {import("#maplibre").Map} map
 * @param {{shapes: import("#draw/geometry").Shape[], seen: number, isToFit: boolean, first?: number}} suggested
 */
function paintSuggested(map, { shapes, seen, isToFit, first = 1 }) {
  const features = shapes.map((shape, at) =>
    feature(geometryOf(shape), { number: numberText(at + first), isSeen: at === seen }),
  );
  put(map, "suggested", features);
  if (isToFit) fit(map, boundsOf(seen < 0 ? shapes.flat() : shapes[seen]));
}

/** @param {import("#maplibre").Map} map */
function startButtons(map) {
  document.getElementById("map-section")?.addEventListener("click", (event) => {
    const name = /** @type {Element} */ (event.target)
      .closest("[data-map]")
      ?.getAttribute("data-map");
    if (name === "in") map.zoomIn();
    if (name === "out") map.zoomOut();
    if (name === "fit") fit(map);
  });
  listen("fit", () => fit(map));
}

/** @param {import("#maplibre").Map} map */
function fit(map, box = boundsOf(now().shape)) {
  const bounds = box ?? given.bounds;
  const isStill = prefersStill();
  map.fitBounds(bounds, { padding: padding(), animate: !isStill, duration: 400, maxZoom: 16.5 });
}

/** Padding for the panels at the map's edges. */
function padding() {
  if (isPhone()) return { top: 76, bottom: 80, left: 24, right: 24 };
  return { top: 96, bottom: 76, left: 48, right: 48 };
}
