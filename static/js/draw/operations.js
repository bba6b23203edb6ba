// @ts-check
/** This file lets the server change the shape: hole, split, merge, buffer, snap and the repairs. */

import { geometryOf, shapeOf } from "#draw/geometry";
import { addresses, commit, noteWork, now, tell } from "#draw/state";
import { config, text } from "#lib/config";
import { isGivenUp, postJson, RequestProblem } from "#lib/request";
import { toast } from "#lib/toast";

/** The server gives up after ten seconds of work, and others may be before this. */
const PATIENCE_MS = 25_000;

/** The icon of each operation in the list of steps. */
const ICONS = {
  hole: "circle-slash",
  split: "scissors",
  merge: "combine",
  buffer: "circle-dot-dashed",
  snap: "magnet",
  clip: "scissors",
  fill: "check",
  simplify: "spline",
  repair: "check",
  union: "list-checks",
};

/**
 * Apply an operation to the current shape and record it as a step. Nothing changes if the server
 * refuses, if the result is equal, or if another step was taken in the meantime; its drawn input
 * can then be tried again. Returns whether it was applied.
 * @param {string} name
 * @param {Record<string, any>} [more]  arguments of the operation
 * @param {{shape?: import("#draw/geometry").Shape, origin?: string, ticked?: string[]}} [options]
 * shape: another one than the current, to become part of it afterwards
 */
export function operate(name, more = {}, options = {}) {
  return noteWork(apply(name, more, options));
}

/**
 * @param {string} name
 * @param {Record<string, any>} more
 * @param {{shape?: import("#draw/geometry").Shape, origin?: string, ticked?: string[]}} options
 */
async function apply(name, more, options) {
  const { shape = now().shape, origin, ticked } = options;
  const before = now();
  /** @param {string} words */
  const offerAgain = (words) =>
    toast(words, { isError: true, action: text("retry"), act: () => operate(name, more, options) });
  tell("busy", true);
  try {
    const answer = await postJson(
      addressOf(name),
      { ...(shape.length ? { geometry: geometryOf(shape) } : {}), ...more },
      { lane: "operation", patience_ms: PATIENCE_MS },
    );
    if (now() !== before) {
      if (isDrawnFor(more)) offerAgain(text("overtaken"));
      return false;
    }
    const icon = ICONS[/** @type {keyof typeof ICONS} */ (name)] ?? "check";
    const note = answer[`note_${config.language}`];
    // The list of steps shows one sentence; the tooltip shows the rest.
    const [label] = note.split(/(?<=[^0-9۰-۹])\.\s/);
    const result = shapeOf(answer.geometry);
    if (JSON.stringify(result) === JSON.stringify(now().shape)) return false;
    commit(result, { label: label.replace(/\.$/, ""), note, icon, origin, ticked });
    if (answer.parts) tell("pieces", answer.parts.map(shapeOf));
    return true;
  } catch (error) {
    if (isGivenUp(error) && isDrawnFor(more)) offerAgain(text("overtaken"));
    else if (error instanceof RequestProblem && error.status && error.status < 500)
      toast(error.message || text("failed_kept"), { isError: true });
    else if (!isGivenUp(error))
      offerAgain((error instanceof Error && error.message) || text("failed_kept"));
    return false;
  } finally {
    tell("busy", false);
  }
}

/** @param {string} name */
function addressOf(name) {
  return addresses.operation.replace("NAME", name);
}

/**
 * Whether a ring or a line was drawn for the operation and exists only there.
 * @param {Record<string, any>} more
 */
function isDrawnFor({ other, line }) {
  return Boolean(other || line);
}
