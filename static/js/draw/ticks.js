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
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-ticks]"));
  if (!form) return;
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => unite(form), PAUSE_MS);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document
    .querySelector("[data-tick-search]")
    ?.addEventListener("input", (event) =>
      narrow(form, /** @type {HTMLInputElement} */ (event.target).value),
    );
  listen("shape", ({ isLive }) => !isLive && show(form));
  show(form);
}

/** @param {HTMLFormElement} form */
function unite(form) {
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

/**
 * Set the ticks to those of the current step.
 * @param {HTMLFormElement} form
 */
function show(form) {
  const { ticked } = now();
  for (const box of form.querySelectorAll("input")) box.checked = ticked.includes(box.value);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} words
 */
function narrow(form, words) {
  const wanted = folded(words);
  for (const item of form.querySelectorAll("li"))
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
