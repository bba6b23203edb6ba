// @ts-check
/** This file imports a boundary: pasted coordinates, or a file. It is loaded when there is one. */

import { shapeOf } from "#draw/geometry";
import { addresses, commit, noteWork, now, tell } from "#draw/state";
import { isolated, text } from "#lib/config";
import { inLanguage } from "#lib/figure-text";
import { isGivenUp, postJson } from "#lib/request";

const MOST_BYTES = 5_000_000;
/** A file is read in a process of its own, after others. */
const PATIENCE_MS = 60_000;
/** The last file. @type {File | undefined} */
let given;

/** Read what was pasted into the form. @param {HTMLFormElement} form */
export function importPasted(form) {
  const data = new FormData(form);
  const zone = data.get("zone") ? { zone: Number(data.get("zone")) } : {};
  importBoundary({ text: String(data.get("text")), ...zone }, form, "typed");
}

/**
 * Read the file that was chosen, or the last one again with the zone that it lacked.
 * @param {HTMLFormElement} form
 * @param {EventTarget | null} changed  a field of it
 */
export function importChosen(form, changed) {
  if (!(changed instanceof HTMLInputElement)) return importFile(given, form);
  importFile(changed.files?.[0], form);
  // The same file, corrected, can be chosen again.
  changed.value = "";
}

/**
 * @param {File | undefined} file
 * @param {HTMLFormElement} form  where the result is said
 */
export function importFile(file, form) {
  if (!file) return;
  given = file;
  if (file.size > MOST_BYTES) return showResult(form, text("file_too_large"), true);
  const data = new FormData();
  data.append("file", file);
  data.append("zone", String(new FormData(form).get("zone")));
  importBoundary(data, form, "file");
}

/**
 * @param {Record<string, any> | FormData} content
 * @param {HTMLFormElement} form
 * @param {string} origin
 */
function importBoundary(content, form, origin) {
  return noteWork(read(content, form, origin));
}

/**
 * The boundary becomes a step, unless another was taken while the server read.
 * @param {Record<string, any> | FormData} content
 * @param {HTMLFormElement} form
 * @param {string} origin
 */
async function read(content, form, origin) {
  const before = now();
  showResult(form, text("reading"));
  try {
    const answer = await postJson(addresses.read, content, {
      lane: "read",
      patience_ms: PATIENCE_MS,
    });
    if (now() !== before) return showResult(form, text("overtaken"), true);
    commit(shapeOf(answer.geometry), {
      label: text(`step_read_${origin}`),
      icon: origin === "file" ? "file-up" : "clipboard-paste",
      origin,
    });
    tell("fit");
    const notes = (answer.findings ?? []).map((/** @type {any} */ each) =>
      inLanguage(each, "message"),
    );
    showResult(form, [readWords(answer.form), ...notes].join(" "));
  } catch (error) {
    if (isGivenUp(error)) return;
    showResult(form, (error instanceof Error && error.message) || text("failed_kept"), true);
  }
}

/** @param {string} form  of what was read, a value of planning.shapes.text.Form */
function readWords(form) {
  return form === "file" ? text("read_file") : text("read_as", { form: text(`form_${form}`) });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} words
 */
function showResult(form, words, isError = false) {
  const line = /** @type {HTMLElement} */ (form.querySelector("[data-read-result]"));
  line.textContent = isolated(words);
  line.classList.toggle("error", isError);
}
