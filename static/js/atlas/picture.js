// @ts-check
/** This file shows a picture of the map when the map cannot be drawn or is slow. */

import { config, text } from "#lib/config";
import { getDrawing, isGivenUp } from "#lib/request";
import { toast } from "#lib/toast";
import { queryOf } from "#view/address";
import { DIMMED, FULL, MUTED } from "#view/figures";
import { muted } from "#view/legend";
import { choose, hover, listen, state } from "#view/state";

const SVG = "http://www.w3.org/2000/svg";
/** Widths in pixels of the white casing and the line around an area. */
const CHOSEN = [7, 3];
const POINTED = [4.5, 1.8];

let pointedKey = /** @type {string | null} */ (null);

/** Show the picture of the view and keep it current; the style hides it once the map is painted. */
export function startPicture() {
  holder().addEventListener("pointerover", (event) => hover(codeAt(event), "map"));
  holder().addEventListener("pointerleave", () => hover(null, "map"));
  holder().addEventListener("dblclick", (event) => {
    const code = codeAt(event);
    if (code && state.shown?.can_drill) choose({ area: code });
  });
  listen("shown", load);
  listen("hover", mark);
  listen("view", paint);
  listen("class", ({ key }) => {
    pointedKey = key;
    paint();
  });
  load();
}

async function load() {
  if (hasMap()) return;
  try {
    const drawing = await getDrawing(config.addresses.picture + queryOf(state.view, ["map"]), {
      lane: "picture",
    });
    holder().replaceChildren(drawing);
    holder().hidden = false;
    paint();
  } catch (error) {
    if (isGivenUp(error) || hasMap()) return;
    const words = /** @type {Error} */ (error).message || text("failed");
    toast(words, { isError: true, action: text("retry"), act: load });
  }
}

/** Apply the view's opacity, the legend's switched-off rows and the outlines. */
function paint() {
  const off = muted();
  holder().querySelector(".areas")?.setAttribute("fill-opacity", `${state.view.figures}%`);
  for (const link of links())
    link.setAttribute("opacity", String(part(link.dataset.key ?? "", off)));
  mark();
}

/**
 * @param {string} key
 * @param {string[]} off
 */
function part(key, off) {
  if (off.includes(key)) return MUTED;
  return pointedKey && pointedKey !== key ? DIMMED : FULL;
}

/** Outline the hovered and the selected area. */
function mark() {
  const chosen = outline(state.view.sel, CHOSEN);
  const pointed = state.hovered === state.view.sel ? [] : outline(state.hovered ?? "", POINTED);
  holder()
    .querySelector(".marks")
    ?.replaceChildren(...pointed, ...chosen);
}

/**
 * @param {string} code
 * @param {number[]} widths
 */
function outline(code, widths) {
  if (!code || !document.getElementById(`picture-${code}`)) return [];
  return ["#fff", "#15212b"].map((color, at) => {
    const line = document.createElementNS(SVG, "use");
    line.setAttribute("href", `#picture-${code}`);
    line.setAttribute("stroke", color);
    line.setAttribute("stroke-width", String(widths[at]));
    return line;
  });
}

/** @returns {SVGAElement[]} */
function links() {
  return [...holder().querySelectorAll("a[data-select]")].map((link) => /** @type {any} */ (link));
}

/** @param {Event} event */
function codeAt(event) {
  const target = event.target instanceof Element ? event.target : null;
  return target?.closest("[data-select]")?.getAttribute("data-select") ?? null;
}

function hasMap() {
  return Boolean(document.querySelector("#map[data-ready]"));
}

function holder() {
  return /** @type {HTMLElement} */ (document.getElementById("picture"));
}
