// @ts-check
/** This file reads what the server says about its layers: tiles, zooms, whom to name. */
import { config } from "#config";
import { getJson } from "#request";
import { state } from "#state";

/**
 * @typedef {Object} TileJson
 * @property {string[]} tiles
 * @property {number} minzoom
 * @property {number} maxzoom
 * @property {[number, number, number, number]} bounds
 * @property {string} attribution
 * @property {string} attribution_en
 * @property {boolean} synthetic
 */

/** @type {Map<string, Promise<TileJson>>} */
const asked = new Map();

/**
 * Where the TileJSON of a layer stands: the coloured one in the edition of its figures, all others
 * as they are today.
 * @param {string} layer
 */
export function addressOf(layer) {
  return state.shown?.layer === layer ? state.shown.tiles : config.addresses.tiles[layer];
}

/**
 * The TileJSON of a layer; asked for once, again after a failure.
 * @param {string} layer
 * @returns {Promise<TileJson>}
 */
function tileJson(layer) {
  const address = addressOf(layer);
  let answer = asked.get(address);
  if (!answer) {
    answer = getJson(address);
    answer.catch(() => asked.delete(address));
    asked.set(address, answer);
  }
  return answer;
}

/**
 * A layer as a source of the map. Features are known by their code.
 * @param {string} layer
 * @returns {Promise<any>}
 */
export async function vectorSource(layer) {
  const { tiles, minzoom, maxzoom, bounds } = await tileJson(layer);
  return { type: "vector", tiles, minzoom, maxzoom, bounds, promoteId: "code" };
}

/**
 * Whom to name for a layer, in the page's language.
 * @param {string} layer
 */
export async function attribution(layer) {
  const found = await tileJson(layer);
  return config.language === "en" ? found.attribution_en : found.attribution;
}
