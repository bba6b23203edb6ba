// @ts-check
/**
 * This file changes the county of a new area without a reload: what depends on it is fetched, and
 * what is drawn stays. The server says whether the user may draw there.
 */

import { addresses, given, isBlank, noteWork, tell } from "#draw/state";
import { readJson, text } from "#lib/config";
import { getFragment, isGivenUp } from "#lib/request";
import { toast } from "#lib/toast";
import { writeParameter } from "#view/address";
import { putParts } from "#view/panels";
import { choose, state } from "#view/state";

const PATIENCE_MS = 15_000;

export function startCounty() {
  // Saving waits for it: the county is part of what is saved.
  select()?.addEventListener("change", () => noteWork(change()));
}

function select() {
  return /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-county]"));
}

/** The ticks of each county that the area takes the place of, should the user come back. */
const replaced = /** @type {Map<string, string[]>} */ (new Map());

async function change() {
  const chosen = /** @type {HTMLSelectElement} */ (select());
  const code = chosen.value;
  chosen.setAttribute("aria-busy", "true");
  try {
    const query = new URLSearchParams({ county: code });
    show(
      await getFragment(`${addresses.county}?${query}`, {
        lane: "county",
        patience_ms: PATIENCE_MS,
      }),
    );
  } catch (error) {
    if (isGivenUp(error)) return;
    chosen.value = given.county;
    const words = /** @type {Error} */ (error).message || text("failed");
    toast(words, { isError: true, action: text("retry"), act: () => retry(code) });
  }
  chosen.removeAttribute("aria-busy");
}

/** @param {string} code */
function retry(code) {
  const chosen = select();
  if (!chosen || chosen.disabled) return;
  chosen.value = code;
  noteWork(change());
}

/** @param {Document} answer */
function show(answer) {
  const before = given.county;
  const ticked = ticks().filter(({ checked }) => checked);
  replaced.set(
    before,
    ticked.map(({ value }) => value),
  );
  putParts(answer);
  const { code, bounds, coloured } = readJson("county-data", answer);
  Object.assign(given, { county: code, bounds });
  const known = replaced.get(given.county) ?? [];
  for (const box of ticks()) box.checked = known.includes(box.value);
  writeParameter("county", given.county);
  tell("county", { before });
  tell("fields");
  // The colours of a province stay, if the new county lies in it.
  if (state.view.area !== code.slice(0, 2)) choose({ area: coloured });
  if (isBlank()) tell("fit");
}

/** @returns {HTMLInputElement[]} */
function ticks() {
  return [...document.querySelectorAll("[data-fields] [name=replaces]")].map(
    (box) => /** @type {any} */ (box),
  );
}
