// @ts-check
/**
 * This file saves a draft of the unsaved state on this device, for this user and this drawing, so
 * that neither a reload nor a lost connection loses it. It asks before the user leaves unsaved
 * work. A new drawing has a key of its own, in the address of its page; a second page of the same
 * address takes another.
 */

import { LISTS, readFields, sameFields, TEXTS, writeFields } from "#draw/fields";
import { startKeptDrafts } from "#draw/kept-drafts";
import { putQuestion } from "#draw/questions";
import {
  commit,
  contentOf,
  drawing,
  given,
  isBlank,
  isSame,
  isStepSaved,
  listen,
  now,
} from "#draw/state";
import { clockText, momentText } from "#draw/steps";
import { text } from "#lib/config";
import { draftName, draftsOf, keepDraft, newDraftName, readDraft, removeDraft } from "#lib/kept";
import { cloned } from "#lib/template";
import { toast } from "#lib/toast";

const PAUSE_MS = 300;
/** Part of the names of drafts that began from an older revision, before its number. */
const ASIDE = ":aside-";
let timer = 0;
/** @type {string} the fields on the server, to detect unsaved changes */
let savedFields = "";
/** The draft on this device is of this page. */
let isKept = false;

/**
 * @typedef {Object} Draft
 * @property {number | null} number  the revision from which it began
 * @property {import("#draw/geometry").Shape} shape
 * @property {string} origin
 * @property {string[]} ticked
 * @property {string[]} [blocks]
 * @property {Record<string, any>} [suggestion]
 * @property {boolean} areal
 * @property {import("#draw/fields").Fields} fields
 * @property {number} at  milliseconds
 */

export function startDrafts() {
  savedFields = JSON.stringify(readFields());
  if (!given.code) takeKey();
  restoreDrafts();
  if (!given.code) startKeptDrafts(key);
  listen("shape", ({ isLive }) => !isLive && saveLater());
  listen("fields", saveLater);
  listen("saved", dropDraft);
  listen("county", ({ before }) => follow(before));
  addEventListener("pagehide", saveDraft);
  addEventListener("beforeunload", (event) => {
    saveDraft();
    if (isUnsaved()) event.preventDefault();
  });
}

/** Whether the page has changes that the server lacks; a blank new area is none. */
export function isUnsaved() {
  const isNothing = !drawing.code && isBlank();
  return !(isNothing || isStepSaved()) || JSON.stringify(readFields()) !== savedFields;
}

/**
 * The draft goes with the drawing into another county.
 * @param {string} before  code of the county that it leaves
 */
function follow(before) {
  removeDraft(newDraftName(given.user, before, drawing.key));
  saveDraft();
}

/** The name of the draft of this drawing. */
function key() {
  return drawing.code ? draftName(given.user, drawing.code) : newName();
}

function newName() {
  return newDraftName(given.user, given.county, drawing.key);
}

/** How long another page has to say that the key is its own. */
const ANSWER_MS = 1000;

/** Go on with the drawing that the address names, unless another page does. */
function takeKey() {
  const named = new URL(location.href).searchParams.get("draft");
  if (named) drawing.key = named;
  const pages = new BroadcastChannel("mahalleh-drawings");
  let isAsking = Boolean(named);
  pages.addEventListener("message", ({ data }) => {
    if (data.key !== drawing.key || drawing.code) return;
    if (data.isQuestion) pages.postMessage({ key: drawing.key, isQuestion: false });
    else if (isAsking) {
      drawing.key = given.key;
      toast(text("draft_is_open"));
    }
    isAsking = false;
  });
  if (named) pages.postMessage({ key: named, isQuestion: true });
  setTimeout(() => (isAsking = false), ANSWER_MS);
}

/** A reload of the page finds the draft by its address. */
function nameInAddress() {
  const address = new URL(location.href);
  if (drawing.code || address.searchParams.get("draft") === drawing.key) return;
  address.searchParams.set("draft", drawing.key);
  history.replaceState(null, "", address);
}

/** The address names the draft at once: a reload may come before it is saved, and saves it. */
function saveLater() {
  if (isUnsaved()) nameInAddress();
  clearTimeout(timer);
  timer = window.setTimeout(saveDraft, PAUSE_MS);
}

function saveDraft() {
  clearTimeout(timer);
  if (!isUnsaved()) return dropOwn();
  const draft = {
    number: drawing.number,
    ...contentOf(now()),
    fields: readFields(),
    at: Date.now(),
  };
  isKept = keepDraft(key(), draft);
  if (!isKept) return showStatus(text("not_kept"));
  showStatus(text("kept", { time: clockText(draft.at) }));
}

/** Everything was taken back: the draft of this page goes, not that of another page. */
function dropOwn() {
  if (!isKept) return;
  isKept = false;
  removeDraft(key());
  showStatus(drawing.code ? text("all_saved") : "");
}

/**
 * The server has saved it: remove the draft, and save a new one of later changes.
 * @param {import("#draw/fields").Fields} fields  saved on the server
 */
function dropDraft(fields) {
  clearTimeout(timer);
  savedFields = JSON.stringify(fields);
  isKept = false;
  removeDraft(key());
  // The draft of a new area has another name.
  if (!given.code) removeDraft(newName());
  if (isUnsaved()) return saveDraft();
  showStatus(text("all_saved"));
  document.querySelector("[data-alerts] [data-restored]")?.remove();
}

/** @param {string} words */
function showStatus(words) {
  /** @type {HTMLElement} */ (document.querySelector("[data-kept] [data-text]")).textContent =
    words;
}

/**
 * Restore the draft as an undoable step. A draft of an older revision than the server's is set
 * aside until the user decides.
 */
function restoreDrafts() {
  const draft = /** @type {Draft | null} */ (readDraft(key()));
  if (draft && !isKnown(draft)) {
    if (draft.number === drawing.number) {
      restore(draft);
      const box = offer(
        text("restored", { time: momentText(draft.at) }),
        text("keep_on"),
        () => {},
        text("discard"),
        discard,
      );
      box.toggleAttribute("data-restored", true);
    } else {
      removeDraft(key());
      keepDraft(`${key()}${ASIDE}${draft.number ?? 0}`, draft);
    }
  }
  const aside = draftsOf(given.user).filter((name) => name.startsWith(key() + ASIDE));
  for (const name of aside) offerOlder(name, readDraft(name));
}

/**
 * @param {string} name  its key on this device
 * @param {Draft | null} draft
 */
function offerOlder(name, draft) {
  if (!draft) return;
  const drop = () => removeDraft(name);
  const takeOver = () => {
    drop();
    // Saving it will report the newer revision, and show both.
    drawing.number = draft.number;
    restore(draft);
  };
  offer(
    text("older_draft", { time: momentText(draft.at) }),
    text("restore"),
    takeOver,
    text("discard"),
    drop,
  );
}

/** @param {Draft} draft */
function isKnown(draft) {
  return isSame(draft, now()) && sameFields(draft.fields, readFields());
}

/** @param {Draft} draft */
function restore(draft) {
  writeFields(draft.fields);
  isKept = true;
  if (isSame(draft, now())) return;
  const { shape, ...about } = contentOf(draft);
  const label = text("step_restored", { time: momentText(draft.at) });
  commit(shape, { label, icon: "history", ...about });
}

function discard() {
  const fields = Object.fromEntries(
    [...TEXTS, ...LISTS].map((name) => [
      name,
      given.saved?.[name] ?? (LISTS.includes(/** @type {any} */ (name)) ? [] : ""),
    ]),
  );
  writeFields(/** @type {any} */ (fields));
  if (!isSame(now(), opened))
    commit(opened.shape, { ...opened, label: text("step_discarded"), icon: "trash-2" });
  removeDraft(key());
}

const opened = now();

/**
 * A message with two answers above the fields.
 * @param {string} words
 * @param {string} first
 * @param {() => void} doFirst
 * @param {string} second
 * @param {() => void} doSecond
 */
function offer(words, first, doFirst, second, doSecond) {
  const box = cloned("alert-template");
  /** @type {HTMLElement} */ (box.querySelector("[data-text]")).textContent = words;
  for (const [selector, label, act] of /** @type {[string, string, () => void][]} */ ([
    ["[data-first]", first, doFirst],
    ["[data-second]", second, doSecond],
  ])) {
    const button = /** @type {HTMLElement} */ (box.querySelector(selector));
    button.textContent = label;
    button.addEventListener("click", () => {
      box.remove();
      act();
    });
  }
  putQuestion(box);
  return box;
}
