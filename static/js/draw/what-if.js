// @ts-check
/**
 * This file compares the county without and with the draft: who lives inside target areas, and who
 * stays outside and is worse off. It is loaded when its tray is opened, and asks again while that is
 * open and a step is taken.
 *
 * @typedef {Object} Place  connected blocks outside target areas
 * @property {number} rate
 * @property {number} persons
 * @property {number} block_count
 * @property {string[]} worse_than  "area" and "draft"
 * @property {string[]} blocks  codes; none where there are too many
 * @property {[number, number, number, number]} bounds  west, south, east, north
 */

import { readFields } from "#draw/fields";
import { shapeOf, vertexCount } from "#draw/geometry";
import { question } from "#draw/measure";
import { addresses, given, listen, now, tell } from "#draw/state";
import { openedTray } from "#draw/trays";
import { config, isolated, numberText, text } from "#lib/config";
import { figureText, inLanguage, shareText, withUnit } from "#lib/figure-text";
import { isGivenUp, postJson } from "#lib/request";
import { isPhone } from "#lib/screen";
import { cloned } from "#lib/template";

/** The server gives up after ten seconds of work, and others may be before this. */
const PATIENCE_MS = 25_000;
/** A step that follows soon makes the answer void. */
const PAUSE_MS = 500;
/** The sheet of a phone has gone down, and the map has its new size. */
const UNCOVERED_MS = 250;
/** Blocks with a smaller part of the published population are no whole county. */
const WHOLE = 0.95;
const COUNTS = ["persons", "uninsured", "out_of_school", "tenant_households"];
/** Names in one sentence. */
const MOST_NAMES = 10;

let isOpen = false;
let isStarted = false;
let clock = 0;
/** The place that was asked for last; an earlier one is not shown any more. */
let wanted = {};

/** Does nothing when it is called again. */
export function startWhatIf() {
  if (isStarted) return;
  isStarted = true;
  isOpen = openedTray() === "what-if";
  const form = part("[data-what-if]");
  form.addEventListener("change", ask);
  listen("tray", (name) => {
    const wasOpen = isOpen;
    isOpen = name === "what-if";
    if (isOpen) ask();
    else if (wasOpen) markNone();
  });
  listen("shape", ({ isLive }) => !isLive && askSoon());
  listen("fields", askSoon);
  ask();
}

/** @param {string} selector */
function part(selector, root = document.querySelector("[data-tray=what-if]")) {
  return /** @type {HTMLElement} */ (/** @type {Element} */ (root).querySelector(selector));
}

function askSoon() {
  clearTimeout(clock);
  if (isOpen) clock = window.setTimeout(ask, PAUSE_MS);
}

async function ask() {
  clearTimeout(clock);
  const { shape } = now();
  if (!isOpen) return;
  if (!vertexCount(shape)) return fail(text("what_if_no_shape"));
  say(text("what_if_asking"));
  try {
    const answer = await postJson(addresses.what_if, asked(shape), {
      lane: "what-if",
      patience_ms: PATIENCE_MS,
    });
    show(answer);
  } catch (error) {
    if (!isGivenUp(error))
      fail((error instanceof Error && error.message) || text("failed_kept"), true);
  }
}

/** @param {import("#draw/geometry").Shape} shape */
function asked(shape) {
  const { target_area: _, ...draft } = /** @type {Record<string, any>} */ (question(shape));
  const indicator = /** @type {HTMLSelectElement} */ (part("[name=indicator]")).value;
  return { ...draft, county: given.county, indicator, replaces: readFields().replaces };
}

/** @param {string} words */
function say(words, isError = false) {
  const line = part("[data-what-if-status]");
  line.textContent = isolated(words);
  line.hidden = !words;
  line.classList.toggle("error", isError);
  part("[data-what-if-answer]").classList.toggle("is-behind", words !== "" && !isError);
}

/**
 * Figures of an earlier shape do not stay.
 * @param {string} words
 */
function fail(words, isError = false) {
  keepFocus();
  say(words, isError);
  part("[data-what-if-answer]").hidden = true;
  markNone();
}

/** The focus stays in the tray when what had it goes. */
function keepFocus() {
  if (part("[data-what-if-answer]").contains(document.activeElement))
    part("[data-what-if-region]").focus({ preventScroll: true });
}

/** @param {any} answer */
function show(answer) {
  keepFocus();
  say("");
  markNone();
  part("[data-what-if-answer]").hidden = false;
  part("[data-what-if-shares]").replaceChildren(
    ...COUNTS.map((name) => shareRow(text(`what_if_${name}`), answer.shares[name])),
  );
  lines("[data-what-if-notes]", notes(answer));
  lines("[data-what-if-bars]", bars(answer));
  showPlaces(answer);
  const titles = answer.sources.map((/** @type {any} */ each) => inLanguage(each, "title"));
  part("[data-what-if-sources]").textContent = `${text("sources")} ${titles.join(" · ")}`;
  part("[data-what-if-sample]").hidden = !answer.synthetic;
}

/**
 * A share with what it counts below, without and with the draft, then the county's total.
 * @param {string} name
 * @param {any} share
 */
function shareRow(name, share) {
  const row = document.createElement("tr");
  const title = document.createElement("th");
  title.scope = "row";
  title.textContent = name;
  row.append(
    title,
    shareCell(share.share_before, share.before),
    shareCell(share.share_after, share.after),
    cell(figureText(share.total)),
  );
  return row;
}

/**
 * @param {number | null} share
 * @param {number | null} count
 */
function shareCell(share, count) {
  const made = cell(shareText(share));
  made.classList.add("strong");
  const small = document.createElement("span");
  small.className = "small-text muted nowrap";
  small.textContent = count === null ? "" : text("what_if_about", { count: numberText(count) });
  made.append(small);
  return made;
}

/** @param {string} words */
function cell(words) {
  const made = document.createElement("td");
  made.className = "num";
  made.textContent = words;
  return made;
}

/** @param {any} answer  what is missing in the shares, and how they are to be read */
function notes(answer) {
  const published = answer.published_population;
  const loaded = answer.shares.persons.total;
  const found = [];
  if (published && loaded !== null) {
    const gaps = {
      persons: numberText(loaded),
      year: yearText(published.year),
      published: numberText(published.persons),
    };
    if (loaded < WHOLE * published.persons) found.push(text("what_if_part"));
    found.push(text("what_if_loaded", gaps));
  }
  if (answer.without_blocks.length) {
    const all = answer.without_blocks.map((/** @type {any} */ each) => inLanguage(each, "name"));
    const names = all.slice(0, MOST_NAMES).join(text("comma")) + (all[MOST_NAMES] ? "…" : "");
    found.push(text("what_if_without_blocks", { count: numberText(all.length), names }));
  }
  if (!answer.has_draft_blocks) found.push(text("what_if_empty"));
  if (answer.elsewhere) found.push(text("what_if_elsewhere"));
  if (answer.other_method) found.push(text("what_if_other_method"));
  if (answer.rounded) found.push(text("what_if_rounded"));
  return found;
}

/** @param {any} answer  what those outside are compared with */
function bars(answer) {
  const { area, draft } = answer.outside.bars;
  const { county, year } = answer.indicator;
  const gaps = (/** @type {any} */ bar) => ({
    rate: rateText(bar.rate, answer.indicator),
    persons: numberText(bar.persons),
  });
  return [
    area
      ? text("what_if_bar_area", { name: inLanguage(area, "name"), ...gaps(area) })
      : text("what_if_no_area"),
    draft ? text("what_if_bar_draft", gaps(draft)) : text("what_if_no_draft"),
    ...(county === null
      ? []
      : [
          text("what_if_bar_county", {
            year: yearText(year),
            rate: rateText(county, answer.indicator),
          }),
        ]),
  ];
}

/** @param {any} answer */
function showPlaces({ outside, indicator }) {
  /** @type {{places: Place[], more: {places: number, persons: number}}} */
  const { places, more } = outside;
  const persons = places.reduce((sum, each) => sum + each.persons, more.persons);
  const found = { count: numberText(places.length + more.places), persons: numberText(persons) };
  part("[data-what-if-found]").textContent = places.length
    ? text("what_if_found", found)
    : text("what_if_none");
  part("[data-what-if-places]").replaceChildren(
    ...places.map((place, at) => placeRow(place, at, outside.bars, indicator)),
  );
  part("[data-what-if-more]").textContent = more.places
    ? text("what_if_more", {
        count: numberText(more.places),
        persons: numberText(more.persons),
      })
    : "";
}

/**
 * @param {Place} place
 * @param {number} at
 * @param {any} compared
 * @param {any} indicator
 */
function placeRow(place, at, compared, indicator) {
  const row = cloned("what-if-place-template");
  part("[data-number]", row).textContent = `${numberText(at + 1)}.`;
  part("[data-rate]", row).textContent = rateText(place.rate, indicator);
  part("[data-words]", row).textContent = text("what_if_place", {
    persons: numberText(place.persons),
    count: numberText(place.block_count),
  });
  part("[data-worse]", row).textContent = worseText(place.worse_than, compared);
  const button = part("[data-show]", row);
  button.setAttribute("aria-label", text("what_if_show", { number: numberText(at + 1) }));
  button.addEventListener("click", () => bring(place, at));
  return row;
}

/**
 * @param {string[]} kinds
 * @param {any} compared
 */
function worseText(kinds, compared) {
  if (kinds.length > 1) return text("what_if_worse_both");
  if (kinds[0] === "draft") return text("what_if_worse_draft");
  return text("what_if_worse_area", { name: inLanguage(compared.area, "name") });
}

/**
 * Show a place on the map: the outline that painting its blocks makes, or its box where there are
 * too many.
 * @param {Place} place
 * @param {number} at
 */
async function bring(place, at) {
  const own = {};
  wanted = own;
  try {
    const outline = place.blocks.length ? await outlineOf(place.blocks) : boxOf(place.bounds);
    if (own !== wanted) return;
    say("");
    if (isPhone()) {
      /** @type {HTMLElement} */ (document.querySelector("[data-atlas]")).dataset.sheet = "half";
      await new Promise((resolve) => setTimeout(resolve, UNCOVERED_MS));
      if (own !== wanted) return;
    }
    mark([shapeOf(outline)], at + 1);
  } catch (error) {
    if (own === wanted && !isGivenUp(error))
      say((error instanceof Error && error.message) || text("failed_kept"), true);
  }
}

/** @param {string[]} blocks */
async function outlineOf(blocks) {
  const options = { lane: "what-if-place", patience_ms: PATIENCE_MS };
  const { outline } = await postJson(addresses.measure, { blocks }, options);
  return outline;
}

/** @param {Place["bounds"]} bounds */
function boxOf([west, south, east, north]) {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: "Polygon", coordinates: [ring] };
}

/** Show no place, and none of those whose outline is under way. */
function markNone() {
  wanted = {};
  mark([]);
}

/**
 * Show a place alone on the map, or none.
 * @param {import("#draw/geometry").Shape[]} shapes
 * @param {number} [first]  its number in the list
 */
function mark(shapes, first = 1) {
  tell("suggested", { shapes, seen: shapes.length - 1, isToFit: shapes.length > 0, first });
}

/**
 * @param {string} selector
 * @param {string[]} words
 */
function lines(selector, words) {
  part(selector).replaceChildren(
    ...words.map((each) => {
      const line = document.createElement("li");
      line.textContent = isolated(each);
      return line;
    }),
  );
}

/**
 * @param {number} rate
 * @param {any} indicator
 */
function rateText(rate, indicator) {
  return withUnit(rate, { decimals: indicator.decimals, unit: inLanguage(indicator, "unit") });
}

/** @param {number} year  a year has no thousands mark */
function yearText(year) {
  return new Intl.NumberFormat(config.language === "en" ? "en" : "fa-IR", {
    useGrouping: false,
  }).format(year);
}
