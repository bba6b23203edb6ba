// @ts-check
/** This file closes open menus: by Escape, by a click elsewhere, and when another opens. */

export function startMenus() {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Node ? event.target : null;
    for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const [menu] = openMenus();
    if (event.key !== "Escape" || event.defaultPrevented || !menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
    event.preventDefault();
  });
}

/** @returns {HTMLDetailsElement[]} */
function openMenus() {
  return [...document.querySelectorAll("details.dropdown[open]")].map(
    (menu) => /** @type {any} */ (menu),
  );
}
