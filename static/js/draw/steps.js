// @ts-check
/** This file lists the steps of the session, newest first; each goes back or forward to itself. */

import { goTo, history, listen, redo, undo } from "#draw/state";
import { config } from "#lib/config";
import { cloned, setIcon } from "#lib/template";

/** Times are in Iran's zone, like those of the server's pages. */
export const ZONE = "Asia/Tehran";
const clock = new Intl.DateTimeFormat(config.language === "en" ? "en-GB" : "fa-IR", {
  hour: "numeric",
  minute: "2-digit",
  timeZone: ZONE,
});
/** The most steps that a person would look through. */
const MOST_LISTED = 50;

export function startSteps() {
  listen("shape", ({ isLive }) => !isLive && show());
  show();
}

/** @param {number} at  milliseconds */
export function clockText(at) {
  return clock.format(at);
}

/**
 * The time, with the day if it is not today.
 * @param {number} at  milliseconds
 */
export function momentText(at) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const day = new Intl.DateTimeFormat(
    document.documentElement.lang === "en" ? "en-GB" : "fa-IR-u-ca-persian",
    { day: "numeric", month: "long", timeZone: ZONE },
  );
  return isToday ? clockText(at) : `${day.format(at)} ${clockText(at)}`;
}

function show() {
  const { steps, position } = history();
  const list = /** @type {HTMLElement} */ (document.querySelector("[data-steps]"));
  const listed = steps
    .map((step, at) => ({ step, at }))
    .reverse()
    .slice(0, MOST_LISTED);
  const hadFocus = list.contains(document.activeElement);
  list.replaceChildren(...listed.map(({ step, at }) => item(step, at, position)));
  /** @type {HTMLElement | null} */
  const present = list.querySelector("[aria-current]");
  if (hadFocus) present?.focus();
  enable("undo", position > 0);
  enable("redo", position < steps.length - 1);
}

/**
 * @param {import("#draw/state").Step} step
 * @param {number} at
 * @param {number} position
 */
function item(step, at, position) {
  const row = cloned("step-template");
  const button = /** @type {HTMLElement} */ (row.firstElementChild);
  setIcon(row, step.icon);
  /** @type {HTMLElement} */ (row.querySelector("[data-text]")).textContent = step.label;
  /** @type {HTMLElement} */ (row.querySelector("[data-time]")).textContent = clockText(step.at);
  button.title = step.note ?? step.label;
  if (at === position) button.setAttribute("aria-current", "step");
  button.classList.toggle("undone", at > position);
  button.addEventListener("click", () => goTo(at));
  return row;
}

/**
 * @param {"undo" | "redo"} name
 * @param {boolean} isPossible
 */
function enable(name, isPossible) {
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = document.querySelectorAll(`[data-act=${name}]`);
  for (const button of buttons) button.disabled = !isPossible;
}

/** @param {string} name  of a button with data-act; returns whether it was one of these */
export function step(name) {
  if (name === "undo") undo();
  else if (name === "redo") redo();
  else return false;
  return true;
}
