// @ts-check
/** This file runs the controls on the map: buttons, scale bar, attribution. */

import { text } from "#lib/config";
import { startScale } from "#map/scale";
import { startSources } from "#view/shown-sources";
import { choose } from "#view/state";

/**
 * @param {import("#maplibre").Map} map
 * @param {() => void} fit  shows the whole place
 */
export function startMapControls(map, fit) {
  const section = /** @type {HTMLElement} */ (document.getElementById("map-section"));
  section.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const name = target.closest("[data-map]")?.getAttribute("data-map");
    if (name === "in") map.zoomIn();
    if (name === "out") map.zoomOut();
    if (name === "full") toggleFull();
    if (name === "fit") {
      choose({ map: "" });
      fit();
    }
  });
  document.addEventListener("fullscreenchange", showFull);
  startScale(map);
  startSources();
}

function toggleFull() {
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  if (document.fullscreenElement) document.exitFullscreen();
  else page.requestFullscreen().catch(() => {});
}

function showFull() {
  const button = /** @type {HTMLElement} */ (document.querySelector("[data-map=full]"));
  const isFull = Boolean(document.fullscreenElement);
  button.setAttribute("aria-pressed", String(isFull));
  button.setAttribute("aria-label", text(isFull ? "leave_full" : "enter_full"));
}
