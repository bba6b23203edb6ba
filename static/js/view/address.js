// @ts-check
/**
 * This file converts the view to an address and back. Parameters of the page that are no part of
 * the view stay as they are.
 */
import { config } from "#lib/config";

/**
 * The view: every query parameter as text, defaults filled in.
 * @typedef {Record<string, string>} View
 */

/**
 * The view for some query parameters.
 * @param {Record<string, string>} parameters
 * @returns {View}
 */
export function viewOf(parameters) {
  return Object.fromEntries(
    config.parameters.map((name) => [name, parameters[name] || config.defaults[name]]),
  );
}

/**
 * The view in an address.
 * @param {string} address
 */
export function viewOfAddress(address) {
  const query = new URL(address, location.href).searchParams;
  return viewOf(Object.fromEntries(query));
}

/**
 * The query string of a view without defaults: "?area=23", or "" for the plain page.
 * @param {View} view
 * @param {string[]} [without]
 */
export function queryOf(view, without = []) {
  const given = config.parameters.filter(
    (name) => view[name] !== config.defaults[name] && !without.includes(name),
  );
  return written(new URLSearchParams(given.map((name) => [name, view[name]])));
}

/**
 * The changes from one view to another.
 * @param {View} before
 * @param {View} after
 * @returns {View}
 */
export function difference(before, after) {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => before[name] !== value),
  );
}

/**
 * Put the view into the address bar, as a new history step if the choice deserves one.
 * @param {View} view
 * @param {View} changes
 */
export function writeAddress(view, changes) {
  const own = new URLSearchParams(location.search);
  for (const name of config.parameters) own.delete(name);
  const query = [queryOf(view).slice(1), own.toString()].filter(Boolean).join("&");
  const isStep = Object.keys(changes).some((name) => config.steps.includes(name));
  go(query && `?${query}`, isStep);
}

/**
 * Write a parameter that is no part of the view; "" removes it.
 * @param {string} name
 * @param {string} value
 */
export function writeParameter(name, value) {
  const query = new URLSearchParams(location.search);
  if (value) query.set(name, value);
  else query.delete(name);
  go(written(query), false);
}

/**
 * The page is that of another path now: an area has got its code.
 * @param {string} path
 * @param {string[]} without  parameters that belong to the former path
 */
export function writePath(path, without) {
  const query = new URLSearchParams(location.search);
  for (const name of without) query.delete(name);
  history.replaceState(null, "", path);
  for (const link of document.querySelectorAll("[data-language]")) {
    const other = new URL(/** @type {HTMLAnchorElement} */ (link).href);
    other.pathname = config.language === "en" ? path.replace(/^\/en\//, "/") : `/en${path}`;
    /** @type {HTMLAnchorElement} */ (link).href = other.href;
  }
  go(written(query), false);
}

/** @param {URLSearchParams} query */
function written(query) {
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text && `?${text}`;
}

/**
 * @param {string} query
 * @param {boolean} isStep
 */
function go(query, isStep) {
  const address = location.pathname + query;
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  for (const link of document.querySelectorAll("[data-language]")) {
    const other = new URL(/** @type {HTMLAnchorElement} */ (link).href);
    other.search = query;
    /** @type {HTMLAnchorElement} */ (link).href = other.href;
  }
}
