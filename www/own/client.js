// The page's end of the worker for rewards of one's own, which starts with the first request. Requests are answered one after the other.

import { built } from "../base/built.js";

/** @typedef {import("../../pkg/rvpo_playground.js").AnalysisOptions} AnalysisOptions */
/** @typedef {import("../../pkg/rvpo_playground.js").ColumnRole} ColumnRole */
/** @typedef {import("../../pkg/rvpo_playground.js").RolloutRow} RolloutRow */
/** @typedef {import("./worker.js").Analysed} Analysed */
/** @typedef {import("./worker.js").Loaded} Loaded */
/** @typedef {import("./worker.js").LoadProgress} LoadProgress */
/** @typedef {import("./worker.js").Reply} Reply */
/** @typedef {import("./worker.js").Request} Request */
/** @typedef {import("./worker.js").Work} Work */
/** @typedef {{ resolve: (answer: any) => void, reject: (error: Error) => void, onProgress: (progress: any) => void }} Waiting */

/** The data or the options are bad; `details` are the code and the figures of what the message says, where the core has refused them. */
export class Refused extends Error {
  /** @param {string} message @param {import("../../pkg/rvpo_playground.js").RefusalDetails | undefined} details */
  constructor(message, details) {
    super(message);
    this.details = details;
  }
}

/** It was asked to stop. */
export class Cancelled extends Error {}

/** The worker has failed, mostly for want of memory, and the table is lost with it. The next request starts another. */
export class Broken extends Error {}

const ignore = () => {};

export class OwnClient {
  #language;
  /** @type {Worker | null} */
  #worker = null;
  #lastId = 0;
  /** By id. @type {Map<number, Waiting>} */
  #waiting = new Map();

  /** @param {import("../../pkg/rvpo_playground.js").Language} language what is said in: refusals, findings and warnings */
  constructor(language) {
    this.#language = language;
  }

  /** Whether something is under way. */
  get busy() {
    return this.#waiting.size > 0;
  }

  /**
   * Reads a table in the place of the one before, which stays if that fails.
   * @param {Blob | string} source @param {string} [fileName] @param {(progress: LoadProgress) => void} [onProgress]
   * @returns {Promise<Loaded>} rejects with Refused, which says where and what is wrong, Cancelled or Broken
   */
  load(source, fileName, onProgress) {
    const blob = typeof source === "string" ? new Blob([source]) : source;
    return this.#ask("load", { source: blob, fileName }, onProgress);
  }

  /**
   * Computes two methods on the table, and the report. What was computed before is let go, whatever comes of it.
   * @param {ColumnRole[]} roles one for each column @param {number | undefined} groupSize where no column is the group
   * @param {AnalysisOptions} options @param {(fraction: number) => void} [onProgress]
   * @returns {Promise<Analysed>} rejects likewise
   */
  analyse(roles, groupSize, options, onProgress) {
    return this.#ask("analyse", { roles, groupSize, options }, onProgress);
  }

  /**
   * Some of the rollouts, with the standardised rewards and credits of one of the two methods.
   * @param {"method" | "compare"} which @param {number} from counted from 0 @param {number} count fewer come at the end
   * @returns {Promise<RolloutRow[]>}
   */
  rows(which, from, count) {
    return this.#ask("rows", { which, from, count });
  }

  /**
   * Likewise, of these rollouts.
   * @param {"method" | "compare"} which @param {number[]} rollouts counted from 0
   * @returns {Promise<RolloutRow[]>}
   */
  picked(which, rollouts) {
    return this.#ask("picked", { which, rollouts });
  }

  /**
   * All that was computed for the rollouts.
   * @param {"csv" | "json"} kind @param {(fraction: number) => void} [onProgress]
   * @returns {Promise<Blob>}
   */
  file(kind, onProgress) {
    return this.#ask("file", { kind }, onProgress);
  }

  /** Ends what is under way, unless it is done already: its promise rejects with Cancelled. A table that was loaded before stays. */
  cancel() {
    if (this.busy) this.#post({ cancel: this.#lastId });
  }

  /** What is under way waits, or goes on. @param {boolean} resting */
  rest(resting) {
    this.#worker?.postMessage(/** @satisfies {Request} */ ({ rest: resting }));
  }

  /** Forgets the table and gives back its memory. What is under way is cancelled. */
  clear() {
    this.#end(new Cancelled());
  }

  /**
   * @template {keyof Work} Kind
   * @param {Kind} kind @param {Work[Kind]["ask"]} ask @param {(progress: Work[Kind]["progress"]) => void} [onProgress]
   * @returns {Promise<Work[Kind]["answer"]>}
   */
  #ask(kind, ask, onProgress = ignore) {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      // Before it counts as waiting: what cannot be sent throws.
      this.#post({ id, kind, ask, language: this.#language });
      this.#waiting.set(id, { resolve, reject, onProgress });
    });
  }

  /** @param {Request} request */
  #post(request) {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
  }

  #start() {
    const worker = new Worker(built("own/worker.js"), { type: "module" });
    worker.addEventListener("message", (/** @type {MessageEvent<Reply>} */ event) => this.#settle(event.data));
    worker.addEventListener("messageerror", () => this.#end(new Broken("A message from the worker could not be read.")));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#end(new Broken(event.message || "The worker (own/worker.js or pkg/rvpo_playground.js) could not be loaded."));
    });
    return worker;
  }

  /** @param {Reply} reply */
  #settle(reply) {
    const waiting = this.#waiting.get(reply.id);
    if ("progress" in reply) return waiting?.onProgress(reply.progress);
    this.#waiting.delete(reply.id);
    if ("answer" in reply) waiting?.resolve(reply.answer);
    else if ("cancelled" in reply) waiting?.reject(new Cancelled());
    else if ("refused" in reply) waiting?.reject(new Refused(reply.refused, reply.details));
    else {
      waiting?.reject(new Broken(reply.broken));
      this.#end(new Broken(reply.broken));
    }
  }

  /** Lets the worker go, with its memory, which would otherwise never shrink. @param {Error} error for all that wait */
  #end(error) {
    this.#worker?.terminate();
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
