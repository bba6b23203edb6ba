// @ts-check
/** This file starts the drawing page: the panels at once, the map itself after they are painted. */

import { startColours } from "#draw/colours";
import { startCounty } from "#draw/county";
import { startDrafts } from "#draw/drafts";
import { startDrags } from "#draw/drags";
import { startFields } from "#draw/fields";
import { startFigures } from "#draw/figures";
import { startFindings } from "#draw/findings";
import {
  offerReload,
  startBrushWhenChosen,
  startImportWhenGiven,
  startLateTrays,
  startPiecesWhenCut,
} from "#draw/late-scripts";
import { startMeasure } from "#draw/measure";
import { boardOnDemand } from "#draw/on-demand";
import { startSaving } from "#draw/save";
import { given, isBlank, listen, takeTool, tell } from "#draw/state";
import { startSteps } from "#draw/steps";
import { startTicks } from "#draw/ticks";
import { startTools, useBoard } from "#draw/tools";
import { startTrays } from "#draw/trays";
import { text } from "#lib/config";
import { startSignOut } from "#lib/kept";
import { startLengthLimits } from "#lib/length-limit";
import { startMenus } from "#lib/menus";
import { startNumberFields } from "#lib/number-field";
import { startSearch } from "#lib/search";
import { clearToast } from "#lib/toast";
import { loadMap, showMapMessage } from "#map/loading";
import { startSheet } from "#map/sheet";
import { hasWebGl } from "#map/webgl";
import { state } from "#view/state";

const BORDERS_MS = 2_000;

startSearch();
startMenus();
startNumberFields();
startLengthLimits();
startSignOut();
startSheet();
startColours();
startFigures();
startSteps();
startTrays();
startTools();
startTicks();
startImportWhenGiven();
startFields();
startCounty();
startDrafts();
startMeasure();
startFindings();
startSaving();
listen("shape", ({ isLive }) => !isLive && clearToast());
startLateTrays();
requestAnimationFrame(() => setTimeout(startMap));

function startMap() {
  if (hasWebGl()) return loadMap(createBoard);
  // The table of vertices, the ticks, pasting and files still work.
  showMapMessage(text("draw_no_webgl"));
  document.querySelector("[data-atlas]")?.classList.add("no-map");
}

async function createBoard() {
  const [{ createMap }, { startOthers }] = await Promise.all([
    import("#draw/map"),
    import("#draw/others"),
  ]);
  const map = await createMap();
  startOthers(map);
  startDrags(map.getCanvas());
  startPiecesWhenCut(map);
  startBrushWhenChosen(map);
  document.querySelector("[data-atlas]")?.classList.add("has-map");
  if (isBlank()) {
    takeTool("polygon");
    useBoard(boardOnDemand(map, () => loadBoard(map), offerReload));
  } else {
    await loadBoard(map);
    if (!given.saved && !state.view.map) tell("fit");
  }
  map.once("idle", () => document.getElementById("map")?.setAttribute("data-ready", ""));
}

/**
 * The drawing library is a tenth of the page, and so are the exact borders to cling to: whoever
 * begins to draw waits for them, but not for a server that does not answer.
 * @param {import("#maplibre").Map} map
 */
async function loadBoard(map) {
  const [board, { startSnapping }] = await Promise.all([
    import("#draw/board"),
    import("#draw/snap"),
  ]);
  await Promise.race([
    startSnapping(map),
    new Promise((resolve) => setTimeout(resolve, BORDERS_MS)),
  ]);
  board.startBoard(map);
  const made = {
    isDrawing: board.isDrawing,
    oneVertexBack: () => board.oneVertexBack(map),
    press: (/** @type {"Enter" | "Escape"} */ key) => board.press(map, key),
  };
  useBoard(made);
  document.getElementById("map")?.setAttribute("data-board", "");
  return made;
}
