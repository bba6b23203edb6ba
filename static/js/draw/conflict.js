// @ts-check
/** This file shows two versions of an area side by side and lets the user choose. */

import { LISTS, readFields, TEXTS, writeFields } from "#draw/fields";
import { areaText } from "#draw/figures";
import { areaOf, boundsOf, geometryOf, shapeOf } from "#draw/geometry";
import { mergedFields, mergedShape } from "#draw/merge";
import { addresses, commit, drawing, now } from "#draw/state";
import { ZONE } from "#draw/steps";
import { config, text } from "#lib/config";
import { postJson, RequestProblem } from "#lib/request";
import { toast } from "#lib/toast";

/** Size of the small drawing, pixels. */
const [WIDE, HIGH, EDGE] = [400, 220, 12];

/**
 * Let the user choose. Resolves to whether to save the page on top of the newest revision: what was
 * taken from the other version is seen before it is saved. If the user postpones it, everything
 * stays unchanged.
 * @param {number} number  of the newest revision
 * @param {any} theirs  its content
 * @returns {Promise<boolean>}
 */
export function settleConflict(number, theirs) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-conflict]"));
  show(dialog, theirs);
  dialog.showModal();
  let isChosen = false;
  return new Promise((settle) => {
    const close = (/** @type {boolean} */ isToSave) => {
      dialog.onclick = dialog.oncancel = null;
      dialog.close();
      settle(isToSave);
    };
    const postpone = () => {
      close(false);
      toast(text("conflict_waits"), { isError: true });
    };
    dialog.oncancel = postpone;
    dialog.onclick = async (event) => {
      const target = /** @type {Element} */ (event.target);
      if (target.closest("[data-close-conflict]") && !isChosen) return postpone();
      const way = target.closest("[data-resolve]")?.getAttribute("data-resolve");
      if (!way || isChosen) return;
      isChosen = true;
      // It cannot be postponed any more while the server merges.
      dialog.oncancel = (cancelled) => cancelled.preventDefault();
      try {
        close(await resolve(way, number, theirs));
      } catch (error) {
        close(false);
        toast((error instanceof Error && error.message) || text("failed_kept"), { isError: true });
      }
    };
  });
}

/**
 * @param {string} way
 * @param {number} number
 * @param {any} theirs
 */
async function resolve(way, number, theirs) {
  const base = drawing.base;
  const shape = shapeOf(theirs.geometry);
  if (way === "theirs") {
    writeFields({ ...readFields(), ...theirs });
    commit(shape, {
      label: text("step_theirs"),
      icon: "users",
      origin: theirs.origin ?? "drawn",
      ticked: theirs.ticked,
      blocks: theirs.blocks,
      suggestion: theirs.suggestion,
      areal: theirs.areal,
    });
  }
  if (way === "both") {
    const mine = now().shape;
    const merged = await mergedShape(mine, base ? shapeOf(base.geometry) : mine, shape, changed);
    const fields = readFields();
    writeFields(
      /** @type {any} */ (mergedFields([...TEXTS, ...LISTS], fields, base ?? fields, theirs)),
    );
    commit(merged, { label: text("step_reapplied"), icon: "git-fork" });
  }
  drawing.number = number;
  drawing.base = { ...theirs, number };
  drawing.code ??= theirs.code;
  if (way !== "mine") toast(text("look_and_save"));
  return way === "mine";
}

/**
 * The answer of an operation; null if nothing is left. Any other refusal is rethrown, so that a
 * change is never lost silently.
 * @param {string} name
 * @param {import("#draw/geometry").Shape} shape
 * @param {import("#draw/geometry").Shape} other
 */
async function changed(name, shape, other) {
  try {
    const address = addresses.operation.replace("NAME", name);
    return shapeOf(
      (await postJson(address, { geometry: geometryOf(shape), other: geometryOf(other) })).geometry,
    );
  } catch (error) {
    const code = error instanceof RequestProblem ? error.problem.code : "";
    if (code === "nothing_left") return null;
    if (code === "nothing_changed") return shape;
    throw error;
  }
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {any} theirs
 */
function show(dialog, theirs) {
  const shapes = { mine: now().shape, theirs: shapeOf(theirs.geometry) };
  const bounds = boundsOf([...shapes.mine, ...shapes.theirs]);
  for (const [name, shape] of Object.entries(shapes))
    dialog.querySelector(`path.${name}`)?.setAttribute("d", bounds ? path(shape, bounds) : "");
  const by = /** @type {HTMLElement} */ (dialog.querySelector("[data-theirs-by]"));
  by.textContent = theirs.made_by
    ? text(theirs.is_own ? "made_by_you" : "made_by", {
        name: String(theirs.made_by),
        time: when(theirs.made_at),
      })
    : "";
  const mine = readFields();
  const rows = [...TEXTS, ...LISTS]
    .filter((name) => JSON.stringify(mine[name]) !== JSON.stringify(theirs[name] ?? mine[name]))
    .map((name) => row(text(`field_${name}`), said(name, mine[name]), said(name, theirs[name])));
  rows.push(
    row(text("field_area"), areaText(areaOf(shapes.mine)), areaText(areaOf(shapes.theirs))),
  );
  dialog.querySelector("[data-differences]")?.replaceChildren(...rows);
}

/** @param {string} moment  ISO */
function when(moment) {
  const locale = config.language === "en" ? "en-GB" : "fa-IR-u-ca-persian";
  const options = /** @type {const} */ ({ dateStyle: "medium", timeStyle: "short" });
  return moment
    ? new Intl.DateTimeFormat(locale, { ...options, timeZone: ZONE }).format(new Date(moment))
    : "";
}

/**
 * Format a value as on the page: packages by their names.
 * @param {string} name
 * @param {any} value
 */
function said(name, value) {
  if (!Array.isArray(value)) return value || "—";
  const words = value.map(
    (code) =>
      document
        .querySelector(`[data-fields] [name=${name}][value="${CSS.escape(code)}"]`)
        ?.closest("label")
        ?.textContent?.trim() ?? code,
  );
  return words.join(text("comma")) || "—";
}

/** @param {string[]} cells */
function row(...cells) {
  const made = document.createElement("tr");
  cells.forEach((cell, at) => {
    const box = document.createElement(at ? "td" : "th");
    if (!at) box.setAttribute("scope", "row");
    const bdi = document.createElement("bdi");
    bdi.textContent = cell;
    box.append(bdi);
    made.append(box);
  });
  return made;
}

/**
 * @param {import("#draw/geometry").Shape} shape
 * @param {[number, number, number, number]} bounds
 */
function path(shape, [west, south, east, north]) {
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(
    (WIDE - 2 * EDGE) / ((east - west) * narrow || 1),
    (HIGH - 2 * EDGE) / (north - south || 1),
  );
  const left = (WIDE - (east - west) * narrow * scale) / 2;
  const top = (HIGH - (north - south) * scale) / 2;
  const place = (/** @type {import("#draw/geometry").Position} */ [x, y]) =>
    `${(left + (x - west) * narrow * scale).toFixed(1)} ${(top + (north - y) * scale).toFixed(1)}`;
  return shape
    .flat()
    .map((ring) => `M${ring.map(place).join("L")}Z`)
    .join("");
}
