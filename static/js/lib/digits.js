// @ts-check
/** This file reads digits as people type them. */

const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";

/**
 * Words with Persian digits as 0 to 9.
 * @param {string} words
 */
export function latinDigits(words) {
  return words.replace(/[۰-۹]/g, (digit) => String(PERSIAN.indexOf(digit)));
}
