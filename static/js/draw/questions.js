// @ts-check
/** This file puts a question above the fields of the area, where it is seen at once. */

import { toggleTray } from "#draw/trays";
import { isPhone } from "#lib/screen";

/** @param {HTMLElement} box */
export function putQuestion(box) {
  toggleTray("");
  document.querySelector("[data-alerts]")?.append(box);
  if (isPhone()) {
    const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
    page.dataset.tab = "details";
    if (page.dataset.sheet === "low") page.dataset.sheet = "half";
  }
  box.scrollIntoView({ block: "nearest" });
}
