// @ts-check
/**
 * This file loads scripts that few need, when they are needed: those of two trays and of the block
 * brush. Suggestions that are asked for before their script has come are asked for when it has.
 */

import { drawing, listen, takeTool } from "#draw/state";
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
async function started(load) {
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
