// @ts-check
/**
 * This file finds blocks around the brush, on positions alone. Tiles cut blocks into pieces; all
 * pieces of a block are one block here.
 *
 * @typedef {[number, number]} Metres  east and north of the middle of the blocks
 * @typedef {import("#draw/geometry").Position} Position
 *
 * @typedef {Object} Block
 * @property {string} code
 * @property {number | null} persons  null where they are suppressed
 * @property {Metres[][][]} pieces  polygons of rings; those of two tiles overlap a little
 * @property {[number, number, number, number]} box  west, south, east, north, metres
 */

/** Metres of a degree of latitude, near enough for a brush. */
const DEGREE_M = 111_200;
const RADIANS = Math.PI / 180;

/** The blocks of a view. */
export class Blocks {
  /** @type {Map<string, Block>} */
  byCode = new Map();
  /** @type {Position} */
  #middle = [0, 0];
  #narrow = 1;

  /**
   * @param {{properties: Record<string, any>, geometry: {type: string, coordinates: any}}[]} features
   * pieces of blocks, degrees
   * @param {Position} middle  of the view
   */
  constructor(features, middle) {
    this.#middle = middle;
    this.#narrow = Math.cos(middle[1] * RADIANS);
    for (const { properties, geometry } of features) {
      const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
      for (const rings of parts)
        this.#add(
          properties,
          rings.map((/** @type {Position[]} */ ring) => ring.map(this.flat)),
        );
    }
  }

  /** A position as metres. */
  flat = (/** @type {Position} */ [lng, lat]) =>
    /** @type {Metres} */ ([
      (lng - this.#middle[0]) * DEGREE_M * this.#narrow,
      (lat - this.#middle[1]) * DEGREE_M,
    ]);

  /**
   * @param {Record<string, any>} properties
   * @param {Metres[][]} rings
   */
  #add({ code, persons = null }, rings) {
    /** @type {Block} */
    const block = this.byCode.get(code) ?? {
      code,
      persons,
      pieces: [],
      box: [Infinity, Infinity, -Infinity, -Infinity],
    };
    this.byCode.set(code, block);
    block.pieces.push(rings);
    for (const [x, y] of rings[0]) {
      block.box = [
        Math.min(block.box[0], x),
        Math.min(block.box[1], y),
        Math.max(block.box[2], x),
        Math.max(block.box[3], y),
      ];
    }
  }

  /**
   * The codes of the blocks nearest to a point, at most `most`, none farther than `reach_m` unless
   * it lies under the point.
   * @param {Position} point
   * @param {number} most
   * @param {number} reach_m
   */
  nearest(point, most, reach_m) {
    const at = this.flat(point);
    return this.#around(at, reach_m)
      .sort((one, other) => one.metres - other.metres)
      .slice(0, most)
      .map(({ code }) => code);
  }

  /**
   * The codes of the blocks that a circle touches.
   * @param {Position} point
   * @param {number} radius_m
   */
  within(point, radius_m) {
    return this.#around(this.flat(point), radius_m).map(({ code }) => code);
  }

  /**
   * @param {Metres} at
   * @param {number} reach_m
   */
  #around(at, reach_m) {
    const found = [];
    for (const block of this.byCode.values()) {
      if (toBox(at, block.box) > reach_m) continue;
      const metres = Math.min(...block.pieces.map((rings) => toRings(at, rings)));
      if (metres <= reach_m) found.push({ code: block.code, metres });
    }
    return found;
  }

  /**
   * The codes of the blocks whose middle lies in a ring.
   * @param {Position[]} ring  degrees, closed or not
   */
  inside(ring) {
    const outline = ring.map(this.flat);
    return [...this.byCode.values()]
      .filter(({ box }) => isIn([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], outline))
      .map(({ code }) => code);
  }
}

/**
 * @param {Metres} at
 * @param {[number, number, number, number]} box
 */
function toBox([x, y], [west, south, east, north]) {
  return Math.hypot(Math.max(west - x, 0, x - east), Math.max(south - y, 0, y - north));
}

/**
 * Metres from a point to rings; 0 inside of them, not in their holes.
 * @param {Metres} at
 * @param {Metres[][]} rings
 */
function toRings(at, rings) {
  const around = rings.filter((ring) => isIn(at, ring)).length;
  if (around % 2) return 0;
  return Math.min(...rings.map((ring) => toRing(at, ring)));
}

/**
 * @param {Metres} at
 * @param {Metres[]} ring
 */
function isIn([x, y], ring) {
  let isInside = false;
  for (let now = 0, last = ring.length - 1; now < ring.length; last = now++) {
    const [ax, ay] = ring[now];
    const [bx, by] = ring[last];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside;
}

/**
 * @param {Metres} at
 * @param {Metres[]} ring
 */
function toRing([x, y], ring) {
  let least = Infinity;
  for (let end = 1; end < ring.length; end += 1) {
    const [ax, ay] = ring[end - 1];
    const [east, north] = [ring[end][0] - ax, ring[end][1] - ay];
    const square = east * east + north * north;
    const along = square ? ((x - ax) * east + (y - ay) * north) / square : 0;
    const share = Math.min(1, Math.max(0, along));
    least = Math.min(least, Math.hypot(x - ax - share * east, y - ay - share * north));
  }
  return least;
}

/**
 * Points along a stroke from one pixel to the next, no farther apart than `gap`, both ends
 * included.
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {number} gap
 */
export function along(from, to, gap) {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / gap));
  return Array.from({ length: steps + 1 }, (_, at) => ({
    x: from.x + ((to.x - from.x) * at) / steps,
    y: from.y + ((to.y - from.y) * at) / steps,
  }));
}
