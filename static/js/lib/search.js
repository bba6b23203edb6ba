// @ts-check
/** This file suggests places while the user types in the search field. */
import { getJson, isGivenUp } from "#lib/request";

/** Shorter queries would match everything. */
const SHORTEST = 2;
const DELAY_MS = 150;

/**
 * @typedef {Object} Result
 * @property {string} kind
 * @property {string} [level]  of an area
 * @property {string} name_fa
 * @property {string} name_en
 * @property {string} context_fa
 * @property {string} context_en
 * @property {boolean} synthetic
 * @property {string} address  the page to go to
 * @property {string} map  the map there
 */

/**
 * @typedef {Object} Answer
 * @property {Result[]} results
 * @property {string} [refusal_fa]  why a position that was typed cannot be shown
 * @property {string} [refusal_en]
 */

/** On the map page a result moves the map; elsewhere it is a link to its own page. */
const IS_MAP_PAGE = Boolean(document.querySelector("[data-atlas]:not(.draw)"));

export function startSearch() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-search]"));
  if (!form) return;
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => suggest(form, field), DELAY_MS);
  });
  field.addEventListener("keydown", (event) => move(event, form, field));
  form.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".option")) close(form, field);
  });
  field.addEventListener(
    "focus",
    () => field.value.trim().length >= SHORTEST && suggest(form, field),
  );
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target?.closest("[data-search], [data-search-open]")) close(form, field);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !isTyping(event.target)) open(event, form, field);
  });
  document
    .querySelector("[data-search-open]")
    ?.addEventListener("click", (event) => open(event, form, field));
}

/**
 * Focus the field, which a phone shows only then.
 * @param {Event} event
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 */
function open(event, form, field) {
  event.preventDefault();
  form.closest(".header")?.classList.add("is-searching");
  field.focus();
  field.select();
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return (
    target instanceof HTMLElement && target.matches("input:not([type=range]), textarea, select")
  );
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 */
async function suggest(form, field) {
  const words = field.value.trim();
  if (words.length < SHORTEST) return hide(form, field);
  try {
    const address = `${form.dataset.search}?q=${encodeURIComponent(words)}`;
    const answer = await getJson(address, { lane: "search" });
    if (field.value.trim() === words) show(form, field, answer);
  } catch (error) {
    // The form itself still works; suggestions are a convenience.
    if (!isGivenUp(error)) hide(form, field);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 * @param {Answer} answer
 */
function show(form, field, answer) {
  const { results } = answer;
  const box = /** @type {HTMLElement} */ (form.querySelector(".suggestions"));
  const list = /** @type {HTMLElement} */ (box.querySelector(".list"));
  const template = /** @type {HTMLTemplateElement} */ (form.querySelector("template"));
  list.replaceChildren(
    ...results.map((result, index) => option(template, result, index, field.value)),
  );
  const refusal =
    (document.documentElement.lang === "en" ? answer.refusal_en : answer.refusal_fa) ?? "";
  part(box, "[data-refusal]").textContent = refusal;
  part(box, "[data-refusal]").hidden = !refusal;
  part(box, "[data-none]").hidden = Boolean(refusal) || results.length > 0;
  box.hidden = false;
  field.setAttribute("aria-expanded", "true");
  field.removeAttribute("aria-activedescendant");
}

/**
 * @param {HTMLTemplateElement} template
 * @param {Result} result
 * @param {number} index
 * @param {string} words
 */
function option(template, result, index, words) {
  const made = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const link = /** @type {HTMLAnchorElement} */ (made.firstElementChild);
  const isEnglish = document.documentElement.lang === "en";
  link.id = `suggestion-${index}`;
  const address = IS_MAP_PAGE ? result.map : result.address;
  link.href = isEnglish ? `/en${address}` : address;
  link.toggleAttribute("data-choose", IS_MAP_PAGE);
  for (const icon of link.querySelectorAll("[data-kind]")) {
    const kinds = (icon.getAttribute("data-kind") ?? "").split(" ");
    if (!kinds.includes(result.kind) && !kinds.includes(result.level ?? "")) icon.remove();
  }
  const name = (isEnglish && result.name_en) || result.name_fa;
  part(link, "[data-name]").append(...marked(name, words.trim()));
  const context = (isEnglish && result.context_en) || result.context_fa;
  part(link, "[data-context]").textContent = context && ` · ${context}`;
  if (!result.synthetic) part(link, "[data-sample]").remove();
  return link;
}

/**
 * A name with the typed text marked in it.
 * @param {string} name
 * @param {string} words
 */
function marked(name, words) {
  const at = name.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return [name];
  const mark = document.createElement("mark");
  mark.textContent = name.slice(at, at + words.length);
  return [name.slice(0, at), mark, name.slice(at + words.length)];
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 */
function move(event, form, field) {
  const options = /** @type {HTMLAnchorElement[]} */ ([...form.querySelectorAll("[role=option]")]);
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const isOpen = field.getAttribute("aria-expanded") === "true";
  if (event.key === "Escape" && (isOpen || !field.value)) {
    close(form, field);
    field.blur();
  } else if (event.key === "Enter" && isOpen && at >= 0) options[at].click();
  else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && isOpen && options.length) {
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next =
      at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length;
    for (const [index, one] of options.entries())
      one.setAttribute("aria-selected", String(index === next));
    options[next].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[next].id);
  } else return;
  event.preventDefault();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 */
function hide(form, field) {
  part(form, ".suggestions").hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 */
function close(form, field) {
  hide(form, field);
  form.closest(".header")?.classList.remove("is-searching");
}

/**
 * @param {Element} root
 * @param {string} selector
 */
function part(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}
