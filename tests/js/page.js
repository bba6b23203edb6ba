/** This file provides modules with the parts of a page that they need in Node. */

/**
 * A page of the server with this configuration, at this address.
 * @param {Record<string, any>} config  the JSON of <script id="page-config">
 * @param {string} address
 */
export function openPage(config, address = "http://127.0.0.1/") {
  const script = { textContent: JSON.stringify(config) };
  const visited = [];
  const page = {
    document: Object.assign(new EventTarget(), {
      querySelector: (selector) => (selector === "#page-config" ? script : null),
      querySelectorAll: () => [],
    }),
    location: new URL(address),
    history: {
      pushState: (_state, _title, to) => visited.push(["push", to]),
      replaceState: (_state, _title, to) => visited.push(["replace", to]),
    },
    addEventListener: () => {},
  };
  for (const [name, value] of Object.entries(page)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return visited;
}

/**
 * What the modules tell by an event of the page from now on.
 * @param {string} name
 * @returns {any[]}
 */
export function heard(name) {
  const details = [];
  document.addEventListener(name, (event) => details.push(event.detail));
  return details;
}
