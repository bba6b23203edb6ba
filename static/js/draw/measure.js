// @ts-check
/**
 * This file asks the server what lies inside the shape. At most one question is under way: while a
 * vertex is dragged, the newest shape waits for the answer and is asked about next.
 */
import { geometryOf, vertexCount } from "#draw/geometry";
import { addresses, drawing, listen, now, seenShape, tell } from "#draw/state";
import { postJson, RequestProblem } from "#lib/request";

/** An answer that takes longer is given up and asked for again. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 4_000;
/** The server need not answer more often than this while a vertex moves. */
const PAUSE_MS = 60;

/** @typedef {import("#draw/geometry").Shape} Shape */

/** The shape that the figures shown are of. @type {Shape | null} */
let answered = null;
/** The shape that the server could not measure. @type {Shape | null} */
let refused = null;
let isWaiting = false;
let isAreal = false;
/** Runs while the server does not answer. */
let retry = 0;

export function startMeasure() {
  listen("shape", want);
  addEventListener("online", () => want());
  document.querySelector("[data-areal]")?.addEventListener("click", () => {
    isAreal = true;
    answered = refused = null;
    want();
  });
  want();
}

/** Ask about the shape as it is seen, now or when the answer under way has come. */
function want() {
  const shape = seenShape();
  clearTimeout(retry);
  retry = 0;
  if (!vertexCount(shape)) {
    answered = null;
    tell("answer", null);
    return;
  }
  if (shape === answered) return tell("current", true);
  tell("current", false);
  if (!isWaiting && shape !== refused) ask(shape);
}

/** @param {Shape} shape */
async function ask(shape) {
  isWaiting = true;
  const beganAt = performance.now();
  try {
    const statistics = await postJson(addresses.measure, question(shape), {
      patience_ms: PATIENCE_MS,
    });
    tell("online", true);
    accept(shape, statistics, Math.round(performance.now() - beganAt));
  } catch (error) {
    refuse(shape, error);
  }
  setTimeout(() => {
    isWaiting = false;
    if (!retry && seenShape() !== answered) want();
  }, PAUSE_MS);
}

/** @param {Shape} shape */
function question(shape) {
  const { ticked, shape: present } = now();
  const isTicked = ticked.length > 0 && shape === present && !isAreal;
  const target_area = drawing.code ?? "";
  return isTicked
    ? { ticked, target_area }
    : { geometry: geometryOf(shape), areal: isAreal, target_area };
}

/**
 * An answer is shown while it is the newest there is, for the shape moves on while it is measured;
 * when the shape was taken back to nothing meanwhile, it is dropped.
 * @param {Shape} shape
 * @param {any} statistics
 * @param {number} tookMs
 */
function accept(shape, statistics, tookMs) {
  const seen = seenShape();
  if (!vertexCount(seen)) return;
  answered = shape;
  tell("answer", { statistics, isCurrent: seen === shape, tookMs });
}

/**
 * @param {Shape} shape
 * @param {unknown} error
 */
function refuse(shape, error) {
  const isProblem = error instanceof RequestProblem && error.status > 0 && error.status < 500;
  tell("online", isProblem);
  if (!isProblem) {
    retry = window.setTimeout(want, RETRY_MS);
    return;
  }
  refused = shape;
  if (seenShape() !== shape) return;
  answered = null;
  tell("unusable", {
    words: error.message,
    point: error.problem.point ?? null,
    isLive: shape !== now().shape,
  });
}
