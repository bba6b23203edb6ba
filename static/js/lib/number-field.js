// @ts-check
/**
 * This file reads whole numbers in digits of any alphabet. An input of type number ignores Persian
 * digits without a word, and complains in the browser's language instead of the page's.
 */

import { numberText, text } from "#lib/config";
import { latinDigits } from "#lib/digits";

/** The marks of thousands of both languages, with three digits behind; another comma is a decimal. */
const THOUSANDS = /[\u066c,\u060c](?=\d{3}(?!\d))/g;
/** Spaces, and the signs by which bidirectional text is ordered. */
const UNSEEN = /[\s\u200c\u200e\u200f\u2066-\u2069]/g;

/** A form is not sent while a field with `data-least` and `data-most` has another number; it says so. */
export function startNumberFields() {
  for (const type of ["input", "change"])
    document.addEventListener(type, ({ target }) => {
      if (!(target instanceof HTMLInputElement) || !target.matches("[data-least]")) return;
      const isWrong = Number.isNaN(numberIn(target));
      target.setCustomValidity(isWrong ? accepted(target) : "");
      target.setAttribute("aria-invalid", String(isWrong));
      if (isWrong && type === "change") target.reportValidity();
    });
}

/**
 * The number in a field; NaN where it is none, or beyond what the field accepts.
 * @param {HTMLInputElement} field
 */
export function numberIn({ value, dataset }) {
  const number = wholeNumber(value);
  return number >= Number(dataset.least) && number <= Number(dataset.most) ? number : NaN;
}

/**
 * A typed whole number; NaN for anything else.
 * @param {string} words
 */
export function wholeNumber(words) {
  const plain = latinDigits(words)
    .replace(UNSEEN, "")
    .replace(THOUSANDS, "")
    .replace("\u2212", "-");
  return /^[+-]?\d+$/.test(plain) ? Number(plain) : NaN;
}

/** @param {HTMLInputElement} field */
function accepted({ dataset }) {
  const [least, most] = [dataset.least, dataset.most].map((end) => numberText(Number(end)));
  return text("whole_number", { least, most });
}
