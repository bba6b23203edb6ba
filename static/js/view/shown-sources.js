// @ts-check
/** This file names the data sources of what the map shows. */

import { showSources } from "#map/sources";
import { overlays } from "#view/layer-list";
import { listen, state, tilesOf } from "#view/state";

/** Name the data sources of the map, or of the picture shown instead of it. */
export function startSources() {
  listen("shown", showShownSources);
  listen("view", ({ changes }) => "layers" in changes && showShownSources());
  showShownSources();
}

function showShownSources() {
  if (!state.shown) return;
  const layers = new Set(["provinces", state.shown.layer, ...overlays().keys()]);
  showSources([...layers].map(tilesOf));
}
