/**
 * This file provides the parts of a page's elements that the vertex table and the save button use.
 */

/** `[data-x]`, `[data-x=y]` or a tag's name. */
function fits(element, selector) {
  const [, name, value] = selector.match(/^\[([\w-]+)(?:=(\w+))?\]$/) ?? [];
  if (!name) return element.tag === selector;
  return element.attributes.has(name) && (!value || element.attributes.get(name) === value);
}

export class Element {
  attributes = new Map();
  children = [];
  parentElement = null;
  style = {};
  hidden = false;
  disabled = false;
  textContent = "";
  clientWidth = 1000;
  #heard = new Map();

  /**
   * @param {string} tag
   * @param {string} names  of attributes, as in "data-row=add"
   * @param {...Element} inside
   */
  constructor(tag = "div", names = "", ...inside) {
    this.tag = tag;
    for (const [name, value = ""] of names.split(" ").map((each) => each.split("=")))
      this.attributes.set(name, value);
    if (inside.length) this.replaceChildren(...inside);
  }

  get childElementCount() {
    return this.children.length;
  }

  get firstElementChild() {
    return this.children[0];
  }

  get lastElementChild() {
    return this.children.at(-1) ?? {};
  }

  get dataset() {
    const own = [...this.attributes].filter(([name]) => name.startsWith("data-"));
    return Object.fromEntries(own.map(([name, value]) => [name.slice(5), value]));
  }

  replaceChildren(...made) {
    this.children = made;
    for (const each of made) each.parentElement = this;
  }

  all() {
    return this.children.flatMap((each) => [each, ...each.all()]);
  }

  querySelectorAll(selector) {
    return this.all().filter((each) => fits(each, selector));
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  closest(selector) {
    return fits(this, selector) ? this : (this.parentElement?.closest(selector) ?? null);
  }

  contains(other) {
    return this === other || this.all().includes(other);
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  toggleAttribute(name, isOn) {
    if (isOn) this.attributes.set(name, "");
    else this.attributes.delete(name);
  }

  addEventListener(type, heard) {
    this.#heard.set(type, [...(this.#heard.get(type) ?? []), heard]);
  }

  /** An event that bubbles. */
  fire(type, event = { target: this, preventDefault: () => {} }) {
    for (const heard of this.#heard.get(type) ?? []) heard(event);
    this.parentElement?.fire(type, event);
  }

  focus() {
    document.activeElement = this;
    this.fire("focusin");
  }

  blur() {
    document.activeElement = null;
    this.fire("focusout");
  }

  select() {}
}

export class Input extends Element {
  value = "";

  constructor(names) {
    super("input", names);
  }

  focus() {
    this.entered = this.value;
    super.focus();
  }

  /** A field that was typed in tells so when it is left. */
  blur() {
    if (this.value !== this.entered) this.fire("change");
    super.blur();
  }

  /** Type a value and leave the field. */
  enter(value) {
    this.focus();
    this.value = value;
    this.fire("input");
    this.entered = value;
    this.fire("change");
  }
}

export class Option extends Element {
  constructor(words, value, _isDefault, isChosen) {
    super("option");
    Object.assign(this, { textContent: words, value, isChosen });
  }
}

class Select extends Element {
  #chosen;

  get value() {
    return this.#chosen ?? this.children.find((each) => each.isChosen)?.value ?? "";
  }

  set value(value) {
    this.#chosen = value;
  }

  replaceChildren(...made) {
    this.#chosen = undefined;
    super.replaceChildren(...made);
  }
}

function row() {
  const buttons = ["add", "up", "delete"].map((name) => new Element("button", `data-row=${name}`));
  const cells = [new Input("data-x"), new Input("data-y")];
  return new Element("tr", "", new Element("th", "data-number"), ...cells, ...buttons);
}

/** The elements of the page by a selector; those that no test asks about are empty. */
export function elements() {
  const button = (name) => new Element("button", name);
  const tray = new Element(
    "section",
    "data-tray=vertices",
    new Element("div", "data-rings-field", new Select("select", "data-ring")),
    new Element("tbody", "data-rows"),
    new Element("p", "data-unseen"),
    ...["data-add-vertex", "data-add-part", "data-delete-ring"].map(button),
  );
  const names = ["data-save", "data-submit", "data-reason", "data-snapping", "data-areal"];
  const tip = new Element("div", "data-snap-tip", new Element());
  return new Element("main", "", tray, tip, ...names.map(button));
}

/** The templates of the page by their id. */
export const TEMPLATES = {
  "vertex-template": { content: { firstElementChild: { cloneNode: row } } },
};
