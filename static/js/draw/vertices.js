// @ts-check
/**
 * This file runs the table of vertices: drawing without a mouse, with live figures. It is loaded before
 * its tray is opened.
 */

import { NOTHING, ringsOf, tidy, withoutRing, withRing } from "#draw/geometry";
import {
  chooseRing,
  commit,
  drawing,
  isMarked,
  listen,
  markVertex,
  now,
  seenShape,
  showLive,
  tell,
} from "#draw/state";
import { numberText, text } from "#lib/config";
import { latinDigits } from "#lib/digits";
import { cloned } from "#lib/template";

/** More rows than this belong in a file. */
const MOST_ROWS = 400;

/** Rows of a ring that is only being typed, not yet a shape. @type {(string[])[] | null} */
let typed = null;
/** Vertices of a large ring beyond the rows of the table; they stay where they are. @type {import("#draw/geometry").Ring} */
let unseen = [];
let isStarted = false;
let isOpen = false;
/** The ring that was typed since the table was entered, and as it was before. @type {{place: import("#draw/geometry").Place, before: import("#draw/geometry").Ring} | null} */
let entered = null;
/** The table itself is changing the shape, and already shows the change. */
let isOwn = false;

/**
 * Change the shape from the table.
 * @param {() => void} change
 */
function byTable(change) {
  isOwn = true;
  change();
  isOwn = false;
}

/** Does nothing when it is called again. */
export function startVertices() {
  if (isStarted) return;
  isStarted = true;
  const tray = part("[data-tray=vertices]");
  listen("tray", (name) => {
    if (isOpen) leave();
    isOpen = name === "vertices";
    if (isOpen) show();
  });
  listen("shape", ({ isLive }) => isOpen && !isOwn && (isLive ? follow() : show()));
  listen("ring", () => isOpen && !isOwn && show());
  listen("vertex", mark);
  tray.addEventListener(
    "input",
    (event) =>
      event.target instanceof HTMLInputElement && event.target.closest("[data-rows]") && changing(),
  );
  tray.addEventListener(
    "change",
    (event) =>
      event.target instanceof HTMLInputElement &&
      event.target.closest("[data-rows]") &&
      settle(undefined, true),
  );
  // Rows are replaced with the focus in them, which comes back at once.
  tray.addEventListener("focusout", () =>
    setTimeout(() => tray.contains(document.activeElement) || leave()),
  );
  tray.addEventListener("focusin", (event) => focused(/** @type {Element} */ (event.target)));
  tray.addEventListener("click", (event) => press(/** @type {Element} */ (event.target)));
  tray.addEventListener("keydown", key);
  /** @type {HTMLSelectElement} */ (part("[data-ring]")).addEventListener("change", choose);
  listen("finish", finishTyping);
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

function ring() {
  const { ring: place } = drawing;
  return place ? seenShape()[place.part]?.[place.ring] : undefined;
}

/** Fill the table with the active ring. */
function show() {
  showRings();
  const present = ring();
  const rows = present ? present.slice(0, -1) : [];
  if (present) typed = null;
  unseen = rows.slice(MOST_ROWS);
  part("[data-unseen]").hidden = !unseen.length;
  part("[data-unseen]").textContent = unseen.length
    ? text("unseen", { count: numberText(unseen.length) })
    : "";
  const cells = typed ?? rows.slice(0, MOST_ROWS).map(([x, y]) => [x.toFixed(7), y.toFixed(7)]);
  if (!present && !typed) typed = cells;
  put(cells);
  part("[data-delete-ring]").hidden = !present;
  part("[data-add-part]").hidden = !now().shape.length;
  part("[data-add-vertex]").toggleAttribute("disabled", rows.length > MOST_ROWS);
  mark();
}

/** While a vertex is dragged on the map, update its row. */
function follow() {
  const rows = [...part("[data-rows]").children];
  // Along a border, a side has more vertices.
  if (ring() && Math.min(MOST_ROWS, (ring()?.length ?? 0) - 1) !== rows.length) return show();
  ring()
    ?.slice(0, -1)
    .forEach(([x, y], at) => {
      if (!rows[at]) return;
      input(rows[at], "x").value = x.toFixed(7);
      input(rows[at], "y").value = y.toFixed(7);
    });
}

function showRings() {
  const rings = ringsOf(now().shape);
  const select = /** @type {HTMLSelectElement} */ (part("[data-ring]"));
  part("[data-rings-field]").hidden = rings.length < 2;
  select.replaceChildren(
    ...rings.map(({ place, ring: each }) => {
      const gaps = {
        part: numberText(place.part + 1),
        ring: numberText(place.ring),
        count: numberText(each.length - 1),
      };
      const isChosen = place.part === drawing.ring?.part && place.ring === drawing.ring?.ring;
      return new Option(
        text(place.ring ? "ring_hole" : "ring_part", gaps),
        `${place.part}.${place.ring}`,
        isChosen,
        isChosen,
      );
    }),
  );
}

function choose() {
  leave();
  const [place, at] = /** @type {HTMLSelectElement} */ (part("[data-ring]")).value
    .split(".")
    .map(Number);
  chooseRing({ part: place, ring: at });
}

/**
 * @param {string[]} cells
 * @param {number} at
 */
function row([x, y], at) {
  const made = cloned("vertex-template");
  const number = numberText(at + 1);
  /** @type {HTMLElement} */ (made.querySelector("[data-number]")).textContent = number;
  input(made, "x").value = x;
  input(made, "y").value = y;
  input(made, "x").setAttribute("aria-label", text("longitude_of", { number }));
  input(made, "y").setAttribute("aria-label", text("latitude_of", { number }));
  return made;
}

/**
 * @param {ParentNode} inside
 * @param {"x" | "y"} axis
 */
function input(inside, axis) {
  return /** @type {HTMLInputElement} */ (inside.querySelector(`[data-${axis}]`));
}

/** The content of the table, as text. */
function cellsNow() {
  return [...part("[data-rows]").children].map((each) => [
    input(each, "x").value,
    input(each, "y").value,
  ]);
}

/**
 * Parse a typed number, in digits of any alphabet; NaN if it is not a number.
 * @param {string} words
 */
function read(words) {
  const plain = latinDigits(words.trim()).replace(/[٫,]/g, ".");
  return plain ? Number(plain) : NaN;
}

/**
 * The ring in the table; null where a number is none. Empty rows, and a new last one of which a half
 * is still to be typed, are no vertices yet.
 */
function ringOfTable() {
  const positions = cellsNow().map((cells) => cells.map(read));
  const typedHalves = cellsNow().map((cells) => cells.filter((cell) => cell.trim()).length);
  const known = typed ? 0 : ringBefore().length - 1;
  const isBegun = (/** @type {number} */ at) =>
    at === positions.length - 1 && at >= known && typedHalves[at] < 2;
  for (const [at, each] of [...part("[data-rows]").children].entries()) {
    for (const [axis, name] of /** @type {const} */ (["x", "y"]).entries()) {
      const isMissing = !input(each, name).value.trim() && (!typedHalves[at] || isBegun(at));
      const isWrong = Number.isNaN(positions[at][axis]) && !isMissing;
      input(each, name).setAttribute("aria-invalid", String(isWrong));
    }
  }
  const vertices = positions.filter(
    (vertex, at) => typedHalves[at] && !(isBegun(at) && vertex.some(Number.isNaN)),
  );
  return vertices.flat().some(Number.isNaN) ? null : tidy([...vertices, ...unseen]);
}

/** Update the figures at every key, as during a drag. */
function changing() {
  const made = ringOfTable();
  // An unfinished number would move the vertex to the other end of the world.
  if (made?.every(isNear)) byTable(() => showLive(shapeWith(made)));
}

/** Iran, west, south, east, north in degrees, with a margin. */
const NEAR = [43, 23, 65, 42];

/** @param {import("#draw/geometry").Position} position */
function isNear([x, y]) {
  return x > NEAR[0] && y > NEAR[1] && x < NEAR[2] && y < NEAR[3];
}

/** @param {import("#draw/geometry").Ring} made */
function shapeWith(made) {
  const { shape } = now();
  return drawing.ring && !typed ? withRing(shape, drawing.ring, made) : [...shape, [made]];
}

/** Vertices are typed one after the other; only a complete ring can follow borders. */
function leave() {
  const done = entered;
  entered = null;
  if (done) tell("typed", done);
}

/** Take over what is being typed, as leaving the field does; the focus stays. */
function finishTyping() {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement) || !field.closest("[data-rows]")) return;
  field.blur();
  leave();
  field.focus();
}

/**
 * A field lost focus: the table's content becomes a step.
 * @param {string} [label]  of that step
 * @param {boolean} [isTyped]  whether numbers were typed; rows that were deleted or put in another
 * order are meant as they stand
 */
function settle(label = text("step_typed"), isTyped = false) {
  const made = ringOfTable();
  if (!made) {
    if (typed) typed = cellsNow();
    if (drawing.live) byTable(() => showLive(null));
    return;
  }
  const isNew = Boolean(typed);
  const shape = shapeWith(made);
  typed = null;
  if (isNew) drawing.ring = { part: shape.length - 1, ring: 0 };
  if (!isTyped) entered = null;
  else if (drawing.ring) entered ??= { place: drawing.ring, before: isNew ? [] : ringBefore() };
  byTable(() =>
    commit(shape, {
      label,
      icon: "pencil",
      origin: shape.length === 1 && isNew ? "typed" : undefined,
    }),
  );
  if (isNew) showRings();
  part("[data-delete-ring]").hidden = false;
  part("[data-add-part]").hidden = false;
}

/** The chosen ring before what was typed last. */
function ringBefore() {
  const { ring: place } = drawing;
  return (place && now().shape[place.part]?.[place.ring]) || [];
}

/** @param {Element} target */
function press(target) {
  if (target.closest("[data-add-vertex]")) add(part("[data-rows]").childElementCount);
  if (target.closest("[data-add-part]")) {
    leave();
    typed = [];
    byTable(() => chooseRing(null));
    show();
    add(0);
  }
  if (target.closest("[data-delete-ring]") && drawing.ring) {
    const about = { label: text("step_ring_deleted"), icon: "trash-2" };
    const rest = withoutRing(now().shape, drawing.ring);
    commit(rest.length ? rest : NOTHING, about);
    show();
  }
  const button = target.closest("[data-row]");
  if (button) change(/** @type {HTMLElement} */ (button));
}

/**
 * A row for a new vertex, midway between its neighbours if it has two; empty at the end.
 * @param {number} at
 * @param {boolean} [isLast]
 */
function add(at, isLast = false) {
  const cells = cellsNow();
  const [before, after] = [cells[at - 1], cells[at] ?? unseen[0]?.map(String) ?? cells[0]];
  const middle =
    !isLast && cells.length > 2 && before && after
      ? [0, 1].map((axis) => ((read(before[axis]) + read(after[axis])) / 2).toFixed(7))
      : ["", ""];
  cells.splice(at, 0, middle);
  put(cells);
  const made = part("[data-rows]").children[at];
  input(made, "x").focus();
  input(made, "x").select();
  if (middle[0]) settle(text("step_inserted", { number: numberText(at + 1) }));
}

/**
 * Replace the rows; the focus stays in its field.
 * @param {string[][]} cells
 */
function put(cells) {
  const rows = part("[data-rows]");
  const fields = () => [...rows.querySelectorAll("input")];
  const at = fields().indexOf(/** @type {HTMLInputElement} */ (document.activeElement));
  rows.replaceChildren(...cells.map(row));
  if (at >= 0) fields()[Math.min(at, fields().length - 1)]?.focus();
}

/** @param {HTMLElement} button  of a row */
function change(button) {
  const rows = [...part("[data-rows]").children];
  const at = rows.indexOf(/** @type {Element} */ (button.closest("tr")));
  const cells = cellsNow();
  if (button.dataset.row === "add") return add(at + 1);
  const [moved] = cells.splice(at, 1);
  if (button.dataset.row === "up") cells.splice(Math.max(0, at - 1), 0, moved);
  put(cells);
  const number = numberText(at + 1);
  if (
    button.dataset.row === "delete" &&
    cells.length + unseen.length < 3 &&
    !typed &&
    drawing.ring
  ) {
    const rest = withoutRing(now().shape, drawing.ring);
    typed = rest.length ? null : cells;
    commit(rest, { label: text("step_deleted", { number }), icon: "trash-2" });
    show();
  } else settle(text(button.dataset.row === "up" ? "step_reordered" : "step_deleted", { number }));
  const next = part("[data-rows]").children[Math.min(at, cells.length - 1)];
  /** @type {HTMLElement | null} */ (
    next?.querySelector(`[data-row=${button.dataset.row}]`)
  )?.focus();
}

/** Enter goes on to the next field, and after the last one to a new row.
 * @param {KeyboardEvent} event
 */
function key(event) {
  if (
    event.key !== "Enter" ||
    event.ctrlKey ||
    event.metaKey ||
    !(event.target instanceof HTMLInputElement) ||
    !event.target.closest("[data-rows]")
  )
    return;
  event.preventDefault();
  const fields = /** @type {HTMLInputElement[]} */ ([
    ...part("[data-rows]").querySelectorAll("input"),
  ]);
  const at = fields.indexOf(event.target);
  if (fields[at + 1]) {
    fields[at + 1].focus();
    fields[at + 1].select();
  } else {
    event.target.blur();
    add(fields.length / 2, true);
  }
}

/** @param {Element} target  that has the focus */
function focused(target) {
  const at = [...part("[data-rows]").children].indexOf(
    /** @type {Element} */ (target.closest("tr")),
  );
  if (at >= 0 && drawing.ring && !typed && ring()?.[at]) markVertex({ ...drawing.ring, index: at });
}

/** Style the row of the marked vertex. */
function mark() {
  for (const [at, row] of [...part("[data-rows]").children].entries()) {
    row.toggleAttribute("data-marked", isMarked(at) && !typed);
  }
}
