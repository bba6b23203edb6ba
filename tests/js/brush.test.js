/** This file tests which blocks the brush finds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { along, Blocks } from "#draw/brush-blocks";

const MIDDLE = [51, 35];
/** Degrees of a metre there. */
const NORTH = 1 / 111_200;
const EAST = NORTH / Math.cos((35 * Math.PI) / 180);

/** Metres from the middle as a position. */
const at = (east, north) => [MIDDLE[0] + east * EAST, MIDDLE[1] + north * NORTH];

const box = (west, south, east, north) => [
  at(west, south),
  at(east, south),
  at(east, north),
  at(west, north),
  at(west, south),
];

const piece = (code, ring, persons) => ({
  properties: { code, persons },
  geometry: { type: "Polygon", coordinates: [ring] },
});

/** Three blocks of 100 m in a row with streets of 20 m; the last is cut by a tile. */
const blocks = new Blocks(
  [
    piece("a", box(0, 0, 100, 100), 30),
    piece("b", box(120, 0, 220, 100)),
    piece("c", box(240, 0, 300, 100), 10),
    piece("c", box(290, 0, 340, 100), 10),
  ],
  MIDDLE,
);

test("pieces of a tile are one block", () => {
  assert.deepEqual([...blocks.byCode.keys()], ["a", "b", "c"]);
  assert.deepEqual(
    [...blocks.byCode.values()].map(({ persons }) => persons),
    [30, null, 10],
  );
});

test("the block under the point is the nearest, also where the tile cuts it", () => {
  for (const [east, code] of [
    [50, "a"],
    [130, "b"],
    [299, "c"],
    [335, "c"],
  ])
    assert.deepEqual(blocks.nearest(at(east, 50), 1, 0), [code]);
});

test("in a street the nearer side is painted, and nothing beyond the reach", () => {
  assert.deepEqual(blocks.nearest(at(107, 50), 1, 15), ["a"]);
  assert.deepEqual(blocks.nearest(at(113, 50), 1, 15), ["b"]);
  assert.deepEqual(blocks.nearest(at(110, 50), 1, 5), []);
  assert.deepEqual(blocks.nearest(at(-500, 50), 3, 400), []);
});

test("several blocks come in the order of their distance", () => {
  assert.deepEqual(blocks.nearest(at(30, 50), 2, 1000), ["a", "b"]);
  assert.deepEqual(blocks.nearest(at(330, 50), 2, 1000), ["c", "b"]);
  assert.equal(blocks.nearest(at(330, 50), 9, 1000).length, 3);
});

test("a circle takes what it touches", () => {
  assert.deepEqual(blocks.within(at(110, 50), 9), []);
  assert.deepEqual(blocks.within(at(110, 50), 11), ["a", "b"]);
  assert.deepEqual(blocks.within(at(50, 50), 5), ["a"]);
});

test("rectangle and lasso take blocks by their middle", () => {
  assert.deepEqual(blocks.inside(box(-10, 40, 180, 60)), ["a", "b"]);
  assert.deepEqual(blocks.inside(box(60, -10, 160, 110)), []);
  // The middle of c, with its two pieces, is at 290 m.
  assert.deepEqual(blocks.inside(box(280, 0, 295, 90)), ["c"]);
  assert.deepEqual(blocks.inside([at(100, -10), at(240, -10), at(170, 200)]), ["b"]);
  assert.deepEqual(blocks.inside([]), []);
});

test("a hole of a block is not the block", () => {
  const ring = new Blocks(
    [
      {
        properties: { code: "ring", persons: 1 },
        geometry: {
          type: "MultiPolygon",
          coordinates: [[box(0, 0, 100, 100), box(40, 40, 60, 60)]],
        },
      },
    ],
    MIDDLE,
  );
  assert.deepEqual(ring.nearest(at(50, 50), 1, 5), []);
  assert.deepEqual(ring.nearest(at(20, 50), 1, 0), ["ring"]);
});

test("a quick stroke leaves no block out", () => {
  const points = along({ x: 0, y: 0 }, { x: 30, y: 40 }, 5);
  assert.equal(points.length, 11);
  assert.deepEqual(points[0], { x: 0, y: 0 });
  assert.deepEqual(points.at(-1), { x: 30, y: 40 });
  assert.equal(along({ x: 3, y: 3 }, { x: 3, y: 3 }, 5).length, 2);
});
