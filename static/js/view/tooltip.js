// @ts-check
/** This file shows the tooltip at the pointer: an area with its figure, or a place. */

import { config, numberText, text } from "#lib/config";
import { withUnit } from "#lib/figure-text";
import { currentFigures } from "#view/figures";
import { state } from "#view/state";

/** A passing pointer opens no tooltip. */
const DELAY_MS = 80;
const GAP_PX = 14;

let timer = 0;

/**
 * @param {string} code
 * @param {{x: number, y: number}} at  pixels in the map
 * @param {boolean} [atOnce]
 */
export function showAreaTip(code, at, atOnce = false) {
  const figure = currentFigures()?.areas[code];
  if (!figure) return;
  const of = state.shown ?? {};
  const isSuppressed = figure.flags.includes("suppressed");
  const missing = text(isSuppressed ? "suppressed" : "no_data");
  /** @type {[string, string][]} */
  const facts = [[heading(of), figure.value === null ? missing : withUnit(figure.value, of)]];
  if (figure.rank) {
    const gaps = { rank: numberText(figure.rank), all: numberText(figure.rank_of) };
    facts.push([text("rank"), text("rank_of", gaps)]);
  }
  showTip(
    config.language === "en" ? figure.name_en : figure.name_fa,
    facts,
    figure.flags.includes("synthetic"),
    at,
    atOnce,
  );
}

/**
 * @param {import("#maplibre").MapGeoJSONFeature} place
 * @param {{x: number, y: number}} at  pixels in the map
 * @param {boolean} [atOnce]
 */
export function showPlaceTip(place, at, atOnce = false) {
  const given = place.properties;
  const name =
    given.count > 1
      ? text("places_together", { count: numberText(given.count) })
      : given[`name_${config.language}`] || given.name_fa || "";
  /** @type {[string, string][]} */
  const facts = [];
  for (const [property, meanings] of Object.entries(config.words)) {
    if (given[property]) facts.push(["", meanings[given[property]] ?? given[property]]);
  }
  if (given.population) facts.push([text("persons"), numberText(given.population)]);
  showTip(name, facts, Boolean(given.synthetic), at, atOnce);
}

export function hideTip() {
  clearTimeout(timer);
  box().hidden = true;
}

/**
 * What is measured, with the year of its figures.
 * @param {{indicator?: string, year?: string}} of
 */
export function heading({ indicator = "", year = "" }) {
  return [indicator, year].filter(Boolean).join(config.language === "en" ? ", " : "، ");
}

/**
 * Show a tip at the pointer.
 * @param {string} name
 * @param {[string, string][]} facts  label and value; a value without label is shown alone
 * @param {boolean} isSample
 * @param {{x: number, y: number}} at  pixels in the map
 * @param {boolean} [atOnce]
 */
export function showTip(name, facts, isSample, at, atOnce = false) {
  clearTimeout(timer);
  const wait = box().hidden && !atOnce ? DELAY_MS : 0;
  timer = window.setTimeout(() => {
    fill(name, facts, isSample);
    box().hidden = false;
    place(at);
  }, wait);
}

/**
 * @param {string} name
 * @param {[string, string][]} facts
 * @param {boolean} isSample
 */
function fill(name, facts, isSample) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("tip-template"));
  const made = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  /** @type {HTMLElement} */ (made.querySelector("[data-name]")).textContent = name;
  /** @type {HTMLElement} */ (made.querySelector("[data-badge]")).hidden = !isSample;
  const list = /** @type {HTMLElement} */ (made.querySelector("[data-facts]"));
  for (const [label, value] of facts) {
    const term = document.createElement("dt");
    const fact = document.createElement("dd");
    term.textContent = label;
    fact.append(document.createElement("bdi"));
    fact.firstElementChild?.append(value);
    list.append(...(label ? [term, fact] : [fact]));
  }
  box().replaceChildren(made);
}

/**
 * Beside the pointer, on the side with room. The map is not mirrored, so sides are physical.
 * @param {{x: number, y: number}} at
 */
function place({ x, y }) {
  const tip = box();
  const room = /** @type {HTMLElement} */ (tip.parentElement);
  const left =
    x + GAP_PX + tip.offsetWidth > room.clientWidth ? x - GAP_PX - tip.offsetWidth : x + GAP_PX;
  const top =
    y + GAP_PX + tip.offsetHeight > room.clientHeight ? y - GAP_PX - tip.offsetHeight : y + GAP_PX;
  tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
}

function box() {
  return /** @type {HTMLElement} */ (document.getElementById("tip"));
}
