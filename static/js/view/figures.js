// @ts-check
/**
 * This file colours the map: figures from the server become the feature state of each area.
 *
 * @typedef {Object} Figure
 * @property {number | null} value
 * @property {number | null} class
 * @property {number | null} rank
 * @property {number} rank_of
 * @property {string[]} flags
 * @property {string} name_fa
 * @property {string} name_en
 * @property {[number, number]} anchor  longitude, latitude
 * @property {[number, number, number, number] | null} bounds
 *
 * @typedef {Object} Figures
 * @property {string} layer
 * @property {{index: number, color: string}[]} classes
 * @property {Record<string, Figure>} areas
 */

import { text } from "#lib/config";
import { getJson, isGivenUp } from "#lib/request";
import { toast } from "#lib/toast";
import { DOTS } from "#map/area-style";
import { muted } from "#view/legend";
import { listen, state, tell } from "#view/state";

/** Shares of the opacity chosen for all figures. */
export const FULL = 1;
export const MUTED = 0.04;
export const DIMMED = 0.28;
const NO_COLOR = "#e3e7e9";

/** @type {Figures | null} */
let figures = null;
/** @type {string | null} */
let pointedClass = null;

/** The figures on the map, once loaded. */
export function currentFigures() {
  return figures;
}

/** Drop the figures, whose areas are no longer on the map. */
export function dropFigures() {
  figures = null;
}

/**
 * The legend row that an area belongs to.
 * @param {Figure} figure
 */
export function legendKey(figure) {
  if (figure.class !== null) return String(figure.class);
  return figure.flags.includes("suppressed") ? "suppressed" : "nodata";
}

/**
 * Keep the colours of a map in step with the view and the legend.
 * @param {import("#maplibre").Map} map
 */
export function startFigures(map) {
  listen("view", ({ changes }) => ("mute" in changes || "figures" in changes) && paint(map));
  listen("class", ({ key }) => {
    pointedClass = key;
    paint(map);
  });
}

/**
 * Fetch the figures of the current view and colour the map with them. If the request fails, the map
 * stays without colours, because those of another view would be wrong.
 * @param {import("#maplibre").Map} map
 * @param {() => void} retry
 */
export async function loadFigures(map, retry) {
  const shown = state.shown;
  if (!shown) return;
  try {
    const answer = await getJson(shown.values, { lane: "figures" });
    if (figures) forget(map, figures);
    figures = answer;
    paint(map);
    tell("figures", figures);
  } catch (error) {
    if (isGivenUp(error)) return;
    if (figures) forget(map, figures);
    dropFigures();
    const words = /** @type {Error} */ (error).message || text("failed");
    toast(words, { isError: true, action: text("retry"), act: retry });
  }
}

/**
 * Codes of the areas of one legend row.
 * @param {string} key
 */
export function codesOf(key) {
  const areas = Object.entries(figures?.areas ?? {});
  return areas.filter(([, figure]) => legendKey(figure) === key).map(([code]) => code);
}

/**
 * Where the areas of a layer are drawn: in its tiles; neighbourhoods also as dots.
 * @param {import("#maplibre").Map} map
 * @param {string} layer
 */
function targets(map, layer) {
  const tiles = { source: layer, sourceLayer: layer };
  return layer === "neighbourhoods" && map.getSource(DOTS) ? [tiles, { source: DOTS }] : [tiles];
}

/**
 * @param {import("#maplibre").Map} map
 * @param {Figures} old
 */
function forget(map, old) {
  if (!map.getSource(old.layer)) return;
  for (const target of targets(map, old.layer)) map.removeFeatureState(target);
}

/**
 * @param {import("#maplibre").Map} map
 * @param {string} layer
 * @param {string} id  code of the area
 * @param {object} given
 */
export function setState(map, layer, id, given) {
  for (const target of targets(map, layer)) map.setFeatureState({ ...target, id }, given);
}

/**
 * The share of the opacity for an area of a legend row.
 * @param {string} key
 * @param {string[]} off
 */
function part(key, off) {
  if (off.includes(key)) return MUTED;
  return pointedClass && pointedClass !== key ? DIMMED : FULL;
}

/** @param {import("#maplibre").Map} map */
export function paint(map) {
  if (!figures || !map.getSource(figures.layer)) return;
  const colors = new Map(figures.classes.map(({ index, color }) => [index, color]));
  const off = muted();
  const strength = Number(state.view.figures) / 100;
  for (const [code, figure] of Object.entries(figures.areas)) {
    const key = legendKey(figure);
    setState(map, figures.layer, code, {
      color: colors.get(figure.class ?? -1) ?? NO_COLOR,
      edge: figure.class === null ? "#8d999f" : "#3a4854",
      opacity: strength * part(key, off),
      chosen: code === state.view.sel,
      pointed: code === state.hovered,
    });
  }
}
