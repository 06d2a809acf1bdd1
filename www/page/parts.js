// The parts of the page: what each can do, and the list of those that are loaded when they come into sight.

import { byId } from "../base/dom.js";
import { loadStyles } from "../base/styles.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("./views.js").View} View */

/**
 * A part, as the page knows it.
 * @typedef {object} Part
 * @property {() => void} [showSettings] the settings have changed elsewhere, or its view is seen again
 * @property {() => void} [leave] its view is not seen any more: what it computes can wait
 * @property {(now: number) => void} [update] the run has gone on, or something else has changed; at most once a frame
 * @property {() => void} [settle] now and then while the training goes on, and when it has come to rest: for what need not follow every frame
 * @property {() => void} [restyle] sizes or colours have changed
 * @property {() => import("../picture/paper.js").Printed[]} [printed] what stands on paper
 */

/**
 * The page, as its parts know it.
 * @typedef {object} Page
 * @property {import("../settings/schema.js").Settings} settings changed in place
 * @property {import("../training/run.js").Run} run
 * @property {import("../base/observable.js").Observable<number[] | null>} rollout the z of the rollout under the microscope, where there is one
 * @property {() => void} changed the settings have been changed by hand: an entry in the browser's history
 * @property {() => void} followed the settings have followed something else: the address goes along, without an entry
 * @property {() => void} outdate what is drawn has changed: with the next frame
 * @property {(view: View) => void} show that view is wanted
 * @property {(error: unknown) => void} missing what is loaded when it is asked for did not come
 */

/**
 * `id`: of its section; `after`: the part that it needs; `begin`: builds it.
 * @typedef {{ id: string, view: View, after?: string, load: () => Promise<{ begin(page: Page): Part | Promise<Part> }> }} Entry
 */

/** @type {readonly Entry[]} */
export const PARTS = [
  { id: "microscope", view: "playground", load: () => import("../microscope/part.js") },
  // It shows the rollout under the microscope, however one came here.
  { id: "expansion", view: "playground", after: "microscope", load: () => import("../expansion/part.js") },
  { id: "own", view: "own", load: () => import("../own/part.js") },
];

export class Parts {
  #page;
  #onLoaded;
  /** @type {Map<string, { view: View, part: Part }>} */
  #loaded = new Map();
  /** @type {Map<string, Promise<void>>} */
  #loading = new Map();

  /** @param {Page} page @param {Part} training which is there to begin with @param {() => void} onLoaded a part is on the page */
  constructor(page, training, onLoaded) {
    this.#page = page;
    this.#onLoaded = onLoaded;
    this.#loaded.set("training", { view: "playground", part: training });
    for (const entry of PARTS) this.#loadInSight(entry);
  }

  /** Those of a view that are there. @param {View} view */
  of(view) {
    return [...this.#loaded.values()].filter((some) => some.view === view).map(({ part }) => part);
  }

  /** Another view than this is not seen any more. @param {View} seen */
  leaveOthers(seen) {
    for (const { view, part } of this.#loaded.values()) if (view !== seen) part.leave?.();
  }

  /** Until it comes into sight nobody waits for it. @param {Entry} entry */
  #loadInSight(entry) {
    const observer = new IntersectionObserver(async (entries) => {
      if (!entries.at(-1)?.isIntersecting) return;
      await this.#load(entry);
      if (this.#loaded.has(entry.id)) observer.disconnect();
    });
    observer.observe(byId(entry.id));
  }

  /** @param {Entry} entry */
  #load(entry) {
    const loading = this.#loading.get(entry.id) ?? this.#begin(entry);
    this.#loading.set(entry.id, loading);
    return loading;
  }

  /** Its section hears `loaded` when it is there. @param {Entry} entry */
  async #begin(entry) {
    const section = byId(entry.id);
    try {
      await loadStyles();
      const needed = PARTS.find(({ id }) => id === entry.after);
      if (needed) await this.#load(needed);
      const { begin } = await entry.load();
      this.#loaded.set(entry.id, { view: entry.view, part: await begin(this.#page) });
      section.removeAttribute("data-waiting");
      this.#onLoaded();
      section.dispatchEvent(new Event("loaded"));
    } catch (error) {
      // It is tried again when it comes into sight again.
      this.#loading.delete(entry.id);
      section.dataset.failed = TEXT.failure.part;
      this.#page.missing(error);
    }
  }
}
