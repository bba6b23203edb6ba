// @ts-check
/**
 * This file saves a draft of the unsaved state on this device, for this user and this drawing, so
 * that neither a reload nor a lost connection loses it. It asks before the user leaves unsaved
 * work. A new drawing has a key of its own, in the address of its page; a second page of the same
 * address takes another.
 */

import { LISTS, readFields, sameFields, TEXTS, writeFields } from "#draw/fields";
import { startKeptDrafts } from "#draw/kept-drafts";
import { commit, drawing, given, listen, now } from "#draw/state";
import { clockText, momentText } from "#draw/steps";
import { text } from "#lib/config";
import { draftName, mayKeep, newDraftName } from "#lib/kept";
import { cloned } from "#lib/template";

const PAUSE_MS = 300;
/** Part of the names of drafts that began from an older revision, before its number. */
const ASIDE = ":aside-";
let timer = 0;
/** @type {string} the state on the server, to detect unsaved changes */
let savedFields = "";

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

/** Whether the page has changes that the server lacks. */
export function isUnsaved() {
  return !drawing.isSaved || JSON.stringify(readFields()) !== savedFields;
}

/**
 * The draft goes with the drawing into another county.
 * @param {string} before  code of the county that it leaves
 */
function follow(before) {
  localStorage.removeItem(newDraftName(given.user, before, drawing.key));
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
    else if (isAsking) drawing.key = given.key;
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

function saveLater() {
  clearTimeout(timer);
  timer = window.setTimeout(saveDraft, PAUSE_MS);
}

function saveDraft() {
  clearTimeout(timer);
  if (!isUnsaved() || !mayKeep()) return;
  const { shape, origin, ticked, blocks, suggestion, areal } = now();
  const draft = {
    number: drawing.number,
    shape,
    origin,
    ticked,
    blocks,
    suggestion,
    areal,
    fields: readFields(),
    at: Date.now(),
  };
  try {
    localStorage.setItem(key(), JSON.stringify(draft));
    nameInAddress();
    showStatus(text("kept", { time: clockText(draft.at) }));
  } catch {
    showStatus(text("not_kept"));
  }
}

/**
 * The server has saved it: remove the draft, and save a new one of later changes.
 * @param {import("#draw/fields").Fields} fields  saved on the server
 */
function dropDraft(fields) {
  clearTimeout(timer);
  savedFields = JSON.stringify(fields);
  localStorage.removeItem(key());
  // The draft of a new area has another name.
  if (!given.code) localStorage.removeItem(newName());
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
 * @param {string} name
 * @returns {Draft | null}
 */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Restore the draft as an undoable step. A draft of an older revision than the server's is set
 * aside until the user decides.
 */
function restoreDrafts() {
  const draft = read(key());
  if (draft && Array.isArray(draft.shape) && !isKnown(draft)) {
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
      localStorage.removeItem(key());
      localStorage.setItem(`${key()}${ASIDE}${draft.number ?? 0}`, JSON.stringify(draft));
    }
  }
  const aside = Object.keys(localStorage).filter((name) => name.startsWith(key() + ASIDE));
  for (const name of aside) offerOlder(name, read(name));
}

/**
 * @param {string} name  its key on this device
 * @param {Draft | null} draft
 */
function offerOlder(name, draft) {
  if (!draft || !Array.isArray(draft.shape)) return;
  const drop = () => localStorage.removeItem(name);
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
function isKnown({ shape, areal, fields }) {
  return isShown(shape, areal) && sameFields(fields, readFields());
}

/**
 * @param {import("#draw/geometry").Shape} shape
 * @param {boolean} areal
 */
function isShown(shape, areal) {
  return JSON.stringify(shape) === JSON.stringify(now().shape) && areal === now().areal;
}

/** @param {Draft} draft */
function restore({ shape, origin, ticked, blocks, suggestion, areal, fields, at }) {
  writeFields(fields);
  if (isShown(shape, areal)) return;
  commit(shape, {
    label: text("step_restored", { time: momentText(at) }),
    icon: "history",
    origin,
    ticked,
    blocks,
    suggestion,
    areal,
  });
}

function discard() {
  const fields = Object.fromEntries(
    [...TEXTS, ...LISTS].map((name) => [
      name,
      given.saved?.[name] ?? (LISTS.includes(/** @type {any} */ (name)) ? [] : ""),
    ]),
  );
  writeFields(/** @type {any} */ (fields));
  if (now().shape !== opened.shape)
    commit(opened.shape, { ...opened, label: text("step_discarded"), icon: "trash-2" });
  localStorage.removeItem(key());
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
  document.querySelector("[data-alerts]")?.append(box);
  return box;
}
