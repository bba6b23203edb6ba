// @ts-check
/** This file converts the pictures of static/symbols to map images, sharp on every screen. */
import { config } from "#lib/config";

const PLAIN_HOUSE = "house-other-";

/**
 * Let the map fetch pictures when a layer first asks for them.
 * @param {import("#maplibre").Map} map
 */
export function offerSymbols(map) {
  map.setMissingStyleImageResolver(async (name) => {
    const address =
      config.symbols[name] ?? config.symbols[name.replace(/^house-[^-]+-/, PLAIN_HOUSE)];
    if (!address || map.hasImage(name)) return;
    // A pattern must have whole pixels, or its tiles would show seams.
    const ratio = name.startsWith("hatch-") ? 2 : Math.max(2, Math.ceil(devicePixelRatio));
    const image = await draw(address, ratio);
    if (!map.hasImage(name)) map.addImage(name, image, { pixelRatio: ratio });
  });
}

/**
 * @param {string} address  of an SVG file with its size in pixels
 * @param {number} ratio
 */
async function draw(address, ratio) {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.naturalWidth * ratio);
  canvas.height = Math.round(picture.naturalHeight * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
