// @ts-check
/** This file lets links and forms of the panels change the view without reloading the page. */
import { viewOf, viewOfAddress } from "#view/address";
import { withOverlays } from "#view/layer-list";
import { choose, follow, state } from "#view/state";

export function startLinks() {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || hasModifier(event)) return;
    const link = closest(event, "a[href]");
    if (!link) return;
    if (link.dataset.select) choose({ sel: link.dataset.select });
    else if ("closeCard" in link.dataset) choose({ sel: "" });
    else if ("choose" in link.dataset) chooseAll(/** @type {any} */ (link).href);
    else if ("view" in link.dataset) follow(viewOfAddress(/** @type {any} */ (link).href));
    else return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
  });
  document.addEventListener("submit", (event) => send(event));
  document.addEventListener("change", (event) => send(event));
}

/**
 * Apply the parameters of an address and keep the rest of the view; overlays are added.
 * @param {string} address
 */
function chooseAll(address) {
  const { layers, ...wanted } = Object.fromEntries(new URL(address).searchParams);
  choose({ sel: "", ...wanted, ...(layers ? { layers: withOverlays(layers) } : {}) });
}

/** @param {Event} event */
function send(event) {
  const form = /** @type {HTMLFormElement | null} */ (closest(event, "form[data-view]"));
  if (!form) return;
  event.preventDefault();
  const fields = /** @type {[string, string][]} */ ([...new FormData(form)]);
  follow({ ...viewOf(Object.fromEntries(fields)), map: state.shown?.view.map ?? "" });
}

/**
 * @param {Event} event
 * @param {string} selector
 */
function closest(event, selector) {
  const target = event.target instanceof Element ? event.target : null;
  return /** @type {HTMLElement | null} */ (target?.closest(selector) ?? null);
}

/** @param {MouseEvent} event */
function hasModifier(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
