// @ts-check
/** This file makes a shape of ticked neighbourhoods: the server joins their exact borders. */

import { NOTHING } from "#draw/geometry";
import { operate } from "#draw/operations";
import { commit, listen, now, tell } from "#draw/state";
import { text } from "#lib/config";
import { latinDigits } from "#lib/digits";

/** Ticks in quick succession are one request. */
const PAUSE_MS = 250;
let timer = 0;

export function startTicks() {
  filled = now().ticked;
  // Another county brings another form.
  const tray = /** @type {HTMLElement} */ (document.querySelector("[data-tray=ticks]"));
  tray.addEventListener("change", ({ target }) => {
    if (!(/** @type {Element} */ (target).closest("[data-ticks]"))) return;
    clearTimeout(timer);
    timer = window.setTimeout(unite, PAUSE_MS);
  });
  tray.addEventListener("input", ({ target }) => {
    const field = /** @type {HTMLInputElement} */ (target);
    if (field.matches("[data-tick-search]")) narrow(field.value);
  });
  listen("shape", ({ isLive }) => !isLive && show());
  listen("county", show);
  show();
}

function ticks() {
  return /** @type {HTMLFormElement | null} */ (document.querySelector("[data-ticks]"));
}

/** Join the ticked neighbourhoods; none of them is an empty shape. */
function unite() {
  const form = ticks();
  if (!form) return;
  const codes = new FormData(form).getAll("ticked").map(String);
  fillReplaced(codes);
  if (!codes.length)
    return commit(NOTHING, { label: text("step_cleared"), icon: "list-checks", origin: "ticked" });
  return operate("union", { ticked: codes }, { shape: NOTHING, origin: "ticked", ticked: codes });
}

/** What was ticked the last time. @type {string[]} */
let filled = [];

/**
 * An area made of neighbourhoods takes their place, unless that is unticked afterwards.
 * @param {string[]} codes
 */
function fillReplaced(codes) {
  const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll("[data-fields] [name=replaces]")
  );
  for (const box of boxes) {
    if (codes.includes(box.value) !== filled.includes(box.value))
      box.checked = codes.includes(box.value);
  }
  filled = codes;
  tell("fields");
}

/** Set the ticks to those of the current step. */
function show() {
  const { ticked } = now();
  for (const box of ticks()?.querySelectorAll("input") ?? [])
    box.checked = ticked.includes(box.value);
}

/** @param {string} words */
function narrow(words) {
  const wanted = folded(words);
  for (const item of ticks()?.querySelectorAll("li") ?? [])
    item.hidden = !folded(item.dataset.words ?? "").includes(wanted);
}

/** @param {string} words */
function folded(words) {
  return latinDigits(words)
    .toLowerCase()
    .replace(/ي/g, "ی")
    .replace(/ك/g, "ک")
    .replace(/[\u200c\s]+/g, " ")
    .trim();
}
