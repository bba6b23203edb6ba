/** This file tests that drawn sides follow the borders of neighbours, on the board and alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { followed, placeOn, ringAlong, storedOn } from "#draw/border-way";
import { arrived, openBoard, ring, square } from "./board.js";

// A neighbour with a bay in its northern side, from 400 to 600, 150 pixels deep.
const BAY = [
  [400, 400],
  [450, 550],
  [550, 550],
  [600, 400],
];
const NEIGHBOUR = ring([200, 400], ...BAY, [800, 400], [800, 800], [200, 800]);
const [START, ...INNER] = BAY;
const END = INNER.pop();

const at = (pixel) => ring(pixel)[0];
const enter = (page) => page.board.press(page.ground, "Enter");

async function opened(shape = []) {
  return openBoard(shape, () => ({ shape: [] }), [NEIGHBOUR]);
}

async function drawn(page, tool, ...places) {
  page.state.takeTool(tool);
  for (const place of places) page.ground.click(place);
  enter(page);
  await arrived();
}

/** Vertices of a ring, in any order and from any start. */
const vertices = (positions) => [...new Set(positions.map(String))].sort();

test("a side between two vertices that cling to one border follows it, in one step", async () => {
  const page = await opened();
  await drawn(page, "polygon", START, END, [600, 300], [400, 300]);
  const [[outline]] = page.state.now().shape;
  assert.deepEqual(vertices(outline), vertices([...BAY, [600, 300], [400, 300]].map(at)));
  assert.equal(page.state.history().steps.length, 2);
});

test("the outline follows the border while it is drawn", async () => {
  const page = await opened();
  page.state.takeTool("polygon");
  for (const place of [START, END, [600, 300]]) page.ground.click(place);
  const [[live]] = page.state.drawing.live;
  for (const each of INNER)
    assert.ok(live.some((position) => String(position) === String(at(each))));
});

test("a vertex on an edge between corners clings to it and the way begins there", async () => {
  const page = await opened();
  await drawn(page, "polygon", [300, 402], [700, 398], [700, 300], [300, 300]);
  const [[outline]] = page.state.now().shape;
  assert.equal(outline.length - 1, 8);
  assert.equal(outline.slice(1).filter((each) => placeOn(NEIGHBOUR, each)).length, 6);
});

test("without a border that both ends cling to, a side is straight", async () => {
  const page = await opened();
  await drawn(page, "polygon", START, [600, 300], [400, 300]);
  assert.equal(page.state.now().shape[0][0].length - 1, 3);
});

test("dragging a vertex onto a border changes only the sides beside it", async () => {
  // The second part runs along the neighbour, nearer than half a street.
  const shape = [[ring(START, [500, 300], [300, 250])], [square([802, 410], 90)]];
  const page = await opened(shape);
  page.ground.drag([500, 300], END);
  await arrived();
  const [[outline], ...others] = page.state.now().shape;
  assert.deepEqual(vertices(outline), vertices([...BAY, [300, 250]].map(at)));
  assert.deepEqual(others, shape.slice(1));
  assert.equal(page.state.history().steps.length, 2);
  const rings = [outline, others[0][0]].map(String).sort();
  assert.deepEqual(page.ground.rings().map(String).sort(), rings);
  page.state.undo();
  assert.deepEqual(page.state.now().shape, shape);
});

test("a chord that was drawn before stays when another vertex is dragged", async () => {
  const shape = [[ring(START, END, [600, 300], [400, 300])]];
  const page = await opened(shape);
  page.ground.drag([600, 300], [620, 280]);
  await arrived();
  assert.equal(page.state.now().shape[0][0].length - 1, 4);
});

test("a vertex that is moved back along its border leaves no spike", async () => {
  const page = await opened([[ring(...BAY, [600, 300], [400, 300])]]);
  page.ground.drag(
    START,
    INNER[0].map((each, axis) => (each + INNER[1][axis]) / 2),
  );
  await arrived();
  const [[outline]] = page.state.now().shape;
  assert.equal(outline.length - 1, 5);
  assert.equal(outline.slice(1).filter((each) => placeOn(NEIGHBOUR, each)).length, 3);
});

test("a cut follows a border too", async () => {
  const asked = [];
  const page = await openBoard(
    [[square([300, 300], 400)]],
    (name, body) => {
      asked.push({ name, body });
      return { shape: [[square([300, 300], 400)]] };
    },
    [NEIGHBOUR],
  );
  await drawn(page, "split", [250, 400], START, END, [750, 400]);
  const [{ body }] = asked;
  assert.equal(body.line.coordinates.length, 6);
});

test("typed vertices follow a border when the table is left, as a step", async () => {
  const page = await opened([[ring(START, [600, 300], [400, 300])]]);
  const { root, state } = page;
  const [lng, lat] = at(END).map(String);
  const [x, y] = root.querySelectorAll("tr")[1].querySelectorAll("input");
  x.enter(lng);
  y.enter(lat);
  assert.equal(state.now().shape[0][0].length - 1, 3);
  y.blur();
  await arrived();
  assert.deepEqual(vertices(state.now().shape[0][0]), vertices([...BAY, [400, 300]].map(at)));
  assert.equal(root.querySelectorAll("tr").length, 5);
  state.undo();
  assert.equal(state.now().shape[0][0].length - 1, 3);
});

test("a row that is deleted does not come back", async () => {
  const page = await opened([[ring(...BAY, [600, 300], [400, 300])]]);
  const { root, state } = page;
  root.querySelectorAll("[data-row=delete]")[1].fire("click");
  root.querySelectorAll("input")[0].blur();
  await arrived();
  assert.equal(state.now().shape[0][0].length - 1, 5);
});

test("the shorter way along a closed border is taken, in both directions", () => {
  const line = square([0, 0], 100);
  const [from, to] = [at([40, 0]), at([0, 30])];
  assert.deepEqual(followed([from, to], [line]), [from, line[0], to]);
  assert.deepEqual(followed([to, from], [line]), [to, line[0], from]);
  const far = at([70, 100]);
  assert.deepEqual(followed([from, far], [line]), [from, line[1], line[2], far]);
});

test("of two borders that both ends cling to, the shorter way is taken", () => {
  const chord = ring([400, 400], [600, 400], [500, 300]);
  const [from, to] = [at(START), at(END)];
  assert.deepEqual(followed([from, to], [NEIGHBOUR, chord]), [from, to]);
});

test("only new sides follow", () => {
  const before = ring(START, END, [600, 300], [400, 300]);
  assert.equal(ringAlong(before, [NEIGHBOUR], before).length, 5);
  assert.equal(ringAlong(before, [NEIGHBOUR]).length, 7);
});

test("a stored coordinate on an edge leaves no sliver that counts", () => {
  // An edge of two kilometres, in no simple ratio to the grid.
  const [from, to] = [
    [51.2, 35.6],
    [51.2201237, 35.6087431],
  ];
  for (let share = 0.1; share < 1; share += 0.1) {
    const place = storedOn(from, to, share);
    assert.deepEqual(
      place,
      place.map((each) => Number(each.toFixed(7))),
    );
    const [[dx, dy], [px, py]] = [to, place].map((each) => each.map((n, axis) => n - from[axis]));
    // Half of the cross product, at 90 and 111 km a degree.
    assert.ok((Math.abs(dx * py - dy * px) / 2) * 90_000 * 111_000 < 0.1);
  }
});

test("a border that would lead a ring across itself is not followed", async () => {
  const page = await opened();
  // The bay goes down to 550, across the side at 480.
  await drawn(page, "polygon", START, END, [600, 480], [400, 480]);
  const [[outline]] = page.state.now().shape;
  assert.equal(outline.length - 1, 4);
});
