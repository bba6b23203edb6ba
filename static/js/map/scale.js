// @ts-check
/** This file keeps a map's scale bar correct. */
import { numberText, text } from "#lib/config";

const WIDEST_PX = 110;
const EARTH_M_PER_PX = 40075016.686 / 512;

/** @param {import("#maplibre").Map} map */
export function startScale(map) {
  map.on("move", () => showScale(map));
  map.on("resize", () => showScale(map));
  showScale(map);
}

/**
 * A round distance and its length at the middle of the map.
 * @param {import("#maplibre").Map} map
 */
function showScale(map) {
  const scale = /** @type {HTMLElement} */ (document.getElementById("scale"));
  const { lat } = map.getCenter();
  const metresPerPx = (EARTH_M_PER_PX * Math.cos((lat * Math.PI) / 180)) / 2 ** map.getZoom();
  const metres = round(metresPerPx * WIDEST_PX);
  const isFar = metres >= 1000;
  const distance = numberText(isFar ? metres / 1000 : metres);
  /** @type {HTMLElement} */ (scale.firstElementChild).textContent = text(
    isFar ? "scale_km" : "scale_m",
    { distance },
  );
  scale.style.inlineSize = `${metres / metresPerPx}px`;
  scale.hidden = false;
}

/**
 * The greatest of 1, 2, 5, 10, 20 … not above a number.
 * @param {number} most
 */
function round(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((digit) => digit * power <= most) ?? 1;
  return step * power;
}
