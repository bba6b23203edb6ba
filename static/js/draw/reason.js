// @ts-check
/**
 * This file shows why the buttons are disabled. Where the name is missing, the reason is a button
 * that leads to its field.
 */

import { toggleTray } from "#draw/trays";
import { text } from "#lib/config";

/** @param {string} reason  key of a text, or "" */
export function showReason(reason) {
  const line = /** @type {HTMLElement} */ (document.querySelector("[data-reason]"));
  if (reason !== "need_name") line.textContent = reason && text(reason);
  else if (!line.querySelector("button")) line.replaceChildren(linkToName());
}

function linkToName() {
  const link = document.createElement("button");
  link.type = "button";
  link.className = "button link small";
  link.textContent = text("need_name");
  link.addEventListener("click", openName);
  return link;
}

/** The field may lie behind a tray, on another tab, or in a folded panel. */
function openName() {
  toggleTray("");
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  page.dataset.tab = "details";
  if (page.dataset.sheet === "low") page.dataset.sheet = "half";
  page.classList.add("start-open");
  document.getElementById("name-fa")?.focus();
}
