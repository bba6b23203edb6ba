// @ts-check
/** This file lets modules of a page communicate by events on `document`. */

/**
 * `tell` dispatches an event of the page, `listen` subscribes to it. The module that creates the
 * pair documents names and details of its events.
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
