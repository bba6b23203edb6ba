// @ts-check
/**
 * This file requests the statistics of the shape. At most one request is in flight: while a vertex
 * is dragged, the newest shape waits for the answer and is sent next.
 */
import { geometryOf, vertexCount } from "#draw/geometry";
import { addresses, commit, drawing, listen, now, seenShape, tell } from "#draw/state";
import { text } from "#lib/config";
import { postJson, RequestProblem } from "#lib/request";

/** A slower answer is abandoned and requested again. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 4_000;
/** The shortest interval between requests while a vertex moves. */
const PAUSE_MS = 60;

/** @typedef {import("#draw/geometry").Shape} Shape */

/** The shape of the shown figures. @type {Shape | null} */
let answered = null;
/** The shape that the server could not measure, and why. @type {{shape: Shape, words: string, point: any} | null} */
let refused = null;
/** A question had no answer since the last that had one. */
let isLost = false;
/** Whether the figures shown were asked for by share of the ground. */
let wasAreal = false;
let isWaiting = false;
/** What a stroke of the block brush has brought with its shape. @type {{shape: Shape, statistics: any} | null} */
let brought = null;
/** Runs while the server does not answer. */
let retry = 0;

export function startMeasure() {
  listen("shape", want);
  listen("online", (isOnline) => (isLost = !isOnline));
  addEventListener("online", () => want());
  document.querySelector("[data-areal]")?.addEventListener("click", changeMethod);
  want();
}

/** Another method is a step: it is saved, and can be undone. */
function changeMethod() {
  const { shape, origin, ticked, blocks, areal } = now();
  commit(shape, {
    label: text(otherMethod()),
    icon: "scale",
    origin,
    ticked,
    blocks,
    areal: !areal,
  });
}

/** The name of the text of the other method of counting the current shape. */
export function otherMethod() {
  const { areal, ticked } = now();
  if (!areal) return "step_areal";
  if (ticked.length) return "step_ticked";
  return isPainted() ? "step_blocks" : "step_not_areal";
}

/** Whether the current shape is made of painted blocks alone. */
function isPainted() {
  const { origin, blocks } = now();
  return origin === "painted" && blocks.length > 0;
}

/**
 * Take the figures of a shape that is about to become the current one, instead of asking for them.
 * @param {Shape} shape
 * @param {any} statistics
 */
export function bring(shape, statistics) {
  brought = { shape, statistics };
}

/**
 * Measure the visible shape, now or after the answer in flight, unless its figures are shown. While
 * the server is lost it is asked all the same: its answer ends that.
 */
export function want() {
  const shape = seenShape();
  if (now().areal !== wasAreal) {
    answered = refused = null;
    wasAreal = now().areal;
  }
  clearTimeout(retry);
  retry = 0;
  if (!vertexCount(shape)) {
    answered = null;
    tell("answer", null);
    // There is nothing to ask, and nothing that waits for an answer.
    if (isLost) tell("online", true);
    return;
  }
  if (brought?.shape === shape) {
    const { statistics } = brought;
    brought = null;
    return accept(shape, statistics);
  }
  if (shape === refused?.shape) return sayRefused();
  tell("current", shape === answered);
  if (!isWaiting && (shape !== answered || isLost)) ask(shape);
}

/** @param {Shape} shape */
async function ask(shape) {
  isWaiting = true;
  const { areal } = now();
  try {
    const statistics = await postJson(addresses.measure, question(shape), {
      patience_ms: PATIENCE_MS,
    });
    tell("online", true);
    // Of the other method, if that was changed meanwhile; the present one is asked for next.
    if (areal === now().areal) accept(shape, statistics);
  } catch (error) {
    if (areal === now().areal || !isRefusal(error)) refuse(shape, error);
  }
  setTimeout(() => {
    isWaiting = false;
    if (!retry && ![answered, refused?.shape].includes(seenShape())) want();
  }, PAUSE_MS);
}

/**
 * What is posted to measure a shape by the present method.
 * @param {Shape} shape
 */
export function question(shape) {
  const { ticked, blocks, areal, shape: present } = now();
  const target_area = drawing.code ?? "";
  const isWhole = shape === present && !areal;
  if (isWhole && ticked.length) return { ticked, target_area };
  const painted = isWhole && blocks.length ? { blocks } : {};
  return { geometry: geometryOf(shape), ...painted, areal, target_area };
}

/**
 * An answer is shown if it is the newest, although the shape may have moved on; it is dropped if
 * the shape was emptied in the meantime.
 * @param {Shape} shape
 * @param {any} statistics
 */
function accept(shape, statistics) {
  const seen = seenShape();
  // A stroke has brought those of the visible shape in the meantime.
  if (!vertexCount(seen) || (answered === seen && shape !== seen)) return;
  answered = shape;
  tell("answer", { statistics, isCurrent: seen === shape });
}

/**
 * @param {Shape} shape
 * @param {unknown} error
 */
function refuse(shape, error) {
  tell("online", isRefusal(error));
  if (!isRefusal(error)) {
    retry = window.setTimeout(want, RETRY_MS);
    return;
  }
  const { message: words, problem } = /** @type {RequestProblem} */ (error);
  refused = { shape, words, point: problem.point ?? null };
  if (seenShape() === shape) sayRefused();
}

/** Say why the visible shape has no figures. */
function sayRefused() {
  if (!refused) return;
  const { shape, words, point } = refused;
  answered = null;
  tell("unusable", { words, point, isLive: shape !== now().shape });
}

/**
 * Whether the server answered that it will not; otherwise it is asked again.
 * @param {unknown} error
 */
export function isRefusal(error) {
  return error instanceof RequestProblem && error.status > 0 && error.status < 500;
}
