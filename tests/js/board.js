/**
 * This file opens the drawing board in Node: the product's own modules and the real terra-draw, on
 * a stand-in for the map, with a stand-in for the server's operations.
 */
import { register } from "node:module";
import { Element, elements, Input, Option, TEMPLATES } from "./dom.js";
import { openPage } from "./page.js";

const vendored = (name) => new URL(`../../static/vendor/terra-draw/${name}`, import.meta.url).href;
// What a browser finds by the import map; draw/map.js draws with the map library.
const PLACES = {
  "terra-draw": vendored("terra-draw.mjs"),
  "#terra-draw-adapter": vendored("terra-draw-maplibre-gl-adapter.mjs"),
  "#draw/map":
    "data:text/javascript,export const BELOW_HANDLES = 'handles'; export const put = () => {};",
};
// A page has modules of its own: the query of the one that began it is handed down.
const HOOKS = `
const places = ${JSON.stringify(PLACES)};
export async function resolve(name, context, next) {
  const found = await next(places[name] ?? name, context);
  const page = new URL(context.parentURL ?? "file:///").search;
  const isOwn = found.url.startsWith("file:") && found.url.includes("/static/js/");
  return isOwn && page ? { ...found, url: found.url.split("?")[0] + page } : found;
}`;
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);

/** Degrees of a pixel, and the position of the first one. */
const PIXEL = 1e-5;
const CORNER = [51.2, 35.6];

/** The part of a map that terra-draw's adapter and the board use; its canvas takes events. */
class Ground {
  /** What is drawn, by the name of the source. @type {Map<string, any[]>} */
  drawn = new Map();
  clicks = [];
  canvas = Object.assign(new EventTarget(), {
    style: { removeProperty: () => {} },
    getBoundingClientRect: () => ({ left: 0, top: 0, width: 1000, height: 1000 }),
  });
  dragRotate = { isEnabled: () => true, enable: () => {}, disable: () => {} };
  dragPan = this.dragRotate;
  doubleClickZoom = this.dragRotate;

  getContainer = () => this.canvas;
  getZoom = () => 15;
  getBounds = () => ({
    getWest: () => CORNER[0],
    getSouth: () => CORNER[1] - 1000 * PIXEL,
    getEast: () => CORNER[0] + 1000 * PIXEL,
    getNorth: () => CORNER[1],
  });
  getCanvas = () => this.canvas;
  project = (at) => {
    const [lng, lat] = Array.isArray(at) ? at : [at.lng, at.lat];
    return { x: (lng - CORNER[0]) / PIXEL, y: (CORNER[1] - lat) / PIXEL };
  };
  unproject = ({ x, y }) => ({ lng: CORNER[0] + x * PIXEL, lat: CORNER[1] - y * PIXEL });
  addSource() {}
  addLayer() {}
  moveLayer() {}
  getSource = (name) => ({ setData: ({ features }) => this.drawn.set(name, features) });
  queryRenderedFeatures = () => [{ properties: { code: "2310-001" } }];

  on(name, heard) {
    if (name === "click") this.clicks.push(heard);
  }

  /** The rings of the shape that are on the board. */
  rings() {
    const all = this.drawn.get("draw-polygon") ?? [];
    return all.filter((each) => each.properties.isRing).map((each) => each.geometry.coordinates[0]);
  }

  /** The positions of the handles of vertices. */
  handles() {
    const all = this.drawn.get("draw-point") ?? [];
    return all
      .filter((each) => each.properties.selectionPoint)
      .map((each) => each.geometry.coordinates);
  }

  point(type, [x, y], isPrimary = true) {
    const event = new Event(type, { cancelable: true });
    const at = { clientX: x, clientY: y, pointerId: isPrimary ? 1 : 2 };
    this.canvas.dispatchEvent(Object.assign(event, { isPrimary, button: 0, ...at }));
  }

  click(at) {
    for (const type of ["pointermove", "pointerdown", "pointerup"]) this.point(type, at);
    const [x, y] = at;
    for (const heard of this.clicks) heard({ lngLat: this.unproject({ x, y }), point: { x, y } });
  }

  /**
   * Drag from one pixel to another. half: called in the middle of it.
   * @param {number[]} from
   * @param {number[]} to
   * @param {() => void} [half]
   */
  drag(from, to, half = () => {}) {
    const way = (share) => from.map((each, axis) => each + share * (to[axis] - each));
    this.point("pointermove", from);
    this.point("pointerdown", from);
    this.point("pointermove", way(0.3));
    this.point("pointermove", way(0.6));
    half();
    this.point("pointermove", to);
    this.point("pointerup", to);
  }
}

/** A closed square ring with its corner at a pixel. */
export function square([x, y], side) {
  return ring([x, y], [x + side, y], [x + side, y + side], [x, y + side]);
}

/** A closed ring of pixels. */
export function ring(...pixels) {
  return [...pixels, pixels[0]].map(([east, south]) => [
    Number((CORNER[0] + east * PIXEL).toFixed(7)),
    Number((CORNER[1] - south * PIXEL).toFixed(7)),
  ]);
}

const LONG_MS = 1000;
const { setTimeout: later } = globalThis;
// Pauses between requests are over at once; patience is not.
globalThis.setTimeout = (work, ms = 0) => later(work, ms > LONG_MS ? ms : 0);

/** Let answers and what is postponed arrive. */
export async function arrived() {
  for (let round = 0; round < 2; round += 1) {
    for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => later(resolve, 1));
  }
}

let pages = 0;

/**
 * Open the page of a saved area with its board.
 * @param {number[][][][]} shape
 * @param {(name: string) => {shape: number[][][][], parts?: number[][][][][]}} answer  of an
 * operation of the server
 * @param {number[][][]} neighbours  rings of neighbourhoods to cling to; without any, nothing clings
 */
export async function openBoard(shape, answer, neighbours = []) {
  const geometry = (coordinates) => ({ type: "MultiPolygon", coordinates });
  const saved = { number: 1, geometry: geometry(shape), origin: "drawn", ticked: [] };
  openPage({
    language: "fa",
    texts: {},
    addresses: {
      operation: "/NAME",
      neighbours: "/neighbours",
      measure: "/measure",
      save: "/save",
      draw: "/CODE/draw/",
    },
    draw: { user: 1, most_edited: 1500, code: "T2310-001", key: "key", county: "2310", saved },
  });
  const around = {
    features: neighbours.map((each, at) => ({
      properties: { code: `2310-00${at}`, name_fa: "محله", kind: "neighbourhood" },
      geometry: { type: "Polygon", coordinates: [each] },
    })),
  };
  /** What the figures shown are of, and what was saved last. */
  const asked = { figures: null, isCurrent: false, save: null };
  const server = (name, body) => {
    if (name.startsWith("neighbours")) return around;
    // A stroke of the block brush asks for its outline and its figures at once.
    const isStroke = body?.blocks && (!body.geometry || body.painted);
    if (name === "measure" && !isStroke) return { of: body };
    if (name === "save") asked.save = body;
    if (name === "save") return { code: "T2310-001", number: 2 };
    const given = answer(name, body);
    if (!given) return null;
    const { shape: made, parts } = given;
    const told = { geometry: geometry(made), note_fa: "شد.", parts: parts?.map(geometry) };
    const of = { geometry: geometry(made), areal: body?.areal };
    return isStroke ? { outline: geometry(made), method: { code: "blocks" }, of } : told;
  };
  const root = elements();
  const { querySelector } = document;
  Object.assign(document, {
    cookie: "",
    activeElement: null,
    documentElement: { lang: "fa" },
    getElementById: (id) => TEMPLATES[id] ?? null,
    createElement: (tag) => new Element(tag),
    querySelector: (selector) => querySelector(selector) ?? root.querySelector(selector),
  });
  Object.assign(globalThis, {
    window: globalThis,
    HTMLInputElement: Input,
    Option,
    matchMedia: () => ({ matches: false }),
    // What is drawn in the next frame is drawn at once.
    requestAnimationFrame: (paint) => paint() ?? 0,
    cancelAnimationFrame: () => {},
    KeyboardEvent: class extends Event {
      constructor(type, { key }) {
        super(type);
        this.key = key;
      }
    },
    FormData: class {
      has() {
        return neighbours.length > 0;
      }
    },
    fetch: async (address, { body }) => {
      const told = server(address.slice(1), body && JSON.parse(body));
      const headers = new Headers({ "Content-Type": "application/problem+json" });
      if (!told) return { ok: false, status: 400, headers, json: async () => ({ detail: "نه." }) };
      return { ok: true, json: async () => told };
    },
  });
  pages += 1;
  const own = (name) => import(`../../static/js/${name}.js?page=${pages}`);
  const { config } = await own("lib/config");
  config.texts = new Proxy({}, { get: (_, name) => String(name) });
  const [board, state, { operate }, { startSnapping }, vertices, measure, save, { stroke }] =
    await Promise.all(
      ["board", "state", "operations", "snap", "vertices", "measure", "save", "strokes"].map(
        (name) => own(`draw/${name}`),
      ),
    );
  const ground = new Ground();
  state.listen("answer", (answer) =>
    Object.assign(asked, { figures: answer?.statistics.of, isCurrent: answer?.isCurrent }),
  );
  state.listen("current", (isCurrent) => Object.assign(asked, { isCurrent }));
  vertices.startVertices();
  measure.startMeasure();
  save.startSaving();
  board.startBoard(/** @type {any} */ (ground));
  startSnapping(/** @type {any} */ (ground));
  state.tell("tray", "vertices");
  await arrived();
  return { ground, board, state, operate, stroke, root, asked };
}
