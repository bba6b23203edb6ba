// @ts-check
/** This file runs the choice of what colours the map, which the map page has too. */

import { listen as hear } from "#draw/state";
import { startLayerList } from "#view/layer-list";
import { startLegend } from "#view/legend";
import { startLinks } from "#view/links";
import { showFrom, startPanels } from "#view/panels";
import { listen, state } from "#view/state";

export function startColours() {
  startLinks();
  startPanels();
  startLegend();
  startLayerList();
  listen("shown", showScope);
  hear("county", showScope);
  showFrom(document);
}

/** Mark which areas are coloured: those of the county, or of its province. */
function showScope() {
  /** @type {NodeListOf<HTMLElement>} */
  const links = document.querySelectorAll("[data-scopes] [data-coloured]");
  for (const link of links) {
    if (link.dataset.coloured === state.shown?.parent) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
