/**
 * This file is a function for the drawing page: seeded sequences of what a person can do, and after
 * each the differences between the drawn outline, the vertex table, the figures asked for and what
 * a save sends; after each sequence also the handles. Operations are the server's own.
 */
async ({ sequences, length }) => {
  const [state, { operate }, { GeoJSONSource }] = await Promise.all(
    ["#draw/state", "#draw/operations", "#maplibre"].map((name) => import(name)),
  );
  const { now, drawing, commit } = state;
  const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // What is drawn last, by the name of the source; and the map itself.
  const painted = {};
  let map = null;
  const { setData } = GeoJSONSource.prototype;
  GeoJSONSource.prototype.setData = function (data, ...more) {
    map = this.map;
    // Painting would take most of the time; nothing here looks at pixels.
    map.triggerRepaint = () => {};
    painted[this.id] = data.features;
    return setData.call(this, data, ...more);
  };
  // What is asked last; measuring, checking and saving are not what is tried here.
  const asked = {};
  const { fetch } = window;
  const refused = () =>
    new Response("{}", { status: 400, headers: { "Content-Type": "application/problem+json" } });
  window.fetch = async (address, options) => {
    const [, name] = String(address).match(/\/(measure|check|save)\/$/) ?? [];
    if (!name) return fetch(address, options);
    asked[name] = JSON.parse(options.body);
    return refused();
  };

  const OPERATING = 0.1;
  let random = Math.random;
  const seeded = (seed) => {
    let at = seed;
    return () => {
      at = (at + 0x6d2b79f5) | 0;
      let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  };
  const any = (all) => all[Math.floor(random() * all.length)];
  const element = (selector) => document.querySelector(selector);

  const at = (position) => {
    const { x, y } = map.project(position);
    return [x, y];
  };
  const point = (type, [x, y]) => {
    const canvas = map.getCanvas();
    const { left, top } = canvas.getBoundingClientRect();
    const place = { clientX: left + x, clientY: top + y };
    const more = { pointerId: 1, isPrimary: true, button: 0, bubbles: true, cancelable: true };
    canvas.dispatchEvent(new PointerEvent(type, { ...place, ...more }));
    if (type !== "pointerup") return;
    const originalEvent = new MouseEvent("click", place);
    map.fire("click", { lngLat: map.unproject([x, y]), point: { x, y }, originalEvent });
  };
  const click = (place) => {
    for (const type of ["pointermove", "pointerdown", "pointerup"]) point(type, place);
  };
  const drag = ([x, y], [dx, dy]) => {
    point("pointermove", [x, y]);
    point("pointerdown", [x, y]);
    for (const share of [0.3, 0.6, 1]) point("pointermove", [x + share * dx, y + share * dy]);
    point("pointerup", [x + dx, y + dy]);
  };
  const near = () => [60 * random() - 30, 60 * random() - 30];
  const middle = () => [map.getCanvas().clientWidth / 2, map.getCanvas().clientHeight / 2];
  const anywhere = () => middle().map((each) => each + 300 * random() - 150);
  const anyVertex = () => {
    const all = now().shape.flat(2);
    return all.length ? at(any(all)) : anywhere();
  };
  const draw = (tool, ...places) => {
    state.takeTool(tool);
    for (const place of places) click(place);
    map.getCanvas().dispatchEvent(new KeyboardEvent("keyup", { key: "Enter" }));
  };
  const round = () => {
    const [x, y] = anywhere();
    return [
      [x, y],
      [x + 60, y + 5],
      [x + 50, y + 70],
    ];
  };
  const type = (cell, value) => {
    cell.focus();
    cell.value = value;
    for (const name of ["input", "change"]) cell.dispatchEvent(new Event(name, { bubbles: true }));
  };
  const press = (selector) =>
    any([...document.querySelectorAll(selector)].filter((each) => !each.hidden))?.click();

  const OPERATIONS = {
    buffer: () => operate("buffer", { metres: any([-60, 40, 150]) }),
    simplify: () => operate("simplify", { metres: 20 }),
    repair: () => operate("repair"),
    snap: () => operate("snap"),
    clip: () => operate("clip"),
    tick: () => {
      const ticked = [any(["2310-001", "2310-002", "2310-003"])];
      return operate("union", { ticked }, { shape: [], origin: "ticked", ticked });
    },
    merge: () => operate("merge", { codes: [any(["2310-001", "2310-004"])] }),
  };
  const ACTIONS = {
    undo: () => state.undo(),
    redo: () => state.redo(),
    "go to any step": () => state.goTo(Math.floor(random() * state.history().steps.length)),
    "delete everything": () => random() < 0.3 && commit([], { label: "", icon: "" }),
    "draw a part": () => draw("polygon", ...round()),
    "draw a hole": () => draw("hole", ...round()),
    "cut in two": () => draw("split", anywhere(), anywhere()),
    rectangle: () => draw("rectangle", ...round().slice(1)),
    circle: () => draw("circle", ...round().slice(0, 2)),
    freehand: () => {
      state.takeTool("freehand");
      drag(anywhere(), [80, 60]);
    },
    "leave a tool": () => {
      draw("polygon", anywhere());
      state.takeTool("select");
    },
    "move the area": () => {
      state.takeTool("move");
      const [ring] = now().shape.flat();
      const inside = ring?.[0].map(
        (_, axis) => (ring[0][axis] + ring[1][axis] + ring[2][axis]) / 3,
      );
      if (inside) drag(at(inside), near());
      state.takeTool("select");
    },
    "drag a vertex": () => {
      state.takeTool("select");
      drag(anyVertex(), near());
    },
    "click a vertex": () => click(anyVertex()),
    "click anywhere": () => click(anywhere()),
    "choose a ring": () => {
      const select = element("[data-ring]");
      if (!select.options.length) return;
      select.value = any([...select.options]).value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
    "type a number": () => {
      const cell = any([...document.querySelectorAll("[data-rows] input")]);
      if (cell?.value) type(cell, (Number(cell.value) + 0.0005 * random()).toFixed(7));
    },
    "insert a row": () => press("[data-row=add]"),
    "delete a row": () => press("[data-row=delete]"),
    "put a row up": () => press("[data-row=up]"),
    "begin a part": () => press("[data-add-part]"),
    "leave the table": () => document.activeElement?.blur(),
    "another method": () => {
      const { shape, origin, ticked, areal } = now();
      commit(shape, { label: "", icon: "", origin, ticked, areal: !areal });
    },
  };

  const equal = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const isBehind = () => {
    const { shape, ticked, areal } = now();
    if (!shape.length) return false;
    if (ticked.length && !areal) return !equal(asked.measure?.ticked, ticked);
    return !equal(asked.measure?.geometry?.coordinates, shape);
  };
  const differences = async () => {
    await later(0);
    for (let turn = 0; turn < 20 && isBehind(); turn += 1) await later(2);
    const { shape, ticked, areal, origin } = now();
    const chosen = shape[drawing.ring?.part]?.[drawing.ring?.ring];
    const rows = [...document.querySelectorAll("[data-rows] tr")].map((row) =>
      [...row.querySelectorAll("input")].map(({ value }) => Number(value)),
    );
    const outline = painted.shape?.[0]?.geometry.coordinates ?? [];
    const found = [];
    if (drawing.live) found.push("a gesture goes on");
    if (!equal(outline, shape)) found.push("outline");
    if (drawing.ring && !chosen) found.push("ring");
    if (chosen && !equal(rows, chosen.slice(0, -1).slice(0, 400))) found.push("table");
    if (isBehind()) found.push("figures");
    const save = element("[data-save]");
    if (shape.length && save.disabled) found.push("no save");
    if (shape.length && !save.disabled) {
      save.click();
      for (let turn = 0; turn < 20 && !asked.save; turn += 1) await later(1);
      const { geometry, ...sent } = asked.save ?? {};
      if (!equal(geometry?.coordinates, shape)) found.push("save");
      if (!equal([sent.origin, sent.ticked, sent.areal], [origin, ticked, areal]))
        found.push("save, about it");
      delete asked.save;
      for (let turn = 0; turn < 20 && save.dataset.busy !== undefined; turn += 1) await later(1);
    }
    return found;
  };
  const handles = () =>
    (painted["draw-point"] ?? [])
      .filter(({ properties }) => properties.selectionPoint)
      .map(({ geometry }) => String(geometry.coordinates))
      .sort();
  const handlesMissing = async () => {
    state.takeTool("select");
    const { ring } = drawing;
    const chosen = ring ? now().shape[ring.part][ring.ring].slice(0, -1).map(String).sort() : [];
    // They are drawn in the next frames.
    for (let turn = 0; turn < 20 && !equal(handles(), chosen); turn += 1) await later(50);
    return equal(handles(), chosen) ? [] : ["handles"];
  };

  const faults = [];
  for (let seed = 1; seed <= sequences; seed += 1) {
    random = seeded(seed);
    const done = [];
    const note = (found) => found.length && faults.push(`${found} after ${done.join(", ")}`);
    commit([], { label: "", icon: "" });
    if (!map) await later(0);
    for (let step = 0; step < length; step += 1) {
      // The server's operations take longer than the rest together.
      const [name, act] = any(Object.entries(random() < OPERATING ? OPERATIONS : ACTIONS));
      done.push(name);
      const answered = act();
      if (answered instanceof Promise) await answered;
      await later(0);
      for (let turn = 0; turn < 400 && element("[data-tools]").hasAttribute("data-busy"); turn += 1)
        await later(5);
      note(await differences());
      if (faults.length > 5) return faults;
    }
    note(await handlesMissing());
  }
  return faults;
};
