// @ts-check
/**
 * This file holds the single state of the drawing page: the steps of the session, and the current
 * one. There is one stack; a server operation is a step like a dragged vertex. Modules that show it
 * listen on `document`:
 *
 * - "draw:shape", detail {shape, isLive}: the shape changed; isLive in the middle of a gesture;
 * - "draw:tool", detail {tool}: another tool is active;
 * - "draw:ring", detail Place or null: another ring is active;
 * - "draw:vertex", detail {part, ring, index} or null: a vertex is marked;
 * - "draw:fields": the fields of the area changed;
 * - "draw:pieces", detail Shape[]: the pieces of a cut; the largest is the current shape;
 * - "draw:typed", detail {place, before}: a ring was typed and is complete; as it was before;
 * - "draw:finish": what is being typed is to be taken over now;
 * - "draw:snapped", detail what a vertex snaps to, or null;
 * - "draw:busy", detail boolean: an operation is running;
 * - "draw:strokes": the blocks that are painted, or about to be, have changed;
 * - "draw:fit": show the whole shape;
 * - "draw:kept": a piece was kept as another draft on this device;
 * - "draw:saved", detail the fields that were sent: the server has the step that was marked as saved;
 * - "draw:answer", detail {statistics, isCurrent} or null: figures have arrived, or are void;
 * - "draw:current", detail boolean: whether the figures shown are of the visible shape;
 * - "draw:unusable", detail {words, point, isLive}: the shape cannot be measured, and why;
 * - "draw:findings", detail Finding[]: the server's findings on the shape;
 * - "draw:online", detail boolean: the server answers, or does not;
 * - "draw:county", detail {before}: another county is chosen; `given` has it, before is the code of
 *   the one before;
 * - "draw:tray", detail string or "": the open tray;
 * - "draw:suggested", detail {shapes, seen, isToFit, first}: suggested or compared areas to show on
 *   the map, the index of the one looked at, or -1, and the number of the first, 1 if missing.
 *
 * @typedef {import("#draw/geometry").Shape} Shape
 * @typedef {import("#draw/geometry").Place} Place
 *
 * @typedef {Object} Step
 * @property {Shape} shape
 * @property {string} origin  a value of Revision.Origin
 * @property {string[]} ticked  codes of the neighbourhoods that make up the shape
 * @property {string[]} blocks  codes of the blocks painted since the border was last changed
 * otherwise, in order; they make up the shape where the origin is "painted"
 * @property {Record<string, any>} suggestion  the parameters of the suggestion from which it began
 * @property {boolean} areal  blocks on the edge are counted by their share of area
 * @property {string} label
 * @property {string} [note]  the full text
 * @property {string} icon  name in icons.svg
 * @property {number} at  milliseconds
 *
 * @typedef {Object} Saved  a revision as stored on the server
 * @property {number} number
 * @property {{type: string, coordinates: any}} geometry
 * @property {string} origin
 * @property {string[]} ticked
 * @property {string[]} blocks
 * @property {Record<string, any>} suggestion
 * @property {boolean} areal
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

/** @type {{user: number, most_edited: number, code: string | null, key: string, county: string, bounds: [number, number, number, number], saved: Saved | null}} */
export const given = /** @type {any} */ (config).draw;

/** The addresses of requests, by name; CODE and NAME are placeholders. @type {Record<string, string>} */
export const addresses = /** @type {any} */ (config.addresses);

export const drawing = {
  code: given.code,
  /** identifies an area without a code to the server, also when it is sent again */
  key: given.key,
  /** @type {number | null} the revision from which the current shape began */
  number: given.saved?.number ?? null,
  /** @type {Saved | null} the server's revision, as far as this page knows */
  base: given.saved,
  tool: "select",
  /** The chosen ring; that of a saved area has handles and rows at once. @type {Place | null} */
  ring: given.saved ? { part: 0, ring: 0 } : null,
  /** @type {(Place & {index: number}) | null} */
  vertex: null,
  /** @type {Shape | null} the shape in the middle of a gesture */
  live: null,
  /** The box of the map, west, south, east, north in degrees; null without a map. @type {(() => number[]) | null} */
  view: null,
};

/** @type {Step[]} */
let steps = [
  {
    shape: shapeOf(given.saved?.geometry),
    origin: given.saved?.origin ?? "drawn",
    ticked: given.saved?.ticked ?? [],
    blocks: given.saved?.blocks ?? [],
    suggestion: given.saved?.suggestion ?? {},
    areal: given.saved?.areal ?? false,
    label: text(given.saved ? "step_opened" : "step_blank"),
    icon: given.saved ? "file-text" : "pentagon",
    at: Date.now(),
  },
];
let position = 0;
/** The step that the server has; of a new area the blank one, which needs no saving. */
let saved = steps[0];
/** Work whose answer becomes a step. @type {Set<Promise<any>>} */
const underWay = new Set();

/** The events of the drawing page; see the top of this file for names and details. */
export const { tell, listen } = eventsOf("draw");

/** The current step. */
export function now() {
  return steps[position];
}

/**
 * What is saved of a step. Drafts of earlier versions have no blocks and no suggestion.
 * @param {Pick<Step, "shape" | "origin" | "ticked" | "areal"> & Partial<Step>} step
 */
export function contentOf({ shape, origin, ticked, blocks = [], suggestion = {}, areal }) {
  return { shape, origin, ticked, blocks, suggestion, areal };
}

/**
 * Whether saving either would store the same.
 * @param {Parameters<typeof contentOf>[0]} one
 * @param {Parameters<typeof contentOf>[0]} other
 */
export function isSame(one, other) {
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}

/** @param {Step} step  that the server has */
export function markSaved(step) {
  saved = step;
}

/** Whether the server has the content of the current step. */
export function isStepSaved() {
  const step = now();
  return step === saved || (step.shape === saved.shape && isSame(step, saved));
}

/**
 * Note work that becomes a step when it is done.
 * @template T
 * @param {Promise<T>} work
 */
export function noteWork(work) {
  underWay.add(work);
  const forget = () => underWay.delete(work);
  work.then(forget, forget);
  return work;
}

/** Wait for all such work. */
export async function workDone() {
  while (underWay.size) await Promise.allSettled(underWay);
}

/** The visible shape: that of the gesture in progress, or of the current step. */
export function seenShape() {
  return drawing.live ?? now().shape;
}

/** All steps and the index of the current one. */
export function history() {
  return { steps, position };
}

/**
 * Add a step. Steps that could be redone are dropped, as in any drawing program.
 * @param {Shape} shape
 * @param {{label: string, note?: string, icon: string, origin?: string, ticked?: string[], blocks?: string[], suggestion?: Record<string, any>, areal?: boolean}} about
 * ticked neighbourhoods are counted by their figures unless another method is chosen afterwards;
 * what changes the border otherwise than by the brush leaves no painted blocks, as it leaves no
 * ticks: the old ones could lie anywhere; a shape of another origin than before has no suggestion
 * unless it is given; painting goes on from a suggestion
 */
export function commit(shape, about) {
  const { label, note, icon, origin, ticked = [], blocks = [], suggestion, areal } = about;
  const before = now();
  const step = {
    shape,
    label,
    note,
    icon,
    ticked,
    blocks,
    suggestion: suggestion ?? (isFrom(before, shape, origin) ? before.suggestion : {}),
    areal: areal ?? (before.areal && !ticked.length),
    origin: origin ?? drawnOver(before),
    at: Date.now(),
  };
  steps = [...steps.slice(0, position + 1), step];
  position += 1;
  settle();
}

/**
 * Whether a shape of this origin is a change of the one before.
 * @param {Step} before
 * @param {Shape} shape
 * @param {string} [origin]
 */
function isFrom(before, shape, origin) {
  return shape.length > 0 && [undefined, "painted", before.origin].includes(origin);
}

/**
 * Change the shape of the step just added: the second half of one gesture.
 * @param {Shape} shape
 */
export function amend(shape) {
  steps = [...steps.slice(0, position), { ...now(), shape, at: Date.now() }];
  settle();
}

/**
 * The origin after a change: ticked and painted become drawn; typed and imported boundaries keep theirs.
 * @param {Step} before
 */
function drawnOver(before) {
  return ["ticked", "painted", "restored"].includes(before.origin) ? "drawn" : before.origin;
}

/**
 * Go to a step of the session, back or forward; returns whether it exists.
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
 * Show a shape during a gesture; null ends it without a step.
 * @param {Shape | null} shape
 */
export function showLive(shape) {
  drawing.live = shape;
  tell("shape", { shape: seenShape(), isLive: shape !== null });
}

/**
 * Announce everything after a step: first the shape, so that whoever holds an earlier one drops it,
 * then which ring of it is chosen.
 */
function settle() {
  drawing.live = null;
  const { shape } = now();
  const isKept = drawing.ring && shape[drawing.ring.part]?.[drawing.ring.ring];
  if (!isKept) drawing.ring = shape.length ? { part: 0, ring: 0 } : null;
  tell("shape", { shape, isLive: false });
  tell("ring", drawing.ring);
  markVertex(null);
}

/** @param {Place | null} place */
export function chooseRing(place) {
  drawing.ring = place;
  if (!isOfRing(drawing.vertex, place)) markVertex(null);
  tell("ring", place);
}

/**
 * @param {Place | null} vertex
 * @param {Place | null} place
 */
function isOfRing(vertex, place) {
  return vertex?.part === place?.part && vertex?.ring === place?.ring;
}

/**
 * Whether a vertex of the chosen ring is the marked one.
 * @param {unknown} index
 */
export function isMarked(index) {
  return drawing.vertex?.index === index && isOfRing(drawing.vertex, drawing.ring);
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

/** Whether the shape is empty. */
export function isBlank() {
  return now().shape === NOTHING || !now().shape.length;
}
