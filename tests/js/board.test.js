/**
 * This file tests that what is drawn, the handles, the current step and what is told to the panels
 * are always the same shape, whatever was done.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, openBoard, ring, square } from "./board.js";

const ONE = [square([100, 100], 100), square([130, 130], 20)];
const SAVED = [ONE, [square([400, 100], 80)]];
const WIDER = [[square([80, 80], 420)]];
const OTHER = [[square([300, 300], 90)], [square([100, 500], 60)]];
/** Two neighbours that share a side, among the parts of the area. */
const NEIGHBOURS = [
  ring([220, 90], [300, 60], [350, 140], [300, 260], [220, 250]),
  ring([220, 250], [300, 260], [330, 420], [120, 430], [90, 240]),
];

/** How a page may stand before something is done. */
const STARTS = {
  "nothing touched": () => {},
  "a ring chosen": (page) => page.ground.click([180, 180]),
  "the second part chosen": (page) => page.ground.click([450, 150]),
  "a hole chosen": (page) => page.ground.click([140, 140]),
  "a vertex marked": (page) => {
    page.ground.click([180, 180]);
    page.ground.click([200, 100]);
  },
};

const click = (page, ...places) => {
  for (const place of places) page.ground.click(place);
};
const draw = (page, tool, ...places) => {
  page.state.takeTool(tool);
  click(page, ...places);
};
const enter = (page) => page.board.press(page.ground, "Enter");

/** The pixel of a vertex of the shape; null if it is empty. */
function anyVertex({ ground, state, random }) {
  const all = state.now().shape.flat(2);
  if (!all.length) return null;
  const { x, y } = ground.project(all[Math.floor(random() * all.length)]);
  return [x, y];
}

/** Everything a person can do on the board. */
const ACTIONS = {
  buffer: (page) => page.operate("buffer", { metres: 300 }),
  "paint blocks": (page) => {
    page.state.takeTool("brush");
    page.ground.drag([150, 150], [250, 180]);
    return page.stroke({ painted: ["b1", "b2"], erased: [] });
  },
  "erase a block": (page) => page.stroke({ painted: [], erased: ["b1"] }),
  "choose a suggestion": (page) => {
    page.state.commit(WIDER, {
      label: "",
      icon: "",
      origin: "painted",
      blocks: ["b3"],
      areal: false,
    });
    page.state.takeTool("select");
  },
  "paste another shape": (page) => page.state.commit(OTHER, { label: "", icon: "" }),
  "delete everything": (page) => page.state.commit([], { label: "", icon: "" }),
  undo: (page) => page.state.undo(),
  redo: (page) => page.state.redo(),
  "choose the first part": (page) => click(page, [180, 180]),
  "choose the second part": (page) => click(page, [450, 150]),
  "drag a vertex": (page) => page.ground.drag([100, 100], [70, 60]),
  "drag a vertex of the second part": (page) => page.ground.drag([400, 100], [380, 60]),
  "drag a midpoint": (page) => page.ground.drag([150, 100], [150, 40]),
  "drag the area": (page) => page.ground.drag([180, 190], [210, 240]),
  "move the area": (page) => {
    page.state.takeTool("move");
    page.ground.drag([180, 190], [150, 230]);
  },
  "draw a part": (page) => {
    draw(page, "polygon", [600, 600], [700, 600], [700, 700]);
    enter(page);
  },
  "draw over the area": (page) => {
    draw(page, "polygon", [150, 90], [260, 90], [260, 250]);
    enter(page);
  },
  "cut a hole": (page) => {
    draw(page, "hole", [110, 110], [125, 110], [125, 125]);
    enter(page);
  },
  "cut in two": (page) => {
    draw(page, "split", [150, 50], [150, 300]);
    enter(page);
  },
  rectangle: (page) => draw(page, "rectangle", [600, 100], [700, 180]),
  circle: (page) => draw(page, "circle", [650, 350], [690, 350]),
  "begin a part and leave it": (page) => {
    draw(page, "polygon", [600, 600], [700, 600]);
    page.board.press(page.ground, "Escape");
    page.state.takeTool("select");
  },
  "begin a part and take another tool": (page) => {
    draw(page, "polygon", [600, 600], [700, 600], [700, 700]);
    page.state.takeTool("select");
  },
  "merge with a neighbourhood": (page) => draw(page, "merge", [500, 500]),
  "back to selecting": (page) => page.state.takeTool("select"),
  "another step is taken in the middle of a drag": (page) =>
    page.ground.drag([100, 100], [60, 90], () => page.state.commit(WIDER, { label: "", icon: "" })),
  "undo in the middle of a drag": (page) =>
    page.ground.drag([100, 100], [60, 90], () => page.state.undo()),
  "drag any vertex": (page) => {
    const at = anyVertex(page);
    if (at) page.ground.drag(at, [at[0] + 35 * page.random() - 20, at[1] + 25 * page.random()]);
  },
  "click any vertex": (page) => click(page, anyVertex(page) ?? [0, 0]),
  "go to any step": (page) =>
    page.state.goTo(Math.floor(page.random() * page.state.history().steps.length)),
  "another piece of a cut": (page) => page.state.amend([SAVED[1]]),
  "draw along a border": (page) => {
    draw(page, "polygon", [220, 90], [300, 60], [300, 260], [260, 170]);
    enter(page);
  },
  "drag any vertex onto a border": (page) => {
    const at = anyVertex(page);
    const corners = NEIGHBOURS.flat().map((each) => page.ground.project(each));
    const { x, y } = corners[Math.floor(page.random() * corners.length)];
    if (at) page.ground.drag(at, [x + 3, y - 3]);
  },
  freehand: (page) => {
    page.state.takeTool("freehand");
    page.ground.drag([700, 700], [760, 750], () => page.ground.point("pointermove", [760, 690]));
  },
  "two fingers with freehand": (page) => {
    page.state.takeTool("freehand");
    page.ground.drag([700, 700], [760, 750], () =>
      page.ground.point("pointerdown", [600, 600], false),
    );
    page.ground.point("pointerup", [600, 600], false);
  },
  "tick neighbourhoods": ({ operate }) => {
    const ticked = ["2310-001", "2310-002"];
    return operate("union", { ticked }, { shape: [], origin: "ticked", ticked });
  },
  clip: (page) => page.operate("clip"),
  fill: (page) => page.operate("fill"),
  snap: (page) => page.operate("snap"),
  simplify: (page) => page.operate("simplify"),
  repair: (page) => page.operate("repair"),
  "an operation that is refused": (page) => page.operate("refused"),
  "count by the share of the ground": ({ root }) =>
    root.querySelector("[data-areal]").fire("click"),
  "type a vertex": (page) => {
    const cells = page.root.querySelectorAll("input");
    const cell = cells[Math.floor(page.random() * cells.length)];
    if (cell) cell.enter((Number(cell.value) + 0.0002).toFixed(7));
  },
  "type a vertex onto a border and leave the table": (page) => {
    const rows = page.root.querySelectorAll("tr");
    const cells = rows[Math.floor(page.random() * rows.length)]?.querySelectorAll("input");
    const [corner] = NEIGHBOURS[1].slice(2);
    for (const [axis, cell] of cells?.entries() ?? []) cell.enter(String(corner[axis]));
    leaveTable(page);
  },
  "type a part": (page) => {
    press(page, "[data-add-part]");
    for (const [x, y] of square([800, 100], 50).slice(1)) typeRow(page, x, y);
    leaveTable(page);
  },
  "begin to type a part": (page) => {
    press(page, "[data-add-part]");
    typeRow(page, 51.209, 35.591);
  },
  "insert a row": (page) => press(page, "[data-row=add]"),
  "delete a row": (page) => press(page, "[data-row=delete]"),
  "put a row up": (page) => press(page, "[data-row=up]"),
  "delete the ring": (page) => press(page, "[data-delete-ring]"),
  "choose a ring in the table": ({ root, random }) => {
    const select = root.querySelector("[data-ring]");
    const { children } = select;
    if (!children.length) return;
    select.value = children[Math.floor(random() * children.length)].value;
    select.fire("change");
  },
  save: ({ root }) => root.querySelector("[data-save]").fire("click"),
};

const leaveTable = ({ root }) => root.querySelectorAll("input")[0]?.blur();

/** Press a button of the table, if it is there. */
function press({ root, random }, selector) {
  const all = root.querySelectorAll(selector).filter((each) => !each.hidden);
  all[Math.floor(random() * all.length)]?.fire("click");
}

/** Type a position into the empty row at the end of the table, as the Enter key goes on. */
function typeRow({ root }, x, y) {
  const cells = () => root.querySelectorAll("tr").at(-1)?.querySelectorAll("input") ?? [];
  if (!cells().length || cells()[1].value) press({ root, random: () => 0 }, "[data-add-vertex]");
  for (const [axis, value] of [x, y].entries()) {
    const cell = cells()[axis];
    if (cell) cell.enter(String(value));
  }
}

async function opened() {
  let answers = 0;
  const answer = (name) => {
    if (name === "refused") return null;
    answers += 1;
    const shape = answers % 2 ? WIDER : OTHER;
    return { shape };
  };
  const page = await openBoard(SAVED, answer, NEIGHBOURS);
  page.told = [];
  page.random = () => 0.5;
  document.addEventListener("draw:shape", ({ detail }) => page.told.push(detail));
  return page;
}

/** terra-draw draws changed features first. */
const sorted = (positions) => positions.map((each) => JSON.stringify(each)).sort();

/** One shape everywhere, before and after a save, which sends it. */
async function agrees(page, about) {
  const { root, state, asked } = page;
  isOneShape(page, about);
  root.querySelector("[data-save]").fire("click");
  await arrived();
  // Saving takes over what is typed, and that may follow a border then.
  isOneShape(page, about);
  const { shape, ticked, origin, areal } = state.now();
  const { geometry, ...sent } = asked.save;
  assert.deepEqual(geometry.coordinates, shape, about);
  assert.deepEqual([sent.origin, sent.ticked, sent.areal], [origin, ticked, areal], about);
  assert.equal(state.isStepSaved(), true, about);
}

/** Outline, handles, table and the figures shown are of the current step. */
function isOneShape({ ground, state, root, told, asked }, about) {
  const { drawing, now, seenShape } = state;
  const { shape, ticked, areal } = now();
  assert.equal(drawing.live, null, about);
  assert.equal(seenShape(), shape, about);
  if (told.length) assert.deepEqual(told.at(-1), { shape, isLive: false }, about);
  const rings = shape.flat();
  const isSelecting = ["select", "move"].includes(drawing.tool);
  assert.deepEqual(sorted(ground.rings()), isSelecting ? sorted(rings) : [], about);
  const chosen = shape[drawing.ring?.part]?.[drawing.ring?.ring];
  if (drawing.ring) assert.ok(chosen, about);
  const handles = drawing.tool === "select" && chosen ? chosen.slice(0, -1) : [];
  assert.deepEqual(sorted(ground.handles()), sorted(handles), about);

  if (drawing.ring || !shape.length)
    assert.deepEqual(rowsOf(root), chosen?.slice(0, -1) ?? [], about);
  if (shape.length) {
    assert.equal(asked.isCurrent, true, about);
    const { geometry, ...other } = asked.figures;
    if (geometry) assert.deepEqual(geometry.coordinates, shape, about);
    else assert.deepEqual(other.ticked, ticked, about);
    assert.equal(Boolean(geometry), areal || !ticked.length, about);
    assert.equal(Boolean(other.areal), areal, about);
  }
}

/** The positions in the table. */
function rowsOf(root) {
  const rows = root.querySelectorAll("tr").map((each) => each.querySelectorAll("input"));
  return rows.map((cells) => cells.map(({ value }) => Number(value)));
}

/** Each action alone is tried from these; the sequences begin from all. */
const USUAL = ["nothing touched", "a ring chosen", "the second part chosen"];
for (const start of USUAL) {
  const begin = STARTS[start];
  for (const [name, act] of Object.entries(ACTIONS)) {
    test(`${start}: ${name}`, async () => {
      const page = await opened();
      begin(page);
      await act(page);
      await arrived();
      await agrees(page, name);
    });
  }
}

const SEQUENCES = 40;
const LENGTH = 30;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function drawn(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

for (let seed = 1; seed <= SEQUENCES; seed += 1) {
  const [start, begin] = Object.entries(STARTS)[seed % Object.keys(STARTS).length];
  test(`${LENGTH} things one after the other from ${start}, sequence ${seed}`, async () => {
    const page = await opened();
    begin(page);
    const random = drawn(seed);
    page.random = random;
    const names = Object.keys(ACTIONS);
    const done = [];
    for (let step = 0; step < LENGTH; step += 1) {
      const name = names[Math.floor(random() * names.length)];
      done.push(name);
      const answered = ACTIONS[name](page);
      // Sometimes the next thing is done before the server answers.
      if (random() < 0.8) {
        await answered;
        await arrived();
        await agrees(page, done.join(", "));
      }
    }
    await arrived();
    await agrees(page, done.join(", "));
  });
}

test("what is typed is saved, also from within the field", async () => {
  const page = await opened();
  const [cell] = page.root.querySelectorAll("input");
  cell.focus();
  cell.value = (Number(cell.value) + 0.0002).toFixed(7);
  cell.fire("input");
  const seen = JSON.stringify(page.state.seenShape());
  page.root.querySelector("[data-save]").fire("click");
  await arrived();
  assert.equal(JSON.stringify(page.asked.save.geometry.coordinates), seen);
  assert.equal(document.activeElement, cell);
});

test("what is half drawn is not saved as if it were not there", async () => {
  const page = await opened();
  draw(page, "polygon", [600, 600], [700, 600], [700, 700]);
  page.root.querySelector("[data-save]").fire("click");
  await arrived();
  assert.equal(page.asked.save, null);
  enter(page);
  await arrived();
  await agrees(page, "finished");
});

test("a save waits for an operation and a stroke that are under way", async () => {
  for (const begin of [
    ({ operate }) => operate("buffer"),
    ({ stroke }) => stroke({ painted: ["b1"], erased: [] }),
  ]) {
    const page = await opened();
    begin(page);
    page.root.querySelector("[data-save]").fire("click");
    await arrived();
    await agrees(page, String(begin));
    assert.equal(page.state.history().steps.length, 2);
  }
});

test("a marked vertex of one ring is not one of another", async () => {
  const page = await opened();
  STARTS["a vertex marked"](page);
  assert.ok(page.state.drawing.vertex);
  const select = page.root.querySelector("[data-ring]");
  select.value = "1.0";
  select.fire("change");
  assert.equal(page.state.drawing.vertex, null);
  const marked = page.root
    .querySelectorAll("tr")
    .filter((row) => row.attributes.has("data-marked"));
  assert.deepEqual(marked, []);
});

test("another method chosen twice is asked for twice, and the last one is shown", async () => {
  const page = await opened();
  ACTIONS["count by the share of the ground"](page);
  ACTIONS["count by the share of the ground"](page);
  await arrived();
  await agrees(page, "twice");
});
