// @ts-check
/** This file tells what the screen is like and how a person wants it. */

/** Whether the page has the layout of a phone. */
export function isPhone() {
  return matchMedia("(max-width: 719px)").matches;
}

/** Whether the person wants no animation. */
export function prefersStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
