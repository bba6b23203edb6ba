// @ts-check
/** This file reads and writes the fields of the area: names, purpose, packages. */
import { tell } from "#draw/state";
import { cloned } from "#lib/template";

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
  for (const form of forms()) form.addEventListener("input", () => tell("fields"));
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
  for (const code of fields.replaces ?? []) if (!replacedBox(code)) addReplaced(code, code);
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
 * Say that the area replaces a neighbourhood, or that it does not. One of another county gets a
 * checkbox of its own.
 * @param {string} code
 * @param {string} name
 * @param {boolean} isReplaced
 */
export function setReplaced(code, name, isReplaced) {
  const box = replacedBox(code) ?? addReplaced(code, name);
  box.checked = isReplaced;
  tell("fields");
}

/** @param {string} code */
function replacedBox(code) {
  return /** @type {HTMLInputElement | null} */ (
    document.querySelector(`[name=replaces][value="${CSS.escape(code)}"]`)
  );
}

/**
 * @param {string} code
 * @param {string} name
 */
function addReplaced(code, name) {
  const holder = /** @type {HTMLElement} */ (document.querySelector("[data-replaces]"));
  const chip = cloned("replaced-template");
  const box = /** @type {HTMLInputElement} */ (chip.querySelector("input"));
  box.value = code;
  /** @type {HTMLElement} */ (chip.querySelector("span")).textContent = name || code;
  holder.hidden = false;
  holder.querySelector(".chips")?.append(chip);
  return box;
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
