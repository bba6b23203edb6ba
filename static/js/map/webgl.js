// @ts-check
/** This file detects whether and how the browser can draw a map. */

const SLOW_RENDERERS = /swiftshader|llvmpipe|software|basic render/i;

/** Whether this browser can draw the map. */
export function hasWebGl() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/** Whether the map is drawn without a graphics card. */
export function isSoftware() {
  const context = document.createElement("canvas").getContext("webgl2");
  const names = context?.getExtension("WEBGL_debug_renderer_info");
  const renderer = names ? context?.getParameter(names.UNMASKED_RENDERER_WEBGL) : "";
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return SLOW_RENDERERS.test(String(renderer));
}
