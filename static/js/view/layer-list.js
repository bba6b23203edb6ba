// @ts-check
/** This file controls the list of layers: visibility, opacity and order. */

import { numberText } from "#lib/config";
import { PERCENT } from "#lib/figure-text";
import { startOrder } from "#lib/reorder";
import { choose, listen, state } from "#view/state";

const NONE = "none";
/** The row for the colours of the indicator, which has its own parameter. */
const FIGURES = "figures";

/**
 * Visible overlays with their opacity in percent, the uppermost first.
 * @returns {Map<string, number>}
 */
export function overlays() {
  return read(state.view.layers);
}

/**
 * The name of a layer in its row.
 * @param {string} layer
 */
export function title(layer) {
  return document.querySelector(`[data-layer="${layer}"] .name`)?.textContent ?? "";
}

/** Names of the overlays, visible or not, below the colours of the indicator. */
export function under() {
  return state.view.under === NONE ? [] : state.view.under.split(",");
}

/**
 * @param {string} written  such as "schools:80,houses:100"
 * @returns {Map<string, number>}
 */
function read(written) {
  if (!written || written === NONE) return new Map();
  return new Map(
    written.split(",").map((part) => {
      const [name, percent] = part.split(":");
      return [name, Number(percent ?? 100)];
    }),
  );
}

/**
 * The value of the address parameter for the visible overlays and some more.
 * @param {string} more
 */
export function withOverlays(more) {
  return write(new Map([...overlays(), ...read(more)]));
}

/**
 * Overlays in the order of their rows.
 * @param {Map<string, number>} visible
 */
function write(visible) {
  const inOrder = names().filter((name) => visible.has(name));
  return inOrder.map((name) => `${name}:${visible.get(name)}`).join(",") || NONE;
}

export function startLayerList() {
  const list = /** @type {HTMLElement} */ (document.getElementById("layers"));
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest(".eye");
    if (!button) return;
    event.preventDefault();
    const row = rowAt(button);
    const visible = rowsShown();
    if (!visible.delete(row.id)) visible.set(row.id, Number(row.slider.value));
    save(visible);
  });
  list.addEventListener("input", (event) => {
    const slider = event.target instanceof Element && event.target.closest(".opacity");
    if (!slider) return;
    const row = rowAt(slider);
    row.number.textContent = numberText(Number(row.slider.value)) + PERCENT;
    const visible = rowsShown();
    if (visible.has(row.id)) save(visible.set(row.id, Number(row.slider.value)));
  });
  startOrder(rowList(), () => save(rowsShown()));
  listen("view", ({ changes }) => {
    if (["layers", "under", FIGURES].some((name) => name in changes)) show(list);
  });
  show(list);
}

/** The visible rows with their opacity: the overlays and the colours of the indicator. */
function rowsShown() {
  const shown = overlays();
  const percent = Number(state.view.figures);
  return percent ? shown.set(FIGURES, percent) : shown;
}

/** @param {Map<string, number>} visible */
function save(visible) {
  const percent = visible.get(FIGURES) ?? 0;
  visible.delete(FIGURES);
  const lower = names().slice(names().indexOf(FIGURES) + 1);
  choose({ layers: write(visible), under: lower.join(",") || NONE, figures: String(percent) });
}

/** @param {HTMLElement} list */
function show(list) {
  sort();
  const visible = rowsShown();
  for (const item of list.querySelectorAll("[data-layer]")) {
    const row = rowAt(item);
    const percent = visible.get(row.id);
    row.eye.setAttribute("aria-pressed", String(percent !== undefined));
    row.slider.disabled = percent === undefined;
    if (percent !== undefined) row.slider.value = String(percent);
    row.number.textContent = numberText(Number(row.slider.value)) + PERCENT;
  }
  for (const group of list.querySelectorAll("[data-symbols-of]")) {
    const name = group.getAttribute("data-symbols-of") ?? "";
    /** @type {HTMLElement} */ (group).hidden = !visible.has(name);
  }
}

/** Reorder the rows if a view with another order arrived, by the back button. */
function sort() {
  const known = names();
  const isLower = (/** @type {string} */ name) => under().includes(name);
  const others = known.filter((name) => name !== FIGURES);
  const upper = inOrder(others.filter((name) => !isLower(name)));
  const wanted = [...upper, FIGURES, ...inOrder(others.filter(isLower))];
  if (wanted.join() === known.join()) return;
  const rows = new Map([...rowList().children].map((row) => [row.getAttribute("data-layer"), row]));
  rowList().append(...wanted.map((name) => /** @type {Element} */ (rows.get(name))));
}

/**
 * The names, with the visible ones in the view's order at their places among all.
 * @param {string[]} among
 */
function inOrder(among) {
  const visible = [...overlays().keys()].filter((name) => among.includes(name));
  const turns = visible.values();
  return among.map((name) =>
    visible.includes(name) ? /** @type {string} */ (turns.next().value) : name,
  );
}

/** Names of all rows, the uppermost first. */
function names() {
  return [...rowList().children].map((row) => row.getAttribute("data-layer") ?? "");
}

function rowList() {
  return /** @type {HTMLElement} */ (document.getElementById("layer-rows"));
}

/** @param {Element} inside */
function rowAt(inside) {
  const item = /** @type {HTMLElement} */ (inside.closest("[data-layer]"));
  return {
    id: item.dataset.layer ?? "",
    eye: /** @type {HTMLElement} */ (item.querySelector(".eye")),
    slider: /** @type {HTMLInputElement} */ (item.querySelector(".opacity")),
    number: /** @type {HTMLElement} */ (item.querySelector("output")),
  };
}
