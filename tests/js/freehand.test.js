/** This file tests drawing freehand: press, drag, release; two fingers move the map. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FREEHAND_M, simplified } from "#draw/geometry";
import { arrived, openBoard, ring } from "./board.js";

const ROUND = Array.from({ length: 120 }, (_, at) => {
  const turn = (at / 120) * 2 * Math.PI;
  return [500 + 200 * Math.cos(turn), 500 + 200 * Math.sin(turn)];
});

async function opened() {
  const page = await openBoard([], () => ({ shape: [] }));
  page.state.takeTool("freehand");
  return page;
}

function press(page, path) {
  page.ground.point("pointermove", path[0]);
  page.ground.point("pointerdown", path[0]);
  for (const place of path) page.ground.point("pointermove", place);
}

async function release(page, at) {
  page.ground.point("pointerup", at);
  await arrived();
}

/** Metres from a position to the nearest side of a ring, with 90 and 111 km a degree. */
function beside([x, y], positions) {
  const sides = positions.slice(1).map((to, at) => {
    const [from, end, point] = [positions[at], to, [x, y]].map(([lng, lat]) => [
      lng * 90_500,
      lat * 111_000,
    ]);
    const [dx, dy] = [end[0] - from[0], end[1] - from[1]];
    const share = ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / (dx * dx + dy * dy);
    const near = Math.min(1, Math.max(0, share));
    return Math.hypot(point[0] - from[0] - near * dx, point[1] - from[1] - near * dy);
  });
  return Math.min(...sides);
}

test("one press, one drag and one release draw an area, simplified on the ground", async () => {
  const page = await opened();
  press(page, ROUND);
  assert.ok(page.state.drawing.live.length);
  await release(page, ROUND.at(-1));
  const [[outline]] = page.state.now().shape;
  assert.equal(page.state.history().steps.length, 2);
  assert.equal(page.state.drawing.tool, "select");
  assert.ok(outline.length > 12 && outline.length < 60, String(outline.length));
  for (const place of ring(...ROUND).slice(0, -1))
    assert.ok(beside(place, outline) < FREEHAND_M + 1);
});

test("a click draws nothing and keeps the tool", async () => {
  const page = await opened();
  page.ground.click([500, 500]);
  page.ground.click([600, 600]);
  await arrived();
  assert.equal(page.state.history().steps.length, 1);
  assert.equal(page.board.isDrawing(), false);
  assert.equal(page.state.drawing.tool, "freehand");
});

test("a second finger takes back what the first has drawn, and nothing is drawn", async () => {
  const page = await opened();
  press(page, ROUND.slice(0, 40));
  page.ground.point("pointerdown", [600, 600], false);
  assert.equal(page.state.drawing.live, null);
  page.ground.point("pointermove", ROUND[50]);
  page.ground.point("pointerup", [600, 600], false);
  await release(page, ROUND[60]);
  assert.equal(page.state.history().steps.length, 1);
  assert.equal(page.board.isDrawing(), false);
});

test("two fingers at once draw nothing; the next finger alone draws again", async () => {
  const page = await opened();
  page.ground.point("pointerdown", ROUND[0]);
  page.ground.point("pointerdown", [600, 600], false);
  for (const place of ROUND) page.ground.point("pointermove", place);
  page.ground.point("pointerup", [600, 600], false);
  await release(page, ROUND.at(-1));
  assert.equal(page.state.history().steps.length, 1);
  press(page, ROUND);
  await release(page, ROUND.at(-1));
  assert.equal(page.state.history().steps.length, 2);
});

test("Escape takes back what is half drawn", async () => {
  const page = await opened();
  press(page, ROUND.slice(0, 40));
  page.board.press(page.ground, "Escape");
  await release(page, ROUND[40]);
  assert.equal(page.state.history().steps.length, 1);
  assert.equal(page.state.drawing.live, null);
});

test("a ring that lies within the tolerance of itself keeps its vertices", () => {
  const small = ring([0, 0], [2, 0], [2, 2]);
  assert.deepEqual(simplified(small, 1000), small);
});

test("vertices nearer to the rest than the tolerance are left out, no others", () => {
  // A pixel is 1.1 m north; the second corner lies 3 pixels off, the fourth 30.
  const outline = ring([0, 0], [100, 3], [200, 0], [230, 100], [200, 200], [0, 200]);
  const expected = ring([0, 0], [200, 0], [230, 100], [200, 200], [0, 200]);
  assert.deepEqual(simplified(outline, 5), expected);
});
