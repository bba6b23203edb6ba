/** This file tests the steps of a drawing session. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { heard, openPage } from "./page.js";

const SQUARE = [
  [
    [
      [51, 35],
      [52, 35],
      [52, 36],
      [51, 36],
      [51, 35],
    ],
  ],
];
const TRIANGLE = [
  [
    [
      [51, 35],
      [52, 35],
      [52, 36],
      [51, 35],
    ],
  ],
];
openPage({
  texts: { step_blank: "blank", step_opened: "opened" },
  addresses: {},
  draw: {
    user: 1,
    code: "T2310-002",
    key: "key",
    county: "2310",
    saved: {
      number: 3,
      geometry: { type: "MultiPolygon", coordinates: SQUARE },
      origin: "ticked",
      ticked: ["231001"],
    },
  },
});
const { amend, chooseRing, commit, drawing, goTo, history, isBlank, markVertex, now, redo } =
  await import("#draw/state");
const { isStepSaved, markSaved, seenShape, showLive, undo } = await import("#draw/state");

test("the session begins with the saved revision", () => {
  assert.deepEqual(now().shape, SQUARE);
  assert.deepEqual(now().ticked, ["231001"]);
  assert.equal(drawing.number, 3);
  assert.equal(isBlank(), false);
});

test("steps are undone and redone, and a new one drops what could be redone", () => {
  const told = heard("draw:shape");
  commit(TRIANGLE, { label: "triangle", icon: "pentagon" });
  assert.equal(undo(), true);
  assert.deepEqual(now().shape, SQUARE);
  assert.equal(undo(), false);
  assert.equal(redo(), true);
  assert.deepEqual(now().shape, TRIANGLE);
  undo();
  commit([], { label: "cleared", icon: "trash-2" });
  assert.equal(redo(), false);
  assert.deepEqual(
    history().steps.map(({ label }) => label),
    ["opened", "cleared"],
  );
  assert.equal(isBlank(), true);
  assert.deepEqual(
    told.map(({ isLive }) => isLive),
    [false, false, false, false, false],
  );
  assert.equal(isStepSaved(), false);
});

test("what was taken back needs no saving; what was saved and taken back does", () => {
  goTo(0);
  assert.equal(isStepSaved(), true);
  commit(TRIANGLE, { label: "triangle", icon: "pentagon" });
  assert.equal(isStepSaved(), false);
  undo();
  assert.equal(isStepSaved(), true);
  commit(TRIANGLE, { label: "triangle", icon: "pentagon" });
  markSaved(now());
  assert.equal(isStepSaved(), true);
  undo();
  assert.equal(isStepSaved(), false);
  markSaved(now());
});

test("who draws over ticked neighbourhoods has drawn, and ticks nothing any more", () => {
  goTo(0);
  commit(TRIANGLE, { label: "dragged", icon: "pencil" });
  assert.equal(now().origin, "drawn");
  assert.deepEqual(now().ticked, []);
  commit(SQUARE, { label: "file", icon: "file-up", origin: "file" });
  commit(TRIANGLE, { label: "dragged", icon: "pencil" });
  assert.equal(now().origin, "file");
});

test("the second half of a gesture is no step of its own", () => {
  const { length } = history().steps;
  amend(SQUARE);
  assert.equal(history().steps.length, length);
  assert.deepEqual(now().shape, SQUARE);
});

test("a shape in the middle of a gesture is seen, and is no step", () => {
  showLive(TRIANGLE);
  assert.deepEqual(seenShape(), TRIANGLE);
  assert.deepEqual(now().shape, SQUARE);
  showLive(null);
  assert.deepEqual(seenShape(), SQUARE);
});

test("a step whose shape lacks the chosen ring chooses the first one", () => {
  commit([...SQUARE, ...TRIANGLE], { label: "part", icon: "pentagon" });
  chooseRing({ part: 1, ring: 0 });
  markVertex({ part: 1, ring: 0, index: 2 });
  undo();
  assert.deepEqual(drawing.ring, { part: 0, ring: 0 });
  assert.equal(drawing.vertex, null);
});

test("there is no step before the first nor after the last", () => {
  assert.equal(goTo(-1), false);
  assert.equal(goTo(history().steps.length), false);
  assert.equal(goTo(history().position), false);
});

test("an area keeps what it was suggested from, until it is another one", () => {
  const suggestion = { indicator: "uninsured", alternative: 2 };
  const about = { label: "", icon: "" };
  commit(SQUARE, { ...about, origin: "painted", blocks: ["a"], suggestion });
  commit(TRIANGLE, { ...about, origin: "painted", blocks: ["b"] });
  assert.deepEqual(now().suggestion, suggestion);
  commit(SQUARE, about);
  assert.equal(now().origin, "drawn");
  assert.deepEqual(now().suggestion, suggestion);
  commit(SQUARE, { ...about, origin: "drawn", areal: true });
  assert.deepEqual(now().suggestion, suggestion);
  commit(TRIANGLE, { ...about, origin: "typed" });
  assert.deepEqual(now().suggestion, {});
  undo();
  assert.deepEqual(now().suggestion, suggestion);
  commit([], about);
  commit(SQUARE, { ...about, origin: "painted", blocks: ["a"] });
  assert.deepEqual(now().suggestion, {});
});
