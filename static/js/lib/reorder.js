// @ts-check
/**
 * This file lets the user reorder a list: by dragging handles, by the keys ↑ and ↓ on them, or by
 * the buttons ↑ and ↓ that a press of a handle shows.
 */
import { numberText, text } from "#lib/config";

/** A press that dragged its row does not show the buttons. */
let hasDragged = false;

/**
 * @param {HTMLElement} list  whose children each have a .grip and .order-steps
 * @param {() => void} moved  called after every change of order
 */
export function startOrder(list, moved) {
  list.addEventListener("click", (event) => {
    const grip = gripAt(event);
    // A key press has no detail, and never drags.
    if (grip && !(hasDragged && event.detail)) offerSteps(list, grip);
    const button = event.target instanceof Element ? event.target.closest("[data-step]") : null;
    if (!button) return;
    if (move(rowOf(button), Number(button.getAttribute("data-step")))) moved();
    announce(rowOf(button));
  });
  list.addEventListener("pointerdown", (event) => {
    const grip = gripAt(event);
    if (!grip || event.button) return;
    hasDragged = false;
    grip.setPointerCapture(event.pointerId);
    rowOf(grip).classList.add("is-dragged");
  });
  list.addEventListener("pointermove", (event) => {
    const grip = gripAt(event);
    if (!grip?.hasPointerCapture(event.pointerId) || !drag(rowOf(grip), event.clientY)) return;
    hasDragged = true;
    moved();
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
 * Show the buttons of one row, or hide them; they replace its opacity.
 * @param {HTMLElement} list
 * @param {HTMLElement} grip
 */
function offerSteps(list, grip) {
  const isOpen = grip.getAttribute("aria-expanded") === "true";
  for (const each of list.querySelectorAll(".grip")) {
    each.setAttribute("aria-expanded", String(each === grip && !isOpen));
  }
}

/**
 * Move a row to the pointer, in one direction; returns whether it moved.
 * @param {Element} row
 * @param {number} y  of the pointer, pixels from the top of the window
 */
function drag(row, y) {
  const step = stepTo(row, y);
  let hasMoved = false;
  while (step && stepTo(row, y) === step && move(row, step)) hasMoved = true;
  return hasMoved;
}

/**
 * The pointer's direction from a row: −1 above, 1 below, 0 on it.
 * @param {Element} row
 * @param {number} y
 */
function stepTo(row, y) {
  const { top, bottom } = row.getBoundingClientRect();
  if (y < top) return -1;
  return y > bottom ? 1 : 0;
}

/**
 * Swap a row and its neighbour. The neighbour moves, so that the row keeps focus and pointer.
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

/** @param {Element} inside */
function rowOf(inside) {
  return /** @type {HTMLElement} */ (inside.closest("[data-layer]"));
}
