/** This file tests how two changes of the same area are merged. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { mergedFields, mergedShape } from "#draw/merge";

/** Shapes on a line: the sorted numbers of the cells that they cover, so that sets do the sums. */
const cells = (...numbers) => numbers;

/** The operations of the server on such shapes. */
async function operate(name, shape, other) {
  const result =
    name === "hole"
      ? shape.filter((cell) => !other.includes(cell))
      : [...new Set([...shape, ...other])].sort((one, next) => one - next);
  return result.length ? result : null;
}

test("a field that I changed is mine, every other is theirs", () => {
  const base = { name_fa: "a", purpose: "p", packages: ["1", "2"] };
  const mine = { name_fa: "b", purpose: "p", packages: ["1", "2"] };
  const theirs = { name_fa: "c", purpose: "q", packages: ["2"] };
  assert.deepEqual(mergedFields(["name_fa", "purpose", "packages"], mine, base, theirs), {
    name_fa: "b",
    purpose: "q",
    packages: ["2"],
  });
});

test("a field that they do not tell stays as it is", () => {
  assert.deepEqual(mergedFields(["notes"], { notes: "n" }, { notes: "n" }, {}), { notes: "n" });
});

test("what I added is added to theirs, and what I took away is taken away", async () => {
  // Base 1–4; I added 5 and removed 1; they added 0 and removed 4.
  const merged = await mergedShape(
    cells(2, 3, 4, 5),
    cells(1, 2, 3, 4),
    cells(0, 1, 2, 3),
    operate,
  );
  assert.deepEqual(merged, cells(0, 2, 3, 5));
});

test("where one side changed nothing, the other is taken as it is", async () => {
  const never = () => assert.fail("asks the server");
  assert.deepEqual(await mergedShape(cells(1), cells(1), cells(1, 2), never), cells(1, 2));
  assert.deepEqual(await mergedShape(cells(1, 3), cells(1), cells(1), never), cells(1, 3));
  assert.deepEqual(await mergedShape(cells(7), cells(1), cells(7), never), cells(7));
});

test("where nothing would be left, their shape stays", async () => {
  // I took away 1 and 2, which is all that they kept.
  const merged = await mergedShape(cells(3), cells(1, 2, 3), cells(1, 2), operate);
  assert.deepEqual(merged, cells(1, 2));
});

test("an operation that is refused is passed on, so that no change is lost", async () => {
  const refuse = () => Promise.reject(new Error("refused"));
  await assert.rejects(mergedShape(cells(1, 2), cells(1), cells(1, 3), refuse), /refused/);
});
