// @ts-check
/** This file saves the area as the next revision, and submits it. */

import { isUnsaved } from "#draw/drafts";
import { readFields, sameFields, setReplaced } from "#draw/fields";
import { hasErrors, isUnchecked } from "#draw/findings";
import { geometryOf } from "#draw/geometry";
import { started } from "#draw/late-scripts";
import { showReason } from "#draw/reason";
import {
  addresses,
  contentOf,
  drawing,
  given,
  isBlank,
  listen,
  markSaved,
  now,
  tell,
  workDone,
} from "#draw/state";
import { config, numberText, text } from "#lib/config";
import { postJson, RequestProblem } from "#lib/request";
import { clearToast, toast } from "#lib/toast";
import { writePath } from "#view/address";

/** A save may measure a large area and wait for others; it is then sent again, which is safe. */
const PATIENCE_MS = 60_000;
let isSaving = false;
/** The page is being left for that of the area. */
let isSubmitting = false;
/** A request whose answer did not arrive; the server may have it. @type {{body: any, step: import("#draw/state").Step, fields: import("#draw/fields").Fields} | null} */
let unanswered = null;
let isOnline = true;

export function startSaving() {
  button("save").addEventListener("click", () => save());
  button("submit").addEventListener("click", submit);
  for (const name of ["shape", "fields", "saved", "findings"]) listen(name, show);
  // The browser may come back to this very page.
  addEventListener("pageshow", () => {
    isSubmitting = false;
    show();
  });
  listen("online", (online) => {
    isOnline = online;
    show();
  });
  show();
}

/** @param {"save" | "submit"} name */
function button(name) {
  return /** @type {HTMLButtonElement} */ (document.querySelector(`[data-${name}]`));
}

/** A disabled button states the reason beside it. */
function show() {
  const { name_fa } = readFields();
  const missing = isBlank() ? "need_shape" : name_fa ? "" : "need_name";
  const lost = isOnline ? "" : "need_server";
  const unsaved = isUnsaved();
  const isHeld = isSaving || isSubmitting || Boolean(missing || lost);
  button("save").disabled = isHeld || !unsaved;
  button("submit").disabled = isHeld || hasErrors() || isUnchecked();
  const reason =
    missing ||
    lost ||
    (hasErrors()
      ? "need_repair"
      : isUnchecked()
        ? "unchecked"
        : unsaved
          ? "unsaved"
          : drawing.code
            ? "is_saved"
            : "");
  showReason(reason);
}

/**
 * Wait until all that is seen is in the current step; false, with a word, where a drawing is not
 * finished: that is the user's to do.
 */
async function isFinished() {
  tell("finish");
  await workDone();
  if (drawing.live) toast(text("half_drawn"), { isError: true });
  return !drawing.live;
}

/**
 * Save the page's state; returns whether the server has it.
 * @returns {Promise<boolean>}
 */
async function save() {
  if (isSaving || !(await isFinished()) || isSaving) return false;
  const step = now();
  const fields = readFields();
  isSaving = true;
  clearToast();
  button("save").toggleAttribute("data-busy", true);
  show();
  try {
    const again = unanswered;
    if (again) await send(again);
    if (again?.step !== step || !sameFields(again.fields, fields))
      await send({ body: draft(step, fields), step, fields });
    return true;
  } catch (error) {
    await refuse(error);
    return false;
  } finally {
    isSaving = false;
    button("save").toggleAttribute("data-busy", false);
    show();
  }
}

/**
 * Send one state of the page. If its answer is lost, the very same is sent first the next time:
 * the server recognises it, and it makes no second area.
 * @param {NonNullable<typeof unanswered>} sent
 */
async function send(sent) {
  unanswered = sent;
  try {
    const answer = await postJson(addresses.save, sent.body, { patience_ms: PATIENCE_MS });
    unanswered = null;
    accept(answer, sent.step, sent.fields);
  } catch (error) {
    if (error instanceof RequestProblem && error.status) unanswered = null;
    throw error;
  }
}

/**
 * @param {import("#draw/state").Step} step
 * @param {import("#draw/fields").Fields} fields
 */
function draft(step, fields) {
  const { shape, ...about } = contentOf(step);
  return {
    code: drawing.code,
    key: drawing.code ? null : drawing.key,
    based_on: drawing.number,
    county: given.county,
    geometry: geometryOf(shape),
    ...about,
    ...fields,
  };
}

/**
 * @param {any} answer
 * @param {import("#draw/state").Step} step  that was sent
 * @param {import("#draw/fields").Fields} fields  that were sent
 */
function accept(answer, step, fields) {
  const { code, number } = answer;
  const { shape, ...about } = contentOf(step);
  drawing.base = { number, geometry: geometryOf(shape), ...about, ...fields };
  drawing.code = code;
  drawing.number = number;
  markSaved(step);
  tell("saved", fields);
  writePath(addresses.draw.replace("CODE", code), ["county", "draft"]);
  name();
  const words = text("saved", { number: numberText(number) });
  const obstacle = answer[`obstacle_${config.language}`];
  toast(obstacle ? `${words} ${text("obstacle")} ${obstacle}` : words, {
    isError: Boolean(obstacle),
  });
}

/** A saved area is shown by its name, and stays in its county. */
function name() {
  const fields = readFields();
  const words = (config.language === "en" && fields.name_en) || fields.name_fa;
  for (const title of document.querySelectorAll("[data-title]")) title.textContent = words;
  /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-county]"))?.setAttribute(
    "disabled",
    "",
  );
}

/** @param {unknown} error */
async function refuse(error) {
  if (error instanceof RequestProblem && error.status === 409 && error.problem.theirs) {
    const script = await started(() => import("#draw/conflict"));
    const { number, theirs } = error.problem;
    if (await script?.settleConflict(number, theirs)) setTimeout(save);
    return;
  }
  const words = error instanceof Error ? error.message : "";
  if (error instanceof RequestProblem && error.problem.codes)
    return offerToDrop(words, error.problem.codes);
  if (error instanceof RequestProblem && error.status === 401) return askToSignIn(words);
  toast(words || text("not_saved"), { isError: true, action: text("retry"), act: save });
}

/**
 * The area was to replace neighbourhoods that others have replaced meanwhile.
 * @param {string} words
 * @param {string[]} codes
 */
function offerToDrop(words, codes) {
  const act = () => {
    for (const code of codes) setReplaced(code, "", false);
    save();
  };
  toast(words, { isError: true, action: text("drop_replaced"), act });
}

/**
 * The session has ended: after signing in, the page comes back with its draft.
 * @param {string} words
 */
function askToSignIn(words) {
  const back = `${location.pathname}${location.search}`;
  const act = () => location.assign(`${addresses.sign_in}?next=${encodeURIComponent(back)}`);
  toast(words, { isError: true, action: text("sign_in"), act });
}

/** Submit the saved revision; its page shows the next steps. */
async function submit() {
  if (isSubmitting || !(await isFinished())) return;
  if (isUnsaved() && !(await save())) return;
  if (!drawing.code || isUnsaved() || isSubmitting) return;
  isSubmitting = true;
  show();
  const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-submit-form]"));
  form.action = addresses.submit.replace("CODE", drawing.code);
  /** @type {HTMLInputElement} */ (form.elements.namedItem("number")).value = String(
    drawing.number,
  );
  form.submit();
}
