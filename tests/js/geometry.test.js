/** This file tests the geometry of drawn shapes against numbers computed by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  areaOf,
  boundsOf,
  changedVertex,
  contains,
  crossesItself,
  distance,
  geometryOf,
  perimeterOf,
  ringAt,
  ringsOf,
  shapeOf,
  tidy,
  vertexCount,
  withoutRing,
  withPartMoved,
  withRing,
} from "#draw/geometry";

/** A closed square from its south-western corner, degrees. */
function square(west, south, side) {
  const [east, north] = [west + side, south + side];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

const PART = square(51, 35, 1);
const HOLE = square(51.25, 35.25, 0.5);
const OTHER = square(53, 35, 1);
const SHAPE = [[PART, HOLE], [OTHER]];

test("a degree of longitude on the equator is 2πa/360 long", () => {
  // 2π × 6,378,137 m / 360 = 111,319.491 m
  assert.ok(Math.abs(distance([0, 0], [1, 0]) - 111_319.491) < 0.001);
});

test("a degree of latitude is shortest at the equator", () => {
  // WGS 84: a(1 − e²)π/180 = 110,574.276 m at the equator, 111,131.78 m at 45° (111,132.954 − 1.175).
  assert.ok(Math.abs(distance([51, -0.5], [51, 0.5]) - 110_574.276) < 0.01);
  assert.ok(Math.abs(distance([51, 44.5], [51, 45.5]) - 111_131.78) < 0.1);
});

test("a band around the whole earth has the area of the ellipsoid", () => {
  // The surface of WGS 84 is 510,065,621.7 km².
  const earth = [
    [-180, -90],
    [180, -90],
    [180, 90],
    [-180, 90],
    [-180, -90],
  ];
  assert.ok(Math.abs(areaOf([[earth]]) / 1e6 - 510_065_621.7) < 1);
});

test("a small square is as large as its sides say", () => {
  // 0.001° at 35° N: sides of 91.288 m and 110.941 m, 10,127.5 m².
  const area = areaOf([[square(51, 35, 0.001)]]);
  assert.ok(Math.abs(area - 10_127.5) < 1, String(area));
});

test("holes are taken off the area and added to the perimeter", () => {
  assert.equal(areaOf([[PART, HOLE]]), areaOf([[PART]]) - areaOf([[HOLE]]));
  assert.equal(perimeterOf([[PART, HOLE]]), perimeterOf([[PART]]) + perimeterOf([[HOLE]]));
});

test("the perimeter of a square of one degree at the equator", () => {
  // Two meridians of 110,574.4 m, 111,319.49 m at 0° and 111,302.65 m at 1°: 443,770.9 m.
  const perimeter = perimeterOf([[square(0, 0, 1)]]);
  assert.ok(Math.abs(perimeter - 443_770.9) < 1, String(perimeter));
});

test("vertices are counted without the closing ones", () => {
  assert.equal(vertexCount(SHAPE), 12);
  assert.equal(vertexCount([]), 0);
});

test("the bounds are those of all parts", () => {
  assert.deepEqual(boundsOf(SHAPE), [51, 35, 54, 36]);
  assert.equal(boundsOf([]), null);
});

test("a polygon becomes a shape of one part, at seven decimals", () => {
  const coordinates = [
    [
      [51.12345678, 35],
      [52, 35],
      [52, 36],
      [51.12345678, 35],
    ],
  ];
  const shape = shapeOf({ type: "Polygon", coordinates });
  assert.deepEqual(shape, [
    [
      [
        [51.1234568, 35],
        [52, 35],
        [52, 36],
        [51.1234568, 35],
      ],
    ],
  ]);
  assert.equal(geometryOf(shape).type, "MultiPolygon");
  assert.deepEqual(shapeOf(null), []);
});

test("tidying drops repeated vertices and closes the ring", () => {
  const ring = [
    [51, 35],
    [51, 35],
    [52, 35],
    [52, 36],
    [51, 35],
  ];
  assert.deepEqual(tidy(ring), [
    [51, 35],
    [52, 35],
    [52, 36],
    [51, 35],
  ]);
  assert.equal(
    tidy([
      [51, 35],
      [52, 35],
      [51, 35],
    ]),
    null,
  );
});

test("a point lies in a hole before it lies in the part around it", () => {
  assert.deepEqual(ringAt(SHAPE, [51.5, 35.5]), { part: 0, ring: 1 });
  assert.deepEqual(ringAt(SHAPE, [51.1, 35.1]), { part: 0, ring: 0 });
  assert.deepEqual(ringAt(SHAPE, [53.5, 35.5]), { part: 1, ring: 0 });
  assert.equal(ringAt(SHAPE, [52.5, 35.5]), null);
  assert.equal(contains(PART, [50, 35.5]), false);
});

test("rings are replaced and removed without changing the shape they come from", () => {
  const before = structuredClone(SHAPE);
  const smaller = square(53, 35, 0.5);
  assert.deepEqual(withRing(SHAPE, { part: 1, ring: 0 }, smaller), [[PART, HOLE], [smaller]]);
  assert.deepEqual(withoutRing(SHAPE, { part: 0, ring: 1 }), [[PART], [OTHER]]);
  assert.deepEqual(withoutRing(SHAPE, { part: 0, ring: 0 }), [[OTHER]]);
  assert.deepEqual(SHAPE, before);
});

test("a part that is moved takes its holes with it", () => {
  const moved = withPartMoved(SHAPE, 0, square(52, 36, 1));
  assert.deepEqual(moved, [[square(52, 36, 1), square(52.25, 36.25, 0.5)], [OTHER]]);
});

test("the first vertex that differs is found", () => {
  const after = PART.with(2, [52, 36.5]);
  assert.equal(changedVertex(PART, after), 2);
  assert.equal(changedVertex(PART, PART), -1);
});

test("every ring has its place", () => {
  const places = ringsOf(SHAPE).map(({ place }) => `${place.part}.${place.ring}`);
  assert.deepEqual(places, ["0.0", "0.1", "1.0"]);
});

test("a ring crosses itself where sides that are not neighbours meet", () => {
  const bow = [
    [0, 0],
    [2, 2],
    [2, 0],
    [0, 2],
    [0, 0],
  ];
  const touching = [
    [0, 0],
    [4, 0],
    [4, 4],
    [2, 0],
    [0, 4],
    [0, 0],
  ];
  const spike = [
    [0, 0],
    [4, 0],
    [4, 4],
    [4, 2],
    [0, 4],
    [0, 0],
  ];
  assert.equal(crossesItself(PART), false);
  assert.equal(crossesItself(PART.slice(1, 4).concat([PART[1]])), false);
  assert.equal(crossesItself(bow), true);
  assert.equal(crossesItself(touching), true);
  assert.equal(crossesItself(spike), true);
});
