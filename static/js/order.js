// @ts-check
/** This file lets the rows of a list change places: by dragging their handles, or by ↑ and ↓ on them. */
import { numberText, text } from "#config";

/**
 * @param {HTMLElement} list  whose children each have a .grip
 * @param {() => void} moved  called after every change of places
 */
export function startOrder(list, moved) {
  list.addEventListener("pointerdown", (event) => {
    const grip = gripAt(event);
    if (!grip || event.button) return;
    grip.setPointerCapture(event.pointerId);
    rowOf(grip).classList.add("is-dragged");
  });
  list.addEventListener("pointermove", (event) => {
    const grip = gripAt(event);
    if (grip?.hasPointerCapture(event.pointerId) && drag(rowOf(grip), event.clientY)) moved();
  });
  list.addEventListener("lostpointercapture", (event) => {
    const grip = gripAt(event);
    if (grip) rowOf(grip).classList.remove("is-dragged");
  });
  list.addEventListener("keydown", (event) => {
    const grip = gripAt(event);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || !step) return;
    event.preventDefault();
    if (move(rowOf(grip), step)) moved();
    announce(rowOf(grip));
  });
}

/**
 * Bring a row to where the pointer is; says whether it moved.
 * @param {Element} row
 * @param {number} y  of the pointer, pixels from the top of the window
 */
function drag(row, y) {
  const { top, bottom } = row.getBoundingClientRect();
  if (y >= top && y <= bottom) return false;
  const hasMoved = move(row, y < top ? -1 : 1);
  if (hasMoved) drag(row, y);
  return hasMoved;
}

/**
 * Let a row and its neighbour change places. The neighbour moves, so that the row keeps focus and
 * pointer.
 * @param {Element} row
 * @param {number} step  −1 up, 1 down
 */
function move(row, step) {
  const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return false;
  if (step < 0) row.after(neighbour);
  else row.before(neighbour);
  return true;
}

/** @param {Element} row */
function announce(row) {
  const rows = [...(row.parentElement?.children ?? [])];
  const gaps = {
    name: row.querySelector(".name")?.textContent ?? "",
    place: numberText(rows.indexOf(row) + 1),
    all: numberText(rows.length),
  };
  const said = /** @type {HTMLElement} */ (document.getElementById("layer-moved"));
  said.textContent = text("layer_moved", gaps);
}

/** @param {Event} event */
function gripAt(event) {
  const target = event.target instanceof Element ? event.target : null;
  return /** @type {HTMLElement | null} */ (target?.closest(".grip") ?? null);
}

/** @param {Element} grip */
function rowOf(grip) {
  return /** @type {HTMLElement} */ (grip.closest("[data-layer]"));
}
