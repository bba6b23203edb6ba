// @ts-check
/** This file shows short messages at the edge of the screen, one at a time. */

const SHOWN_MS = 6000;
let timer = 0;

/**
 * Show a sentence. Errors stay until closed.
 * @param {string} words
 * @param {{isError?: boolean, action?: string, act?: () => void}} [options]
 */
export function toast(words, { isError = false, action, act } = {}) {
  const holder = document.getElementById("toasts");
  const template = /** @type {HTMLTemplateElement | null} */ (
    document.getElementById("toast-template")
  );
  if (!holder || !template) return;
  clearTimeout(timer);
  const made = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const box = /** @type {HTMLElement} */ (made.firstElementChild);
  box.classList.toggle("error", isError);
  part(box, "[data-text]").textContent = words;
  part(box, "[data-close]").addEventListener("click", () => box.remove());
  const button = part(box, "[data-action]");
  if (action && act) {
    button.textContent = action;
    button.hidden = false;
    button.addEventListener("click", () => {
      box.remove();
      act();
    });
  }
  holder.replaceChildren(box);
  if (!isError) timer = window.setTimeout(() => box.remove(), SHOWN_MS);
}

/** Remove a message that offers nothing; what it said is over. */
export function clearToast() {
  const action = /** @type {HTMLElement | null} */ (
    document.querySelector("#toasts [data-action]")
  );
  if (action?.hidden) document.getElementById("toasts")?.replaceChildren();
}

/**
 * @param {HTMLElement} box
 * @param {string} selector
 */
function part(box, selector) {
  return /** @type {HTMLElement} */ (box.querySelector(selector));
}
