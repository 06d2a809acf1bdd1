// What the worker is asked for, one thing at a time, and how far it is.

import { element, make, setText } from "../base/dom.js";
import { WORDS as SAY } from "../words/own.js";
import { Broken } from "./client.js";
import { button } from "./elements.js";

/** @typedef {"load" | "analyse" | "file"} Task */

/** What takes no longer shows no progress. */
const PATIENCE_MS = 200;

export class Tasks {
  #client;
  #places;
  #giveFocus;
  /** @type {Task | null} */
  #doing = null;
  /** Counts what was begun, so that only the last goes on. */
  #turn = 0;
  /** Ends when the worker is free. @type {Promise<unknown>} */
  #idle = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #patience = 0;
  #progress = make("progress", { max: 1, id: "own-progress" });
  #words = element("span", "caption");
  #cancel = button(SAY.data.cancel, "own-cancel", "quiet");
  #row = make("div", { className: "own-progress", hidden: true });

  /**
   * @param {import("./client.js").OwnClient} client @param {Record<Task, HTMLElement>} places where the progress of each shows
   * @param {(task: Task) => void} giveFocus to what comes in the place of the button that had it
   */
  constructor(client, places, giveFocus) {
    this.#client = client;
    this.#places = places;
    this.#giveFocus = giveFocus;
    this.#progress.setAttribute("aria-label", SAY.data.progress);
    this.#row.append(this.#progress, this.#words, this.#cancel);
    this.#cancel.addEventListener("click", () => client.cancel());
  }

  /** What the worker does. */
  get doing() {
    return this.#doing;
  }

  /**
   * What is under way makes way, and of those that wait only the last is done.
   * @template Result
   * @param {Task} task @param {() => Promise<Result>} work
   * @returns {Promise<Result | null>} null: another has taken its turn; a table that is there is the worker's, and comes nevertheless
   */
  async do(task, work) {
    const turn = ++this.#turn;
    // A file can wait for some rows.
    if (task !== "file" || this.#doing === "file") this.#client.cancel();
    this.#doing = task;
    await this.#idle;
    if (turn !== this.#turn) return null;
    this.#endProgress();
    this.#places[task].append(this.#row);
    this.#patience = setTimeout(() => (this.#row.hidden = false), PATIENCE_MS);
    this.showProgress(0, "");
    const result = work();
    this.#idle = result.catch(() => {});
    try {
      const done = await result;
      return turn === this.#turn || task === "load" ? done : null;
    } catch (error) {
      // For another's sake; unless that one has nothing to work with any more.
      if (turn !== this.#turn && !(error instanceof Broken)) return null;
      throw error;
    } finally {
      if (turn === this.#turn) {
        this.#doing = null;
        this.#endProgress();
      }
    }
  }

  /** Ends what is under way; nothing comes in its place. */
  stop() {
    this.#turn++;
    this.#client.cancel();
    this.#doing = null;
    this.#endProgress();
  }

  /** @param {number} fraction @param {string} words */
  showProgress(fraction, words) {
    this.#progress.value = fraction;
    setText(this.#words, words);
  }

  #endProgress() {
    clearTimeout(this.#patience);
    const focused = document.activeElement === this.#cancel;
    const ended = /** @type {Task[]} */ (Object.keys(this.#places)).find((task) => this.#places[task] === this.#row.parentElement);
    this.#row.hidden = true;
    // Not lost with the button. A task later: then what comes in its place is there.
    if (focused && ended) setTimeout(() => this.#giveFocus(ended));
  }
}
