// @ts-check
/**
 * This file loads the scripts of two trays when these are opened. Few open them, so they are no part
 * of the page until then; a question that comes before they are there is asked afterwards.
 */

import { listen } from "#draw/state";
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

/**
 * What `load` gives; undefined, with a word to the user, where the script does not arrive.
 * @template T
 * @param {() => Promise<T>} load
 */
async function started(load) {
  try {
    return await load();
  } catch (error) {
    console.warn(error);
    toast(text("failed_kept"), { isError: true });
  }
}
