// @ts-check
/** This file copies the link to the current view. */

import { config, text } from "#lib/config";
import { toast } from "#lib/toast";
import { queryOf } from "#view/address";
import { state } from "#view/state";

export function startCopyLink() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-copy-link]")) copyLink();
  });
}

/**
 * The view with indicator and year spelled out, as in the server's own links.
 * @returns {import("#view/address").View}
 */
export function sharedView() {
  const button = /** @type {HTMLElement} */ (document.querySelector("[data-copy-link]"));
  const spelled = Object.fromEntries(new URLSearchParams(button.dataset.query));
  return { ...state.view, indicator: spelled.indicator ?? "", year: spelled.year ?? "" };
}

async function copyLink() {
  const address = new URL(config.addresses.map + queryOf(sharedView()), location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    toast(text("copied"));
  } catch {
    history.replaceState(null, "", address);
    toast(text("copy_failed"));
  }
}
