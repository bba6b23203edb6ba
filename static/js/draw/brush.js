// @ts-check
/**
 * This file is the block brush: it paints census blocks in and out by mouse, finger and keyboard.
 * Each stroke becomes one step (draw/strokes.js).
 */

import { along } from "#draw/brush-blocks";
import { startGestures } from "#draw/brush-gestures";
import { BrushLayer } from "#draw/brush-layer";
import { distance } from "#draw/geometry";
import { want } from "#draw/measure";
import { drawing, listen, noteWork, now, tell } from "#draw/state";
import { keepBorder, painted, startStrokes, stroke } from "#draw/strokes";
import { isolated, numberText, text } from "#lib/config";
import { numberIn } from "#lib/number-field";
import { isPhone, prefersStill } from "#lib/screen";

/** @typedef {import("#draw/brush-gestures").Pixel} Pixel */
/** @typedef {import("#draw/geometry").Position} Position */

/** Pixels between two places of a stroke where blocks are looked for. */
const GAP_PX = 5;
/** The farthest block that a brush of one takes, pixels. */
const REACH_PX = 24;
/** The farthest of those that a brush of several takes. */
const REACH_OF_MANY_PX = 400;

/** @type {import("#maplibre").Map} */
let map;
/** @type {BrushLayer} */
let layer;
/**
 * @typedef {Object} Path  of a stroke
 * @property {boolean} isErasing
 * @property {Set<string>} codes  of the blocks that it has met
 * @property {Pixel[]} corners  of its rectangle or lasso; otherwise the last place
 * @property {Position[]} passed  where it went, or what it encloses
 * @property {(passed: Position[]) => string[]} met  the codes of the blocks there
 */

/** The stroke under way. @type {Path | null} */
let current = null;

/** @param {import("#maplibre").Map} made */
export async function startBrush(made) {
  map = made;
  layer = new BrushLayer(map);
  await layer.start();
  startStrokes();
  const form = bar();
  form.addEventListener("input", showWay);
  part("[data-brush-nearer]").addEventListener("click", () => layer.comeNearer(prefersStill()));
  part("[data-keep-border]").addEventListener("click", keepBorder);
  startGestures(map, { isOn, begin, move, end, cancel, hover, toggle });
  listen("tool", show);
  listen("shape", ({ isLive }) => !isLive && showPainted());
  listen("strokes", showPainted);
  map.on("zoom", showNear);
  map.on("idle", showNear);
  map.on("moveend", describeMiddle);
  show();
}

/** @returns {HTMLFormElement} */
function bar() {
  return /** @type {HTMLFormElement} */ (document.querySelector("[data-brush]"));
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}

function isChosen() {
  return drawing.tool === "brush";
}

/** From too far away, gestures move the map. */
function isOn() {
  return isChosen() && layer.isNear();
}

function show() {
  if (current) cancel();
  bar().hidden = !isChosen();
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  page.classList.toggle("is-brushing", isChosen());
  if (isPhone()) page.dataset.sheet = isChosen() ? "low" : "half";
  layer.show(isChosen());
  if (!isChosen()) return showOver([]);
  showWay();
  showNear();
  showPainted();
}

function showWay() {
  const { way } = settings();
  for (const size of /** @type {NodeListOf<HTMLElement>} */ (bar().querySelectorAll("[data-size]")))
    size.hidden = size.dataset.size !== way;
  showOver([]);
}

function showNear() {
  if (!isChosen()) return;
  const isNear = layer.isNear();
  part("[data-brush-far]").hidden = isNear;
  part("[data-brush-none]").hidden = !isNear || !map.loaded() || layer.inView().byCode.size > 0;
  map.getCanvas().style.cursor = isNear ? "crosshair" : "";
}

/** Mark what is painted, or will be when the stroke ends. */
function showPainted() {
  if (!isChosen()) return;
  const codes = painted();
  for (const code of current?.codes ?? []) {
    if (current?.isErasing) codes.delete(code);
    else codes.add(code);
  }
  layer.mark(codes);
  part("[data-brush-count]").textContent = codes.size
    ? text("brush_blocks", { count: numberText(codes.size) })
    : "";
  part("[data-keep-border]").hidden = !now().blocks.length;
}

function settings() {
  const form = bar();
  const data = new FormData(form);
  const size = (/** @type {string} */ name) => {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    return numberIn(field) || Number(field.dataset.least);
  };
  return {
    way: String(data.get("way")),
    count: size("count"),
    metres: size("metres"),
    isErasing: data.has("erase"),
  };
}

/**
 * @param {Pixel} at
 * @param {boolean} isOpposite  of what is set
 */
function begin(at, isOpposite) {
  const isErasing = settings().isErasing !== isOpposite;
  current = { isErasing, codes: new Set(), corners: [at], passed: [], met: meeting(at) };
  move([at]);
}

/** @param {Pixel[]} places  since the last one */
function move(places) {
  if (!current) return;
  const { way } = settings();
  const at = places[places.length - 1];
  if (way === "rectangle" || way === "lasso") {
    const { corners } = current;
    current.corners = way === "lasso" ? [...corners, ...places] : rectangle(corners[0], at);
    current.passed = current.corners.map(position);
    current.codes = new Set(current.met(current.passed));
    showOver(current.corners);
  } else {
    const froms = [current.corners[0], ...places];
    const passed = places.flatMap((place, step) => along(froms[step], place, GAP_PX).map(position));
    current.passed.push(...passed);
    for (const code of current.met(passed)) current.codes.add(code);
    current.corners = [at];
    hover(at);
  }
  tell("current", false);
  showPainted();
}

/**
 * How the brush, as it is set, finds blocks from positions.
 * @param {Pixel} at  where it is
 * @returns {Path["met"]}
 */
function meeting(at) {
  const { way, count, metres } = settings();
  if (way === "rectangle" || way === "lasso") return (passed) => layer.inView().inside(passed);
  const reach = (count > 1 ? REACH_OF_MANY_PX : REACH_PX) * metresOfPixel(at);
  return (passed) =>
    passed.flatMap((each) =>
      way === "radius"
        ? layer.inView().within(each, metres)
        : layer.inView().nearest(each, count, reach),
    );
}

/**
 * @param {Pixel} from
 * @param {Pixel} to
 */
function rectangle(from, to) {
  return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
}

/**
 * The codes of the blocks under the brush.
 * @param {Pixel} at
 */
function under(at) {
  const { way } = settings();
  if (way === "rectangle" || way === "lasso")
    return layer.inView().nearest(position(at), 1, REACH_PX * metresOfPixel(at));
  return meeting(at)([position(at)]);
}

/**
 * @param {Pixel} at
 * @returns {Position}
 */
function position({ x, y }) {
  const { lng, lat } = map.unproject([x, y]);
  return [lng, lat];
}

/** @param {Pixel} at */
function metresOfPixel({ x, y }) {
  return distance(position({ x, y }), position({ x: x + 100, y })) / 100;
}

function end() {
  if (!current) return;
  const stroke = current;
  current = null;
  showOver([]);
  noteWork(finish(stroke));
}

/** Blocks that had not come when the stroke was made are met now. @param {Path} stroke */
async function finish({ isErasing, codes, passed, met }) {
  if (!layer.isLoaded()) {
    await layer.loaded();
    for (const code of met(passed)) codes.add(code);
  }
  await send([...codes], isErasing);
}

function cancel() {
  current = null;
  showOver([]);
  unpaint();
}

/** Nothing is about to be painted: the figures are those of the shape again. */
function unpaint() {
  want();
  showPainted();
}

/**
 * @param {string[]} codes
 * @param {boolean} isErasing
 */
function send(codes, isErasing) {
  if (!codes.length) return unpaint();
  return stroke({ painted: isErasing ? [] : codes, erased: isErasing ? codes : [] });
}

/** The circle of the brush follows the pointer. @param {Pixel | null} at */
function hover(at) {
  const { way, metres } = settings();
  if (!at || way !== "radius") return current ? undefined : showOver([]);
  const radius = metres / metresOfPixel(at);
  const sides = Array.from({ length: 48 }, (_, side) => (side * Math.PI) / 24);
  showOver(
    sides.map((turn) => ({
      x: at.x + radius * Math.cos(turn),
      y: at.y + radius * Math.sin(turn),
    })),
  );
}

/** Draw an outline above the map. @param {Pixel[]} path */
function showOver(path) {
  const over = part("[data-brush-over]");
  over.toggleAttribute("hidden", !path.length);
  const line = path.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
  over.firstElementChild?.setAttribute("d", path.length ? `M${line}Z` : "");
}

/** The middle of the map, where the cross stands. */
function middle() {
  const { clientWidth, clientHeight } = map.getContainer();
  return { x: clientWidth / 2, y: clientHeight / 2 };
}

/** Paint what lies under the cross, or erase it if all of it is painted. */
async function toggle() {
  const codes = under(middle());
  if (!codes.length) return say(text("brush_nothing_under"));
  const before = painted();
  const isErasing = codes.every((code) => before.has(code));
  const changed = numberText(codes.filter((code) => before.has(code) === isErasing).length);
  const sent = send(codes, isErasing);
  const count = numberText(painted().size);
  say(
    isErasing
      ? text("brush_removed", { removed: changed, count })
      : text("brush_added", { added: changed, count }),
  );
  await sent;
}

/** Say what lies under the cross, to those who move the map by keys. */
function describeMiddle() {
  if (!isOn() || document.activeElement !== map.getCanvas()) return;
  const [code, ...more] = under(middle());
  if (!code) return say(text("brush_nothing_under"));
  if (more.length) return say(text("brush_blocks", { count: numberText(more.length + 1) }));
  const persons = layer.inView().byCode.get(code)?.persons;
  const words = painted().has(code) ? "brush_under_painted" : "brush_under";
  say(
    text(words, {
      code,
      persons:
        persons === null || persons === undefined
          ? text("persons_suppressed")
          : text("persons", { count: numberText(persons) }),
    }),
  );
}

/** @param {string} words */
function say(words) {
  part("[data-brush-said]").textContent = isolated(words);
}
