// @ts-check
/** This file asks the server: one place for CSRF, errors and giving up. */

/** An answer that is no success; `message` is a sentence for a person, in the page's language. */
export class RequestProblem extends Error {
  /**
   * @param {string} message
   * @param {number} status  0 when there was no answer
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** What is asked for beside a page or a drawing: a refusal in words that can be read out. */
const PROBLEM = "application/problem+json";

/** @type {Map<string, AbortController>} */
const underWay = new Map();

/**
 * Ask for JSON.
 * @param {string} address
 * @param {{lane?: string}} [options]  lane: a later question of the same lane gives up this one
 * @returns {Promise<any>}
 */
export async function getJson(address, options = {}) {
  return (await ask(address, "application/json", options)).json();
}

/**
 * Ask for a fragment of a page.
 * @param {string} address
 * @param {{lane?: string}} [options]
 * @returns {Promise<Document>}
 */
export async function getFragment(address, options = {}) {
  const html = await (await ask(address, `text/html, ${PROBLEM}`, options)).text();
  return new DOMParser().parseFromString(html, "text/html");
}

/**
 * Ask for a drawing.
 * @param {string} address
 * @param {{lane?: string}} [options]
 * @returns {Promise<Element>}
 */
export async function getDrawing(address, options = {}) {
  const svg = await (await ask(address, `image/svg+xml, ${PROBLEM}`, options)).text();
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

/**
 * Whether an error only says that a newer question took the place of this one.
 * @param {unknown} error
 */
export function isGivenUp(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * @param {string} address
 * @param {string} accept
 * @param {{lane?: string, method?: string, body?: BodyInit}} options
 */
async function ask(address, accept, { lane, method = "GET", body }) {
  const controller = new AbortController();
  if (lane) {
    underWay.get(lane)?.abort();
    underWay.set(lane, controller);
  }
  /** @type {Record<string, string>} */
  const headers = { Accept: accept };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  let response;
  try {
    response = await fetch(address, { method, body, headers, signal: controller.signal });
  } catch (error) {
    if (isGivenUp(error)) throw error;
    throw new RequestProblem("", 0);
  }
  if (!response.ok) throw new RequestProblem(await explanation(response), response.status);
  return response;
}

/**
 * What a problem answer says to a person, or nothing.
 * @param {Response} response
 */
async function explanation(response) {
  if (!response.headers.get("Content-Type")?.includes("json")) return "";
  const problem = await response.json().catch(() => ({}));
  return problem[`detail_${document.documentElement.lang}`] ?? problem.detail ?? "";
}

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}
