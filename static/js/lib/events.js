// @ts-check
/** This file lets modules of a page talk by events on `document`. */

/**
 * `tell` sends an event of the page, `listen` hears it. The module that makes the pair documents
 * names and details of its events.
 * @param {string} prefix  of the names of the events: "atlas" for "atlas:view"
 */
export function eventsOf(prefix) {
  return {
    /**
     * @param {string} name
     * @param {unknown} [detail]
     */
    tell(name, detail) {
      document.dispatchEvent(new CustomEvent(`${prefix}:${name}`, { detail }));
    },
    /**
     * @param {string} name
     * @param {(detail: any) => void} heard
     */
    listen(name, heard) {
      document.addEventListener(`${prefix}:${name}`, (event) =>
        heard(/** @type {CustomEvent} */ (event).detail),
      );
    },
  };
}
