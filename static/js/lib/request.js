// @ts-check
/** This file sends requests to the server: one place for CSRF, errors and aborting. */

import { config, isolated } from "#lib/config";

/** An unsuccessful answer; `message` is a sentence for the user, in the page's language. */
export class RequestProblem extends Error {
  /**
   * @param {string} message
   * @param {number} status  0 when there was no answer
   * @param {Record<string, any>} [problem]  the members of the server's answer
   */
  constructor(message, status, problem = {}) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

/** Accepted beside a page or a drawing: a problem as JSON, whose text can be shown. */
const PROBLEM = "application/problem+json";

/** @type {Map<string, AbortController>} */
const underWay = new Map();

/**
 * Request JSON.
 * @param {string} address
 * @param {{lane?: string}} [options]  lane: a later request in the same lane aborts this one
 * @returns {Promise<any>}
 */
export async function getJson(address, options = {}) {
  return ask(address, "application/json", options, (response) => response.json());
}

/**
 * Send JSON, or a form with files, and receive JSON.
 * @param {string} address
 * @param {Record<string, any> | FormData} content
 * @param {{lane?: string, patience_ms?: number}} [options]  patience_ms: the request is aborted
 * after it
 * @returns {Promise<any>}
 */
export async function postJson(address, content, options = {}) {
  const isForm = content instanceof FormData;
  const body = isForm ? content : JSON.stringify(content);
  const type = isForm ? undefined : "application/json";
  return ask(address, "application/json", { ...options, method: "POST", body, type }, (response) =>
    response.json(),
  );
}

/**
 * Request a fragment of a page.
 * @param {string} address
 * @param {{lane?: string, patience_ms?: number}} [options]
 * @returns {Promise<Document>}
 */
export async function getFragment(address, options = {}) {
  const html = await ask(address, `text/html, ${PROBLEM}`, options, (response) => response.text());
  return new DOMParser().parseFromString(html, "text/html");
}

/**
 * Request a drawing.
 * @param {string} address
 * @param {{lane?: string}} [options]
 * @returns {Promise<Element>}
 */
export async function getDrawing(address, options = {}) {
  const svg = await ask(address, `image/svg+xml, ${PROBLEM}`, options, (response) =>
    response.text(),
  );
  return document.importNode(
    new DOMParser().parseFromString(svg, "image/svg+xml").documentElement,
    true,
  );
}

/**
 * Abort what is under way in a lane.
 * @param {string} lane
 */
export function giveUp(lane) {
  underWay.get(lane)?.abort();
}

/**
 * Whether an error only means that a newer request replaced this one.
 * @param {unknown} error
 */
export function isGivenUp(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * The answer as parsed by `read`; patience includes reading.
 * @template T
 * @param {string} address
 * @param {string} accept
 * @param {{lane?: string, method?: string, body?: BodyInit, type?: string, patience_ms?: number}} options
 * @param {(response: Response) => Promise<T>} read
 * @returns {Promise<T>}
 */
async function ask(address, accept, { lane, method = "GET", body, type, patience_ms }, read) {
  const controller = new AbortController();
  if (lane) {
    giveUp(lane);
    underWay.set(lane, controller);
  }
  /** @type {Record<string, string>} */
  const headers = { Accept: accept };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (type) headers["Content-Type"] = type;
  // Another person may have signed in since, in another tab.
  const owner = /** @type {any} */ (config).draw?.user;
  if (owner) headers["X-Page-Of"] = String(owner);
  const isTooLong = () => controller.abort(new DOMException("", "TimeoutError"));
  const clock = patience_ms ? setTimeout(isTooLong, patience_ms) : 0;
  try {
    const response = await fetch(address, { method, body, headers, signal: controller.signal });
    if (!response.ok) throw await problemOf(response);
    return await read(response);
  } catch (error) {
    if (isGivenUp(error) || error instanceof RequestProblem) throw error;
    throw new RequestProblem("", 0);
  } finally {
    clearTimeout(clock);
  }
}

/**
 * The message for the user in an unsuccessful answer, if any.
 * @param {Response} response
 */
async function problemOf(response) {
  const isData = response.headers.get("Content-Type")?.includes("json");
  const problem = isData ? await response.json().catch(() => ({})) : {};
  const words = problem[`detail_${document.documentElement.lang}`] ?? problem.detail ?? "";
  return new RequestProblem(isolated(words), response.status, problem);
}

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}
