// @ts-check
/**
 * This file sends strokes of the block brush to the server, one request each: it answers outline
 * and figures, which become one step. Strokes wait for each other; until all are answered the
 * figures are shown as those of an earlier shape.
 */

import { geometryOf, NOTHING, shapeOf } from "#draw/geometry";
import { bring, isRefusal, want } from "#draw/measure";
import {
  addresses,
  commit,
  drawing,
  isBlank,
  listen,
  noteWork,
  now,
  seenShape,
  tell,
} from "#draw/state";
import { numberText, text } from "#lib/config";
import { postJson } from "#lib/request";
import { toast } from "#lib/toast";

const PATIENCE_MS = 10_000;

/** @typedef {{painted: string[], erased: string[]}} Stroke */

/** Those that are not answered yet, the first is under way. @type {Stroke[]} */
let waiting = [];
/** The shape whose figures were counted by its blocks alone. */
let counted = NOTHING;

export function startStrokes() {
  listen("answer", (answer) => {
    if (answer?.isCurrent && answer.statistics.method?.code === "blocks") counted = seenShape();
  });
}

/** The painted blocks once all strokes are answered. */
export function painted() {
  return waiting.reduce(after, new Set(now().blocks));
}

/**
 * @param {Set<string>} blocks
 * @param {Stroke} stroke
 */
function after(blocks, { painted, erased }) {
  const left = new Set([...blocks, ...painted]);
  for (const code of erased) left.delete(code);
  return left;
}

/**
 * Apply a stroke; one that changes nothing is no step.
 * @param {Stroke} made
 */
export async function stroke(made) {
  const before = painted();
  const added = made.painted.filter((code) => !before.has(code));
  // Of free borders, ground of blocks is cut out that were never painted.
  const isPure = !waiting.length && isMadeOfBlocks();
  const removed = isPure ? made.erased.filter((code) => before.has(code)) : made.erased;
  const isNothing = !before.size && isBlank();
  if (!added.length && (!removed.length || isNothing)) {
    want();
    return tell("strokes");
  }
  waiting.push({ painted: added, erased: removed });
  tell("strokes");
  if (waiting.length === 1) await noteWork(applyAll());
}

async function applyAll() {
  while (waiting.length) {
    await apply(waiting[0]);
    waiting.shift();
    tell("strokes");
  }
}

/** Whether the current shape is the outline of its blocks, or empty. */
function isMadeOfBlocks() {
  const { shape, origin, blocks } = now();
  return isBlank() || (blocks.length > 0 && (origin === "painted" || shape === counted));
}

/** @param {Stroke} made */
async function apply(made) {
  const before = now();
  const blocks = [...after(new Set(before.blocks), made)].sort();
  const isPure = isMadeOfBlocks();
  const about = { ...labelOf(made), icon: made.painted.length ? "paintbrush" : "eraser" };
  if (isPure && !blocks.length) return commit(NOTHING, about);
  if (isPure && blocks.join() === before.blocks.join()) return want();
  const content = isPure ? { blocks } : { geometry: geometryOf(before.shape), blocks, ...made };
  tell("current", false);
  try {
    const { outline, ...statistics } = await postJson(
      addresses.measure,
      { ...content, areal: before.areal, target_area: drawing.code ?? "" },
      { patience_ms: PATIENCE_MS },
    );
    tell("online", true);
    if (now() !== before) return refuse(text("overtaken"));
    const shape = shapeOf(outline);
    bring(shape, statistics);
    const origin = isPure ? "painted" : undefined;
    commit(shape, { ...about, origin, blocks, areal: before.areal });
  } catch (error) {
    if (!isRefusal(error)) tell("online", false);
    refuse((error instanceof Error && error.message) || text("stroke_lost"));
  }
}

/**
 * Drop the strokes that wait: each builds on the one that was refused.
 * @param {string} words
 */
function refuse(words) {
  waiting = waiting.slice(0, 1);
  want();
  toast(words, { isError: true });
}

/**
 * The label of the step.
 * @param {Stroke} made
 */
function labelOf({ painted, erased }) {
  if (!erased.length) return { label: text("step_painted", { count: numberText(painted.length) }) };
  return { label: text("step_erased", { count: numberText(erased.length) }) };
}

/** Keep the border and forget the blocks: the area is counted by its border from now on. */
export function keepBorder() {
  const { shape } = now();
  commit([...shape], { label: text("step_border"), icon: "pentagon", origin: "drawn" });
}
