// @ts-check
/**
 * This file asks the server for suggested areas, compares them, shows them on the map, and makes one
 * of them the shape. It is loaded when its tray is opened.
 *
 * @typedef {Object} Suggested  one area of the answer
 * @property {string[]} blocks  codes
 * @property {{type: string, coordinates: any}} outline
 * @property {number | null} population
 * @property {any} indicator  as in the statistics of a shape; null where it is not shown
 * @property {number | null} share_of_need
 * @property {number} area_m2
 * @property {Record<string, any>} compactness
 * @property {boolean} rounded
 * @property {Record<string, any>} parameters  from which it can be made again
 */

import { shapeOf } from "#draw/geometry";
import { addresses, commit, drawing, given, listen, takeTool, tell } from "#draw/state";
import { openedTray, toggleTray } from "#draw/trays";
import { config, isolated, numberText, text } from "#lib/config";
import { figureText, inLanguage, MISSING, shareText, withUnit } from "#lib/figure-text";
import { wholeNumber } from "#lib/number-field";
import { giveUp, isGivenUp, postJson } from "#lib/request";
import { isPhone } from "#lib/screen";

/** The server gives up after ten seconds of work, and others may be before this. */
const PATIENCE_MS = 25_000;
/** The sheet of a phone has gone down, and the map has its new size. */
const UNCOVERED_MS = 250;

/** @type {Suggested[]} */
let areas = [];
let isOpen = false;
let isStarted = false;

/** Does nothing when it is called again. */
export function startSuggestions() {
  if (isStarted) return;
  isStarted = true;
  isOpen = openedTray() === "suggest";
  // Suggestions of another county, and their shares of its need, are none of this one.
  listen("county", () => {
    giveUp("suggest");
    busy(false);
    say("");
    show([]);
  });
  // What was said of the former question is not of the one that is written now.
  part("[data-suggest]").addEventListener("input", () => say(""));
  listen("tray", (name) => {
    isOpen = name === "suggest";
    look(-1);
  });
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-tray=suggest] ${selector}`));
}

/** Ask for what the form says. */
export async function askForSuggestions() {
  const body = question();
  if (!body) return;
  busy(true);
  say(text("suggesting"));
  try {
    const answer = await postJson(addresses.suggest, body, {
      lane: "suggest",
      patience_ms: PATIENCE_MS,
    });
    show(answer.alternatives);
    say(text("suggested", { count: numberText(areas.length) }));
  } catch (error) {
    // Another question is under way, and the button is busy with that one.
    if (isGivenUp(error)) return;
    show([]);
    say((error instanceof Error && error.message) || text("failed_kept"), true);
  }
  busy(false);
}

/** What the form asks for; null, with a word, where it cannot be asked. */
function question() {
  const data = new FormData(/** @type {HTMLFormElement} */ (part("[data-suggest]")));
  const bbox = data.get("place") === "view" ? drawing.view?.() : null;
  if (bbox === undefined) {
    say(text("draw_no_webgl"), true);
    return null;
  }
  const [people_from, people_to] = ["people_from", "people_to"].map((name) =>
    wholeNumber(String(data.get(name))),
  );
  if (people_from > people_to) {
    say(text("people_order"), true);
    return null;
  }
  return {
    county: given.county,
    indicator: data.get("indicator"),
    people_from,
    people_to,
    compactness: data.get("compactness"),
    bbox,
  };
}

/** @param {boolean} isBusy */
function busy(isBusy) {
  const button = /** @type {HTMLButtonElement} */ (part("[data-suggest-ask]"));
  button.disabled = isBusy;
  button.toggleAttribute("data-busy", isBusy);
}

/** @param {string} words */
function say(words, isError = false) {
  const line = part("[data-suggest-status]");
  line.textContent = isolated(words);
  line.classList.toggle("error", isError);
}

/** @param {Suggested[]} found */
function show(found) {
  areas = found;
  part("[data-suggested]").hidden = !found.length;
  part("[data-suggested-rounded]").hidden = !found.some(({ rounded }) => rounded);
  const heads = part("[data-suggested-heads]");
  heads.replaceChildren(document.createElement("td"), ...found.map((_, at) => head(at)));
  part("[data-suggested-rows]").replaceChildren(...(found.length ? rows() : []));
  look(-1, !isPhone());
  if (found.length) part("[data-suggested]").scrollIntoView({ block: "start" });
}

/**
 * The number of an area: a button that brings the map to it.
 * @param {number} at
 */
function head(at) {
  const cell = document.createElement("th");
  cell.scope = "col";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = numberText(at + 1);
  const words = text("suggested_show", { number: numberText(at + 1) });
  button.title = words;
  button.setAttribute("aria-label", words);
  button.addEventListener("click", () => bring(at));
  cell.append(button);
  return watched(cell, at);
}

/**
 * Bring the map to an area; on a phone it lies under the sheet until that is lower.
 * @param {number} at
 */
function bring(at) {
  if (!isPhone()) return look(at, true);
  /** @type {HTMLElement} */ (document.querySelector("[data-atlas]")).dataset.sheet = "half";
  setTimeout(() => look(at, true), UNCOVERED_MS);
}

/**
 * A cell that shows its area on the map while the mouse or the focus is on it.
 * @param {HTMLElement} cell
 * @param {number} at
 */
function watched(cell, at) {
  cell.dataset.at = String(at);
  cell.addEventListener("mouseenter", () => look(at));
  cell.addEventListener("mouseleave", () => look(-1));
  cell.addEventListener("focusin", () => look(at));
  cell.addEventListener("focusout", () => look(-1));
  return cell;
}

/** What to do with each, then the figures: one row each, with an area in each column. */
function rows() {
  const [{ indicator }] = areas;
  return [
    row("", choice),
    row(text("suggested_population"), ({ population }) => figureText(population)),
    ...(indicator ? [row(indicatorTitle(indicator), valueText)] : []),
    row(text("suggested_share"), ({ share_of_need }) => shareText(share_of_need)),
    row(text("suggested_area"), ({ area_m2 }) => numberText(area_m2 / 10_000, 1)),
    row(text("suggested_shape"), ({ compactness }) => compactness[`words_${config.language}`]),
    row(
      text("suggested_polsby"),
      ({ compactness }) => figureText(compactness.polsby_popper, 2),
      text("suggested_polsby_is"),
    ),
    row(
      text("suggested_reock"),
      ({ compactness }) => figureText(compactness.reock, 2),
      text("suggested_reock_is"),
    ),
  ];
}

/**
 * @param {string} name
 * @param {(area: Suggested, at: number) => string | HTMLElement} content
 * @param {string} [meaning]
 */
function row(name, content, meaning = "") {
  const made = document.createElement("tr");
  const title = document.createElement(name ? "th" : "td");
  if (name) title.setAttribute("scope", "row");
  title.textContent = name;
  title.title = meaning;
  const cells = areas.map((area, at) => {
    const cell = document.createElement("td");
    cell.append(content(area, at));
    return watched(cell, at);
  });
  made.append(title, ...cells);
  return made;
}

/** @param {any} indicator */
function indicatorTitle(indicator) {
  const name = inLanguage(indicator, "name");
  if (indicator.county === null || indicator.county === undefined) return name;
  return text("suggested_county", {
    indicator: name,
    value: valueWords(indicator.county, indicator),
  });
}

/** @param {Suggested} area */
function valueText({ indicator }) {
  return indicator ? valueWords(indicator.value, indicator) : MISSING;
}

/**
 * @param {number | null} value
 * @param {any} indicator
 */
function valueWords(value, indicator) {
  const unit = indicator.kind === "rate" ? inLanguage(indicator, "unit") : "";
  return withUnit(value, { decimals: indicator.decimals, unit });
}

/**
 * The button that makes an area the shape.
 * @param {Suggested} _area
 * @param {number} at
 */
function choice(_area, at) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small primary";
  button.textContent = text("suggested_choose");
  button.setAttribute(
    "aria-label",
    `${text("suggested_choose")}: ${text("suggested_number", { number: numberText(at + 1) })}`,
  );
  button.addEventListener("click", () => choose(at));
  return button;
}

/**
 * Make an area the draft: a step like any other, which can be undone.
 * @param {number} at
 */
function choose(at) {
  const { outline, blocks, parameters } = areas[at];
  const select = /** @type {HTMLSelectElement} */ (part("[name=indicator]"));
  const [{ text: name }] = [...select.options].filter(
    ({ value }) => value === parameters.indicator,
  );
  commit(shapeOf(outline), {
    label: text("step_suggested", { number: numberText(at + 1), indicator: name.trim() }),
    icon: "crosshair",
    origin: "painted",
    blocks,
    suggestion: parameters,
    areal: false,
  });
  takeTool("select");
  toggleTray("");
  tell("fit");
}

/**
 * Show the areas on the map, one of them strongly; none while the tray is closed.
 * @param {number} at  -1 for none of them
 */
function look(at, isToFit = false) {
  for (const cell of part("[data-suggested]").querySelectorAll("[data-at]"))
    cell.classList.toggle("seen", cell.getAttribute("data-at") === String(at));
  const shapes = isOpen ? areas.map(({ outline }) => shapeOf(outline)) : [];
  tell("suggested", { shapes, seen: at, isToFit: isToFit && shapes.length > 0 });
}
