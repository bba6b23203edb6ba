// @ts-check
/** This file keeps a piece of the area as the draft of another new area on this device. */

import { readFields } from "#draw/fields";
import { addresses, given, now, tell } from "#draw/state";
import { text } from "#lib/config";
import { keepDraft, newDraftName } from "#lib/kept";

/**
 * Keep a piece as a draft with a key of its own, in the same county and with the same fields but
 * the name. Returns the address at which it is drawn; null if this browser keeps no drafts.
 * @param {import("#draw/geometry").Shape} shape
 * @param {string} number  of the piece, as it is shown
 */
export function keepAsDraft(shape, number) {
  const key = newKey();
  const fields = readFields();
  const name_fa = text("piece_of", { name: fields.name_fa || text("unnamed"), number });
  const draft = {
    number: null,
    shape,
    origin: "drawn",
    ticked: [],
    areal: now().areal,
    fields: { ...fields, name_fa, name_en: "" },
    at: Date.now(),
  };
  if (!keepDraft(newDraftName(given.user, given.county, key), draft)) return null;
  tell("kept");
  return `${addresses.new}?${new URLSearchParams({ county: given.county, draft: key })}`;
}

/** A random UUID. crypto.randomUUID is missing where the site has no TLS. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
