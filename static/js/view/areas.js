// @ts-check
/** This file adds the area layers to the map and shows the one the view selects. */

import { text } from "#lib/config";
import { toast } from "#lib/toast";
import {
  AREA_LAYERS,
  DOTS,
  dotLayer,
  figureLayers,
  insidePlace,
  labelLayers,
  landLayers,
  narrowed,
  outlineLayers,
} from "#map/area-style";
import { vectorSource } from "#map/tilejson";
import { contextLayers } from "#view/context-style";
import { codesOf, currentFigures, dropFigures, loadFigures, paint, setState } from "#view/figures";
import { listen, state, tilesOf } from "#view/state";

/** Layers are inserted below these marks, so that late ones find their place. */
const MARKS = [
  "land-top",
  "below-figures",
  "under-figures",
  "above-figures",
  "outlines",
  "symbols",
  "labels",
  "overlays",
];

/** Layers that wait for the figures, because they select features by code. */
const BY_CODE = ["nodata", "suppressed", "labels"];

/** @param {import("#maplibre").Map} map */
export async function startAreas(map) {
  for (const id of MARKS) map.addLayer({ id, type: "background", layout: { visibility: "none" } });
  await show(map);
  listen("shown", () => showOrSay(map));
  listen("hover", () => point(map));
  listen("view", ({ changes }) => "sel" in changes && point(map));
}

/**
 * A layer that fails to load leaves the map unchanged, and a message is shown.
 * @param {import("#maplibre").Map} map
 */
async function showOrSay(map) {
  const shown = state.shown;
  try {
    await show(map);
  } catch (error) {
    if (shown !== state.shown) return;
    const words = /** @type {Error} */ (error).message || text("map_failed");
    toast(words, { isError: true, action: text("retry"), act: () => showOrSay(map) });
  }
}

/** @param {import("#maplibre").Map} map */
async function show(map) {
  const shown = state.shown;
  if (!shown) return;
  const contexts =
    shown.parent_level === "county" || shown.level === "neighbourhood" ? ["counties"] : [];
  const layers = [...new Set(["provinces", shown.layer, ...contexts])];
  for (const layer of layers) withdraw(map, layer);
  const figures = loadFigures(map, () => showOrSay(map));
  const sources = await Promise.all(layers.map((layer) => vectorSource(tilesOf(layer))));
  if (shown !== state.shown) return;
  for (const [at, layer] of layers.entries()) supply(map, layer, sources[at]);
  put(map, landLayers(), "land-top");
  addFigures(map, shown.layer);
  addContext(map);
  frame(map, shown);
  await figures;
  if (shown !== state.shown) return;
  if (shown.level === "neighbourhood") placeDots(map);
  paint(map);
  chooseByCode(map, shown);
}

/** The TileJSON address of each source on the map, by layer. */
const supplied = /** @type {Map<string, string>} */ (new Map());

/**
 * Remove the boundaries of another edition from the map before anything else arrives: figures must
 * not appear on shapes of another edition.
 * @param {import("#maplibre").Map} map
 * @param {string} layer
 */
function withdraw(map, layer) {
  if (!map.getSource(layer) || supplied.get(layer) === tilesOf(layer)) return;
  if (currentFigures()?.layer === layer) dropFigures();
  for (const each of map.getStyle().layers) {
    if ("source" in each && each.source === layer) map.removeLayer(each.id);
  }
  map.removeSource(layer);
}

/**
 * @param {import("#maplibre").Map} map
 * @param {string} layer
 * @param {any} source
 */
function supply(map, layer, source) {
  if (map.getSource(layer)) return;
  map.addSource(layer, source);
  supplied.set(layer, tilesOf(layer));
}

/**
 * @param {import("#maplibre").Map} map
 * @param {any[]} layers
 * @param {string} below
 */
function put(map, layers, below) {
  for (const layer of layers) if (!map.getLayer(layer.id)) map.addLayer(layer, below);
}

/**
 * @param {import("#maplibre").Map} map
 * @param {string} layer
 */
function addFigures(map, layer) {
  put(map, figureLayers(layer), "above-figures");
  put(map, outlineLayers(layer), "symbols");
  put(map, labelLayers(layer), "labels");
}

/** @param {import("#maplibre").Map} map */
function addContext(map) {
  const ready = contextLayers().filter((layer) => map.getSource(layer.source));
  put(
    map,
    ready.filter((layer) => layer.type === "fill"),
    "below-figures",
  );
  put(
    map,
    ready.filter((layer) => layer.type === "line"),
    "outlines",
  );
  put(
    map,
    ready.filter((layer) => layer.type === "symbol"),
    "labels",
  );
}

/**
 * Neighbourhoods are smaller than a pixel at low zoom, so their label points represent them.
 * @param {import("#maplibre").Map} map
 */
function placeDots(map) {
  const areas = Object.entries(currentFigures()?.areas ?? {});
  const data = {
    type: "FeatureCollection",
    features: areas.map(([code, { anchor }]) => ({
      type: "Feature",
      properties: { code },
      geometry: { type: "Point", coordinates: anchor },
    })),
  };
  const source = /** @type {any} */ (map.getSource(DOTS));
  if (source) source.setData(data);
  else map.addSource(DOTS, /** @type {any} */ ({ type: "geojson", data, promoteId: "code" }));
  put(map, [dotLayer()], "symbols");
  setLayer(map, DOTS, true, null);
}

/**
 * Show only the areas inside the place, its own border, and the names of its neighbours.
 * @param {import("#maplibre").Map} map
 * @param {import("#lib/config").Shown} shown
 */
function frame(map, shown) {
  const inside = insidePlace(shown.parent, shown.parent_level);
  for (const layer of AREA_LAYERS) {
    const isShown = layer === shown.layer;
    for (const part of ["fill", "lines", "casing", "outline"]) {
      setLayer(map, `${layer}-${part}`, isShown, inside, "polygon");
    }
    for (const part of ["points", "point-labels", "point-guards"]) {
      setLayer(map, `${layer}-${part}`, isShown, inside, "point");
    }
    if (!isShown) for (const part of BY_CODE) setLayer(map, `${layer}-${part}`, false, null);
    const isParent = shown.parent_level === { provinces: "province", counties: "county" }[layer];
    const own = ["==", ["get", "code"], shown.parent];
    for (const part of ["ground", "halo", "parent"])
      setLayer(map, `${layer}-${part}`, isParent, own, "polygon");
  }
  setLayer(map, DOTS, shown.level === "neighbourhood", null);
  const hasCounties = shown.level === "neighbourhood" && shown.parent_level !== "county";
  setLayer(map, "county-lines", hasCounties, inside, "polygon");
  setLayer(map, "county-names", hasCounties, inside);
  const isNarrow = shown.parent_level !== "country";
  setLayer(map, "neighbour-names", isNarrow, ["!=", ["get", "code"], shown.parent.slice(0, 2)]);
}

/**
 * @param {import("#maplibre").Map} map
 * @param {string} id
 * @param {boolean} isVisible
 * @param {any[] | null} condition
 * @param {any} [shape]
 */
function setLayer(map, id, isVisible, condition, shape = null) {
  if (!map.getLayer(id)) return;
  map.setLayoutProperty(id, "visibility", isVisible ? "visible" : "none");
  if (isVisible) map.setFilter(id, narrowed(condition, shape));
}

/**
 * Hatch the areas without a figure (a pattern cannot follow feature state), and name those drawn as
 * more than a point.
 * @param {import("#maplibre").Map} map
 * @param {import("#lib/config").Shown} shown
 */
function chooseByCode(map, shown) {
  const figures = currentFigures();
  if (figures?.layer !== shown.layer) return;
  for (const kind of ["nodata", "suppressed"]) {
    const codes = codesOf(kind);
    setLayer(map, `${shown.layer}-${kind}`, codes.length > 0, among(codes), "polygon");
  }
  const bare = Object.keys(figures.areas).filter((code) => !figures.areas[code].bounds);
  const inside = insidePlace(shown.parent, shown.parent_level);
  const named = bare.length ? narrowed(["!", among(bare)], null, inside) : inside;
  setLayer(map, `${shown.layer}-labels`, true, named);
}

/** @param {string[]} codes */
function among(codes) {
  return ["in", ["get", "code"], ["literal", codes]];
}

let marked = /** @type {string[]} */ ([]);

/**
 * Outline the hovered and the selected area.
 * @param {import("#maplibre").Map} map
 */
function point(map) {
  const figures = currentFigures();
  if (!figures || !map.getSource(figures.layer)) return;
  const codes = [state.view.sel, state.hovered].filter((code) => code && code in figures.areas);
  for (const code of new Set([...marked, .../** @type {string[]} */ (codes)])) {
    setState(map, figures.layer, code, {
      chosen: code === state.view.sel,
      pointed: code === state.hovered,
    });
  }
  marked = /** @type {string[]} */ (codes);
}
