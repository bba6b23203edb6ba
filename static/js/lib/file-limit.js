// @ts-check
/** This file refuses too large a file in its form: sent, it would be answered by another page. */

/** Watch all file fields with `data-most-bytes`, which say `data-too-large`. */
export function startFileLimits() {
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.dataset.mostBytes) return;
    const most = Number(target.dataset.mostBytes);
    const isTooLarge = [...(target.files ?? [])].some(({ size }) => size > most);
    target.setCustomValidity((isTooLarge && target.dataset.tooLarge) || "");
    if (isTooLarge) target.reportValidity();
  });
}
