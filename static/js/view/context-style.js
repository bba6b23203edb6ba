// @ts-check
/** This file defines the style around the place: its border, its neighbours, the counties. */
import { DOTS_BELOW, FONT, INK, NAME } from "#map/area-style";

/** Border of the place on screen, and the names of its neighbours. */
export function contextLayers() {
  return [
    {
      id: "county-lines",
      type: "line",
      source: "counties",
      "source-layer": "counties",
      layout: { visibility: "none" },
      paint: {
        "line-color": "#8d999f",
        "line-dasharray": [3, 2],
        "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.4, 8, 1],
      },
    },
    {
      id: "county-names",
      type: "symbol",
      source: "counties",
      "source-layer": "counties_labels",
      minzoom: 6.5,
      maxzoom: DOTS_BELOW,
      layout: {
        visibility: "none",
        "text-field": NAME,
        "text-font": FONT,
        "text-size": 12,
        "text-padding": 6,
        "text-variable-anchor": ["bottom", "top"],
        "text-radial-offset": 0.6,
      },
      paint: {
        "text-color": "#596672",
        "text-halo-color": "rgba(255,255,255,.9)",
        "text-halo-width": 1.4,
      },
    },
    ...["provinces", "counties"].flatMap((layer) => [
      {
        id: `${layer}-ground`,
        type: "fill",
        source: layer,
        "source-layer": layer,
        layout: { visibility: "none" },
        paint: { "fill-color": "#ffffff", "fill-opacity": 0.6 },
      },
      {
        id: `${layer}-halo`,
        type: "line",
        source: layer,
        "source-layer": layer,
        layout: { visibility: "none", "line-join": "round" },
        paint: { "line-color": INK, "line-opacity": 0.07, "line-width": 10 },
      },
      {
        id: `${layer}-parent`,
        type: "line",
        source: layer,
        "source-layer": layer,
        layout: { visibility: "none", "line-join": "round" },
        paint: { "line-color": "#3a4854", "line-width": 1.6 },
      },
    ]),
    {
      id: "neighbour-names",
      type: "symbol",
      source: "provinces",
      "source-layer": "provinces_labels",
      layout: {
        visibility: "none",
        "text-field": NAME,
        "text-font": FONT,
        "text-size": 12.5,
        "text-padding": 8,
      },
      paint: {
        "text-color": "#596672",
        "text-halo-color": "rgba(255,255,255,.9)",
        "text-halo-width": 1.4,
      },
    },
  ];
}
