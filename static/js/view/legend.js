// @ts-check
/** This file makes the legend a control: hovering dims other rows, a click mutes, a double click
isolates. */

import { choose, listen, state, tell } from "#view/state";

export function startLegend() {
  document.addEventListener("click", (event) => {
    const key = keyAt(event);
    if (!key) return;
    event.preventDefault();
    if (event.shiftKey) leaveOnly(key);
    else choose({ mute: toggled(muted(), key).join(",") });
  });
  document.addEventListener("dblclick", (event) => {
    const key = keyAt(event);
    if (key) leaveOnly(key);
  });
  document.addEventListener("pointerover", (event) => point(keyAt(event)));
  document.addEventListener("focusin", (event) => point(keyAt(event)));
  listen("view", ({ changes }) => "mute" in changes && show());
  listen("shown", show);
}

/** Keys of the legend rows that are switched off. */
export function muted() {
  return state.view.mute ? state.view.mute.split(",") : [];
}

/** @param {string} key */
function leaveOnly(key) {
  const others = keys().filter((known) => known !== key);
  const isAlone = others.every((known) => muted().includes(known)) && !muted().includes(key);
  choose({ mute: isAlone ? "" : others.join(",") });
}

let pointed = /** @type {string | null} */ (null);

/** @param {string | null} key */
function point(key) {
  if (key === pointed) return;
  pointed = key;
  tell("class", { key });
}

function show() {
  const off = muted();
  for (const button of legendRows()) {
    button.setAttribute("aria-pressed", String(!off.includes(button.dataset.key ?? "")));
  }
}

/**
 * The rows on the page; they are buttons.
 * @returns {HTMLElement[]}
 */
export function legendRows() {
  return [...document.querySelectorAll(".legend-row")].map((row) => /** @type {any} */ (row));
}

function keys() {
  return legendRows().map((button) => button.dataset.key ?? "");
}

/**
 * @param {string[]} names
 * @param {string} name
 */
function toggled(names, name) {
  return names.includes(name) ? names.filter((known) => known !== name) : [...names, name];
}

/** @param {Event} event */
function keyAt(event) {
  const target = event.target instanceof Element ? event.target : null;
  const button = /** @type {HTMLElement | null} */ (target?.closest(".legend-row") ?? null);
  return button?.dataset.key ?? null;
}
