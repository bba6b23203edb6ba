// @ts-check
/** This file reads and writes the fields of the area: names, purpose, packages. */
import { tell } from "#draw/state";

/**
 * @typedef {Object} Fields
 * @property {string} name_fa
 * @property {string} name_en
 * @property {string} purpose
 * @property {string} notes
 * @property {string[]} packages
 * @property {string[]} replaces
 */
export const TEXTS = /** @type {const} */ (["name_fa", "name_en", "purpose", "notes"]);
export const LISTS = /** @type {const} */ (["packages", "replaces"]);

export function startFields() {
  for (const form of forms()) {
    form.addEventListener("input", () => tell("fields"));
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  const county = /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-county]"));
  county?.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("county", county.value);
    address.searchParams.delete("draft");
    location.assign(address);
  });
}

function forms() {
  return /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll("[data-fields]")]);
}

/** @returns {Fields} */
export function readFields() {
  const data = forms().map((form) => new FormData(form));
  const all = (/** @type {string} */ name) => data.flatMap((each) => each.getAll(name).map(String));
  return /** @type {Fields} */ (
    Object.fromEntries([
      ...TEXTS.map((name) => [name, (all(name)[0] ?? "").trim()]),
      ...LISTS.map((name) => [name, all(name)]),
    ])
  );
}

/** @param {Fields} fields */
export function writeFields(fields) {
  for (const form of forms()) {
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (
      form.querySelectorAll("[name]")
    )) {
      const value = fields[/** @type {keyof Fields} */ (field.name)];
      if (Array.isArray(value)) field.checked = value.includes(field.value);
      else if (value !== undefined) field.value = value;
    }
  }
  tell("fields");
}

/**
 * Whether two sets of fields are equal, ignoring the order of lists.
 * @param {Fields} one
 * @param {Fields} other
 */
export function sameFields(one, other) {
  const plain = (/** @type {Fields} */ each) =>
    JSON.stringify([
      ...TEXTS.map((name) => each[name] ?? ""),
      ...LISTS.map((name) => [...(each[name] ?? [])].sort()),
    ]);
  return plain(one) === plain(other);
}
