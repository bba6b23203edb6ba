/** This file tests scripts that come after what they are for: a closed tray, a source that is there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./page.js";

openPage({
  language: "fa",
  texts: {},
  addresses: { what_if: "/what-if", tiles: { blocks: "/blocks" } },
  view: {},
  parameters: ["layers", "under", "figures"],
  defaults: { layers: "blocks:100", under: "blocks", figures: "100" },
  followers: {},
  steps: [],
  draw: { user: 1, code: null, key: "key", county: "2310", saved: null },
});
const element = () => ({
  querySelector: element,
  addEventListener: () => {},
  classList: { toggle: () => {} },
  contains: () => false,
  replaceChildren: () => {},
  value: "uninsured",
});
const { querySelector } = document;
Object.assign(document, {
  cookie: "",
  documentElement: { lang: "fa" },
  getElementById: () => null,
  querySelector: (selector) => querySelector(selector) ?? element(),
});
Object.assign(globalThis, {
  window: globalThis,
  FormData: class {
    getAll = () => [];
  },
});
const asked = [];
globalThis.fetch = async (address) => {
  asked.push(address);
  const json = async () => ({ tiles: [], minzoom: 1, maxzoom: 14, bounds: [] });
  return address === "/blocks" ? { ok: true, json } : new Promise(() => {});
};
const { config } = await import("#lib/config");
config.texts = new Proxy({}, { get: (_, name) => String(name) });
const { commit } = await import("#draw/state");

test("a tray that was closed before its script came asks nothing", async () => {
  const { startWhatIf } = await import("#draw/what-if");
  startWhatIf();
  const ring = [51, 52, 53].map((east) => [east, 35 + (east % 2)]);
  commit([[[...ring, ring[0]]]], { label: "", icon: "" });
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.deepEqual(asked, []);
});

test("blocks of the map are shown although the brush has brought their source", async () => {
  const layers = [];
  const sources = new Set(["blocks"]);
  const map = {
    getSource: (name) => sources.has(name),
    addSource: (name) => sources.add(name),
    addLayer: ({ id }) => layers.push(id),
    getLayer: (name) => layers.includes(name),
    setLayoutProperty: () => {},
    setPaintProperty: () => {},
    moveLayer: () => {},
  };
  const { startOverlays } = await import("#view/overlays");
  await startOverlays(/** @type {any} */ (map));
  assert.ok(layers.includes("blocks-fill"));
});
