// @ts-check
/** This file merges two changes of the same area: fields and shapes, without the page's DOM. */

/** @typedef {import("#draw/geometry").Shape} Shape */

/**
 * Each field as I changed it since the common base, else as they have it.
 * @param {readonly string[]} names
 * @param {Record<string, any>} mine
 * @param {Record<string, any>} base
 * @param {Record<string, any>} theirs
 * @returns {Record<string, any>}
 */
export function mergedFields(names, mine, base, theirs) {
  return Object.fromEntries(
    names.map((name) => [
      name,
      isEqual(mine[name], base[name]) ? (theirs[name] ?? mine[name]) : mine[name],
    ]),
  );
}

/**
 * Their shape plus my additions since the common base, minus my removals.
 * @param {Shape} mine
 * @param {Shape} base
 * @param {Shape} theirs
 * @param {(name: "hole" | "merge", shape: Shape, other: Shape) => Promise<Shape | null>} operate
 * cuts `other` out of the shape or adds it; null if nothing is left
 * @returns {Promise<Shape>}
 */
export async function mergedShape(mine, base, theirs, operate) {
  if (isEqual(mine, base) || isEqual(mine, theirs)) return theirs;
  if (isEqual(theirs, base)) return mine;
  const added = await operate("hole", mine, base);
  const removed = await operate("hole", base, mine);
  const wider = added ? await operate("merge", theirs, added) : theirs;
  return (removed && wider ? await operate("hole", wider, removed) : wider) ?? theirs;
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
function isEqual(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
