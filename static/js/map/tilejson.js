// @ts-check
/** This file reads a layer's TileJSON: tiles, zooms, attribution. */
import { config } from "#lib/config";
import { getJson } from "#lib/request";

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
 * The TileJSON at an address; requested once, and again after a failure.
 * @param {string} address
 * @returns {Promise<TileJson>}
 */
function tileJson(address) {
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
 * @param {string} address  of its TileJSON
 * @returns {Promise<any>}
 */
export async function vectorSource(address) {
  const { tiles, minzoom, maxzoom, bounds } = await tileJson(address);
  return { type: "vector", tiles, minzoom, maxzoom, bounds, promoteId: "code" };
}

/**
 * The attribution of a layer, in the page's language.
 * @param {string} address  of its TileJSON
 */
export async function attribution(address) {
  const found = await tileJson(address);
  return config.language === "en" ? found.attribution_en : found.attribution;
}
