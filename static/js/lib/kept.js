// @ts-check
/**
 * This file knows the drafts that this device keeps of one user, and asks at sign-out whether they
 * stay. Their names begin with the user, so that no other person on this device is shown them.
 */

const PREFIX = "mahalleh-draft";
/** The user has had the drafts removed: this page keeps none any more. */
let isForgotten = false;

/**
 * @param {number | string} user
 * @param {string} place  the code of a target area, or what newDraftName makes of a new one
 */
export function draftName(user, place) {
  return [PREFIX, user, place].join(":");
}

/**
 * The name of the draft of an area that the server does not know yet.
 * @param {number | string} user
 * @param {string} county
 * @param {string} key  of the drawing
 */
export function newDraftName(user, county, key) {
  return draftName(user, ["new", county, key].join(":"));
}

/**
 * The county and the key of a draft by its name; null if it is of a saved area, or set aside.
 * @param {string} name
 */
export function newDraft(name) {
  const [, , kind, county, key, ...more] = name.split(":");
  return kind === "new" && key && !more.length ? { county, key } : null;
}

/**
 * A draft as it was kept; null if there is none that can be read.
 * @param {string} name
 * @returns {any}
 */
export function readDraft(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name) ?? "null");
    return Array.isArray(draft?.shape) ? draft : null;
  } catch {
    return null;
  }
}

/**
 * Keep a draft; returns whether this browser does.
 * @param {string} name
 * @param {any} draft
 */
export function keepDraft(name, draft) {
  if (isForgotten) return false;
  try {
    localStorage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
export function removeDraft(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to remove.
  }
}

/**
 * The names of all drafts of a user, those set aside too.
 * @param {number | string} user
 * @returns {string[]}
 */
export function draftsOf(user) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}:${user}:`));
  } catch {
    return [];
  }
}

/** @param {string} user */
export function forgetDrafts(user) {
  isForgotten = true;
  for (const name of draftsOf(user)) removeDraft(name);
}

/** Ask before a sign-out form is sent, if this device keeps drafts of the user. */
export function startSignOut() {
  const dialog = /** @type {HTMLDialogElement | null} */ (
    document.querySelector("[data-kept-drafts]")
  );
  if (!dialog) return;
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      if (!draftsOf(dialog.dataset.keptDrafts ?? "").length) return;
      event.preventDefault();
      ask(dialog, /** @type {HTMLFormElement} */ (form));
    });
  }
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLFormElement} form
 */
function ask(dialog, form) {
  dialog.onclose = () => {
    if (dialog.returnValue === "forget") forgetDrafts(dialog.dataset.keptDrafts ?? "");
    if (dialog.returnValue) form.submit();
  };
  dialog.returnValue = "";
  dialog.showModal();
}
