// @ts-check
/** This file prints the map from a copy, because its own canvas prints empty. */

/** @param {import("#maplibre").Map} map */
export function startPrinting(map) {
  const figure = document.createElement("figure");
  const copy = document.createElement("canvas");
  const credits = document.createElement("figcaption");
  figure.className = "paper-map";
  figure.append(copy, credits);
  document.getElementById("map-section")?.after(figure);
  addEventListener("beforeprint", () => {
    const shown = map.getCanvas();
    map.redraw();
    copy.width = shown.width;
    copy.height = shown.height;
    copy.getContext("2d")?.drawImage(shown, 0, 0);
    credits.textContent = document.getElementById("attribution")?.textContent ?? "";
  });
}
