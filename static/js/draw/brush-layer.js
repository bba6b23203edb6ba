// @ts-check
/** This file shows the blocks of the brush on the map, marks painted ones, and reads those in view. */

import { Blocks } from "#draw/brush-blocks";
import { config } from "#lib/config";
import { vectorSource } from "#map/tilejson";

const SOURCE = "blocks";
const FROM = { source: SOURCE, "source-layer": SOURCE };
const IS_PAINTED = ["boolean", ["feature-state", "painted"], false];
const LAYERS = [
  {
    id: "brush-fill",
    type: "fill",
    ...FROM,
    paint: { "fill-color": "#0b6572", "fill-opacity": ["case", IS_PAINTED, 0.5, 0] },
  },
  {
    id: "brush-edges",
    type: "line",
    ...FROM,
    paint: {
      "line-color": ["case", IS_PAINTED, "#ffffff", "#33475b"],
      "line-width": ["case", IS_PAINTED, 2, 0.8],
      "line-opacity": ["case", IS_PAINTED, 1, 0.55],
    },
  },
];
/** The zoom of the button, a little beyond the first with blocks. */
const NEARER = 0.3;

/** The blocks of one map. */
export class BrushLayer {
  /** @type {import("#maplibre").Map} */
  #map;
  /** @type {Set<string>} */
  #marked = new Set();
  /** @type {Blocks | null} those in view; null after it has changed, or a tile has arrived */
  #inView = null;
  /** The least zoom with blocks; a source of the map learns it late. */
  #leastZoom = Infinity;

  /** @param {import("#maplibre").Map} map */
  constructor(map) {
    this.#map = map;
    const forget = () => (this.#inView = null);
    map.on("move", forget);
    map.on("sourcedata", (event) => event.sourceId === SOURCE && forget());
  }

  /** Put the layers below the shape; the source may be on the map already. */
  async start() {
    const map = this.#map;
    const source = await vectorSource(config.addresses.tiles[SOURCE]);
    this.#leastZoom = source.maxzoom;
    if (!map.getSource(SOURCE)) map.addSource(SOURCE, source);
    for (const layer of LAYERS) map.addLayer(/** @type {any} */ (layer), "shape-casing");
  }

  /** @param {boolean} isShown */
  show(isShown) {
    for (const { id } of LAYERS)
      this.#map.setLayoutProperty(id, "visibility", isShown ? "visible" : "none");
  }

  /** Whether the map is near enough for blocks. */
  isNear() {
    return this.#map.getZoom() >= this.#leastZoom;
  }

  /** Bring the map near enough. @param {boolean} isStill  without a flight */
  comeNearer(isStill) {
    const zoom = this.#leastZoom + NEARER;
    if (isStill) this.#map.jumpTo({ zoom });
    else this.#map.easeTo({ zoom });
  }

  /** Whether all blocks in view have come. */
  isLoaded() {
    return this.#map.isSourceLoaded(SOURCE);
  }

  /** Resolves when all blocks in view have come, or failed to. @returns {Promise<void>} */
  loaded() {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.isLoaded()) return;
        this.#map.off("sourcedata", look);
        resolve();
      };
      this.#map.on("sourcedata", look);
      look();
    });
  }

  /** The blocks in view. */
  inView() {
    if (this.#inView) return this.#inView;
    const { lng, lat } = this.#map.getCenter();
    const features = this.#map.querySourceFeatures(SOURCE, { sourceLayer: SOURCE });
    this.#inView = new Blocks(/** @type {any} */ (features), [lng, lat]);
    return this.#inView;
  }

  /** Mark exactly these blocks. @param {Set<string>} codes */
  mark(codes) {
    for (const id of this.#marked)
      if (!codes.has(id)) this.#map.removeFeatureState({ ...target(id) }, "painted");
    for (const id of codes)
      if (!this.#marked.has(id)) this.#map.setFeatureState(target(id), { painted: true });
    this.#marked = new Set(codes);
  }
}

/** @param {string} id */
function target(id) {
  return { source: SOURCE, sourceLayer: SOURCE, id };
}
