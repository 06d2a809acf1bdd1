// The settings in the page's address: the fragment holds what differs from the defaults, `#k=0.5&noise=0.3`. Reading it
// never fails: what cannot be used is reported and left at its default.

import { defaults, entryOf, parse, SCHEMA, write } from "../settings/schema.js";

/** @typedef {import("../settings/schema.js").Settings} Settings */
/** @typedef {import("../settings/schema.js").Name} Name */
/** @typedef {{ key: string, text: string, entry: import("../settings/schema.js").Entry | null }} Problem no entry: there is no such setting */

const NAMES = /** @type {Name[]} */ (Object.keys(SCHEMA)).filter((name) => SCHEMA[name].public);

/** Changes of one control that are this close make one entry in the history, and so does one pull at a slider. */
const GESTURE_MS = 700;
/** Browsers refuse to have the address changed too often. */
const REPLACE_MS = 300;

/** @param {Settings} settings @returns {string} without "#"; empty for the defaults */
export function toFragment(settings) {
  const base = defaults(settings.scenario);
  return NAMES.map((name) => [name, write(name, settings[name]), write(name, name === "scenario" ? SCHEMA.scenario.default : base[name])])
    .filter(([, text, usual]) => text !== usual)
    // Readable, as far as a link allows.
    .map(([name, text]) => `${name}=${encodeURIComponent(text).replace(/%(2C|3B)/g, decodeURIComponent)}`)
    .join("&");
}

/** @param {string} fragment with or without "#" @returns {{ settings: Settings, problems: Problem[] }} */
export function fromFragment(fragment) {
  const parts = fragment.replace(/^#/, "").split("&").filter(Boolean).map((part) => part.split(/=(.*)/s, 2).map(decode));
  const scenario = parts.findLast(([key]) => key === "scenario")?.[1] ?? "";
  const fallback = defaults(SCHEMA.scenario.values.includes(scenario) ? scenario : undefined);
  const settings = { ...fallback };
  /** @type {Problem[]} */
  const problems = [];
  for (const [key, text = ""] of parts) {
    const name = NAMES.find((some) => some === key);
    const value = name ? parse(name, text) : null;
    if (name) Object.assign(settings, { [name]: value ?? fallback[name] });
    if (value === null) problems.push({ key, text, entry: name ? entryOf(name) : null });
  }
  return { settings, problems };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {Settings} settings @returns {string} the page's address with these settings */
export function linkTo(settings) {
  const fragment = toFragment(settings);
  return location.href.split("#")[0] + (fragment && `#${fragment}`);
}

/** Keeps the address as the settings are, with an entry in the history for each finished change. */
export class Address {
  #settings;
  /** @type {Element | null} the control whose change the latest entry holds */
  #changing = null;
  /** A slider is being pulled. */
  #open = false;
  #at = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #timer = 0;
  /** What the timer is to write. */
  #link = "";

  /** @param {Settings} settings @param {() => void} onArrive the address has become another, by going back or by hand */
  constructor(settings, onArrive) {
    this.#settings = settings;
    for (const end of ["change", "click"]) document.addEventListener(end, () => (this.#open = false));
    addEventListener("hashchange", () => {
      clearTimeout(this.#timer);
      this.#timer = 0;
      this.#changing = null;
      onArrive();
    });
  }

  /** The settings have changed, by the control that has the focus. */
  changed() {
    const { activeElement } = document;
    const now = performance.now();
    const same = activeElement === this.#changing && (this.#open || now - this.#at < GESTURE_MS);
    this.#changing = activeElement;
    this.#open = true;
    this.#at = now;
    if (!same) this.#write();
    this.#link = linkTo(this.#settings);
    if (same) this.#timer ||= setTimeout(() => this.#write(), REPLACE_MS);
    else if (this.#link !== location.href) history.pushState(null, "", this.#link);
  }

  /** The settings have changed by looking around: no entry of its own. */
  replaced() {
    this.#link = linkTo(this.#settings);
    this.#timer ||= setTimeout(() => this.#write(), REPLACE_MS);
  }

  #write() {
    if (this.#timer) history.replaceState(null, "", this.#link);
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
