// @ts-check
/** This file opens and closes the trays, of which one at most is open. */
import { tell } from "#draw/state";

let open = "";
/** The tab of the sheet before a tray was opened. */
let tab = "";

export function startTrays() {
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("[data-close-tray]")) toggleTray("");
  });
}

/** The name of the open tray, or "". */
export function openedTray() {
  return open;
}

/** @param {string} name */
export function openTray(name) {
  if (open !== name) toggleTray(name);
}

/**
 * Open a tray, or close it if it is open; "" closes. Returns whether anything changed.
 * @param {string} name
 */
export function toggleTray(name) {
  const before = open;
  open = name === open ? "" : name;
  if (open === before) return false;
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  /** @type {NodeListOf<HTMLElement>} */
  const trays = document.querySelectorAll("[data-tray]");
  for (const tray of trays) tray.hidden = tray.dataset.tray !== open;
  page.toggleAttribute("data-has-tray", open !== "");
  for (const each of ["what-if", "suggest", "ticks", "vertices", "file"])
    document
      .querySelector(`[data-act=${each}]`)
      ?.setAttribute("aria-expanded", String(each === open));
  tell("tray", open);
  if (open) {
    if (!before) tab = page.dataset.tab ?? "";
    page.dataset.tab = "details";
    page.dataset.sheet = "full";
    page.classList.add("start-open");
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-tray=${open}] h2`))?.focus();
  } else {
    page.dataset.sheet = "half";
    page.dataset.tab = tab;
    focusOpener(before);
  }
  return true;
}

/**
 * What opened a tray gets the focus back; on a phone a tool lies behind the button of more tools.
 * @param {string} name
 */
function focusOpener(name) {
  /** @type {NodeListOf<HTMLElement>} */
  const openers = document.querySelectorAll(`[data-act=${name}], [data-act=more]`);
  [...openers]
    .sort((one) => (one.dataset.act === name ? -1 : 1))
    .find((each) => each.offsetParent)
    ?.focus();
}
