// What the expansion is of: the z of the rollout under the microscope, or z set by hand, at one k.

import { SCHEMA } from "../settings/schema.js";
import { WORDS as SAY } from "../words/expansion.js";

/** The settings that say which z the maps move. */
export const AXES = /** @type {const} */ (["across", "up"]);

export class Subject {
  /** The k that it is drawn at. */
  k = SCHEMA.k.default;
  /** What is shown while nothing is set by hand. @type {{ z: number[], names: string[] } | null} */
  rollout = null;
  /** Names for what is set by hand. @type {string[]} */
  names = [];
  #settings;

  /** @param {import("../settings/schema.js").Settings} settings changed in place */
  constructor(settings) {
    this.#settings = settings;
  }

  get byHand() {
    return this.#settings.hand === 1 || !this.rollout;
  }

  /** Whose expansion it is. */
  get z() {
    return this.#shown.z;
  }

  /** @param {number} j */
  name(j) {
    return this.#shown.names[j] ?? SAY.another(j + 1);
  }

  /** Which two z the maps move, counted from 0. */
  get axes() {
    const last = this.z.length - 1;
    const [across, up] = AXES.map((id) => Math.min(this.#settings[id] - 1, last));
    return across === up ? [0, last] : [across, up];
  }

  /** How far the sliders and the maps reach to both sides. */
  get reach() {
    return Math.max(SCHEMA.z.max, ...this.z.map((z) => Math.ceil(Math.abs(z))));
  }

  get #shown() {
    return (!this.byHand && this.rollout) || { z: this.#settings.z[0], names: this.names };
  }
}
