// @ts-check
/**
 * This file says under a field that its text is at the limit: the browser drops the rest of a paste
 * without a word.
 */

import { numberText, text } from "#lib/config";

/** Watch all fields with a maxlength. */
export function startLengthLimits() {
  document.addEventListener("beforeinput", (event) => {
    const field = limited(event.target);
    // What is composed replaces itself while it is written.
    if (field && !event.isComposing && isTooLong(field, added(event))) say(field);
  });
  document.addEventListener("input", ({ target }) => {
    const field = limited(target);
    if (field && field.value.length < field.maxLength) noteOf(field)?.remove();
  });
}

/** @param {EventTarget | null} target */
function limited(target) {
  const isText = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return isText && target.maxLength > 0 ? target : null;
}

/** The text that an event is about to write. @param {InputEvent} event */
function added({ data, dataTransfer, inputType }) {
  if (inputType === "insertLineBreak") return "\n";
  return (data ?? dataTransfer?.getData("text/plain") ?? "").replaceAll("\r\n", "\n");
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} more
 */
function isTooLong({ value, maxLength, selectionStart, selectionEnd }, more) {
  const replaced = (selectionEnd ?? 0) - (selectionStart ?? 0);
  return more.length > 0 && value.length - replaced + more.length > maxLength;
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field */
function noteOf(field) {
  return field.parentElement?.querySelector("[data-limit]");
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field */
function say(field) {
  if (noteOf(field)) return;
  const note = document.createElement("p");
  note.className = "hint error";
  note.setAttribute("role", "status");
  note.dataset.limit = "";
  field.after(note);
  note.textContent = text("limit_reached", { count: numberText(field.maxLength) });
}
