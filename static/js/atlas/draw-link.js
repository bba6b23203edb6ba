// @ts-check
/** This file keeps the link to the drawing page on the view and the position of the map. */

import { sharedView } from "#atlas/copy-link";
import { position } from "#view/camera";

/** @param {import("#maplibre").Map | null} map  null where there is none */
export function startDrawLink(map) {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-draw-here]"));
  for (const name of ["pointerdown", "focus", "click"])
    link?.addEventListener(name, () => follow(link, map));
}

/**
 * Every parameter is named, because the drawing page has other defaults.
 * @param {HTMLAnchorElement} link
 * @param {import("#maplibre").Map | null} map
 */
function follow(link, map) {
  const view = sharedView();
  if (map) view.map = position(map);
  const given = Object.entries(view).filter(([, value]) => value);
  link.search = new URLSearchParams(given).toString();
}
