// @ts-check
/**
 * This file measures and changes shapes. A shape is the coordinates of a MultiPolygon: parts of
 * rings (the outer one, then holes) of [longitude, latitude], degrees, closed. Shapes are never
 * changed in place, so that every step of the session can be kept.
 *
 * @typedef {[number, number]} Position
 * @typedef {Position[]} Ring
 * @typedef {Ring[][]} Shape
 * @typedef {{part: number, ring: number}} Place  which ring of a shape
 */

const A = 6378137;
const E2 = 0.00669437999014132;
const E = Math.sqrt(E2);
const RADIANS = Math.PI / 180;
const DECIMALS = 1e7;

/** @type {Shape} */
export const NOTHING = [];

/** @param {Shape} shape */
export function geometryOf(shape) {
  return { type: "MultiPolygon", coordinates: shape };
}

/**
 * The shape of a GeoJSON Polygon or MultiPolygon, at 7 decimals.
 * @param {{type: string, coordinates: any} | null | undefined} geometry
 * @returns {Shape}
 */
export function shapeOf(geometry) {
  if (!geometry?.coordinates?.length) return NOTHING;
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return parts.map((/** @type {Ring[]} */ part) => part.map(rounded));
}

/**
 * @param {number[][]} ring
 * @returns {Ring}
 */
export function rounded(ring) {
  return ring.map(([x, y]) => [
    Math.round(x * DECIMALS) / DECIMALS,
    Math.round(y * DECIMALS) / DECIMALS,
  ]);
}

/**
 * How far a border drawn freehand may be moved to have fewer vertices, metres: a hand is not
 * steadier, and a street is wider.
 */
export const FREEHAND_M = 5;

/**
 * The ring without the vertices that lie within a distance of the rest (Douglas–Peucker).
 * @param {Ring} ring  closed
 * @param {number} metres
 * @returns {Ring} closed, of three vertices or more
 */
export function simplified(ring, metres) {
  const narrow = Math.cos(ring[0][1] * RADIANS);
  const flat = ring.map(([x, y]) => [x * narrow * A * RADIANS, y * A * RADIANS]);
  const far = flat.map(([x, y]) => Math.hypot(x - flat[0][0], y - flat[0][1]));
  const kept = new Set([0, far.indexOf(Math.max(...far)), ring.length - 1]);
  const [first, middle, last] = kept;
  /** @type {[number, number][]} */
  const open = [
    [first, middle],
    [middle, last],
  ];
  for (let stretch = open.pop(); stretch; stretch = open.pop()) {
    const [from, to] = stretch;
    let most = metres;
    let at = 0;
    for (let index = from + 1; index < to; index += 1) {
      const beside = distanceToSide(flat[index], flat[from], flat[to]);
      if (beside <= most) continue;
      most = beside;
      at = index;
    }
    if (!at) continue;
    kept.add(at);
    open.push([from, at], [at, to]);
  }
  return kept.size < 4 ? ring : ring.filter((_, index) => kept.has(index));
}

/**
 * @param {number[]} point
 * @param {number[]} from
 * @param {number[]} to
 */
function distanceToSide([x, y], from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const share = ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy || 1);
  const near = Math.min(1, Math.max(0, share));
  return Math.hypot(x - from[0] - near * dx, y - from[1] - near * dy);
}

/**
 * Whether two sides of a closed ring that are not neighbours meet.
 * @param {Ring} ring
 */
export function crossesItself(ring) {
  const last = ring.length - 2;
  const sides = ring
    .slice(1)
    .map((to, at) => ({ at, from: ring[at], to }))
    .sort((one, other) => westOf(one) - westOf(other));
  return sides.some((side, place) => {
    const east = Math.max(side.from[0], side.to[0]);
    for (let next = place + 1; next <= last && westOf(sides[next]) <= east; next += 1) {
      const apart = Math.abs(sides[next].at - side.at);
      if (apart > 1 && apart < last && sidesMeet(side, sides[next])) return true;
    }
    return false;
  });
}

/** @typedef {{from: Position, to: Position}} Side */

/** @param {Side} side */
function westOf({ from, to }) {
  return Math.min(from[0], to[0]);
}

/**
 * Whether two sides cross or touch: neither has both ends of the other strictly on one hand.
 * @param {Side} one
 * @param {Side} other
 */
function sidesMeet(one, other) {
  return (
    Math.max(one.from[1], one.to[1]) >= Math.min(other.from[1], other.to[1]) &&
    Math.min(one.from[1], one.to[1]) <= Math.max(other.from[1], other.to[1]) &&
    hand(one, other.from) * hand(one, other.to) <= 0 &&
    hand(other, one.from) * hand(other, one.to) <= 0
  );
}

/**
 * Twice the area of a triangle: above 0 where the point lies to the left of the side.
 * @param {Side} side
 * @param {Position} point
 */
function hand({ from, to }, [x, y]) {
  return (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
}

/**
 * A closed ring without repeated consecutive vertices; null with fewer than three.
 * @param {number[][]} ring
 * @returns {Ring | null}
 */
export function tidy(ring) {
  const kept = rounded(ring).filter(
    ([x, y], at, all) => !at || x !== all[at - 1][0] || y !== all[at - 1][1],
  );
  if (kept.length > 1 && same(kept[0], kept[kept.length - 1])) kept.pop();
  return kept.length < 3 ? null : [...kept, kept[0]];
}

/**
 * @param {Position} one
 * @param {Position} other
 */
export function same(one, other) {
  return one[0] === other[0] && one[1] === other[1];
}

/**
 * Every ring with its place.
 * @param {Shape} shape
 * @returns {{place: Place, ring: Ring}[]}
 */
export function ringsOf(shape) {
  return shape.flatMap((rings, part) =>
    rings.map((ring, at) => ({ place: { part, ring: at }, ring })),
  );
}

/** @param {Shape} shape */
export function vertexCount(shape) {
  return ringsOf(shape).reduce((sum, { ring }) => sum + ring.length - 1, 0);
}

/**
 * Square metres on the ellipsoid.
 * @param {Shape} shape
 */
export function areaOf(shape) {
  return shape.reduce(
    (sum, [outer, ...holes]) =>
      sum + ringArea(outer) - holes.reduce((all, hole) => all + ringArea(hole), 0),
    0,
  );
}

/** @param {Ring} ring */
function ringArea(ring) {
  let sum = 0;
  for (let at = 1; at < ring.length; at += 1) {
    sum +=
      (ring[at][0] - ring[at - 1][0]) *
      RADIANS *
      (authalic(ring[at][1]) + authalic(ring[at - 1][1]));
  }
  return Math.abs(sum * A * A) / 4;
}

/**
 * The authalic function of latitude: it grows as the area below the latitude does.
 * @param {number} latitude
 */
function authalic(latitude) {
  const sine = Math.sin(latitude * RADIANS);
  return (
    (1 - E2) * (sine / (1 - E2 * sine * sine) - Math.log((1 - E * sine) / (1 + E * sine)) / (2 * E))
  );
}

/**
 * Metres on the ellipsoid, including holes.
 * @param {Shape} shape
 */
export function perimeterOf(shape) {
  return ringsOf(shape).reduce((sum, { ring }) => sum + length(ring), 0);
}

/** @param {Ring} ring */
function length(ring) {
  let sum = 0;
  for (let at = 1; at < ring.length; at += 1) sum += distance(ring[at - 1], ring[at]);
  return sum;
}

/**
 * Metres between nearby positions.
 * @param {Position} from
 * @param {Position} to
 */
export function distance(from, to) {
  const latitude = ((from[1] + to[1]) / 2) * RADIANS;
  const rest = 1 - E2 * Math.sin(latitude) ** 2;
  const north = ((A * (1 - E2)) / rest ** 1.5) * (to[1] - from[1]) * RADIANS;
  const east = (A / Math.sqrt(rest)) * Math.cos(latitude) * (to[0] - from[0]) * RADIANS;
  return Math.hypot(north, east);
}

/**
 * West, south, east, north; null for an empty shape.
 * @param {Shape} shape
 * @returns {[number, number, number, number] | null}
 */
export function boundsOf(shape) {
  const all = ringsOf(shape).flatMap(({ ring }) => ring);
  if (!all.length) return null;
  const box = /** @type {[number, number, number, number]} */ ([
    Infinity,
    Infinity,
    -Infinity,
    -Infinity,
  ]);
  for (const [x, y] of all) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

/**
 * Whether the bounding boxes of two lines meet.
 * @param {number[][]} one
 * @param {number[][]} other
 */
export function boxesMeet(one, other) {
  return [0, 1].every((axis) => {
    const [a, b] = [rangeOf(one, axis), rangeOf(other, axis)];
    return a[1] >= b[0] && a[0] <= b[1];
  });
}

/**
 * @param {number[][]} line
 * @param {number} axis
 */
function rangeOf(line, axis) {
  let [least, most] = [Infinity, -Infinity];
  for (const position of line) {
    least = Math.min(least, position[axis]);
    most = Math.max(most, position[axis]);
  }
  return [least, most];
}

/**
 * @param {Ring} ring
 * @param {Position} point
 */
export function contains(ring, [x, y]) {
  let isInside = false;
  for (let at = 1; at < ring.length; at += 1) {
    const [ax, ay] = ring[at - 1];
    const [bx, by] = ring[at];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside;
}

/**
 * The ring that contains a point, a hole before the part around it.
 * @param {Shape} shape
 * @param {Position} point
 * @returns {Place | null}
 */
export function ringAt(shape, point) {
  const around = ringsOf(shape).filter(({ ring }) => contains(ring, point));
  return around.length ? around[around.length - 1].place : null;
}

/**
 * @param {Shape} shape
 * @param {Place} place
 * @param {Ring} ring
 * @returns {Shape}
 */
export function withRing(shape, place, ring) {
  return shape.map((rings, part) =>
    part === place.part ? rings.map((old, at) => (at === place.ring ? ring : old)) : rings,
  );
}

/**
 * The shape without a hole, or without a whole part for an outer ring.
 * @param {Shape} shape
 * @param {Place} place
 * @returns {Shape}
 */
export function withoutRing(shape, place) {
  if (place.ring === 0) return shape.filter((_, part) => part !== place.part);
  return shape.map((rings, part) =>
    part === place.part ? rings.filter((_, at) => at !== place.ring) : rings,
  );
}

/**
 * A shape with one part moved as a whole, including its holes.
 * @param {Shape} shape
 * @param {number} part
 * @param {Ring} outer  where the outer ring is now
 * @returns {Shape}
 */
export function withPartMoved(shape, part, outer) {
  const [before, ...holes] = shape[part];
  const [east, north] = [outer[0][0] - before[0][0], outer[0][1] - before[0][1]];
  const moved = holes.map((hole) => rounded(hole.map(([x, y]) => [x + east, y + north])));
  return shape.map((rings, at) => (at === part ? [outer, ...moved] : rings));
}

/**
 * The index of the first differing vertex of two rings of equal length; -1 if equal.
 * @param {Ring} before
 * @param {Ring} after
 */
export function changedVertex(before, after) {
  return after.findIndex((position, at) => !before[at] || !same(position, before[at]));
}
