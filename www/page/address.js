// The page's address follows the settings, and the settings follow it where someone goes back or edits it.

import { linkTo } from "../settings/fragment.js";

/** @typedef {import("../settings/schema.js").Settings} Settings */

/** Changes of one control that are this close make one entry in the history, and so does one pull at a slider. */
const GESTURE_MS = 700;
/** Browsers refuse to have the address changed too often. */
const REPLACE_MS = 300;

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
  followed() {
    this.#link = linkTo(this.#settings);
    this.#timer ||= setTimeout(() => this.#write(), REPLACE_MS);
  }

  #write() {
    if (this.#timer) history.replaceState(null, "", this.#link);
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
