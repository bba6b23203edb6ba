/** This file tests strokes of the block brush: requests, steps, and what goes wrong. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { heard, openPage } from "./page.js";

/** What an area of these blocks looks like here: a square that only they have. */
function outline(blocks) {
  const size = blocks.length;
  return [
    [
      [
        [51, 35],
        [51 + size, 35],
        [51 + size, 36],
        [51, 36],
        [51, 35],
      ],
    ],
  ];
}

const geometry = (coordinates) => ({ type: "MultiPolygon", coordinates });
const texts = new Proxy({}, { get: (_, name) => String(name) });
openPage({
  language: "fa",
  texts: {},
  addresses: { measure: "/measure" },
  draw: { user: 1, code: null, key: "key", county: "2310", saved: null },
});
Object.assign(document, {
  cookie: "",
  documentElement: { lang: "fa" },
  getElementById: () => null,
});
const { querySelector } = document;
/** The button of the other method of counting. */
const method = new EventTarget();
document.querySelector = (selector) =>
  selector === "[data-areal]"
    ? method
    : (querySelector(selector) ?? { lastElementChild: {}, addEventListener: () => {} });

/** Requests, in order; each is answered when a test says so. */
let asked = [];
globalThis.fetch = (_address, { body }) =>
  new Promise((resolve) => {
    const content = JSON.parse(body);
    const answer = (more = {}, status = 200) =>
      resolve({
        ok: status === 200,
        status,
        headers: new Headers({ "Content-Type": "application/problem+json" }),
        json: async () => ({
          population: { estimate: 7 },
          method: { code: content.areal ? "areal" : content.geometry ? "mixed" : "blocks" },
          outline: geometry(outline(content.blocks ?? [])),
          ...more,
        }),
      });
    asked.push({ content, answer });
  });

const { config } = await import("#lib/config");
config.texts = texts;
const { commit, goTo, history, now, redo, tell, undo } = await import("#draw/state");
const { startMeasure } = await import("#draw/measure");
const { keepBorder, painted, startStrokes, stroke } = await import("#draw/strokes");
startStrokes();
startMeasure();

const paint = (...codes) => stroke({ painted: codes, erased: [] });
const erase = (...codes) => stroke({ painted: [], erased: codes });
const turn = (ms = 80) => new Promise((resolve) => setTimeout(resolve, ms));

/** Answer what is asked until nothing is. */
async function settled() {
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const open = asked.filter((each) => !each.isDone);
    if (!open.length && rounds) return;
    for (const each of open) {
      each.isDone = true;
      each.answer();
    }
    await turn();
  }
}

beforeEach(async () => {
  await settled();
  goTo(0);
  commit([], { label: "nothing", icon: "" });
  await settled();
  asked = [];
});

test("a stroke is one request and one step, with blocks, outline and figures", async () => {
  const answers = heard("draw:answer");
  const steps = history().steps.length;
  const done = paint("b", "a");
  assert.deepEqual([...painted()].sort(), ["a", "b"]);
  await settled();
  await done;
  assert.equal(asked.length, 1);
  assert.deepEqual(asked[0].content, { blocks: ["a", "b"], areal: false, target_area: "" });
  assert.equal(history().steps.length, steps + 1);
  assert.deepEqual(now().blocks, ["a", "b"]);
  assert.equal(now().origin, "painted");
  assert.deepEqual(now().shape, outline(["a", "b"]));
  assert.equal(answers.at(-1).statistics.population.estimate, 7);
  assert.equal(answers.at(-1).isCurrent, true);
});

test("until a stroke is answered the figures are those of an earlier shape", async () => {
  const current = heard("draw:current");
  const done = paint("a");
  await turn();
  assert.equal(current.at(-1), false);
  assert.deepEqual(now().blocks, []);
  await settled();
  await done;
  assert.deepEqual(now().blocks, ["a"]);
});

test("strokes in quick succession are a step each, in their order", async () => {
  const all = [paint("a"), paint("b"), erase("a")];
  assert.deepEqual([...painted()], ["b"]);
  await settled();
  await Promise.all(all);
  assert.deepEqual(
    asked.map(({ content }) => content.blocks),
    [["a"], ["a", "b"], ["b"]],
  );
  assert.deepEqual(
    history()
      .steps.slice(-3)
      .map(({ blocks }) => blocks),
    [["a"], ["a", "b"], ["b"]],
  );
});

test("strokes are undone and redone", async () => {
  const all = [paint("a"), paint("b")];
  await settled();
  await Promise.all(all);
  undo();
  assert.deepEqual([...painted()], ["a"]);
  undo();
  assert.deepEqual([...painted()], []);
  redo();
  redo();
  assert.deepEqual([...painted()], ["a", "b"]);
  assert.equal(now().origin, "painted");
});

test("what is erased altogether is a blank shape without a request", async () => {
  const first = paint("a");
  await settled();
  await first;
  const requests = asked.length;
  await erase("a");
  assert.equal(asked.length, requests);
  assert.deepEqual(now().shape, []);
  assert.deepEqual(now().blocks, []);
});

test("a stroke that changes nothing is no step", async () => {
  const first = paint("a");
  await settled();
  await first;
  const { length } = history().steps;
  await paint("a");
  await erase("z");
  assert.equal(history().steps.length, length);
});

test("a refused stroke leaves everything as it was, and those behind it are dropped", async () => {
  const kept = paint("a");
  await settled();
  await kept;
  const current = heard("draw:current");
  const all = [paint("b"), paint("c")];
  await turn();
  const { answer } = asked.at(-1);
  asked.at(-1).isDone = true;
  answer({ detail: "too many" }, 400);
  await Promise.all(all);
  assert.deepEqual(now().blocks, ["a"]);
  assert.deepEqual([...painted()], ["a"]);
  assert.equal(current.at(-1), true);
});

test("an answer to what was undone in the meantime is not applied", async () => {
  const kept = paint("a");
  await settled();
  await kept;
  const late = paint("b");
  await turn();
  undo();
  await settled();
  await late;
  assert.deepEqual(now().blocks, []);
  assert.deepEqual([...painted()], []);
});

test("blocks on a free border are sent with it, and the area is mixed", async () => {
  const free = outline(["free"]);
  commit(free, { label: "drawn", icon: "", origin: "drawn" });
  const done = paint("a");
  await settled();
  await done;
  const sent = asked.map(({ content }) => content).find(({ painted }) => painted);
  assert.deepEqual(sent, {
    geometry: geometry(free),
    blocks: ["a"],
    painted: ["a"],
    erased: [],
    areal: false,
    target_area: "",
  });
  assert.equal(now().origin, "drawn");
  assert.deepEqual(now().blocks, ["a"]);
  const out = erase("z");
  await settled();
  await out;
  // Ground of blocks that were never painted is cut out of a free border.
  assert.deepEqual(asked.at(-1).content.erased, ["z"]);
});

test("a border drawn over painted blocks leaves none painted, and is counted by itself", async () => {
  const done = paint("a");
  await settled();
  await done;
  commit(outline(["x", "y", "z"]), { label: "dragged", icon: "" });
  assert.equal(now().origin, "drawn");
  assert.deepEqual(now().blocks, []);
  await settled();
  assert.equal(asked.at(-1).content.blocks, undefined);
  assert.ok(asked.at(-1).content.geometry);
  const again = paint("b");
  await settled();
  await again;
  assert.deepEqual(now().blocks, ["b"]);
  assert.equal(now().origin, "drawn");
});

test("a shape from elsewhere has no painted blocks", async () => {
  const done = paint("a");
  await settled();
  await done;
  commit(outline(["x", "y"]), { label: "file", icon: "", origin: "file" });
  assert.deepEqual(now().blocks, []);
});

test("the border can be kept without its blocks", async () => {
  const done = paint("a");
  await settled();
  await done;
  const { shape } = now();
  keepBorder();
  assert.deepEqual(now().shape, shape);
  assert.deepEqual([now().blocks, now().origin], [[], "drawn"]);
  await settled();
  assert.equal(asked.at(-1).content.blocks, undefined);
});

test("painting what is painted leaves its figures", async () => {
  const done = paint("a");
  await settled();
  await done;
  const current = heard("draw:current");
  // As the brush tells while it moves.
  tell("current", false);
  await paint("a");
  assert.equal(current.at(-1), true);
});

test("after a stroke without an answer the server is asked until it answers", async () => {
  const done = paint("a");
  await settled();
  await done;
  const online = heard("draw:online");
  const lost = paint("b");
  await turn();
  asked.at(-1).isDone = true;
  asked.at(-1).answer({}, 503);
  await lost;
  assert.equal(online.at(-1), false);
  await settled();
  assert.equal(online.at(-1), true);
});

test("an answer by the method of before is not shown as one by the present", async () => {
  commit(outline(["x"]), { label: "drawn", icon: "" });
  await settled();
  const answers = heard("draw:answer");
  for (let press = 0; press < 2; press += 1) {
    method.dispatchEvent(new Event("click"));
    await turn(10);
  }
  await settled();
  assert.equal(now().areal, false);
  assert.notEqual(answers.at(-1).statistics.method.code, "areal");
  assert.equal(answers.at(-1).isCurrent, true);
});

test("back at a shape that cannot be measured, the reason stands again", async () => {
  commit(outline(["x"]), { label: "crossing", icon: "" });
  await turn(10);
  asked.at(-1).isDone = true;
  asked.at(-1).answer({ detail: "crosses" }, 400);
  await turn();
  commit(outline(["x", "y"]), { label: "drawn", icon: "" });
  await settled();
  const unusable = heard("draw:unusable");
  const questions = asked.length;
  undo();
  await settled();
  assert.equal(unusable.at(-1).words, "crosses");
  assert.equal(asked.length, questions);
});
