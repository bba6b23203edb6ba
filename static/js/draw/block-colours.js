// @ts-check
/**
 * This file colours the blocks of the county by a count or a rate of theirs. Suppressed ones are
 * hatched. The choice stands in the address, as `measure`.
 */

import { figureOf, styleOf } from "#draw/block-classes";
import { addresses, given, listen } from "#draw/state";
import { useBlockTips } from "#draw/tips";
import { config, numberText, text } from "#lib/config";
import { inLanguage, withUnit } from "#lib/figure-text";
import { getJson, isGivenUp } from "#lib/request";
import { cloned } from "#lib/template";
import { toast } from "#lib/toast";
import { vectorSource } from "#map/tilejson";
import { writeParameter } from "#view/address";
import { heading } from "#view/tooltip";

/** @typedef {import("#draw/block-classes").BlockClasses} BlockClasses */

const SOURCE = "block-colours";
const FILL = `${SOURCE}-fill`;
const KINDS = /** @type {const} */ (["suppressed", "nodata"]);
/** Tiles of lower zooms have no single blocks. */
const ZOOM = 14;
const OPACITY = 0.88;

/** @type {BlockClasses | null} */
let shown = null;

/** @param {import("#maplibre").Map} map */
export function startBlockColours(map) {
  select().addEventListener("change", () => change(map));
  listen("county", () => change(map));
  map.on("zoomend", () => hint(map));
  part("[data-nearer] button").addEventListener("click", () => map.easeTo({ zoom: ZOOM + 0.2 }));
  useBlockTips(blockTip);
  if (select().value) change(map);
}

/**
 * The name and the facts of the coloured block at a point of the map; null where none is.
 * @param {import("#maplibre").Map} map
 * @param {{x: number, y: number}} point
 */
function blockTip(map, { x, y }) {
  if (!shown || !map.getLayer(FILL)) return null;
  const layers = [FILL, ...KINDS.map((kind) => `${SOURCE}-${kind}`)];
  const [block] = map.queryRenderedFeatures([x, y], { layers });
  return block ? tip(block.properties, shown) : null;
}

/**
 * @param {Record<string, any>} block
 * @param {BlockClasses} of
 */
function tip(block, of) {
  const { measure, sources } = of;
  const figure = figureOf(block, measure);
  const missing = { suppressed: text("suppressed"), nodata: text("no_data") };
  const unit = inLanguage(measure, "unit");
  const words =
    typeof figure === "string"
      ? missing[figure]
      : withUnit(figure, { decimals: measure.decimals, unit });
  const title = heading({ indicator: inLanguage(measure, "name"), year: inLanguage(of, "year") });
  const facts = /** @type {[string, string][]} */ ([[title, words]]);
  if (sources.length) facts.push([text("source_of"), titles(sources)]);
  return {
    name: text("block", { code: unbroken(block.code) }),
    facts,
    isSample: Boolean(block.synthetic),
  };
}

/** @param {import("#maplibre").Map} map */
async function change(map) {
  const code = select().value;
  writeParameter("measure", code);
  shown = null;
  hide(map);
  legend();
  hint(map);
  if (!code) return;
  try {
    const address = addresses.block_values.replace("NAME", code);
    const query = new URLSearchParams({ parent: given.county });
    const [answer, source] = await Promise.all([
      getJson(`${address}?${query}`, { lane: "blocks" }),
      vectorSource(config.addresses.tiles.blocks),
    ]);
    if (select().value !== code) return;
    shown = answer;
    paint(map, answer, source);
    legend();
  } catch (error) {
    if (isGivenUp(error)) return;
    const words = /** @type {Error} */ (error).message || text("failed");
    toast(words, { isError: true, action: text("retry"), act: () => change(map) });
  }
}

/** @param {import("#maplibre").Map} map */
function hide(map) {
  for (const id of map.getLayersOrder().filter((each) => each.startsWith(SOURCE)))
    map.removeLayer(id);
}

/**
 * Above the colours of the areas, below their borders and names.
 * @param {import("#maplibre").Map} map
 * @param {BlockClasses} found
 * @param {any} source
 */
function paint(map, found, source) {
  hide(map);
  if (!map.getSource(SOURCE)) map.addSource(SOURCE, source);
  const style = styleOf(found);
  const of = { source: SOURCE, "source-layer": "blocks", minzoom: ZOOM };
  const layers = [
    {
      id: FILL,
      type: "fill",
      filter: style.shown,
      paint: { "fill-color": style.color, "fill-opacity": OPACITY },
    },
    ...KINDS.map((kind) => ({
      id: `${SOURCE}-${kind}`,
      type: "fill",
      filter: style[kind],
      paint: { "fill-pattern": `hatch-${kind}` },
    })),
    { id: `${SOURCE}-edges`, type: "line", paint: { "line-color": "#ffffff", "line-width": 0.8 } },
  ];
  for (const layer of layers) map.addLayer(/** @type {any} */ ({ ...of, ...layer }), "outlines");
}

/** The classes with their limits and counts, from the highest down, then blocks without a figure. */
function legend() {
  const holder = part("[data-classes]");
  holder.hidden = !shown;
  part("[data-sample]").hidden = !shown?.synthetic;
  if (!shown) return;
  const { measure, classes, blocks, withheld, no_data, sources } = shown;
  const county = countyName();
  const limit = (/** @type {number} */ value) => numberText(value, measure.decimals);
  const rows = [...classes].reverse().map(({ low, high, count, color }) => {
    const words =
      low === high ? limit(low) : text("between", { low: limit(low), high: limit(high) });
    return row(words, count, { color });
  });
  if (withheld) rows.push(row(text("suppressed"), withheld, { hatch: "suppressed" }));
  rows.push(row(text("no_data"), no_data, { hatch: "nodata" }));
  part("ul", holder).replaceChildren(...(blocks ? rows : []));
  part("[data-total]", holder).textContent = blocks
    ? text("blocks_counted", { count: numberText(blocks), county })
    : text("no_blocks", { county });
  const facts = [inLanguage(measure, "unit"), inLanguage(shown, "year")]
    .filter(Boolean)
    .join(text("comma"));
  part("[data-source]", holder).textContent = sources.length
    ? `${facts} · ${text("source_of")}: ${titles(sources)}`
    : "";
}

/**
 * @param {string} words
 * @param {number} count
 * @param {{color?: string, hatch?: string}} look
 */
function row(words, count, { color, hatch }) {
  const made = cloned("block-class-template");
  part("[data-words]", made).textContent = words;
  part("[data-count]", made).textContent = numberText(count);
  const rectangle = made.querySelector("rect");
  if (color) rectangle?.setAttribute("fill", color);
  else rectangle?.remove();
  if (hatch) made.querySelector("use")?.setAttribute("href", `#hatch-${hatch}`);
  else made.querySelector("use")?.remove();
  made.dataset.key = hatch ?? "";
  return made;
}

/**
 * Say that the colours appear further in.
 * @param {import("#maplibre").Map} map
 */
function hint(map) {
  part("[data-nearer]").hidden = !select().value || map.getZoom() >= ZOOM;
}

function countyName() {
  const chosen = document.querySelector("[data-county] option:checked");
  return chosen?.textContent?.trim() ?? given.county;
}

/**
 * A code from left to right, on one line.
 * @param {string} code
 */
function unbroken(code) {
  return `\u2066${code.replaceAll("-", "-\u2060")}\u2069`;
}

/** @param {{title_fa: string, title_en: string}[]} sources */
function titles(sources) {
  return sources.map((each) => inLanguage(each, "title")).join(text("comma"));
}

function select() {
  return /** @type {HTMLSelectElement} */ (document.querySelector("[data-measure]"));
}

/**
 * @param {string} selector
 * @param {ParentNode} [root]
 */
function part(selector, root = /** @type {Element} */ (document.querySelector("[data-blocks]"))) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}
