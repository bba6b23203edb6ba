// @ts-check
/** This file imports a boundary: pasted coordinates, a file or one dropped on the page. */

import { shapeOf } from "#draw/geometry";
import { addresses, commit, noteWork, now, tell } from "#draw/state";
import { openTray } from "#draw/trays";
import { isolated, text } from "#lib/config";
import { inLanguage } from "#lib/figure-text";
import { isGivenUp, postJson } from "#lib/request";

const MOST_BYTES = 5_000_000;
/** A file is read in a process of its own, after others. */
const PATIENCE_MS = 60_000;
/** The last file. @type {File | undefined} */
let given;

export function startImport() {
  const paste = /** @type {HTMLFormElement} */ (document.querySelector("[data-paste]"));
  paste.addEventListener("submit", () => {
    const data = new FormData(paste);
    importBoundary(
      {
        text: String(data.get("text")),
        ...(data.get("zone") ? { zone: Number(data.get("zone")) } : {}),
      },
      paste,
      "typed",
    );
  });
  const chosen = /** @type {HTMLFormElement} */ (document.querySelector("[data-file]"));
  chosen.addEventListener("change", ({ target }) => {
    // Not an input: the zone that the last file lacked.
    if (!(target instanceof HTMLInputElement)) return importFile(given, chosen);
    importFile(target.files?.[0], chosen);
    // The same file, corrected, can be chosen again.
    target.value = "";
  });
  startDropping(chosen);
}

/** @param {HTMLFormElement} form */
function startDropping(form) {
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  page.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    page.toggleAttribute("data-dropping", true);
  });
  page.addEventListener(
    "dragleave",
    (event) => event.relatedTarget === null && page.removeAttribute("data-dropping"),
  );
  page.addEventListener("drop", (event) => {
    page.removeAttribute("data-dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    // The result stands there.
    openTray("file");
    importFile(event.dataTransfer.files[0], form);
  });
}

/**
 * @param {File | undefined} file
 * @param {HTMLFormElement} form
 */
function importFile(file, form) {
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
