// @ts-check
/**
 * This file keeps the unsaved state on this device, for this person and this area, so that neither
 * a reload nor a lost connection loses it, and asks before the page is left with unsaved work.
 */
import { text } from "#config";
import { LISTS, TEXTS, readFields, sameFields, writeFields } from "#draw-fields";
import { commit, drawing, given, listen, now } from "#draw-state";
import { clockText } from "#draw-steps";

const PAUSE_MS = 300;
const PREFIX = "mahalleh-draft";
let timer = 0;
/** An older draft waits for an answer: nothing is written over it meanwhile. */
let isHeld = false;
/** @type {string} what the server has, to tell whether anything is unsaved */
let savedFields = "";

/**
 * @typedef {Object} Kept
 * @property {number | null} number  the revision that it began from
 * @property {string} key  what the server knows it by, where the answer to its first saving was lost
 * @property {import("#draw-geometry").Shape} shape
 * @property {string} origin
 * @property {string[]} ticked
 * @property {import("#draw-fields").Fields} fields
 * @property {number} at  milliseconds
 */

export function startKeeping() {
  savedFields = JSON.stringify(readFields());
  takeUp();
  listen("shape", ({ isLive }) => !isLive && later());
  listen("fields", later);
  listen("saved", forget);
  addEventListener("pagehide", keep);
  addEventListener("beforeunload", (event) => {
    keep();
    if (isUnsaved()) event.preventDefault();
  });
}

/** Whether the page holds what the server does not. */
export function isUnsaved() {
  return !drawing.isSaved || JSON.stringify(readFields()) !== savedFields;
}

function key() {
  return [PREFIX, given.user, drawing.code ?? `new-${given.county}`].join(":");
}

function later() {
  clearTimeout(timer);
  timer = window.setTimeout(keep, PAUSE_MS);
}

function keep() {
  clearTimeout(timer);
  if (isHeld || !isUnsaved()) return;
  const { shape, origin, ticked } = now();
  const kept = { number: drawing.number, key: drawing.key, shape, origin, ticked, fields: readFields(), at: Date.now() };
  try {
    localStorage.setItem(key(), JSON.stringify(kept));
    say(text("kept", { time: clockText(kept.at) }));
  } catch {
    say(text("not_kept"));
  }
}

/**
 * The server has it: nothing is kept here any more, but what was written since it was sent.
 * @param {import("#draw-fields").Fields} fields  that the server has
 */
function forget(fields) {
  clearTimeout(timer);
  savedFields = JSON.stringify(fields);
  localStorage.removeItem(key());
  localStorage.removeItem([PREFIX, given.user, `new-${given.county}`].join(":"));
  if (isUnsaved()) return keep();
  say(text("all_saved"));
  document.querySelector("[data-alerts]")?.replaceChildren();
}

/** @param {string} words */
function say(words) {
  /** @type {HTMLElement} */ (document.querySelector("[data-kept] [data-text]")).textContent = words;
}

/** @returns {Kept | null} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(key()) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Go on from what was kept, as a step that can be undone. If the server has a newer revision than
 * it began from, the person decides.
 */
function takeUp() {
  const kept = read();
  if (!kept || !Array.isArray(kept.shape) || isKnown(kept)) return;
  const time = { time: when(kept.at) };
  if (kept.number === drawing.number) {
    restore(kept);
    offer(text("restored", time), text("keep_on"), () => {}, text("discard"), () => discard(kept));
  } else {
    isHeld = true;
    const done = () => (isHeld = false);
    const bring = () => {
      done();
      // Saving it will tell of the newer revision, and show both.
      drawing.number = kept.number;
      restore(kept);
    };
    const drop = () => {
      done();
      localStorage.removeItem(key());
    };
    offer(text("older_draft", time), text("restore"), bring, text("discard"), drop);
  }
}

/** @param {Kept} kept */
function isKnown({ shape, fields }) {
  return JSON.stringify(shape) === JSON.stringify(now().shape) && sameFields(fields, readFields());
}

/** @param {Kept} kept */
function restore({ key: known, shape, origin, ticked, fields, at }) {
  drawing.key = known ?? given.key;
  writeFields(fields);
  if (JSON.stringify(shape) === JSON.stringify(now().shape)) return;
  commit(shape, { label: text("step_restored", { time: when(at) }), icon: "history", origin, ticked });
}

/** @param {Kept} kept */
function discard(kept) {
  drawing.key = given.key;
  const fields = Object.fromEntries([...TEXTS, ...LISTS].map((name) => [name, given.saved?.[name] ?? (LISTS.includes(/** @type {any} */ (name)) ? [] : "")]));
  writeFields(/** @type {any} */ (fields));
  if (kept.shape.length) commit(opened, { label: text("step_discarded"), icon: "trash-2" });
  localStorage.removeItem(key());
}

/** @type {import("#draw-geometry").Shape} */
const opened = now().shape;


/** @param {number} at  milliseconds */
function when(at) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const day = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : "fa-IR-u-ca-persian", { day: "numeric", month: "long" });
  return isToday ? clockText(at) : `${day.format(at)} ${clockText(at)}`;
}

/**
 * Words with two answers above the fields.
 * @param {string} words
 * @param {string} first
 * @param {() => void} doFirst
 * @param {string} second
 * @param {() => void} doSecond
 */
function offer(words, first, doFirst, second, doSecond) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("alert-template"));
  const box = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  /** @type {HTMLElement} */ (box.querySelector("[data-text]")).textContent = words;
  for (const [selector, label, act] of /** @type {[string, string, () => void][]} */ ([["[data-first]", first, doFirst], ["[data-second]", second, doSecond]])) {
    const button = /** @type {HTMLElement} */ (box.querySelector(selector));
    button.textContent = label;
    button.addEventListener("click", () => {
      box.remove();
      act();
    });
  }
  document.querySelector("[data-alerts]")?.replaceChildren(box);
}
