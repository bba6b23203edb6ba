// @ts-check
/** This file shows the card of the selected area instead of the ranked table. */

import { rowOf } from "#atlas/ranking";
import { config, text } from "#lib/config";
import { getFragment, isGivenUp } from "#lib/request";
import { toast } from "#lib/toast";
import { queryOf } from "#view/address";
import { choose, listen, state } from "#view/state";

const SILENT_MS = 200;
const ASKED = ["sel", "indicator", "year", "method", "classes", "level", "edition"];

export function startCard() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) closeTopmost();
  });
  listen("view", ({ changes }) => {
    if (!ASKED.some((name) => name in changes)) return;
    if (state.view.sel) load("sel" in changes);
    else close("sel" in changes);
  });
}

/** @param {boolean} isNew  another area than before; the card then takes the focus */
async function load(isNew) {
  const holder = elements().holder;
  const waiting = setTimeout(() => isNew && showSkeleton(), SILENT_MS);
  const query = queryOf(state.view, ["map", "sel", "mute", "rows"]);
  const address = config.addresses.card.replace("CODE", encodeURIComponent(state.view.sel)) + query;
  try {
    const answer = await getFragment(address, { lane: "card" });
    clearTimeout(waiting);
    holder.replaceChildren(...answer.body.childNodes);
    open();
    if (isNew) holder.focus({ preventScroll: true });
  } catch (error) {
    clearTimeout(waiting);
    if (isGivenUp(error)) return;
    close(false);
    const words = /** @type {Error} */ (error).message || text("failed");
    toast(words, { isError: true, action: text("retry"), act: () => load(true) });
  }
}

function showSkeleton() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("card-skeleton"));
  elements().holder.replaceChildren(template.content.cloneNode(true));
  open();
}

function open() {
  const { page } = elements();
  page.dataset.card = "";
  page.dataset.tab = "place";
  page.classList.remove("end-closed");
}

/** @param {boolean} isLeaving  the focus returns to the row of the area */
function close(isLeaving) {
  const { page, holder } = elements();
  const code = holder.querySelector("[data-code]")?.getAttribute("data-code");
  const hadFocus = holder.contains(document.activeElement);
  delete page.dataset.card;
  if (page.dataset.tab === "place") page.dataset.tab = "ranking";
  holder.replaceChildren();
  if (isLeaving && hadFocus && code) rowOf(code)?.querySelector("a")?.focus();
}

/** Close the uppermost: the panel of layers if it covers the map, else the card. */
function closeTopmost() {
  const { page } = elements();
  if (page.classList.contains("start-open")) {
    page.classList.remove("start-open");
    page.querySelector("[data-fold]")?.setAttribute("aria-expanded", "false");
  } else if ("card" in page.dataset) choose({ sel: "" });
}

function elements() {
  return {
    page: /** @type {HTMLElement} */ (document.querySelector("[data-atlas]")),
    holder: /** @type {HTMLElement} */ (document.getElementById("card")),
  };
}
