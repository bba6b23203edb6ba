// @ts-check
/** This file makes a shape of ticked neighbourhoods: the server joins their exact borders. */

import { NOTHING } from "#draw/geometry";
import { operate } from "#draw/operations";
import { commit, listen, noteWork, now, tell } from "#draw/state";
import { text } from "#lib/config";
import { latinDigits } from "#lib/digits";

/** Ticks in quick succession are one request. */
const PAUSE_MS = 250;
/** The last change of the ticks. */
let newest = {};
/** What was filled in at each step. @type {WeakMap<import("#draw/state").Step, string[]>} */
const filledAt = new WeakMap();

export function startTicks() {
  filled = now().ticked;
  filledAt.set(now(), filled);
  // Another county brings another form.
  const tray = /** @type {HTMLElement} */ (document.querySelector("[data-tray=ticks]"));
  tray.addEventListener("change", ({ target }) => {
    if (!(/** @type {Element} */ (target).closest("[data-ticks]"))) return;
    noteWork(uniteLater());
  });
  tray.addEventListener("input", ({ target }) => {
    const field = /** @type {HTMLInputElement} */ (target);
    if (field.matches("[data-tick-search]")) narrow(field.value);
  });
  listen("shape", ({ isLive }) => {
    if (isLive) return;
    show();
    fillReplaced(filledAt.get(now()) ?? filled);
  });
  listen("county", show);
  show();
}

function ticks() {
  return /** @type {HTMLFormElement | null} */ (document.querySelector("[data-ticks]"));
}

async function uniteLater() {
  const change = {};
  newest = change;
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  if (newest === change) await unite();
}

/** Join the ticked neighbourhoods; none of them is an empty shape. */
async function unite() {
  const form = ticks();
  if (!form) return;
  const codes = new FormData(form).getAll("ticked").map(String);
  if (!codes.length)
    commit(NOTHING, { label: text("step_cleared"), icon: "list-checks", origin: "ticked" });
  else if (
    !(await operate(
      "union",
      { ticked: codes },
      { shape: NOTHING, origin: "ticked", ticked: codes },
    ))
  )
    return show();
  fillReplaced(codes);
}

/** What was ticked the last time. @type {string[]} */
let filled = [];

/**
 * An area made of neighbourhoods takes their place, unless that is unticked afterwards. Going back
 * to a step brings back what was filled in at it.
 * @param {string[]} codes
 */
function fillReplaced(codes) {
  filledAt.set(now(), codes);
  if (codes.join() === filled.join()) return;
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
