// @ts-check
/**
 * This file finds the way along a border between two positions on it, on positions alone. Lines are
 * closed rings of [longitude, latitude], degrees.
 *
 * @typedef {import("#draw/geometry").Position} Position
 * @typedef {number[][]} Line
 */

import { distance, same, tidy } from "#draw/geometry";

/** A position at most this far from a border clings to it, metres: what rounding moves. */
const CLING_M = 0.02;
/** Metres of a degree of latitude, near enough for that. */
const DEGREE_M = 111_200;
/** Stored coordinates of a degree. */
const GRID = 1e7;
/** How many stored coordinates are tried on each side of a place on an edge: half a metre. */
const TRIED = 50;

/**
 * The positions with the border's own vertices between any two neighbours that cling to one border:
 * the shorter way along it. Where a vertex was moved back along its border, the way there and back
 * is left out.
 * @param {Position[]} positions  a line, or a closed ring
 * @param {Line[]} lines
 * @param {(from: Position, to: Position) => boolean} [isNew]  whether a side may be changed
 * @returns {Position[]}
 */
export function followed(positions, lines, isNew = () => true) {
  /** @type {Set<string>} */
  const onBorders = new Set();
  const all = positions.flatMap((from, at) => {
    const to = positions[at + 1];
    const way = to && isNew(from, to) ? shortestWay(from, to, lines) : null;
    if (!way) return [from];
    for (const each of way.line) onBorders.add(each.join());
    return [from, ...way.between];
  });
  return onBorders.size ? withoutReturns(all, onBorders) : positions;
}

/**
 * @param {Position} from
 * @param {Position} to
 * @param {Line[]} lines
 * @returns {{line: Line, between: Position[]} | null} null where they cling to no common border
 */
function shortestWay(from, to, lines) {
  let best = null;
  let least = Infinity;
  for (const line of lines) {
    const [start, end] = [placeOn(line, from), placeOn(line, to)];
    if (!start || !end) continue;
    for (const way of waysAlong(line, start, end)) {
      const between = way.filter((each) => !same(each, from) && !same(each, to));
      const long = length([from, ...between, to]);
      if (long >= least) continue;
      least = long;
      best = { line, between };
    }
  }
  return best;
}

/**
 * Where a position clings to a line; null if it does not.
 * @param {Line} line
 * @param {Position} position
 * @returns {{edge: number, share: number} | null} the edge ends at vertex `edge`
 */
export function placeOn(line, [x, y]) {
  const narrow = Math.cos((y * Math.PI) / 180);
  const reach = CLING_M / DEGREE_M / narrow;
  let best = null;
  let least = CLING_M / DEGREE_M;
  for (let edge = 1; edge < line.length; edge += 1) {
    const [from, to] = [line[edge - 1], line[edge]];
    if (Math.max(from[0], to[0]) < x - reach || Math.min(from[0], to[0]) > x + reach) continue;
    if (Math.max(from[1], to[1]) < y - reach || Math.min(from[1], to[1]) > y + reach) continue;
    const [dx, dy] = [(to[0] - from[0]) * narrow, to[1] - from[1]];
    const [px, py] = [(x - from[0]) * narrow, y - from[1]];
    const share = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    const far = Math.hypot(px - share * dx, py - share * dy);
    if (far >= least) continue;
    least = far;
    best = { edge, share };
  }
  return best;
}

/**
 * The vertices from one place to another, forwards and backwards along a closed line.
 * @param {Line} line
 * @param {{edge: number, share: number}} start
 * @param {{edge: number, share: number}} end
 * @returns {Position[][]}
 */
function waysAlong(line, start, end) {
  const isAhead = end.edge > start.edge || (end.edge === start.edge && end.share >= start.share);
  const [first, last] = isAhead ? [start, end] : [end, start];
  const open = /** @type {Position[]} */ (line.slice(0, -1));
  const direct = /** @type {Position[]} */ (line.slice(first.edge, last.edge));
  const around = [...open.slice(last.edge), ...open.slice(0, first.edge)];
  // The second goes round the other side, from the last place to the first.
  return isAhead ? [direct, around.reverse()] : [direct.reverse(), around];
}

/** @param {Position[]} positions  @returns {number} metres */
function length(positions) {
  return positions.reduce((sum, each, at) => sum + (at ? distance(positions[at - 1], each) : 0), 0);
}

/**
 * The positions without those vertices of borders at which the way turns straight back.
 * @param {Position[]} positions
 * @param {Set<string>} onBorders
 */
function withoutReturns(positions, onBorders) {
  /** @type {Position[]} */
  const kept = [];
  for (const next of positions) {
    while (kept.length > 1 && onBorders.has(kept[kept.length - 1].join())) {
      const [before, tip] = kept.slice(-2);
      if (!turnsBack(before, tip, next)) break;
      kept.pop();
    }
    if (!kept.length || !same(kept[kept.length - 1], next)) kept.push(next);
  }
  // A closed ring may turn back where it begins.
  const [first, second] = kept;
  const isClosed = kept.length > 4 && same(first, kept[kept.length - 1]);
  if (isClosed && onBorders.has(first.join()) && turnsBack(kept[kept.length - 2], first, second))
    return [...kept.slice(1, -1), second];
  return kept;
}

/**
 * Whether the way to a tip and the way on from it lie on each other.
 * @param {Position} before
 * @param {Position} tip
 * @param {Position} next
 */
function turnsBack(before, tip, next) {
  const isAhead =
    (before[0] - tip[0]) * (next[0] - tip[0]) + (before[1] - tip[1]) * (next[1] - tip[1]) > 0;
  const clings = (/** @type {Position[]} */ side, /** @type {Position} */ position) =>
    placeOn(side, position) !== null;
  return isAhead && (clings([tip, next], before) || clings([tip, before], next));
}

/**
 * The stored coordinate near a place on an edge that lies nearest to the edge: a rounded one lies
 * up to 7 mm beside it, which leaves slivers.
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} share  of the edge
 * @returns {Position}
 */
export function storedOn(from, to, share) {
  // Along the axis on which the edge is longer.
  const axis = Math.abs(to[0] - from[0]) >= Math.abs(to[1] - from[1]) ? 0 : 1;
  const other = 1 - axis;
  const [start, end] = [from, to].map((each) => Math.round(each[axis] * GRID));
  const slope = (to[other] - from[other]) / (to[axis] - from[axis] || 1);
  const middle = Math.round(start + share * (end - start));
  const best = /** @type {Position} */ ([0, 0]);
  let least = Infinity;
  for (let step = 0; step <= 2 * TRIED; step += 1) {
    const along = middle + (step % 2 ? (step + 1) / 2 : -step / 2);
    if (along < Math.min(start, end) || along > Math.max(start, end)) continue;
    const exact = (from[other] + slope * (along / GRID - from[axis])) * GRID;
    const beside = Math.abs(exact - Math.round(exact));
    if (beside >= least) continue;
    least = beside;
    best[axis] = along / GRID;
    best[other] = Math.round(exact) / GRID;
  }
  return best;
}

/**
 * A closed ring whose new sides follow the borders.
 * @param {import("#draw/geometry").Ring} ring
 * @param {Line[]} lines
 * @param {import("#draw/geometry").Ring} [before]  the ring whose sides are kept as they are
 * @returns {import("#draw/geometry").Ring}
 */
export function ringAlong(ring, lines, before = []) {
  if (!lines.length) return ring;
  const kept = new Set(
    before.slice(1).flatMap((to, at) => [`${before[at]} ${to}`, `${to} ${before[at]}`]),
  );
  const isNew = (/** @type {Position} */ from, /** @type {Position} */ to) =>
    !kept.has(`${from} ${to}`);
  return tidy(followed(ring, lines, isNew)) ?? ring;
}
