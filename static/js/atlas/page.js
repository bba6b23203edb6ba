// @ts-check
/** This file starts the map page: the panels at once, the map itself after the table is painted. */

import { startCard } from "#atlas/card";
import { startCopyLink } from "#atlas/copy-link";
import { startRanking } from "#atlas/ranking";
import { text } from "#lib/config";
import { startConnection } from "#lib/connection";
import { startSignOut } from "#lib/kept";
import { startMenus } from "#lib/menus";
import { isPhone } from "#lib/screen";
import { startSearch } from "#lib/search";
import { toast } from "#lib/toast";
import { loadMap, showMapMessage } from "#map/loading";
import { startSheet } from "#map/sheet";
import { hasWebGl } from "#map/webgl";
import { overlays, startLayerList, title } from "#view/layer-list";
import { startLegend } from "#view/legend";
import { startLinks } from "#view/links";
import { showFrom, startPanels } from "#view/panels";
import { listen } from "#view/state";

/** If the map takes longer, a picture is shown instead. */
const SLOW_MS = 2000;

startSearch();
startMenus();
startSignOut();
startLinks();
startPanels();
startRanking();
startLegend();
startLayerList();
startCard();
startSheet();
startConnection();
startCopyLink();
showFrom(document);
requestAnimationFrame(() => setTimeout(startMap));

async function startMap() {
  if (!hasWebGl()) return withoutMap("no_webgl");
  const slow = setTimeout(showPicture, SLOW_MS);
  await loadMap(
    async () => (await import("#atlas/map")).createMap(),
    () => withoutMap("no_map"),
  );
  clearTimeout(slow);
}

/**
 * Show a picture instead of the map.
 * @param {string} reason  name of the text that explains it
 */
function withoutMap(reason) {
  document.querySelector("[data-atlas]")?.classList.add("no-map");
  const tellAll = () => showMapMessage(`${text(reason)} ${missing()}`);
  listen("view", ({ changes }) => "layers" in changes && tellAll());
  tellAll();
  // A phone has too little room for words on the picture.
  if (isPhone()) toast(`${text(reason)} ${missing()}`);
  showPicture();
  import("#atlas/draw-link").then(({ startDrawLink }) => startDrawLink(null));
  import("#view/shown-sources").then(({ startSources }) => startSources());
}

/** A sentence naming the visible layers that a picture does not show. */
function missing() {
  const titles = [...overlays().keys()].map((layer) => title(layer)).filter(Boolean);
  return titles.length ? text("not_in_picture", { layers: titles.join(" · ") }) : "";
}

let hasPicture = false;

async function showPicture() {
  if (hasPicture) return;
  hasPicture = true;
  const { startPicture } = await import("#atlas/picture");
  startPicture();
}
