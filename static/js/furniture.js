// @ts-check
/** This file works what stands on the map: buttons, scale bar, attribution. */
import { numberText, text } from "#config";
import { overlays } from "#overlays";
import { choose, listen, state } from "#state";
import { attribution } from "#tilejson";

const WIDEST_PX = 110;
const EARTH_M_PER_PX = 40075016.686 / 512;

/**
 * @param {import("#maplibre").Map} map
 * @param {() => void} fit  shows the whole place
 */
export function startFurniture(map, fit) {
  const section = /** @type {HTMLElement} */ (document.getElementById("map-section"));
  section.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const name = target.closest("[data-map]")?.getAttribute("data-map");
    if (name === "in") map.zoomIn();
    if (name === "out") map.zoomOut();
    if (name === "full") toggleFull();
    if (name === "fit") {
      choose({ map: "" });
      fit();
    }
  });
  document.addEventListener("fullscreenchange", showFull);
  map.on("move", () => showScale(map));
  map.on("resize", () => showScale(map));
  showScale(map);
  startSources();
}

/** Name whose data is on the map, or in the picture that stands in its place. */
export function startSources() {
  listen("shown", showSources);
  listen("view", ({ changes }) => "layers" in changes && showSources());
  showSources();
}

function toggleFull() {
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  if (document.fullscreenElement) document.exitFullscreen();
  else page.requestFullscreen().catch(() => {});
}

function showFull() {
  const button = /** @type {HTMLElement} */ (document.querySelector("[data-map=full]"));
  const isFull = Boolean(document.fullscreenElement);
  button.setAttribute("aria-pressed", String(isFull));
  button.setAttribute("aria-label", text(isFull ? "leave_full" : "enter_full"));
}

/**
 * A round distance, as long as it is at the middle of the map.
 * @param {import("#maplibre").Map} map
 */
function showScale(map) {
  const scale = /** @type {HTMLElement} */ (document.getElementById("scale"));
  const { lat } = map.getCenter();
  const metresPerPx = (EARTH_M_PER_PX * Math.cos((lat * Math.PI) / 180)) / 2 ** map.getZoom();
  const metres = round(metresPerPx * WIDEST_PX);
  const isFar = metres >= 1000;
  const distance = numberText(isFar ? metres / 1000 : metres);
  /** @type {HTMLElement} */ (scale.firstElementChild).textContent = text(isFar ? "scale_km" : "scale_m", { distance });
  scale.style.inlineSize = `${metres / metresPerPx}px`;
  scale.hidden = false;
}

/**
 * The greatest of 1, 2, 5, 10, 20 … that is not above a number.
 * @param {number} most
 */
function round(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((digit) => digit * power <= most) ?? 1;
  return step * power;
}

/** Everybody whose data is on the map, each once. */
async function showSources() {
  const shown = state.shown;
  if (!shown) return;
  const layers = new Set(["provinces", shown.layer, ...overlays().keys()]);
  const named = await Promise.all([...layers].map((layer) => attribution(layer).catch(() => "")));
  const each = new Set(named.flatMap((line) => line.split(" · ")).filter(Boolean));
  const line = /** @type {HTMLElement} */ (document.getElementById("attribution"));
  line.textContent = each.size ? `${text("sources")} ${[...each].join(" · ")}` : "";
}
