// @ts-check
/**
 * This file reads the server's data for the page: addresses, texts and the view.
 *
 * @typedef {Object} Config
 * @property {"fa"|"en"} language
 * @property {Record<string, string>} view  query parameters of the page
 * @property {string[]} parameters  every query parameter of the map page, in its order
 * @property {Record<string, string>} defaults  the value of an absent parameter
 * @property {string[]} steps  parameters whose change is a step of the history
 * @property {Record<string, string[]>} followers  parameters that a choice resets to their default
 * @property {{map: string, panels: string, picture: string, card: string, tiles: Record<string, string>, worker: string}} addresses
 * @property {Record<string, string>} symbols  address of each map picture by its name
 * @property {Record<string, Record<string, string>>} words  meanings of property values
 * @property {Record<string, string>} texts
 * @property {Record<string, string>} locale  words of the map library
 * The drawing page has other addresses, and `draw` instead of a view; see draw/state.js.
 *
 * The server's data on the current view; every change of the panels replaces it.
 * @typedef {Object} Shown
 * @property {string} layer  id of the coloured layer
 * @property {string} level
 * @property {string} parent  code of the place whose parts are shown
 * @property {string} parent_level
 * @property {[number, number, number, number]} bounds  west, south, east, north in degrees
 * @property {string} tiles  address of the TileJSON of the coloured layer, in the edition shown
 * @property {string} values  address of the figures
 * @property {Record<string, string>} view  query parameters that the panels were made with
 * @property {string} indicator
 * @property {string} year  of the figures, in words; "" without figures
 * @property {string} unit
 * @property {number} decimals
 * @property {boolean} can_drill
 */

/**
 * The JSON of a script element.
 * @param {string} id
 * @param {ParentNode} [root]
 */
export function readJson(id, root = document) {
  const element = root.querySelector(`#${id}`);
  return element ? JSON.parse(element.textContent || "null") : null;
}

/** @type {Config} */
export const config = readJson("page-config") ?? {};

const locale = config.language === "en" ? "en" : "fa-IR";

/**
 * Format a number in the digits of the page.
 * @param {number} value
 * @param {number} [decimals]
 */
export function numberText(value, decimals = 0) {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(locale, options).format(value);
}

/**
 * A sentence of the server with its quotations isolated: coordinates or a file's name in Latin
 * letters would otherwise be displayed in the wrong order.
 * @param {string} words
 */
export function isolated(words) {
  return words.replace(/([«“])([^«»“”\u2068]*)([»”])/g, "$1\u2068$2\u2069$3");
}

/**
 * A text of the server with its gaps filled: "{rank} از {all}".
 * @param {string} name
 * @param {Record<string, string>} [gaps]
 */
export function text(name, gaps = {}) {
  return config.texts[name].replace(/\{(\w+)\}/g, (_, gap) => gaps[gap] ?? "");
}
