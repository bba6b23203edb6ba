// @ts-check
/** This file shows the attribution of the map's data. */
import { text } from "#lib/config";
import { attribution } from "#map/tilejson";

/**
 * Name every provider of some layers once, below the map.
 * @param {string[]} addresses  of the TileJSON of each layer
 */
export async function showSources(addresses) {
  const named = await Promise.all(addresses.map((address) => attribution(address).catch(() => "")));
  const each = new Set(named.flatMap((line) => line.split(" · ")).filter(Boolean));
  const line = /** @type {HTMLElement} */ (document.getElementById("attribution"));
  line.textContent = each.size ? `${text("sources")} ${[...each].join(" · ")}` : "";
}
