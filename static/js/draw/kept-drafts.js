// @ts-check
/** This file lists the other drafts of new areas that this device keeps of the user. */

import { areaText } from "#draw/figures";
import { areaOf } from "#draw/geometry";
import { addresses, given, listen } from "#draw/state";
import { momentText } from "#draw/steps";
import { numberText, text } from "#lib/config";
import { draftsOf, keepDraft, newDraft, readDraft, removeDraft } from "#lib/kept";
import { cloned } from "#lib/template";
import { toast } from "#lib/toast";

/** The newest that are listed before all are asked for. */
const LISTED = 5;
/** @type {() => string} */
let ownName;
let isWhole = false;

/** @param {() => string} own  the name of the draft of this page */
export function startKeptDrafts(own) {
  ownName = own;
  addEventListener("storage", show);
  listen("kept", show);
  listen("county", show);
  part("[data-all-drafts]").addEventListener("click", () => {
    isWhole = true;
    show();
  });
  startClearing();
  show();
}

function startClearing() {
  const dialog = /** @type {HTMLDialogElement} */ (part("[data-clear-dialog]"));
  part("[data-clear-drafts]").addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "clear") remove(others().map(({ name }) => name));
  });
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-kept-list] ${selector}`));
}

/** The other drafts of new areas, the newest first. */
function others() {
  return draftsOf(given.user)
    .filter((name) => name !== ownName())
    .flatMap((name) => {
      const place = newDraft(name);
      const draft = readDraft(name);
      return place && draft ? [{ name, place, draft }] : [];
    })
    .sort((one, other) => other.draft.at - one.draft.at);
}

function show() {
  const found = others();
  const box = /** @type {HTMLElement} */ (document.querySelector("[data-kept-list]"));
  box.hidden = !found.length;
  part("ul").replaceChildren(...found.slice(0, isWhole ? Infinity : LISTED).map(row));
  const all = part("[data-all-drafts]");
  all.hidden = isWhole || found.length <= LISTED;
  all.textContent = text("all_drafts", { count: numberText(found.length) });
  part("[data-clear-drafts]").hidden = found.length < 2;
}

/** @param {{name: string, place: {county: string, key: string}, draft: import("#draw/drafts").Draft}} kept */
function row({ name, place, draft }) {
  const made = cloned("kept-template");
  const title = draft.fields?.name_fa || text("unnamed");
  const county = /** @type {HTMLOptionElement | null} */ (
    document.querySelector(`[data-county] option[value="${CSS.escape(place.county)}"]`)
  );
  const about = [
    county?.text.trim() ?? place.county,
    draft.shape.length ? areaText(areaOf(draft.shape)) : "",
    momentText(draft.at),
  ];
  const link = /** @type {HTMLAnchorElement} */ (made.querySelector("a"));
  link.textContent = title;
  const { county: code, key } = place;
  link.href = `${addresses.new}?${new URLSearchParams({ county: code, draft: key })}`;
  /** @type {HTMLElement} */ (made.querySelector("[data-about]")).textContent = about
    .filter(Boolean)
    .join(" · ");
  const button = /** @type {HTMLElement} */ (made.querySelector("button"));
  button.setAttribute("aria-label", text("delete_draft", { name: title }));
  button.title = text("delete_draft", { name: title });
  button.addEventListener("click", () => remove([name]));
  return made;
}

/** @param {string[]} names */
function remove(names) {
  const kept = names.map((name) => ({ name, draft: readDraft(name) }));
  for (const name of names) removeDraft(name);
  show();
  const back = () => {
    for (const { name, draft } of kept) keepDraft(name, draft);
    show();
  };
  const count = numberText(names.length);
  const words = names.length > 1 ? text("drafts_deleted", { count }) : text("draft_deleted");
  toast(words, { action: text("restore"), act: back });
}
