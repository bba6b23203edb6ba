// @ts-check
/**
 * This file saves a draft of the unsaved state on this device, for this user and this area, so that
 * neither a reload nor a lost connection loses it. It asks before the user leaves unsaved work.
 */

import { LISTS, readFields, sameFields, TEXTS, writeFields } from "#draw/fields";
import { commit, drawing, given, listen, now } from "#draw/state";
import { clockText } from "#draw/steps";
import { text } from "#lib/config";
import { draftName, mayKeep } from "#lib/kept";
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
 * @property {string} key  identifies it to the server if the answer to its first saving was lost
 * @property {import("#draw/geometry").Shape} shape
 * @property {string} origin
 * @property {string[]} ticked
 * @property {import("#draw/fields").Fields} fields
 * @property {number} at  milliseconds
 */

export function startDrafts() {
  savedFields = JSON.stringify(readFields());
  restoreDrafts();
  listen("shape", ({ isLive }) => !isLive && saveLater());
  listen("fields", saveLater);
  listen("saved", dropDraft);
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

function key() {
  return draftName(given.user, drawing.code ?? `new-${given.county}`);
}

function saveLater() {
  clearTimeout(timer);
  timer = window.setTimeout(saveDraft, PAUSE_MS);
}

function saveDraft() {
  clearTimeout(timer);
  if (!isUnsaved() || !mayKeep()) return;
  const { shape, origin, ticked } = now();
  const draft = {
    number: drawing.number,
    key: drawing.key,
    shape,
    origin,
    ticked,
    fields: readFields(),
    at: Date.now(),
  };
  try {
    localStorage.setItem(key(), JSON.stringify(draft));
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
  // The draft of a new area has another key.
  if (!given.code) localStorage.removeItem(draftName(given.user, `new-${given.county}`));
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
        text("restored", { time: when(draft.at) }),
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
    text("older_draft", { time: when(draft.at) }),
    text("restore"),
    takeOver,
    text("discard"),
    drop,
  );
}

/** @param {Draft} draft */
function isKnown({ shape, fields }) {
  return JSON.stringify(shape) === JSON.stringify(now().shape) && sameFields(fields, readFields());
}

/** @param {Draft} draft */
function restore({ key: known, shape, origin, ticked, fields, at }) {
  drawing.key = known ?? given.key;
  writeFields(fields);
  if (JSON.stringify(shape) === JSON.stringify(now().shape)) return;
  commit(shape, {
    label: text("step_restored", { time: when(at) }),
    icon: "history",
    origin,
    ticked,
  });
}

function discard() {
  drawing.key = given.key;
  const fields = Object.fromEntries(
    [...TEXTS, ...LISTS].map((name) => [
      name,
      given.saved?.[name] ?? (LISTS.includes(/** @type {any} */ (name)) ? [] : ""),
    ]),
  );
  writeFields(/** @type {any} */ (fields));
  if (now().shape !== opened) commit(opened, { label: text("step_discarded"), icon: "trash-2" });
  localStorage.removeItem(key());
}

/** @type {import("#draw/geometry").Shape} */
const opened = now().shape;

/** @param {number} at  milliseconds */
function when(at) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const day = new Intl.DateTimeFormat(
    document.documentElement.lang === "en" ? "en-GB" : "fa-IR-u-ca-persian",
    { day: "numeric", month: "long", timeZone: "Asia/Tehran" },
  );
  return isToday ? clockText(at) : `${day.format(at)} ${clockText(at)}`;
}

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
