// @ts-check
/** This file updates the export menu's links with the map: the files hold its view, or all of the
place. */
import { listen, state } from "#view/state";

const DECIMALS = 5;

/** The user's last choice; it outlives the panels, which every view replaces. */
let extent = "view";

/**
 * Keep the links in step with the map. Until the user moves it, the map shows the whole place, and
 * there is no choice.
 * @param {import("#maplibre").Map} map
 * @param {() => {top: number, right: number, bottom: number, left: number}} covered  pixels of the
 *   map covered by a panel at each edge
 */
export function startExports(map, covered) {
  const show = () => showExtent(boxInSight(map, covered()));
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.name !== "extent") return;
    extent = target.value;
    show();
  });
  map.on("moveend", show);
  map.on("resize", show);
  listen("shown", show);
  listen("view", show);
  show();
}

/** @param {string} box */
function showExtent(box) {
  const isMoved = Boolean(state.view.map);
  for (const [selector, isShown] of /** @type {[string, boolean][]} */ ([
    ["choice", isMoved],
    ["whole", !isMoved],
  ])) {
    const part = /** @type {HTMLElement | null} */ (
      document.querySelector(`[data-extent=${selector}]`)
    );
    if (part) part.hidden = !isShown;
  }
  for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll("[name=extent]")
  )) {
    choice.checked = choice.value === extent;
  }
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll(".exports a")
  )) {
    const address = new URL(link.href);
    if (isMoved && extent === "view") address.searchParams.set("bbox", box);
    else address.searchParams.delete("bbox");
    link.href = address.href.replaceAll("%2C", ",");
  }
}

/**
 * West, south, east, north of the uncovered part of the map, degrees.
 * @param {import("#maplibre").Map} map
 * @param {{top: number, right: number, bottom: number, left: number}} covered
 */
function boxInSight(map, covered) {
  const { clientWidth, clientHeight } = map.getContainer();
  const { lng: west, lat: north } = map.unproject([covered.left, covered.top]);
  const { lng: east, lat: south } = map.unproject([
    clientWidth - covered.right,
    clientHeight - covered.bottom,
  ]);
  return [west, south, east, north].map((side) => side.toFixed(DECIMALS)).join(",");
}
