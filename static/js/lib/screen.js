// @ts-check
/** This file reports the screen's layout and the user's preferences. */

/** Whether the page has the layout of a phone. */
export function isPhone() {
  return matchMedia("(max-width: 719px)").matches;
}

/** Whether the user wants no animation. */
export function prefersStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
