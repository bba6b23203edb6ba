// @ts-check
/** This file works the list of layers above the figures: visible or not, and how strongly. */
import { config, numberText } from "#config";
import { choose, listen, state } from "#state";

const NONE = "none";
/** The row of the colours of the indicator, which have a parameter of their own. */
const FIGURES = "figures";
const PERCENT = config.language === "en" ? "%" : "٪";

/**
 * Visible overlays with their opacity in percent.
 * @returns {Map<string, number>}
 */
export function overlays() {
  return read(state.view.layers);
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
 * The visible overlays and some more, as the address has them.
 * @param {string} more
 */
export function withOverlays(more) {
  return write(new Map([...overlays(), ...read(more)]));
}

/** @param {Map<string, number>} visible */
function write(visible) {
  return [...visible].map(([name, percent]) => `${name}:${percent}`).join(",") || NONE;
}

export function startOverlays() {
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
  listen("view", ({ changes }) => ("layers" in changes || FIGURES in changes) && show(list));
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
  choose({ layers: write(visible), figures: String(percent) });
}

/** @param {HTMLElement} list */
function show(list) {
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
