// @ts-check
/**
 * This file lets the server check the shape after every step, and offers its repairs.
 *
 * @typedef {Object} Finding
 * @property {string} code
 * @property {"error" | "warning" | "note"} severity
 * @property {string} message_fa
 * @property {string} message_en
 * @property {any} geometry  GeoJSON to show, or null
 * @property {string | null} repair  name of the operation that repairs it
 * @property {string} repair_label_fa
 * @property {string} repair_label_en
 * @property {string | null} with  code of the other area
 * @property {string | null} [with_name_fa]
 * @property {string | null} [with_name_en]
 * @property {number | null} area_m2
 */

import { readFields, setReplaced } from "#draw/fields";
import { geometryOf } from "#draw/geometry";
import { operate } from "#draw/operations";
import { addresses, drawing, given, isBlank, listen, now, tell } from "#draw/state";
import { isolated, numberText, text } from "#lib/config";
import { inLanguage } from "#lib/figure-text";
import { isGivenUp, postJson, RequestProblem } from "#lib/request";
import { cloned, setIcon } from "#lib/template";

/** A step that follows at once cancels the check of the previous one. */
const PAUSE_MS = 150;
const AGAIN_MS = 5000;
/** The server gives up after ten seconds of work, and others may be before this. */
const PATIENCE_MS = 25_000;
let timer = 0;
/** @type {Finding[]} */
let found = [];
/** The server did not answer the check; its previous findings stay. */
let isMissed = false;
/** @type {Map<string, number | null>} people in the overlap, by the code of the other area */
let persons = new Map();
/** The value of "replaces" at the last check. */
let replaced = "[]";

export function startFindings() {
  listen("shape", ({ isLive }) => !isLive && checkLater());
  listen("county", checkLater);
  listen("answer", (answer) => addPersons(answer?.statistics.overlaps ?? []));
  listen("fields", () => JSON.stringify(readFields().replaces) !== replaced && checkLater());
  checkLater();
}

/** Whether an error prevents submission. */
export function hasErrors() {
  return found.some(({ severity }) => severity === "error");
}

/** Whether the shape is unchecked, because the server does not answer. */
export function isUnchecked() {
  return isMissed;
}

function checkLater() {
  clearTimeout(timer);
  if (isBlank()) return accept([]);
  timer = window.setTimeout(check, PAUSE_MS);
}

async function check() {
  const { shape } = now();
  const { replaces } = readFields();
  replaced = JSON.stringify(replaces);
  const question = {
    geometry: geometryOf(shape),
    target_area: drawing.code,
    county: given.county,
    replaces,
  };
  try {
    const answer = await postJson(addresses.check, question, {
      lane: "check",
      patience_ms: PATIENCE_MS,
    });
    if (now().shape === shape) accept(answer.findings);
  } catch (error) {
    if (!isGivenUp(error) && now().shape === shape) miss(error);
  }
}

/**
 * Show a refusal among the findings; if there was no answer, ask again.
 * @param {unknown} error
 */
function miss(error) {
  if (error instanceof RequestProblem && error.status >= 400 && error.status < 500) {
    const { message } = error;
    return accept([
      {
        code: "refused",
        severity: "warning",
        message_fa: message,
        message_en: message,
        geometry: null,
        repair: null,
        repair_label_fa: "",
        repair_label_en: "",
        with: null,
        area_m2: null,
      },
    ]);
  }
  isMissed = true;
  tell("findings", found);
  timer = window.setTimeout(check, AGAIN_MS);
}

/** @param {Finding[]} findings */
function accept(findings) {
  found = findings;
  isMissed = false;
  const holder = /** @type {HTMLElement} */ (document.querySelector("[data-findings]"));
  const hadFocus = holder.contains(document.activeElement);
  holder.replaceChildren(...findings.map(row));
  holder.hidden = !findings.length;
  if (hadFocus) focusIn(holder);
  tell("findings", findings);
}

/**
 * The focus was on a button that is gone: it goes to the next of the findings, or to the panel.
 * @param {HTMLElement} holder
 */
function focusIn(holder) {
  /** @type {HTMLElement | null} */
  const next = holder.querySelector("button:not([hidden])");
  (next ?? /** @type {HTMLElement} */ (document.getElementById("panel-stats"))).focus();
}

/**
 * The number of people in an overlap, beside the finding that names it.
 * @param {any[]} overlaps
 */
function addPersons(overlaps) {
  persons = new Map(overlaps.map(({ code, population }) => [code, population]));
  for (const place of document.querySelectorAll("[data-findings] [data-more]"))
    showPersons(/** @type {HTMLElement} */ (place));
}

/** @param {HTMLElement} place */
function showPersons(place) {
  const count = persons.get(place.dataset.more ?? "");
  place.textContent =
    count === null || count === undefined
      ? ""
      : `(${text("near_persons", { count: numberText(count) })})`;
}

/** @param {Finding} finding */
function row(finding) {
  const box = cloned("finding-template");
  const isError = finding.severity === "error";
  if (finding.severity !== "note") box.classList.add(isError ? "bad" : "warn");
  setIcon(box, isError ? "triangle-alert" : "info");
  /** @type {HTMLElement} */ (box.querySelector("[data-message]")).textContent = said(
    finding,
    "message",
  );
  const more = /** @type {HTMLElement} */ (box.querySelector("[data-more]"));
  more.dataset.more = finding.with ?? "";
  showPersons(more);
  const button = /** @type {HTMLElement} */ (box.querySelector("[data-repair]"));
  const { repair } = finding;
  if (repair) {
    button.hidden = false;
    button.classList.toggle("danger", isError);
    button.textContent = said(finding, "repair_label") || text("repair");
    button.addEventListener("click", () =>
      operate(repair, finding.with ? { codes: [finding.with] } : {}),
    );
  }
  offerMeant(box, finding);
  return box;
}

/**
 * An overlap with a neighbourhood of the province can be said to be meant: the area replaces that
 * part. The same button takes it back.
 * @param {HTMLElement} box
 * @param {Finding} finding
 */
function offerMeant(box, { code, with: other, with_name_fa, with_name_en }) {
  const isMeant = code === "replaces_part";
  const isHere = other?.slice(0, 2) === given.county.slice(0, 2);
  const button = /** @type {HTMLElement} */ (box.querySelector("[data-replace]"));
  button.hidden = !(isHere && (isMeant || code === "overlaps_neighbourhood"));
  button.textContent = text(isMeant ? "not_meant" : "meant");
  const name = inLanguage({ name_fa: with_name_fa, name_en: with_name_en }, "name");
  button.addEventListener("click", () => setReplaced(other ?? "", name, !isMeant));
}

/**
 * @param {Finding} finding
 * @param {"message" | "repair_label"} name
 */
function said(finding, name) {
  return isolated(inLanguage(finding, name));
}
