/** This file tests how the map page's view is written in its address. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { heard, openPage } from "./page.js";

const CONFIG = {
  language: "fa",
  view: { area: "23" },
  parameters: ["area", "indicator", "year", "layers", "map", "sel"],
  defaults: { area: "IR", indicator: "unemployment", year: "", layers: "", map: "", sel: "" },
  steps: ["area", "indicator", "sel"],
  followers: { area: ["map", "sel"], indicator: ["year"] },
  addresses: { map: "/", tiles: { provinces: "/tiles/provinces.json" } },
};
const visited = openPage(CONFIG, "http://127.0.0.1/?area=23");
const { difference, queryOf, viewOf, viewOfAddress } = await import("#view/address");
const { choose, follow, hover, state, tilesOf } = await import("#view/state");

beforeEach(() => {
  choose({ ...CONFIG.defaults, area: "23" });
  visited.length = 0;
});

test("a view has every parameter, defaults filled in", () => {
  assert.deepEqual(viewOf({ area: "2310", nonsense: "1", year: "" }), {
    ...CONFIG.defaults,
    area: "2310",
  });
});

test("an address and its view lead to each other", () => {
  const view = viewOfAddress("/?area=23&layers=schools:70,houses&map=35.7,51.4,9.00");
  assert.equal(view.layers, "schools:70,houses");
  assert.equal(queryOf(view), "?area=23&layers=schools:70,houses&map=35.7,51.4,9.00");
  assert.equal(queryOf(view, ["map", "layers"]), "?area=23");
  assert.equal(queryOf(CONFIG.defaults), "");
});

test("words in an address are escaped, commas and colons stay readable", () => {
  assert.equal(queryOf({ ...CONFIG.defaults, sel: "a&b,c" }), "?sel=a%26b,c");
});

test("a difference holds the new values alone", () => {
  assert.deepEqual(difference({ a: "1", b: "2" }, { a: "1", b: "3" }), { b: "3" });
});

test("a choice puts back what depends on it", () => {
  choose({ map: "35.7000,51.4000,9.00", sel: "2310" });
  const told = heard("atlas:view");
  choose({ area: "30" });
  assert.deepEqual(told, [
    {
      view: { ...CONFIG.defaults, area: "30" },
      changes: { area: "30", map: "", sel: "" },
      isReturn: false,
    },
  ]);
});

test("a choice of what is chosen already changes nothing", () => {
  choose({ map: "35.7000,51.4000,9.00" });
  const told = heard("atlas:view");
  choose({ area: "23" });
  assert.deepEqual(told, []);
  assert.equal(state.view.map, "35.7000,51.4000,9.00");
});

test("a place is a step of the back button, a moved map is not", () => {
  choose({ map: "35.7000,51.4000,9.00" });
  choose({ area: "30" });
  assert.deepEqual(visited, [
    ["replace", "/?area=23&map=35.7000,51.4000,9.00"],
    ["push", "/?area=30"],
  ]);
});

test("a link changes only what it changes of the view it was made for", () => {
  state.shown = { view: { area: "23" } };
  choose({ layers: "schools" });
  follow(viewOf({ area: "23", indicator: "literacy" }));
  assert.equal(state.view.indicator, "literacy");
  assert.equal(state.view.layers, "schools");
  state.shown = null;
});

test("who leaves late takes nothing from who has pointed since", () => {
  hover("2310", "map");
  hover("2311", "table");
  hover(null, "map");
  assert.equal(state.hovered, "2311");
  hover(null, "table");
  assert.equal(state.hovered, null);
});

test("the coloured layer has the tiles of its edition, others those of today", () => {
  state.shown = { layer: "counties", tiles: "/tiles/counties.json?edition=1" };
  assert.equal(tilesOf("counties"), "/tiles/counties.json?edition=1");
  assert.equal(tilesOf("provinces"), "/tiles/provinces.json");
  state.shown = null;
});
