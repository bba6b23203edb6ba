// @ts-check
/** This file shows the map's loading state: a message while it loads, a retry if it fails. */
import { text } from "#lib/config";
import { toast } from "#lib/toast";

/** Shorter waits show no message, to avoid flicker. */
const SILENT_MS = 200;

/**
 * Load the map. If that fails, `failed` runs and a toast offers a retry.
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
 * Show a message in place of the map; "" removes it.
 * @param {string} words
 */
export function showMapMessage(words) {
  const message = /** @type {HTMLElement} */ (document.getElementById("map-message"));
  message.textContent = words;
  message.hidden = !words;
}
