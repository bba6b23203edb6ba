// @ts-check
/** This file moves the panels: the sheet and its tabs on a phone, folding and closing elsewhere. */

const HEIGHTS = ["low", "half", "full"];
/** A shorter drag is a tap. */
const TAP_PX = 8;

export function startSheet() {
  const page = /** @type {HTMLElement} */ (document.querySelector("[data-atlas]"));
  const tabs = /** @type {HTMLElement[]} */ ([...page.querySelectorAll("[role=tab]")]);
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      page.dataset.tab = tab.dataset.tab;
      if (page.dataset.sheet === "low") page.dataset.sheet = "half";
    });
    tab.addEventListener("keydown", (event) => turn(event, tabs));
  }
  new MutationObserver(() => showTab(page, tabs)).observe(page, { attributeFilter: ["data-tab"] });
  showTab(page, tabs);
  startGrab(page);
  startFolding(page);
}

/**
 * @param {HTMLElement} page
 * @param {HTMLElement[]} tabs
 */
function showTab(page, tabs) {
  for (const tab of tabs) {
    const isChosen = tab.dataset.tab === page.dataset.tab;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
}

/**
 * Arrow keys go round the tabs, in reading direction.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} tabs
 */
function turn(event, tabs) {
  const isRtl = document.body.dir === "rtl";
  const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
  if (!step) return;
  const at = tabs.indexOf(/** @type {HTMLElement} */ (event.currentTarget));
  const next = tabs[(at + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

/** @param {HTMLElement} page */
function startGrab(page) {
  const grab = /** @type {HTMLElement} */ (page.querySelector("[data-grab]"));
  const head = /** @type {HTMLElement} */ (grab.parentElement);
  let startY = 0;
  let startHeight = 0;
  grab.addEventListener("pointerdown", (event) => {
    startY = event.clientY;
    startHeight = page.getBoundingClientRect().bottom - head.getBoundingClientRect().top;
    grab.setPointerCapture(event.pointerId);
  });
  grab.addEventListener("pointermove", (event) => {
    if (!grab.hasPointerCapture(event.pointerId)) return;
    page.classList.add("is-dragging");
    page.style.setProperty("--sheet", `${startHeight + startY - event.clientY}px`);
  });
  grab.addEventListener("pointerup", (event) => {
    page.classList.remove("is-dragging");
    page.style.removeProperty("--sheet");
    const moved = startY - event.clientY;
    if (Math.abs(moved) < TAP_PX) step(page, page.dataset.sheet === "half" ? 1 : "half");
    else step(page, moved > 0 ? 1 : -1);
  });
  grab.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp") step(page, 1);
    else if (event.key === "ArrowDown") step(page, -1);
    else if (event.key === "Enter" || event.key === " ") step(page, "half");
    else return;
    event.preventDefault();
  });
}

/**
 * @param {HTMLElement} page
 * @param {number | string} to  one height up or down, or a height by name
 */
function step(page, to) {
  if (typeof to === "string") {
    page.dataset.sheet = to;
    return;
  }
  const at = HEIGHTS.indexOf(page.dataset.sheet ?? "half");
  page.dataset.sheet = HEIGHTS[Math.min(2, Math.max(0, at + to))];
}

/** @param {HTMLElement} page */
function startFolding(page) {
  const fold = /** @type {HTMLElement} */ (page.querySelector("[data-fold]"));
  fold.addEventListener("click", () => {
    const isOpen = page.classList.toggle("start-open");
    fold.setAttribute("aria-expanded", String(isOpen));
  });
  page.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[data-close-panel]")) {
      page.classList.add("end-closed");
      page.querySelector(".show-panel")?.dispatchEvent(new Event("focus"));
    }
    if (target.closest("[data-show-panel]")) page.classList.remove("end-closed");
  });
}
