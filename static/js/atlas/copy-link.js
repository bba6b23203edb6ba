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

/** The address with indicator and year spelled out, as in the server's own links. */
async function copyLink() {
  const button = /** @type {HTMLElement} */ (document.querySelector("[data-copy-link]"));
  const spelled = Object.fromEntries(new URLSearchParams(button.dataset.query));
  const view = { ...state.view, indicator: spelled.indicator ?? "", year: spelled.year ?? "" };
  const address = new URL(config.addresses.map + queryOf(view), location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    toast(text("copied"));
  } catch {
    history.replaceState(null, "", address);
    toast(text("copy_failed"));
  }
}
