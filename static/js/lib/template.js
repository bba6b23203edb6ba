// @ts-check
/** This file creates elements from the <template> elements of the page. */

/**
 * A copy of the first element in a template.
 * @param {string} id  of the template
 */
export function cloned(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/**
 * Change the icon inside an element.
 * @param {Element} element
 * @param {string} name  in icons.svg
 */
export function setIcon(element, name) {
  const icons = document.querySelector("[data-icons]")?.getAttribute("data-icons");
  element.querySelector("use")?.setAttribute("href", `${icons}#${name}`);
}
