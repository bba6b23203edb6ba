/** This file tests how pointers and fingers become strokes of the brush, or move the map. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startGestures } from "#draw/brush-gestures";

/** A map that notes what the brush and it itself do, and can be without blocks. */
function opened() {
  const heard = {};
  const done = [];
  const page = { isOn: true, done };
  const area = {
    addEventListener: (name, listener) => {
      heard[name] = [...(heard[name] ?? []), listener];
    },
    getBoundingClientRect: () => ({ left: 0, top: 0 }),
  };
  const note = (name) => () => done.push(name);
  const map = { getContainer: () => area, getCanvas: () => area, panBy: note("pan") };
  startGestures(/** @type {any} */ (map), {
    isOn: () => page.isOn,
    begin: note("begin"),
    move: note("move"),
    end: note("end"),
    cancel: note("cancel"),
    hover: note("hover"),
    toggle: note("toggle"),
  });
  page.fire = (name, more = {}) => {
    const event = {
      target: area,
      stopPropagation: note("kept from the map"),
      preventDefault: () => {},
      pointerType: "mouse",
      isPrimary: true,
      pointerId: 1,
      button: 0,
      clientX: 0,
      clientY: 0,
      ...more,
    };
    for (const listener of heard[name] ?? []) listener(event);
  };
  return page;
}

globalThis.requestAnimationFrame = (paint) => paint() ?? 0;

test("a button that was let go elsewhere moves the map no more", () => {
  const { fire, done } = opened();
  fire("pointerdown", { button: 2, buttons: 2 });
  fire("pointermove", { buttons: 2, clientX: 5 });
  assert.ok(done.includes("pan"));
  done.length = 0;
  fire("pointermove", { buttons: 0, clientX: 50 });
  fire("pointerdown", { button: 0, buttons: 1, clientX: 50 });
  fire("pointermove", { buttons: 1, clientX: 60 });
  assert.deepEqual(done, ["hover", "begin", "move"]);
});

test("after two fingers went where no blocks are, one finger paints again", () => {
  const page = opened();
  page.fire("touchstart", { touches: [1, 2] });
  page.isOn = false;
  page.fire("touchend", { touches: [1] });
  page.fire("touchend", { touches: [] });
  page.isOn = true;
  page.done.length = 0;
  page.fire("pointerdown", { pointerType: "touch", buttons: 1 });
  page.fire("touchstart", { touches: [1] });
  page.fire("pointermove", { pointerType: "touch", buttons: 1, clientX: 9 });
  assert.deepEqual(page.done, ["begin", "kept from the map", "move"]);
});

test("a held key paints once", () => {
  const { fire, done } = opened();
  fire("keydown", { key: " " });
  fire("keydown", { key: " ", repeat: true });
  assert.deepEqual(
    done.filter((each) => each === "toggle"),
    ["toggle"],
  );
});
