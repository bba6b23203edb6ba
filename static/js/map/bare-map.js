// @ts-check
/** This file creates an empty map: the same bounds, keys and images on every page. */

import { config } from "#lib/config";
import { ground } from "#map/area-style";
import { offerSymbols } from "#map/symbols";
import { Map as MapLibreMap, setWorkerUrl } from "#maplibre";

/** Wide enough that a phone shows the whole country above the legend. */
const AROUND_IRAN = /** @type {[number, number, number, number]} */ ([24, 10, 84, 52]);

/**
 * A map in the element #map.
 * @param {Object} options
 * @param {[number, number, number, number]} [options.bounds]  west, south, east, north in degrees
 * @param {{top: number, bottom: number, left: number, right: number}} [options.padding]  pixels
 * @param {boolean} options.isSlow  no graphics card: simpler and without fading
 */
export function newMap({ bounds, padding, isSlow }) {
  setWorkerUrl(new URL(config.addresses.worker, location.href).href);
  const map = new MapLibreMap({
    container: "map",
    style: /** @type {any} */ (ground()),
    locale: config.locale,
    bounds,
    fitBoundsOptions: { padding },
    maxBounds: AROUND_IRAN,
    minZoom: 3,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    validateStyle: false,
    fadeDuration: isSlow ? 0 : 150,
    pixelRatio: isSlow ? 1 : undefined,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  offerSymbols(map);
  return map;
}
