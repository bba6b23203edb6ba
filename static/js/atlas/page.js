// @ts-check
/** This file starts the map page: the panels at once, the map itself after the table is painted. */
import { startCard } from "#atlas/card";
import { text } from "#lib/config";
import { startLegend } from "#atlas/legend";
import { startLinks } from "#atlas/links";
import { startMenus } from "#lib/menus";
import { overlays, startOverlays, title } from "#atlas/layer-list";
import { showFrom, startParts } from "#atlas/panels";
import { startRanking } from "#atlas/ranking";
import { startSearch } from "#lib/search";
import { startSheet } from "#map/sheet";
import { startShell } from "#atlas/shell";
import { listen } from "#atlas/state";
import { toast } from "#lib/toast";

/** A shorter wait says nothing, so that nothing flickers. */
const SILENT_MS = 200;
/** A map that takes longer is stood in for by a picture. */
const SLOW_MS = 2000;

startSearch();
startMenus();
startLinks();
startParts();
startRanking();
startLegend();
startOverlays();
startCard();
startSheet();
startShell();
showFrom(document);
requestAnimationFrame(() => setTimeout(startMap));

/** Whether this browser can draw the map. */
function hasWebGl() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

async function startMap() {
  if (!hasWebGl()) return withoutMap("no_webgl");
  const waiting = setTimeout(() => say(text("loading_map")), SILENT_MS);
  const slow = setTimeout(showPicture, SLOW_MS);
  try {
    const { createMap } = await import("#atlas/map");
    await createMap();
    say("");
  } catch (error) {
    console.warn(error);
    withoutMap("no_map");
    toast(text("map_failed"), { isError: true, action: text("retry"), act: () => location.reload() });
  }
  clearTimeout(waiting);
  clearTimeout(slow);
}

/**
 * A picture stands in the place of the map.
 * @param {string} reason  name of the text that gives it
 */
function withoutMap(reason) {
  document.querySelector("[data-atlas]")?.classList.add("no-map");
  const tellAll = () => say(`${text(reason)} ${missing()}`);
  listen("view", ({ changes }) => "layers" in changes && tellAll());
  tellAll();
  // A phone has no room for words upon the picture.
  if (matchMedia("(max-width: 719px)").matches) toast(`${text(reason)} ${missing()}`);
  showPicture();
  import("#atlas/map-controls").then(({ startSources }) => startSources());
}

/** Which layers are switched on that a picture does not show, as a sentence. */
function missing() {
  const titles = [...overlays().keys()].map((layer) => title(layer)).filter(Boolean);
  return titles.length ? text("not_in_picture", { layers: titles.join(" · ") }) : "";
}

let picture = /** @type {Promise<void> | null} */ (null);

function showPicture() {
  picture ??= import("#atlas/picture").then(({ startPicture }) => startPicture());
}

/**
 * Words in the place of the map; none take them away.
 * @param {string} words
 */
function say(words) {
  const message = /** @type {HTMLElement} */ (document.getElementById("map-message"));
  message.textContent = words;
  message.hidden = !words;
}
