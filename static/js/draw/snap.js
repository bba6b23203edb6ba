// @ts-check
/**
 * This file snaps vertices to the exact borders of neighbours. Tiles are too coarse for it, so the
 * borders of the view are fetched with all their decimals, and vertices take those over.
 */

import { followed, ringAlong, storedOn } from "#draw/border-way";
import { boxesMeet, crossesItself, withRing } from "#draw/geometry";
import { put } from "#draw/map";
import { addresses, commit, drawing, listen, now, tell } from "#draw/state";
import { boxBeyond, isWithin } from "#draw/view-box";
import { text } from "#lib/config";
import { inLanguage } from "#lib/figure-text";
import { getJson, isGivenUp } from "#lib/request";

/** Pixels within which a vertex snaps to a corner, and to a line. */
const TO_CORNER_PX = 12;
const TO_LINE_PX = 9;
/** At lower zooms a view has too many borders, too close together to choose from. */
const FROM_ZOOM = 11;
const AGAIN_MS = 5000;

/**
 * @typedef {Object} Border
 * @property {string} code
 * @property {string} name
 * @property {"neighbourhood" | "target_area"} kind
 * @property {number[][]} line  one ring
 */

/** @type {Border[]} */
let borders = [];
/** @type {number[] | null} */
let fetched = null;
let isFree = false;
/** Runs after borders did not come. */
let again = 0;

/** Resolves when the borders of the first view have come. @param {import("#maplibre").Map} map */
export function startSnapping(map) {
  map.on("moveend", () => fetchBorders(map));
  const first = fetchBorders(map);
  for (const type of ["keydown", "keyup"]) {
    document.addEventListener(type, (event) => {
      if (/** @type {KeyboardEvent} */ (event).key !== "Alt") return;
      isFree = type === "keydown";
      // On Windows the key would open the browser's menu.
      if (event.target === map.getCanvas()) event.preventDefault();
    });
  }
  addEventListener("blur", () => (isFree = false));
  listen("snapped", (found) => show(map, found));
  listen("typed", ({ place, before }) => follow(place, before));
  listen("saved", () => (fetched = null));
  return first;
}

/** The kinds of borders that the switches allow. */
function kinds() {
  const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-snapping]"));
  const data = new FormData(form);
  if (!data.has("on")) return [];
  return ["neighbourhood", "target_area"].filter((kind) => data.has(kind));
}

/** @param {import("#maplibre").Map} map */
async function fetchBorders(map) {
  if (map.getZoom() < FROM_ZOOM || isWithin(map, fetched)) return;
  const box = boxBeyond(map);
  const query = box.map((number) => number.toFixed(5)).join(",");
  try {
    const answer = await getJson(`${addresses.neighbours}?bbox=${query}`, { lane: "neighbours" });
    fetched = box;
    borders = answer.features.filter(isOther).flatMap(bordersOf);
  } catch (error) {
    if (isGivenUp(error)) return;
    console.warn(error);
    clearTimeout(again);
    again = window.setTimeout(() => fetchBorders(map), AGAIN_MS);
  }
}

/** @param {any} feature */
function isOther(feature) {
  return feature.properties.code !== drawing.code;
}

/**
 * @param {any} feature
 * @returns {Border[]}
 */
function bordersOf({ geometry, properties }) {
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const name = inLanguage(properties, "name") || properties.code;
  return parts.flat().map((/** @type {number[][]} */ line) => ({
    code: properties.code,
    name,
    kind: properties.kind,
    line,
  }));
}

/**
 * The position that a vertex at the pointer snaps to; undefined if it is free. For terra-draw's
 * `toCustom`.
 * @param {{lng: number, lat: number, containerX: number, containerY: number}} event
 * @param {{project: (lng: number, lat: number) => {x: number, y: number}, unproject: (x: number, y: number) => {lng: number, lat: number}}} context
 * @returns {[number, number] | undefined}
 */
export function snapToBorder(event, context) {
  const found = isFree ? null : nearest(event, context, kinds());
  tell("snapped", found);
  return found?.at;
}

/**
 * A closed ring whose sides follow the border that both their ends cling to; as it is, where that
 * would lead it across itself.
 * @param {import("#draw/geometry").Ring} ring
 * @param {import("#draw/geometry").Ring} [before]  the ring whose sides are kept as they are
 */
export function alongBorders(ring, before) {
  const made = ringAlong(ring, linesAround(ring), before);
  return crossesItself(made) && !crossesItself(ring) ? ring : made;
}

/**
 * Let the typed sides of a ring follow borders, as a step.
 * @param {import("#draw/geometry").Place} place
 * @param {import("#draw/geometry").Ring} before
 */
function follow(place, before) {
  const { shape } = now();
  const ring = shape[place.part]?.[place.ring];
  if (!ring) return;
  const made = alongBorders(ring, before);
  if (JSON.stringify(made) === JSON.stringify(ring)) return;
  commit(withRing(shape, place, made), { label: text("step_followed"), icon: "magnet" });
}

/**
 * A line that follows borders likewise.
 * @param {import("#draw/geometry").Position[]} line
 */
export function lineAlongBorders(line) {
  return followed(line, linesAround(line));
}

/**
 * The borders that positions can cling to.
 * @param {number[][]} positions
 */
function linesAround(positions) {
  const allowed = kinds();
  return borders
    .filter(({ kind, line }) => allowed.includes(kind) && boxesMeet(line, positions))
    .map(({ line }) => line);
}

/**
 * The nearest corner, else the nearest point of a line, within reach of the pointer.
 * @param {{lng: number, lat: number, containerX: number, containerY: number}} event
 * @param {{project: Function, unproject: Function}} context
 * @param {string[]} allowed
 */
function nearest({ lng, lat, containerX, containerY }, { project, unproject }, allowed) {
  const corner = unproject(containerX + TO_CORNER_PX, containerY + TO_CORNER_PX);
  const [reachX, reachY] = [Math.abs(corner.lng - lng), Math.abs(corner.lat - lat)];
  let best = null;
  let least = Infinity;
  for (const border of borders) {
    if (!allowed.includes(border.kind)) continue;
    for (let at = 1; at < border.line.length; at += 1) {
      const [from, to] = [border.line[at - 1], border.line[at]];
      if (Math.max(from[0], to[0]) < lng - reachX || Math.min(from[0], to[0]) > lng + reachX)
        continue;
      if (Math.max(from[1], to[1]) < lat - reachY || Math.min(from[1], to[1]) > lat + reachY)
        continue;
      const on = onLine(project(from[0], from[1]), project(to[0], to[1]), {
        x: containerX,
        y: containerY,
      });
      // A corner within reach wins over the line beside it.
      const end = on.toFrom <= TO_CORNER_PX ? from : on.toTo <= TO_CORNER_PX ? to : null;
      const distance = end ? Math.min(on.toFrom, on.toTo) - TO_CORNER_PX : on.distance;
      if (distance >= least || (!end && on.distance > TO_LINE_PX)) continue;
      least = distance;
      best = {
        at: /** @type {[number, number]} */ (end),
        share: on.share,
        line: [from, to],
        name: border.name,
        x: containerX,
        y: containerY,
      };
    }
  }
  return best && { ...best, at: best.at ?? storedOn(best.line[0], best.line[1], best.share) };
}

/**
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {{x: number, y: number}} point
 */
function onLine(from, to, point) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const share = Math.min(
    1,
    Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / (dx * dx + dy * dy || 1)),
  );
  const distance = Math.hypot(from.x + share * dx - point.x, from.y + share * dy - point.y);
  const far = (/** @type {{x: number, y: number}} */ end) =>
    Math.hypot(end.x - point.x, end.y - point.y);
  return { share, distance, toFrom: far(from), toTo: far(to) };
}

/**
 * Show at the pointer what it snaps to. The map is not mirrored, so sides are physical.
 * @param {import("#maplibre").Map} map
 * @param {{line: number[][], name: string, x: number, y: number} | null} found
 */
function show(map, found) {
  const tip = /** @type {HTMLElement} */ (document.querySelector("[data-snap-tip]"));
  tip.hidden = !found;
  put(
    map,
    "snapped",
    found
      ? [
          {
            type: "Feature",
            properties: {},
            geometry: { type: "LineString", coordinates: found.line },
          },
        ]
      : [],
  );
  if (!found) return;
  /** @type {HTMLElement} */ (tip.lastElementChild).textContent = text("snapped_to", {
    name: found.name,
  });
  const room = /** @type {HTMLElement} */ (tip.parentElement);
  const left = Math.min(found.x + 16, room.clientWidth - tip.offsetWidth - 8);
  tip.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, found.y - 48)}px)`;
}
