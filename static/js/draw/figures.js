// @ts-check
/** This file shows the figures of the shape: people, indicators, places, form, method. */

import { readFields } from "#draw/fields";
import { areaOf, perimeterOf, vertexCount } from "#draw/geometry";
import { otherMethod } from "#draw/measure";
import { operate } from "#draw/operations";
import { listen, seenShape } from "#draw/state";
import { config, numberText, text } from "#lib/config";
import { figureText, inLanguage, isPercent, PERCENT } from "#lib/figure-text";
import { cloned } from "#lib/template";

/** Methods whose figures are sums of what is chosen, and no estimates. */
const CERTAIN = ["ticked", "blocks"];

export function startFigures() {
  listen("answer", (answer) => show(answer));
  listen("current", (isCurrent) =>
    part("[data-figures]").classList.toggle("is-behind", !isCurrent),
  );
  listen("online", (isOnline) => (part("[data-offline]").hidden = isOnline));
  listen("unusable", ({ words, isLive }) => unusable(isLive ? "" : words));
  listen("findings", (/** @type {import("#draw/findings").Finding[]} */ findings) => {
    spokenOf = findings.map((finding) => finding.with);
    isExplained = findings.some(({ severity }) => severity === "error");
    hideFound();
    showUnusable();
  });
  listen("fields", hideFound);
  listen("shape", showStatus);
  showStatus();
}

/**
 * @param {string} selector
 * @param {ParentNode} [root]
 */
function part(selector, root = document) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}

/** Why the shape cannot be measured. */
let reason = "";
/** A finding says the same, and offers the repair. */
let isExplained = false;

/**
 * Figures of an earlier shape do not stay beside one that cannot be measured.
 * @param {string} words
 */
function unusable(words) {
  reason = words;
  showUnusable();
  if (!words) return;
  part("[data-empty]").hidden = true;
  part("[data-figures]").hidden = true;
}

function showUnusable() {
  const box = part("[data-unusable]");
  box.hidden = !reason || isExplained;
  part("span", box).textContent = reason;
}

/** Vertices, area and perimeter at once, computed by the browser on the same ellipsoid. */
function showStatus() {
  const shape = seenShape();
  const bar = part("[data-status]");
  const count = vertexCount(shape);
  bar.classList.toggle("is-empty", !count);
  part("[data-vertices]", bar).textContent = text("vertices", { count: numberText(count) });
  part("[data-area]", bar).textContent = count ? areaText(areaOf(shape)) : "";
  part("[data-perimeter]", bar).textContent = count
    ? text("perimeter", { length: borderText(perimeterOf(shape)) })
    : "";
}

/** @param {number} metres2 */
export function areaText(metres2) {
  return text("hectares", { area: numberText(metres2 / 10_000, 1) });
}

/** @param {number} metres  with the decimals of the page of a saved area */
function borderText(metres) {
  return text("kilometres", { distance: numberText(metres / 1000, 2) });
}

/** @param {number} metres */
function lengthText(metres) {
  if (metres < 1000) return text("metres", { distance: numberText(metres) });
  return text("kilometres", { distance: numberText(metres / 1000, 1) });
}

/** @param {{statistics: any, isCurrent: boolean} | null} answer */
function show(answer) {
  part("[data-empty]").hidden = answer !== null;
  part("[data-figures]").hidden = answer === null;
  unusable("");
  if (!answer) return;
  const { statistics, isCurrent } = answer;
  part("[data-figures]").classList.toggle("is-behind", !isCurrent);
  part("[data-rounded]").hidden = !statistics.rounded;
  part("[data-withheld]").hidden = !statistics.withheld;
  showPeople(statistics);
  showIndicators(statistics);
  showPlaces(statistics.places);
  showOverlaps(statistics.overlaps ?? []);
  showForm(statistics);
  const sources = (statistics.sources ?? []).map((/** @type {any} */ each) =>
    inLanguage(each, "title"),
  );
  part("[data-sources]").textContent = sources.length
    ? `${text("sources")} ${sources.join(" · ")}`
    : "";
}

/** @param {any} statistics */
function showPeople(statistics) {
  part("[data-people]").hidden = statistics.withheld;
  showCovered(statistics);
  for (const name of ["population", "households"]) {
    const figure = statistics[name] ?? {};
    part(`[data-figure=${name}]`).textContent = figureText(figure.estimate);
    part(`[data-range=${name}]`).textContent = [rangeText(figure), besideCount(statistics)]
      .filter(Boolean)
      .join(" · ");
  }
  const share = statistics.population?.share_certain;
  const isKnown = share !== null && share !== undefined;
  part("[data-certain]").hidden = !isKnown;
  if (isKnown) {
    const percent = Math.round(share * 100);
    part("[data-certain] i").style.inlineSize = `${percent}%`;
    part("[data-certain] [data-text]").textContent = text("from_whole_blocks", {
      share: numberText(percent) + PERCENT,
    });
  }
  const { method } = statistics;
  part("[data-method]").textContent = method
    ? text("method", { method: (method[config.language] ?? method.fa).replace(/\.$/, "") })
    : "";
  part("[data-areal]").textContent = text(otherMethod());
  const isCertain = CERTAIN.includes(method?.code) && !statistics.rounded;
  for (const mark of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-estimated]")
  ))
    mark.hidden = isCertain;
}

/**
 * How much of the ground blocks cover, where that is not enough.
 * @param {any} statistics
 */
function showCovered({ covered, withheld }) {
  const box = part("[data-covered]");
  box.hidden = !covered || withheld;
  part("span", box).textContent = covered ? covered.note[config.language] : "";
}

/** @param {any} statistics */
function besideCount({ covered }) {
  return covered ? covered.beside[config.language] : "";
}

/** @param {any} figure */
function rangeText({ low, high }, decimals = 0) {
  if (low === null || low === undefined || high === null || high === undefined) return "";
  return text("range", { low: numberText(low, decimals), high: numberText(high, decimals) });
}

/** @param {any} statistics */
function showIndicators(statistics) {
  const indicators = /** @type {any[]} */ (statistics.indicators ?? []);
  const beside = besideCount(statistics);
  const known = indicators.filter(({ value, county, province }) =>
    [value, county, province].some((each) => each !== null && each !== undefined),
  );
  const rates = known.filter(({ kind }) => kind !== "count");
  const counts = known.filter(({ kind }) => kind === "count");
  part("[data-rates]").replaceChildren(...rates.map((rate) => rateRow(rate, beside)));
  part("[data-counts]").replaceChildren(...counts.map((count) => countRow(count, beside)));
  part("[data-counts-holder]").hidden = !counts.length;
  part("[data-compared]").hidden = !known.length;
}

/** The head of a row; that of a rate has its unit, which the figures share. @param {any} indicator */
function named(indicator) {
  const name = inLanguage(indicator, "name");
  const unit = inLanguage(indicator, "unit");
  if (indicator.kind === "count" || !unit) return name;
  return `${name} ${isPercent(unit) ? PERCENT : unit}`;
}

/**
 * @param {any} indicator
 * @param {string} beside  what stands beside its figure
 */
function rateRow(indicator, beside) {
  const row = cloned("rate-template");
  const { value, low, high, county, province, decimals = 1 } = indicator;
  row.dataset.row = indicator.code;
  part("[data-name]", row).textContent = named(indicator);
  part("[data-value]", row).textContent = figureText(value, decimals);
  const gaps = {
    own: figureText(value, decimals),
    county: figureText(county, decimals),
    province: figureText(province, decimals),
  };
  const words = [text("beside", gaps), beside].filter(Boolean).join(" · ");
  part("[data-words]", row).textContent = words;
  part(".dots-cell", row).title = words;
  placeDots(row, { own: value, county, province, low, high });
  return row;
}

/**
 * Dots on a common line, the least figure at the start.
 * @param {ParentNode} row
 * @param {Record<string, number | null>} figures
 */
function placeDots(row, figures) {
  const known = Object.values(figures)
    .filter((each) => each !== null && each !== undefined)
    .map(Number);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const room = Math.max((most - least) * 0.15, Math.abs(most) * 0.05, 0.01);
  const share = (/** @type {number} */ figure) =>
    ((figure - least + room) / (most - least + 2 * room)) * 100;
  for (const name of ["own", "county", "province"]) {
    const dot = part(`.${name}`, row);
    const figure = figures[name];
    dot.hidden = figure === null || figure === undefined;
    if (!dot.hidden) dot.style.insetInlineStart = `${share(Number(figure))}%`;
  }
  const range = part(".range", row);
  range.hidden = figures.low === null || figures.low === undefined || figures.high === null;
  if (range.hidden) return;
  range.style.insetInlineStart = `${share(Number(figures.low))}%`;
  range.style.inlineSize = `${share(Number(figures.high)) - share(Number(figures.low))}%`;
}

/**
 * @param {any} indicator
 * @param {string} beside
 */
function countRow(indicator, beside) {
  const row = cloned("count-template");
  const decimals = indicator.decimals ?? 0;
  row.dataset.row = indicator.code;
  part("[data-name]", row).textContent = named(indicator);
  part("[data-value]", row).textContent = figureText(indicator.value, decimals);
  part("[data-range]", row).textContent = [rangeText(indicator, decimals), beside]
    .filter(Boolean)
    .join(" · ");
  return row;
}

/** @param {any} places */
function showPlaces(places) {
  const rows = places
    ? [
        placeRow("schools", "school", text("schools"), places.schools),
        placeRow(
          "houses",
          "house-emdad-open",
          text("houses"),
          places.houses,
          agencies(places.houses?.by_agency),
        ),
        placeRow("prisons", "prison", text("prisons"), places.prisons, unlocated(places.prisons)),
      ]
    : [];
  part("[data-places]").replaceChildren(...rows);
}

/** @param {Record<string, number> | undefined} counts  houses inside by agency */
function agencies(counts = {}) {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some
    .map(([agency, count]) => `${config.words.agency[agency] ?? agency} ${numberText(count)}`)
    .join(text("comma"));
}

/** @param {any} prisons */
function unlocated(prisons) {
  const count = prisons?.unlocated_in_province ?? 0;
  return count ? text("unlocated", { count: numberText(count) }) : "";
}

/**
 * @param {string} figure  its name in the statistics
 * @param {string} symbol
 * @param {string} name
 * @param {any} found
 * @param {string} [more]
 */
function placeRow(figure, symbol, name, found, more = "") {
  const row = cloned("place-template");
  row.dataset.row = figure;
  /** @type {HTMLImageElement} */ (part("img", row)).src = config.symbols[symbol];
  part("[data-name]", row).textContent = name;
  part("[data-inside]", row).textContent = figureText(found?.inside);
  const { nearest } = found ?? {};
  const distance = nearest ? text("nearest", { distance: lengthText(nearest.distance_m) }) : "";
  part("[data-nearest]", row).textContent = [distance, more].filter(Boolean).join(" · ");
  if (nearest) row.title = inLanguage(nearest, "name");
  return row;
}

/** @param {any[]} overlaps */
function showOverlaps(overlaps) {
  const rows = overlaps.map((overlap) => {
    const row = cloned("overlap-template");
    row.dataset.code = overlap.code;
    const persons = isKnown(overlap.population)
      ? text("near_persons", { count: numberText(overlap.population) })
      : "";
    const share = isKnown(overlap.share)
      ? numberText(Math.round(overlap.share * 100)) + PERCENT
      : "";
    const words = [
      inLanguage(overlap, "name") || overlap.code,
      areaText(overlap.area_m2),
      share,
      persons,
    ];
    part("[data-text]", row).textContent = words.filter(Boolean).join(" · ");
    part("[data-merge]", row).addEventListener("click", () =>
      operate("merge", { codes: [overlap.code] }),
    );
    return row;
  });
  part("[data-overlaps]").replaceChildren(...rows);
  hideFound();
}

/** @type {(string | null)[]} codes of areas that the findings already mention */
let spokenOf = [];

function hideFound() {
  const rows = /** @type {HTMLElement[]} */ ([...part("[data-overlaps]").children]);
  const { replaces } = readFields();
  for (const row of rows) {
    row.hidden = spokenOf.includes(row.dataset.code ?? "");
    part("[data-meant]", row).hidden = !replaces.includes(row.dataset.code ?? "");
  }
  part("[data-overlaps-holder]").hidden = rows.every((row) => row.hidden);
}

/** @param {number | null | undefined} value */
function isKnown(value) {
  return value !== null && value !== undefined;
}

/** @param {any} statistics */
function showForm({ area_m2, perimeter_m, compactness }) {
  const words = compactness && inLanguage(compactness, "words");
  const gaps = { area: areaText(area_m2), length: borderText(perimeter_m), words: words ?? "" };
  part("[data-form]").textContent = text(words ? "form_words" : "form", gaps);
  part("[data-form]").title = compactness
    ? `Polsby–Popper ${figureText(compactness.polsby_popper, 2)}, Reock ${figureText(compactness.reock, 2)}`
    : "";
}
