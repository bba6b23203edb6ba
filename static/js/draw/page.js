// @ts-check
/** This file starts the drawing page: the panels at once, the map itself after they are painted. */
import { text } from "#lib/config";
import { startBringing } from "#draw/import";
import { startFields } from "#draw/fields";
import { startFindings } from "#draw/findings";
import { startKeeping } from "#draw/drafts";
import { startMeasure } from "#draw/measure";
import { startPanel } from "#draw/figures";
import { startSaving } from "#draw/save";
import { given, isBlank, takeTool, tell } from "#draw/state";
import { startSteps } from "#draw/steps";
import { startTicks } from "#draw/ticks";
import { startTools, useBoard } from "#draw/tools";
import { startTrays } from "#draw/trays";
import { startVertices } from "#draw/vertices";
import { startMenus } from "#lib/menus";
import { startSearch } from "#lib/search";
import { startSheet } from "#map/sheet";
import { toast } from "#lib/toast";

/** A shorter wait says nothing, so that nothing flickers. */
const SILENT_MS = 300;

startSearch();
startMenus();
startSheet();
startPanel();
startSteps();
startTrays();
startTools();
startVertices();
startTicks();
startBringing();
startFields();
startKeeping();
startMeasure();
startFindings();
startSaving();
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
  if (!hasWebGl()) return withoutMap();
  const waiting = setTimeout(() => say(text("loading_map")), SILENT_MS);
  try {
    const [{ createMap }, board, { startSnapping }, { startPieces }, { startFinishing }] = await Promise.all([
      import("#draw/map"), import("#draw/board"), import("#draw/snap"), import("#draw/pieces"),
      import("#draw/finish"),
    ]);
    const map = await createMap();
    board.startBoard(map);
    startSnapping(map);
    startPieces(map);
    startFinishing();
    useBoard({ isDrawing: board.isDrawing, oneVertexBack: board.oneVertexBack, press: (key) => board.press(map, key) });
    document.querySelector("[data-atlas]")?.classList.add("has-map");
    if (isBlank()) takeTool("polygon");
    else if (!given.saved) tell("fit");
    map.once("idle", () => document.getElementById("map")?.setAttribute("data-ready", ""));
  } catch (error) {
    console.warn(error);
    toast(text("map_failed"), { isError: true, action: text("retry"), act: () => location.reload() });
  }
  clearTimeout(waiting);
  say("");
}

/** Without WebGL the table of vertices, the ticks, pasting and files remain. */
function withoutMap() {
  say(text("draw_no_webgl"));
  document.querySelector("[data-atlas]")?.classList.add("no-map");
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
