// @ts-check
/**
 * This file computes the figure of a block from the counts of its tile, and its class, as the
 * server does (layers/figures/block_classes.py).
 *
 * @typedef {Object} BlockClass
 * @property {number} low  least figure in the class, as displayed
 * @property {number} high
 * @property {number} from  least figure before rounding that belongs to the class
 * @property {number} count
 * @property {string} color
 *
 * @typedef {Object} Measure
 * @property {string} code
 * @property {string} name_fa
 * @property {string} name_en
 * @property {string} unit_fa
 * @property {string} unit_en
 * @property {number} decimals
 * @property {string} numerator  name of a count
 * @property {string} denominator  name of a count, "" for a count alone
 * @property {number} per
 *
 * @typedef {Object} BlockClasses
 * @property {Measure} measure
 * @property {string} parent  code of the county
 * @property {string} year_fa  of the figures made of the same counts, in words; "" if there are none
 * @property {string} year_en
 * @property {BlockClass[]} classes
 * @property {number} blocks
 * @property {number} withheld
 * @property {number} no_data
 * @property {boolean} synthetic
 * @property {{title_fa: string, title_en: string}[]} sources
 */

/**
 * The figure of a block: a number, "suppressed" or "nodata".
 * @param {Record<string, any>} counts  properties of the tile; a suppressed count is absent
 * @param {Measure} measure
 */
export function figureOf(counts, { numerator, denominator, per }) {
  const names = denominator ? [numerator, denominator] : [numerator];
  if (names.some((name) => typeof counts[name] !== "number")) return "suppressed";
  if (!denominator) return Number(counts[numerator]);
  return counts[denominator] ? (counts[numerator] * per) / counts[denominator] : "nodata";
}

/**
 * The paint and the filters of the map for these classes.
 * @param {BlockClasses} found
 * @returns {{color: any, shown: any, suppressed: any, nodata: any}}
 */
export function styleOf({ measure, parent, classes }) {
  const { numerator, denominator, per } = measure;
  const count = ["get", numerator];
  const value = denominator ? ["/", ["*", count, per], ["get", denominator]] : count;
  const [first, ...others] = classes;
  const later = others.flatMap(({ from, color }) => [from, color]);
  const color = later.length ? ["step", value, first.color, ...later] : (first?.color ?? "#e3e7e9");
  const here = ["==", ["get", "county"], parent];
  const isOpen = [numerator, denominator].filter(Boolean).map((name) => ["has", name]);
  const isDefined = denominator ? [[">", ["get", denominator], 0]] : [];
  return {
    color,
    shown: ["all", here, ...isOpen, ...isDefined],
    suppressed: ["all", here, ["!", ["all", ...isOpen]]],
    nodata: denominator
      ? ["all", here, ...isOpen, ["==", ["get", denominator], 0]]
      : ["boolean", false],
  };
}
