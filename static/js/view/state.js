// @ts-check
/**
 * This file holds the single state of the map page. Modules that show it listen on `document`:
 *
 * - "atlas:view", detail {view, changes, isReturn}: the view changed; changes has the new values,
 *   isReturn is true for the back and forward buttons;
 * - "atlas:shown", detail Shown: panels for the view have arrived;
 * - "atlas:hover", detail {code, from}: an area is hovered on the "map" or in the "table"; null
 * ends it;
 * - "atlas:class", detail {key}: a legend row is hovered; null ends it;
 * - "atlas:figures", detail Figures: the figures on the map have arrived.
 */

import { config } from "#lib/config";
import { eventsOf } from "#lib/events";
import { difference, viewOf, viewOfAddress, writeAddress } from "#view/address";

export const state = {
  /** @type {import("#view/address").View} */
  view: viewOf(config.view),
  /** @type {import("#lib/config").Shown | null} */
  shown: null,
  /** @type {string | null} */
  hovered: null,
};

/**
 * The address of a layer's TileJSON: the coloured layer in the edition of its figures, all others
 * in today's edition.
 * @param {string} layer
 */
export function tilesOf(layer) {
  return state.shown?.layer === layer ? state.shown.tiles : config.addresses.tiles[layer];
}

/** The events of the map page; see the top of this file for names and details. */
export const { tell, listen } = eventsOf("atlas");

/**
 * Change the view. Parameters that the choice makes meaningless return to their default.
 * @param {Record<string, string>} choices  by query parameter; "" means the default
 */
export function choose(choices) {
  const before = state.view;
  const after = { ...before };
  for (const name of Object.keys(choices)) {
    if ((choices[name] || config.defaults[name]) === before[name]) continue;
    for (const follower of config.followers[name] ?? [])
      after[follower] = config.defaults[follower];
  }
  for (const [name, value] of Object.entries(choices)) after[name] = value || config.defaults[name];
  const changes = difference(before, after);
  if (!Object.keys(changes).length) return;
  state.view = after;
  writeAddress(after, changes);
  tell("view", { view: after, changes, isReturn: false });
}

/**
 * Follow a link or form of the panels: apply only its changes to the view it was made for.
 * @param {import("#view/address").View} wanted
 */
export function follow(wanted) {
  choose(difference(viewOf(state.shown?.view ?? config.view), wanted));
}

let pointedFrom = "";

/**
 * Set the hovered area. A late "leave" does not clear a newer hover: the pointer enters the table
 * before the map reports that it left.
 * @param {string | null} code
 * @param {"map" | "table"} from
 */
export function hover(code, from) {
  if (state.hovered === code || (!code && from !== pointedFrom)) return;
  state.hovered = code;
  pointedFrom = from;
  tell("hover", { code, from });
}

addEventListener("popstate", () => {
  const after = viewOfAddress(location.href);
  const changes = difference(state.view, after);
  state.view = after;
  tell("view", { view: after, changes, isReturn: true });
});
