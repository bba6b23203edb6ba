// @ts-check
/**
 * This file lets the user choose the piece that stays after a cut; the largest is the default. The
 * others can be kept as drafts of their own, so that choosing loses nothing.
 */

import { areaText } from "#draw/figures";
import { areaOf, geometryOf } from "#draw/geometry";
import { put } from "#draw/map";
import { putQuestion } from "#draw/questions";
import { keepAsDraft } from "#draw/second-drafts";
import { amend, drawing, listen, now } from "#draw/state";
import { numberText, text } from "#lib/config";
import { cloned } from "#lib/template";
import { toast } from "#lib/toast";

/** @type {import("#draw/geometry").Shape[]} */
let pieces = [];
/** Pieces that are drafts of their own. @type {Set<import("#draw/geometry").Shape>} */
const kept = new Set();

/** @param {import("#maplibre").Map} map */
export function startPieces(map) {
  listen("shape", () => pieces.length && !pieces.includes(now().shape) && close(map));
  map.on("click", ({ lngLat }) => {
    const hit = map.queryRenderedFeatures(map.project(lngLat), { layers: ["pieces-fill"] })[0];
    if (hit && pieces.length && !isDrawing()) keep(map, pieces[hit.properties.at]);
  });
}

/** Another tool than the one that cut: a click is its own. */
function isDrawing() {
  return !["select", "split"].includes(drawing.tool) || drawing.live !== null;
}

/**
 * Let one of the pieces be chosen. The first is the step just taken.
 * @param {import("#maplibre").Map} map
 * @param {import("#draw/geometry").Shape[]} made  the largest first
 */
export function offerPieces(map, made) {
  // The first is the step just taken; it is recognised by object identity.
  pieces = [now().shape, ...made.slice(1)];
  const box = cloned("pieces-template");
  box
    .querySelector("[data-choices]")
    ?.replaceChildren(...pieces.map((piece, at) => choice(map, piece, at)));
  kept.clear();
  box.querySelector("[data-keep-others]")?.addEventListener("click", keepOthers);
  document.querySelector("[data-pieces]")?.remove();
  putQuestion(box);
  show(map);
}

/**
 * @param {import("#maplibre").Map} map
 * @param {import("#draw/geometry").Shape} piece
 * @param {number} at
 */
function choice(map, piece, at) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.setAttribute("aria-pressed", String(piece === now().shape));
  button.textContent = text("piece", { number: numberText(at + 1), area: areaText(areaOf(piece)) });
  button.addEventListener("click", () => keep(map, piece));
  return button;
}

/**
 * @param {import("#maplibre").Map} map
 * @param {import("#draw/geometry").Shape} piece
 */
function keep(map, piece) {
  if (piece === now().shape) return;
  amend(piece);
  const buttons = document.querySelectorAll("[data-choices] button");
  for (const [at, button] of buttons.entries()) {
    button.setAttribute("aria-pressed", String(pieces[at] === piece));
  }
  showOthers();
  show(map);
}

/** The pieces that would be lost: neither the one that stays nor drafts. */
function others() {
  return pieces
    .map((piece, at) => ({ piece, at }))
    .filter(({ piece }) => piece !== now().shape && !kept.has(piece));
}

/** Keep each of them as a draft, and link to it. */
function keepOthers() {
  const links = others().map(({ piece, at }) => {
    const number = numberText(at + 1);
    const address = keepAsDraft(piece, number);
    if (!address) return null;
    kept.add(piece);
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.textContent = text("draft_of_piece", { number, area: areaText(areaOf(piece)) });
    return link;
  });
  const made = links.flatMap((link) => (link ? [link] : []));
  document.querySelector("[data-kept-pieces]")?.append(...made);
  showOthers();
  if (made.length < links.length) toast(text("not_kept"), { isError: true });
  else toast(text("pieces_kept"));
}

function showOthers() {
  const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-keep-others]"));
  if (button) button.hidden = !others().length;
}

/** @param {import("#maplibre").Map} map */
function show(map) {
  put(
    map,
    "pieces",
    pieces.map((piece, at) => ({
      type: "Feature",
      properties: { at },
      geometry: geometryOf(piece),
    })),
  );
}

/** @param {import("#maplibre").Map} map */
function close(map) {
  pieces = [];
  put(map, "pieces", []);
  document.querySelector("[data-pieces]")?.remove();
}
