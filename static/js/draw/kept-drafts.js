// @ts-check
/** This file lists the other drafts of new areas that this device keeps of the user. */

import { areaText } from "#draw/figures";
import { areaOf } from "#draw/geometry";
import { addresses, given, listen } from "#draw/state";
import { momentText } from "#draw/steps";
import { text } from "#lib/config";
import { draftsOf, keepDraft, newDraft, readDraft, removeDraft } from "#lib/kept";
import { cloned } from "#lib/template";
import { toast } from "#lib/toast";

/** @type {() => string} */
let ownName;

/** @param {() => string} own  the name of the draft of this page */
export function startKeptDrafts(own) {
  ownName = own;
  addEventListener("storage", show);
  listen("kept", show);
  listen("county", show);
  show();
}

function show() {
  const rows = draftsOf(given.user)
    .filter((name) => name !== ownName())
    .flatMap((name) => {
      const place = newDraft(name);
      const draft = readDraft(name);
      return place && draft ? [{ name, place, draft }] : [];
    })
    .sort((one, other) => other.draft.at - one.draft.at)
    .map(row);
  const box = /** @type {HTMLElement} */ (document.querySelector("[data-kept-list]"));
  box.hidden = !rows.length;
  box.querySelector("ul")?.replaceChildren(...rows);
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
  button.addEventListener("click", () => remove(name));
  return made;
}

/** @param {string} name */
function remove(name) {
  const kept = readDraft(name);
  removeDraft(name);
  show();
  const back = () => {
    keepDraft(name, kept);
    show();
  };
  toast(text("draft_deleted"), { action: text("restore"), act: back });
}
