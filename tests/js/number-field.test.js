/** This file tests how typed whole numbers are read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./page.js";

openPage({ texts: {} });

const { wholeNumber } = await import("#lib/number-field");

test("digits of every alphabet and the commas of both languages are read", () => {
  for (const words of ["1234", "1,234", "۱٬۲۳۴", "۱،۲۳۴", "١٢٣٤", " ۱ ۲۳۴ ", "\u200e+۱۲۳۴"])
    assert.equal(wholeNumber(words), 1234, words);
  for (const words of ["-50", "−۵۰", "\u200e−۵۰"]) assert.equal(wholeNumber(words), -50, words);
});

test("what is no whole number is none", () => {
  for (const words of [
    "",
    " ",
    "۱.۵",
    "۱٫۵",
    "1,5",
    "1,2345",
    "1/5",
    "1e3",
    "0x10",
    "صد",
    "--5",
    "5-",
    "Infinity",
  ])
    assert.ok(Number.isNaN(wholeNumber(words)), words);
});
