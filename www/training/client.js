// The page's end of the worker: one request in flight, each answered by a snapshot.

/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/** @typedef {import("../../pkg/rvpo_playground.js").SimulateOptions} SimulateOptions */
/** @typedef {import("./worker.js").Advance} Advance */
/** @typedef {import("./worker.js").Request} Request */
/** @typedef {import("./worker.js").Reply} Reply */
/** @typedef {{ snapshot: Snapshot, ms: number }} Advanced */

/** The trainer would not take the options; it trains on with the ones before. */
export class Refused extends Error {}

export class TrainerClient {
  #worker;
  /** @type {{ resolve: (advanced: Advanced) => void, reject: (error: Error) => void } | null} */
  #waiting = null;
  /** @type {string | null} why the worker is of no use, once it has failed with nobody waiting */
  #broken = null;

  /** @param {Worker} worker @param {Promise<ErrorEvent>} broken what became of it before */
  constructor(worker, broken) {
    this.#worker = worker;
    this.#worker.addEventListener("message", (/** @type {MessageEvent<Reply>} */ event) => this.#settle(event.data));
    this.#worker.addEventListener("messageerror", () => this.#settle({ failed: "A message from the worker could not be read." }));
    const onError = (/** @type {ErrorEvent} */ event) => {
      event.preventDefault();
      this.#settle({ failed: event.message || "The worker (training/worker.js or pkg/page/rvpo_playground.js) could not be loaded." });
    };
    this.#worker.addEventListener("error", onError);
    void broken.then(onError);
  }

  get busy() {
    return this.#waiting !== null;
  }

  /** @param {WebAssembly.Module} module @param {SimulateOptions} options @returns {Promise<Advanced>} at step 0 */
  create(module, options) {
    return this.#ask({ create: { module, options } });
  }

  /** @param {Advance} advance @returns {Promise<Advanced>} */
  advance(advance) {
    return this.#ask({ advance });
  }

  /** @param {Request} request @returns {Promise<Advanced>} */
  #ask(request) {
    if (this.#broken !== null) return Promise.reject(new Error(this.#broken));
    if (this.busy) return Promise.reject(new Error("one request at a time"));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(request);
    });
  }

  /** @param {Reply} reply */
  #settle(reply) {
    const waiting = this.#waiting;
    this.#waiting = null;
    if ("snapshot" in reply) waiting?.resolve(reply);
    else if ("refused" in reply) waiting?.reject(new Refused(reply.refused));
    else if (waiting) waiting.reject(new Error(reply.failed));
    else this.#broken = reply.failed;
  }
}
