// @ts-check
/**
 * This file loads scripts that few need, when they are needed: those of trays, of pasted and given
 * boundaries, of the block brush, of the colours of blocks and of the pieces of a cut. Suggestions that are asked for before their script has come are asked for when it has.
 */

import { drawing, listen, now, takeTool } from "#draw/state";
import { openTray } from "#draw/trays";
import { text } from "#lib/config";
import { toast } from "#lib/toast";

export function startLateTrays() {
  listen("tray", (name) => name === "suggest" && loadSuggestions());
  listen("tray", (name) => name === "what-if" && loadWhatIf());
  document.querySelector("[data-suggest]")?.addEventListener("submit", async () => {
    const script = await loadSuggestions();
    script?.askForSuggestions();
  });
}

/** Boundaries that are pasted, chosen or dropped on the page. */
export function startImportWhenGiven() {
  const paste = /** @type {HTMLFormElement} */ (document.querySelector("[data-paste]"));
  const file = /** @type {HTMLFormElement} */ (document.querySelector("[data-file]"));
  const load = () => started(() => import("#draw/import"));
  paste.addEventListener("submit", async () => (await load())?.importPasted(paste));
  file.addEventListener("change", async ({ target }) => (await load())?.importChosen(file, target));
  startDropping(async (dropped) => {
    // The result stands there.
    openTray("file");
    (await load())?.importFile(dropped, file);
  });
}

/** @param {(file: File) => void} take */
function startDropping(take) {
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  page.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    page.toggleAttribute("data-dropping", true);
  });
  page.addEventListener(
    "dragleave",
    (event) => event.relatedTarget === null && page.removeAttribute("data-dropping"),
  );
  page.addEventListener("drop", (event) => {
    page.removeAttribute("data-dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
}

/** The script of the table of vertices; resolves to whether it is there. */
export function loadVertices() {
  return started(async () => {
    const { startVertices } = await import("#draw/vertices");
    startVertices();
    return true;
  });
}

function loadSuggestions() {
  return started(async () => {
    const script = await import("#draw/suggest");
    script.startSuggestions();
    return script;
  });
}

function loadWhatIf() {
  return started(async () => {
    const { startWhatIf } = await import("#draw/what-if");
    startWhatIf();
  });
}

/**
 * Colour the blocks by what the address says, or as soon as something is chosen.
 * @param {import("#maplibre").Map} map
 */
export function startBlockColoursWhenChosen(map) {
  const select = /** @type {HTMLSelectElement} */ (document.querySelector("[data-measure]"));
  const wanted = new URL(location.href).searchParams.get("measure") ?? "";
  if ([...select.options].some(({ value }) => value === wanted)) select.value = wanted;
  let isStarted = false;
  const load = async () => {
    if (isStarted) return;
    isStarted = Boolean(
      await started(async () => {
        const { startBlockColours } = await import("#draw/block-colours");
        startBlockColours(map);
        return true;
      }),
    );
  };
  select.addEventListener("change", load);
  if (select.value) load();
}

/** @param {import("#maplibre").Map} map */
export function startPiecesWhenCut(map) {
  let isStarted = false;
  listen("pieces", async (made) => {
    const step = now();
    const script = await started(() => import("#draw/pieces"));
    if (!script) return;
    if (!isStarted) script.startPieces(map);
    isStarted = true;
    if (now() === step) script.offerPieces(map, made);
  });
}

/** @param {import("#maplibre").Map} map */
export function startBrushWhenChosen(map) {
  let isAsked = false;
  listen("tool", async ({ tool }) => {
    if (tool !== "brush" || isAsked) return;
    isAsked = true;
    const isStarted = await started(async () => {
      const { startBrush } = await import("#draw/brush");
      await startBrush(map);
      return true;
    });
    if (isStarted) return;
    isAsked = false;
    if (drawing.tool === "brush") takeTool("select");
  });
}

/**
 * What `load` gives; undefined, with a word to the user, where the script does not come.
 * @template T
 * @param {() => Promise<T>} load
 */
export async function started(load) {
  try {
    return await load();
  } catch (error) {
    offerReload(error);
  }
}

/**
 * Some browsers remember until the page is loaded anew that a script did not come. The draft on this
 * device comes back with the page.
 * @param {unknown} error
 */
export function offerReload(error) {
  console.warn(error);
  const act = () => location.reload();
  toast(text("script_failed"), { isError: true, action: text("reload"), act });
}
