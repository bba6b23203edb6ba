/** This file tests that the browser gives a block the figure and the class that the server does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { figureOf, styleOf } from "#draw/block-classes";

const RATE = { numerator: "uninsured", denominator: "persons", per: 100, decimals: 1 };
const COUNT = { numerator: "persons", denominator: "", per: 1, decimals: 0 };
const CLASSES = [
  { from: 4.95, color: "#fff7bc" },
  { from: 12.25, color: "#d95f0e" },
];

test("a rate is made of two counts, a count stands alone", () => {
  assert.equal(figureOf({ uninsured: 30, persons: 200 }, RATE), 15);
  assert.equal(figureOf({ persons: 200 }, COUNT), 200);
});

test("a count that the tile lacks is suppressed, never 0", () => {
  assert.equal(figureOf({ persons: 200 }, RATE), "suppressed");
  assert.equal(figureOf({ uninsured: 30 }, RATE), "suppressed");
  assert.equal(figureOf({}, COUNT), "suppressed");
  assert.equal(figureOf({ persons: 0 }, COUNT), 0);
});

test("a rate of nobody is no data", () => {
  assert.equal(figureOf({ uninsured: 0, persons: 0 }, RATE), "nodata");
});

test("a figure half way between two classes belongs to the upper, as it is displayed", () => {
  // 49 of 400 are 12.25 %, displayed as 12.3.
  assert.equal(figureOf({ uninsured: 49, persons: 400 }, RATE), CLASSES[1].from);
  const { color } = styleOf({ measure: RATE, parent: "2310", classes: CLASSES });
  assert.deepEqual(color, [
    "step",
    ["/", ["*", ["get", "uninsured"], 100], ["get", "persons"]],
    "#fff7bc",
    12.25,
    "#d95f0e",
  ]);
});

test("one class has one colour; blocks of other counties are left out", () => {
  const style = styleOf({ measure: COUNT, parent: "2310", classes: CLASSES.slice(0, 1) });
  assert.equal(style.color, "#fff7bc");
  const here = ["==", ["get", "county"], "2310"];
  assert.deepEqual(style.shown, ["all", here, ["has", "persons"]]);
  assert.deepEqual(style.suppressed, ["all", here, ["!", ["all", ["has", "persons"]]]]);
});
