// @ts-check
/** This file reads digits of any alphabet. */

/**
 * The text with Persian and Arabic digits replaced by 0 to 9: their last four bits are their value.
 * @param {string} words
 */
export function latinDigits(words) {
  return words.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 15));
}
