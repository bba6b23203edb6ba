// @ts-check
/** This file holds what belongs to no panel: keys, menus, the link to this view, the connection. */
import { config, text } from "#lib/config";
import { closeCard } from "#atlas/card";
import { queryOf } from "#atlas/address";
import { state } from "#atlas/state";
import { toast } from "#lib/toast";

export function startShell() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) closeTopmost();
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-copy-link]")) copyLink();
  });
  addEventListener("offline", () => toast(text("offline"), { isError: true }));
  addEventListener("online", () => toast(text("online")));
}

function closeTopmost() {
  const page = document.querySelector("[data-atlas]");
  if (page?.classList.contains("start-open")) {
    page.classList.remove("start-open");
    page.querySelector("[data-fold]")?.setAttribute("aria-expanded", "false");
    return;
  }
  closeCard();
}

/** The address with indicator and year spelled out, as the server does for its own links. */
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
