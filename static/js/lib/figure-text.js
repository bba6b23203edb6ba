// @ts-check
/** This file says figures, units and names of the server's answers in the language of the page. */

import { config, numberText } from "#lib/config";

export const MISSING = "—";
export const PERCENT = config.language === "en" ? "%" : "٪";
const PERCENT_UNITS = ["درصد", "٪", "%", "percent"];

/**
 * A number, or the mark for missing; missing is never 0.
 * @param {number | null | undefined} value
 * @param {number} [decimals]
 */
export function figureText(value, decimals = 0) {
  return value === null || value === undefined ? MISSING : numberText(value, decimals);
}

/**
 * A part of one as percent.
 * @param {number | null | undefined} share
 */
export function shareText(share) {
  return share === null || share === undefined ? MISSING : numberText(share * 100, 1) + PERCENT;
}

/**
 * A figure with its unit; percent is a sign.
 * @param {number | null | undefined} value
 * @param {{decimals?: number, unit?: string}} of
 */
export function withUnit(value, { decimals = 0, unit = "" }) {
  const number = figureText(value, decimals);
  if (number === MISSING || !unit) return number;
  return isPercent(unit) ? number + PERCENT : `${number} ${unit}`;
}

/** @param {string} unit */
export function isPercent(unit) {
  return PERCENT_UNITS.includes(unit);
}

/**
 * A member that an answer has in both languages; the Persian one where the other is missing.
 * @param {any} of
 * @param {string} member
 * @returns {string}
 */
export function inLanguage(of, member) {
  return of[`${member}_${config.language}`] || of[`${member}_fa`] || "";
}
