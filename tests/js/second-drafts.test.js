/** This file tests that each piece of a cut can go on as a drawing of its own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { heard, openPage } from "./page.js";

const PIECE = [
  [
    [51.1, 35.6],
    [51.2, 35.6],
    [51.2, 35.7],
  ],
];
const FIELDS = [
  ["name_fa", "شرق"],
  ["purpose", "آب"],
  ["packages", "health"],
  ["replaces", "2310-005"],
];

test("a piece becomes a draft with a key of its own, and nothing of the first is lost", async () => {
  openPage({
    language: "fa",
    texts: { step_blank: "", piece_of: "{name}، بخش {number}", unnamed: "بی‌نام" },
    addresses: { new: "/planning/target-areas/new/" },
    draw: { user: 7, county: "2310", key: "own", code: null, saved: null },
  });
  const form = { fields: FIELDS };
  document.querySelectorAll = () => [form];
  globalThis.FormData = class {
    constructor(of) {
      this.of = of;
    }
    getAll(name) {
      return this.of.fields.filter(([each]) => each === name).map(([, value]) => value);
    }
  };
  const stored = new Map([["mahalleh-draft:7:new:2310:own", "first"]]);
  globalThis.localStorage = { setItem: (name, value) => stored.set(name, value) };
  const told = heard("draw:kept");
  const { keepAsDraft } = await import("#draw/second-drafts");
  const { newDraft } = await import("#lib/kept");
  const addresses = [keepAsDraft(PIECE, "۲"), keepAsDraft(PIECE, "۳")];
  assert.equal(stored.size, 3);
  assert.equal(stored.get("mahalleh-draft:7:new:2310:own"), "first");
  assert.equal(told.length, 2);
  for (const [at, name] of [...stored.keys()].slice(1).entries()) {
    const { county, key } = newDraft(name);
    assert.equal(county, "2310");
    assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(addresses[at], `/planning/target-areas/new/?county=2310&draft=${key}`);
  }
  const draft = JSON.parse([...stored.values()][1]);
  assert.deepEqual(draft.shape, PIECE);
  assert.equal(draft.number, null);
  assert.deepEqual(draft.fields.packages, ["health"]);
  assert.deepEqual(draft.fields.replaces, ["2310-005"]);
  assert.equal(draft.fields.name_fa, "شرق، بخش ۲");
});

test("a browser that keeps nothing says so", async () => {
  const { keepAsDraft } = await import("#draw/second-drafts");
  globalThis.localStorage = {
    setItem: () => {
      throw new Error("full");
    },
  };
  assert.equal(keepAsDraft(PIECE, "۲"), null);
});
