// @ts-check
/** This file runs the toolbar and the keyboard shortcuts. */

import { FREEHAND_M, withoutRing, withRing } from "#draw/geometry";
import { loadVertices } from "#draw/late-scripts";
import { operate } from "#draw/operations";
import {
  commit,
  drawing,
  isBlank,
  listen,
  markVertex,
  now,
  redo,
  takeTool,
  undo,
} from "#draw/state";
import { step } from "#draw/steps";
import { toggleTray } from "#draw/trays";
import { numberText, text } from "#lib/config";
import { numberIn } from "#lib/number-field";
import { isPhone } from "#lib/screen";

/**
 * The board's functions once it exists; null without a map.
 * @typedef {{isDrawing: () => boolean, oneVertexBack: () => boolean, press: (key: "Enter" | "Escape") => void}} Board
 * @type {Board | null}
 */
let board = null;

/** Useful keys for each kind of tool. */
const KEYS = {
  vertices: [
    ["Enter", "key_finish"],
    ["Backspace", "key_back"],
  ],
  drag: [["Esc", "key_cancel"]],
  select: [["Ctrl Z", "key_undo"]],
  merge: [["Esc", "key_cancel"]],
  brush: [
    ["Alt", "key_erase"],
    ["Space", "key_toggle"],
  ],
};

export function startTools() {
  const toolbar = /** @type {HTMLElement} */ (document.querySelector("[data-tools]"));
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-tool], [data-act]");
    if (button) press(/** @type {HTMLElement} */ (button));
  });
  toolbar.addEventListener("keydown", (event) => walk(toolbar, event));
  document.querySelector("[data-buffer]")?.addEventListener("submit", buffer);
  document.addEventListener("keydown", key);
  listen("tool", show);
  listen("shape", show);
  listen("vertex", show);
  listen("busy", (isBusy) => toolbar.toggleAttribute("data-busy", isBusy));
  /** @type {NodeListOf<HTMLButtonElement>} */
  const tools = toolbar.querySelectorAll("[data-tool]");
  for (const each of tools) each.disabled = true;
  show();
}

/** @param {Board} made */
export function useBoard(made) {
  board = made;
  show();
}

/** @param {HTMLElement} button */
function press(button) {
  const { tool, act } = button.dataset;
  if (tool) {
    takeTool(tool);
    closeMore();
  }
  if (!act) return;
  if (step(act)) return;
  if (act === "delete-vertex") deleteMarked();
  if (act === "finish") board?.press("Enter");
  if (act === "snap") operate("snap");
  if (act === "more") toggleMore();
  if (["what-if", "suggest", "ticks", "vertices", "file"].includes(act)) {
    closeMore();
    toggle(act);
  }
}

/**
 * Open a tray, or close it. That of the vertices opens when its script is there: keys that come
 * before would be lost.
 * @param {string} name
 */
async function toggle(name) {
  if (name !== "vertices" || (await loadVertices())) toggleTray(name);
}

function toggleMore() {
  const button = /** @type {HTMLElement} */ (document.querySelector("[data-act=more]"));
  const isOpen = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(isOpen));
}

function closeMore() {
  document.querySelector("[data-act=more]")?.setAttribute("aria-expanded", "false");
}

/** @param {Event} event */
async function buffer(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const metres = numberIn(/** @type {HTMLInputElement} */ (form.elements.namedItem("distance")));
  /** @type {HTMLDetailsElement | null} */ (form.closest("details"))?.removeAttribute("open");
  if (metres) await operate("buffer", { metres });
}

/** Enable the buttons that apply now, and show the useful keys. */
function show() {
  const isHalfDrawn = drawing.live !== null && !["select", "move"].includes(drawing.tool);
  for (const button of document.querySelectorAll("[data-tool]")) {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-tool") === drawing.tool));
    /** @type {HTMLButtonElement} */ (button).disabled =
      !board || (button.hasAttribute("data-needs-shape") && isBlank());
  }
  showHidden();
  const buffering = /** @type {HTMLElement} */ (
    document.querySelector("summary[data-needs-shape]")
  );
  buffering.parentElement?.toggleAttribute("data-off", isBlank());
  // A summary cannot be disabled.
  buffering.ariaDisabled = String(isBlank());
  buffering.tabIndex = isBlank() ? -1 : 0;
  document.querySelector("[data-act=snap]")?.toggleAttribute("disabled", isBlank());
  /** @type {HTMLElement} */ (document.querySelector("[data-act=finish]")).hidden = !isHalfDrawn;
  /** @type {HTMLElement} */ (document.querySelector("[data-act=delete-vertex]")).hidden =
    !drawing.vertex;
  showKeys();
}

/** On a phone the button of more tools names the one in use that lies behind it. */
function showHidden() {
  const used = document.querySelector(`.more-tools [data-tool=${drawing.tool}]`);
  const more = /** @type {HTMLElement} */ (document.querySelector("[data-act=more]"));
  more.classList.toggle("is-in-use", used !== null);
  /** @type {HTMLElement} */ (more.querySelector("[data-more-tool]")).textContent =
    used?.textContent?.trim() ?? "";
}

function showKeys() {
  const { tool } = drawing;
  const kind =
    tool === "select" || tool === "merge" || tool === "brush"
      ? tool
      : ["polygon", "hole", "split"].includes(tool)
        ? "vertices"
        : "drag";
  const holder = /** @type {HTMLElement} */ (document.querySelector("[data-keys]"));
  const pairs = drawing.vertex ? [["Delete", "key_delete"]] : KEYS[kind];
  const hints = pairs.map(([name, words]) => keyHint(name, text(words)));
  holder.replaceChildren(...(HINTED.includes(tool) ? [hint(tool)] : []), ...hints);
}

/** Tools that are explained beside their keys. */
const HINTED = ["merge", "split", "freehand", "brush"];

/** @param {string} tool */
function hint(tool) {
  const words = document.createElement("span");
  const about = tool === "brush" && isPhone() ? "brush_touch" : tool;
  words.textContent = text(`${about}_hint`, { metres: numberText(FREEHAND_M) });
  return words;
}

/**
 * @param {string} name
 * @param {string} words
 */
function keyHint(name, words) {
  const hint = document.createElement("span");
  hint.className = "key";
  const cap = document.createElement("kbd");
  cap.className = "kbd";
  cap.textContent = name;
  hint.append(cap, words);
  return hint;
}

/** Arrow keys go along the toolbar, in reading direction.
 * @param {HTMLElement} toolbar
 * @param {KeyboardEvent} event
 */
function walk(toolbar, event) {
  const isRtl = document.body.dir === "rtl";
  const by = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
  if (!by || event.target instanceof HTMLInputElement) return;
  const all = /** @type {HTMLElement[]} */ ([
    ...toolbar.querySelectorAll("button, summary"),
  ]).filter((each) => each.offsetParent && !each.matches(":disabled"));
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  all[(at + by + all.length) % all.length]?.focus();
  event.preventDefault();
}

/** @param {KeyboardEvent} event */
function key(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping =
    target.matches("input:not([type=checkbox]), textarea, select") ||
    document.querySelector("dialog[open]");
  if (event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyS") {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector("[data-save]"))?.click();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector("[data-submit]"))?.click();
    return;
  }
  if (event.key === "F2" && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    toggle("vertices");
    return;
  }
  if (event.key === "Escape" && target.closest("[data-tray]") && toggleTray(""))
    return event.preventDefault();
  if (isTyping) return;
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyZ") {
    event.preventDefault();
    if (event.shiftKey) redo();
    else if (!board?.oneVertexBack()) undo();
  } else if ((event.ctrlKey || event.metaKey) && event.code === "KeyY") {
    event.preventDefault();
    redo();
  } else if (event.key === "Escape") cancel(event);
  else if (event.key === "Backspace" || event.key === "Delete") remove(event);
  else if (
    event.key === "Enter" &&
    board?.isDrawing() &&
    !target.closest("button, a, summary, canvas")
  )
    board.press("Enter");
}

/** Escape leaves the innermost: what is half drawn, then the tool, then the mark.
 * @param {KeyboardEvent} event
 */
function cancel(event) {
  if (board?.isDrawing()) board.press("Escape");
  else if (drawing.tool !== "select") takeTool("select");
  else if (drawing.vertex) markVertex(null);
  else if (!toggleTray("")) return;
  event.preventDefault();
}

/** @param {KeyboardEvent} event */
function remove(event) {
  if (event.key === "Backspace" && board?.oneVertexBack()) event.preventDefault();
  else if (drawing.vertex) {
    event.preventDefault();
    deleteMarked();
  }
}

/** Delete the marked vertex; a ring with fewer than four is deleted with it. */
function deleteMarked() {
  const marked = drawing.vertex;
  if (!marked) return;
  deleteVertex(marked, marked.index);
}

/**
 * @param {import("#draw/state").Place} place
 * @param {number} index
 */
function deleteVertex(place, index) {
  const { shape } = now();
  const open = shape[place.part][place.ring].slice(0, -1);
  const rest = open.filter((_, at) => at !== index);
  const number = numberText(index + 1);
  const about = { label: text("step_deleted", { number }), icon: "trash-2" };
  if (rest.length < 3) commit(withoutRing(shape, place), about);
  else commit(withRing(shape, place, [...rest, rest[0]]), about);
}
