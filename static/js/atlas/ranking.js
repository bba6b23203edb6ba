// @ts-check
/** This file links the ranked table and the map: hover, selection and keyboard navigation. */

import { viewOfAddress } from "#view/address";
import { muted } from "#view/legend";
import { choose, follow, hover, listen, state } from "#view/state";

export function startRanking() {
  const ranking = /** @type {HTMLElement} */ (document.querySelector(".ranking"));
  ranking.addEventListener("pointerover", (event) => hover(codeAt(event), "table"));
  ranking.addEventListener("pointerleave", () => hover(null, "table"));
  ranking.addEventListener("focusin", (event) => hover(codeAt(event), "table"));
  ranking.addEventListener("click", (event) => {
    const code = codeAt(event);
    const isLink = event.target instanceof Element && event.target.closest("a");
    if (code && !isLink) choose({ sel: code });
  });
  ranking.addEventListener("dblclick", (event) => {
    const drill = rowAt(event)?.dataset.drill;
    if (drill) follow(viewOfAddress(drill));
  });
  ranking.addEventListener("keydown", move);
  listen("hover", ({ code, from }) => mark("is-hovered", code, from === "map"));
  listen("view", ({ changes }) => {
    if ("sel" in changes) markChosen();
    if ("mute" in changes) markMuted();
  });
  listen("shown", () => {
    markChosen();
    markMuted();
  });
}

/** Pale the rows of areas whose legend row is switched off. */
function markMuted() {
  const off = muted();
  for (const row of rows()) row.classList.toggle("muted-row", off.includes(row.dataset.key ?? ""));
}

function markChosen() {
  for (const row of rows()) row.removeAttribute("aria-current");
  const row = rowOf(state.view.sel);
  row?.setAttribute("aria-current", "true");
  row?.scrollIntoView({ block: "nearest" });
}

/**
 * Arrow keys move between rows; the map follows the focus.
 * @param {KeyboardEvent} event
 */
function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = rowAt(event);
  if (!step || !row) return;
  const all = rows();
  const next = all[all.indexOf(row) + step];
  next?.querySelector("a")?.focus();
  event.preventDefault();
}

/**
 * @param {string} name
 * @param {string | null} code
 * @param {boolean} isFar  scroll the row into view
 */
function mark(name, code, isFar) {
  for (const row of document.querySelectorAll(`tr.${name}`)) row.classList.remove(name);
  const row = code && rowOf(code);
  if (!row) return;
  row.classList.add(name);
  if (isFar) row.scrollIntoView({ block: "nearest" });
}

/** @returns {HTMLTableRowElement[]} */
export function rows() {
  return [...document.querySelectorAll(".ranking tr[data-code]")].map(
    (row) => /** @type {any} */ (row),
  );
}

/**
 * @param {string} code
 * @returns {HTMLElement | null}
 */
export function rowOf(code) {
  return code ? document.querySelector(`.ranking tr[data-code="${CSS.escape(code)}"]`) : null;
}

/** @param {Event} event */
function rowAt(event) {
  const target = event.target instanceof Element ? event.target : null;
  return /** @type {HTMLTableRowElement | null} */ (target?.closest("tr[data-code]") ?? null);
}

/** @param {Event} event */
function codeAt(event) {
  return rowAt(event)?.dataset.code ?? null;
}
