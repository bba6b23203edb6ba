// @ts-check
/**
 * This file holds the one state of the drawing page: the steps of the session, and which is now.
 * There is one stack and one truth; a server operation is a step like a dragged vertex. Everything
 * that shows it listens on `document`:
 *
 * - "draw:shape", detail {shape, isLive}: the shape changed; isLive in the middle of a gesture;
 * - "draw:tool", detail {tool}: another tool is in the hand;
 * - "draw:ring", detail Place or null: another ring is worked on;
 * - "draw:vertex", detail {part, ring, index} or null: a vertex is marked;
 * - "draw:fields": what is said about the area changed;
 * - "draw:pieces", detail Shape[]: a cut has made these, the largest of which is the shape now;
 * - "draw:edited", detail {place, action}: a ring was changed by hand;
 * - "draw:snapped", detail what a vertex snaps to, or null;
 * - "draw:busy", detail boolean: an operation is under way;
 * - "draw:fit": show the whole shape;
 * - "draw:saved": the server has the present state;
 * - "draw:answer", detail {statistics, isCurrent, tookMs} or null: figures have arrived, or are void;
 * - "draw:current", detail boolean: whether the figures shown are those of the shape as it is seen;
 * - "draw:unusable", detail {words, point, isLive}: the shape cannot be measured, and why;
 * - "draw:findings", detail Finding[]: what the server says about the shape;
 * - "draw:online", detail boolean: the server answers, or does not;
 * - "draw:tray", detail string or "": which tray stands open.
 *
 * @typedef {import("#draw/geometry").Shape} Shape
 * @typedef {import("#draw/geometry").Place} Place
 *
 * @typedef {Object} Step
 * @property {Shape} shape
 * @property {string} origin  as Revision.Origin has it
 * @property {string[]} ticked  codes of the neighbourhoods that the shape is made of
 * @property {string} label
 * @property {string} [note]  all that there is to say
 * @property {string} icon  name in icons.svg
 * @property {number} at  milliseconds
 *
 * @typedef {Object} Saved  a revision as the server keeps it
 * @property {number} number
 * @property {{type: string, coordinates: any}} geometry
 * @property {string} origin
 * @property {string[]} ticked
 * @property {string} name_fa
 * @property {string} name_en
 * @property {string} purpose
 * @property {string} notes
 * @property {string[]} packages
 * @property {string[]} replaces
 */

import { NOTHING, shapeOf } from "#draw/geometry";
import { config, text } from "#lib/config";
import { eventsOf } from "#lib/events";

/** @type {{user: number, code: string | null, key: string, county: string, bounds: [number, number, number, number], saved: Saved | null}} */
export const given = /** @type {any} */ (config).draw;

/** Where this page asks, by name; CODE and NAME stand where a code or a name goes. @type {Record<string, string>} */
export const addresses = /** @type {any} */ (config.addresses);

export const drawing = {
  code: given.code,
  /** what the server is to call an area by that has no code yet, also when it is sent again */
  key: given.key,
  /** @type {number | null} the revision that the present shape began from */
  number: given.saved?.number ?? null,
  /** @type {Saved | null} what the server has, as far as this page knows */
  base: given.saved,
  tool: "select",
  /** @type {Place | null} */
  ring: null,
  /** @type {(Place & {index: number}) | null} */
  vertex: null,
  /** @type {Shape | null} the shape in the middle of a gesture */
  live: null,
  isSaved: true,
};

/** @type {Step[]} */
let steps = [
  {
    shape: shapeOf(given.saved?.geometry),
    origin: given.saved?.origin ?? "drawn",
    ticked: given.saved?.ticked ?? [],
    label: text(given.saved ? "step_opened" : "step_blank"),
    icon: given.saved ? "file-text" : "pentagon",
    at: Date.now(),
  },
];
let position = 0;

/** The events of the drawing page; see the top of this file for names and details. */
export const { tell, listen } = eventsOf("draw");

/** The step that stands now. */
export function now() {
  return steps[position];
}

/** The shape as it is seen: in the middle of a gesture, or of the present step. */
export function seenShape() {
  return drawing.live ?? now().shape;
}

/** All steps and which of them is the present one. */
export function history() {
  return { steps, position };
}

/**
 * Take a step. What could be redone is gone, as in any drawing program.
 * @param {Shape} shape
 * @param {{label: string, note?: string, icon: string, origin?: string, ticked?: string[]}} about
 */
export function commit(shape, { label, note, icon, origin, ticked = [] }) {
  const before = now();
  const step = {
    shape,
    label,
    note,
    icon,
    ticked,
    origin: origin ?? drawnOver(before),
    at: Date.now(),
  };
  steps = [...steps.slice(0, position + 1), step];
  position += 1;
  settle();
}

/**
 * Change the shape of the step just taken: the second half of one gesture.
 * @param {Shape} shape
 */
export function amend(shape) {
  steps = [...steps.slice(0, position), { ...now(), shape, at: Date.now() }];
  settle();
}

/**
 * Whoever draws over ticked neighbourhoods has drawn; typed and read boundaries stay what they are.
 * @param {Step} before
 */
function drawnOver(before) {
  return before.origin === "ticked" || before.origin === "restored" ? "drawn" : before.origin;
}

/**
 * Go to a step of the session, back or forward; says whether there is one.
 * @param {number} to
 */
export function goTo(to) {
  if (to < 0 || to >= steps.length || to === position) return false;
  position = to;
  settle();
  return true;
}

export function undo() {
  return goTo(position - 1);
}

export function redo() {
  return goTo(position + 1);
}

/**
 * Show a shape in the middle of a gesture; null ends it without a step.
 * @param {Shape | null} shape
 */
export function showLive(shape) {
  drawing.live = shape;
  tell("shape", { shape: seenShape(), isLive: shape !== null });
}

/** Look the same everywhere after a step. */
function settle() {
  drawing.live = null;
  drawing.isSaved = false;
  const rings = now().shape[drawing.ring?.part ?? -1];
  if (!rings?.[drawing.ring?.ring ?? -1])
    chooseRing(now().shape.length ? { part: 0, ring: 0 } : null);
  markVertex(null);
  tell("shape", { shape: now().shape, isLive: false });
}

/** @param {Place | null} place */
export function chooseRing(place) {
  drawing.ring = place;
  tell("ring", place);
}

/** @param {(Place & {index: number}) | null} vertex */
export function markVertex(vertex) {
  if (!vertex && !drawing.vertex) return;
  drawing.vertex = vertex;
  tell("vertex", vertex);
}

/** @param {string} tool */
export function takeTool(tool) {
  if (drawing.tool === tool) return;
  drawing.tool = tool;
  tell("tool", { tool });
}

/** Whether there is nothing yet. */
export function isBlank() {
  return now().shape === NOTHING || !now().shape.length;
}
