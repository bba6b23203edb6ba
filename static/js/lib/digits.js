// @ts-check
/** This file reads digits of any alphabet. */

const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";

/**
 * The text with Persian digits replaced by 0 to 9.
 * @param {string} words
 */
export function latinDigits(words) {
  return words.replace(/[۰-۹]/g, (digit) => String(PERSIAN.indexOf(digit)));
}
