// @ts-check
/** This file fetches the panels of a changed view and replaces each part. */

import { config, readJson, text } from "#lib/config";
import { getFragment, isGivenUp } from "#lib/request";
import { toast } from "#lib/toast";
import { queryOf } from "#view/address";
import { listen, state, tell } from "#view/state";

/** Changes that need the server; the browser alone shows the others. */
const ASKED = ["area", "level", "edition", "indicator", "year", "method", "classes", "rows"];
/** Shorter waits show nothing, to avoid flicker. */
const SILENT_MS = 200;

export function startPanels() {
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  listen("view", ({ changes }) => {
    if (ASKED.some((name) => name in changes)) load(page);
  });
}

/** @param {HTMLElement} page */
async function load(page) {
  const waiting = setTimeout(() => page.classList.add("is-waiting"), SILENT_MS);
  page.setAttribute("aria-busy", "true");
  try {
    const address = config.addresses.panels + queryOf(state.view, ["map"]);
    const answer = await getFragment(address, { lane: "panels" });
    putParts(answer);
    showFrom(answer);
    page.classList.remove("is-stale");
  } catch (error) {
    if (isGivenUp(error)) return clearTimeout(waiting);
    // The parts on screen no longer match the choices; mark them as stale.
    page.classList.add("is-stale");
    const words = /** @type {Error} */ (error).message || text("failed");
    toast(words, { isError: true, action: text("retry"), act: () => load(page) });
  }
  clearTimeout(waiting);
  page.classList.remove("is-waiting");
  page.removeAttribute("aria-busy");
}

/**
 * Replace every part by the one with the same id; keep the focus and open menus.
 * @param {Document} answer
 */
export function putParts(answer) {
  const focused = document.activeElement?.id;
  for (const part of answer.querySelectorAll("[data-part]")) {
    const place = document.querySelector(`[data-part="${part.getAttribute("data-part")}"]`);
    const open = openMenus(place);
    place?.replaceChildren(...part.childNodes);
    for (const id of open)
      document.getElementById(id)?.closest("details")?.setAttribute("open", "");
  }
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  document.title = answer.title || document.title;
}

/**
 * Ids of the summaries of the menus that are open in a part.
 * @param {Element | null} place
 */
function openMenus(place) {
  return [...(place?.querySelectorAll("details[open] > summary[id]") ?? [])].map(
    (summary) => summary.id,
  );
}

/**
 * Announce what the panels on the page show.
 * @param {ParentNode} root
 */
export function showFrom(root) {
  state.shown = readJson("shown", root);
  tell("shown", state.shown);
}
