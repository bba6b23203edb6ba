// @ts-check
/** This file shows how far the map is: a message in its place while it loads, a retry when it fails. */
import { text } from "#lib/config";
import { toast } from "#lib/toast";

/** A shorter wait shows no message, so that nothing flickers. */
const SILENT_MS = 200;

/**
 * Load the map. When that fails, `failed` runs and a toast offers to try again.
 * @param {() => Promise<void>} load
 * @param {() => void} [failed]
 */
export async function loadMap(load, failed) {
  const waiting = setTimeout(() => showMapMessage(text("loading_map")), SILENT_MS);
  try {
    await load();
    showMapMessage("");
  } catch (error) {
    console.warn(error);
    showMapMessage("");
    failed?.();
    toast(text("map_failed"), {
      isError: true,
      action: text("retry"),
      act: () => location.reload(),
    });
  } finally {
    clearTimeout(waiting);
  }
}

/**
 * Show words in the place of the map; "" takes them away.
 * @param {string} words
 */
export function showMapMessage(words) {
  const message = /** @type {HTMLElement} */ (document.getElementById("map-message"));
  message.textContent = words;
  message.hidden = !words;
}
