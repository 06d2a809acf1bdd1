// Owns the trainer, so that training never blocks the page. Two requests, answered in order, one at a time:
// "create" (compiled module and options) and "advance" (reset, new options, steps: whichever are given, in this order).

import init, { Trainer } from "../../pkg/page/rvpo_playground.js";

/** @typedef {import("../../pkg/rvpo_playground.js").SimulateOptions} SimulateOptions */
/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/**
 * @typedef {object} Advance
 * @property {number} [seed] resets it
 * @property {SimulateOptions} [options]
 * @property {boolean} [anew] whether the options need a new trainer
 * @property {number} steps
 * @property {number | undefined} [inspected] the place of a method whose last batch is wanted
 * @property {number | undefined} [compared] that of another method, to compare it with
 */
/** @typedef {{ create: { module: WebAssembly.Module, options: SimulateOptions } } | { advance: Advance }} Request */
/** @typedef {{ snapshot: Snapshot, ms: number } | { refused: string } | { failed: string }} Reply ms: how long the steps took; refused: the options are bad, training can go on */

/** @type {Trainer | undefined} */
let trainer;

/** @param {SimulateOptions} options */
async function create(options) {
  trainer?.free();
  trainer = undefined;
  trainer = await Trainer.create(options);
  return trainer;
}

/** @param {Request} request @returns {Promise<Reply>} */
async function answer(request) {
  if ("create" in request) {
    await init({ module_or_path: request.create.module });
    const created = await create(request.create.options);
    return { snapshot: await created.step(0), ms: 0 };
  }
  if (trainer === undefined) return { failed: "advance before create" };
  const { seed, options, anew, steps, inspected, compared } = request.advance;
  if (options !== undefined && anew) await create(options);
  else if (seed !== undefined) await trainer.reset(seed);
  if (options !== undefined) {
    try {
      trainer.configure(options);
    } catch (error) {
      return { refused: describe(error) };
    }
  }
  const start = performance.now();
  const snapshot = await trainer.step(steps, inspected, compared);
  return { snapshot, ms: performance.now() - start };
}

/** @param {unknown} error */
function describe(error) {
  return error instanceof Error ? error.message : String(error);
}

self.addEventListener("message", async (/** @type {MessageEvent} */ event) => {
  /** @type {Reply} */
  let reply;
  try {
    reply = await answer(event.data);
  } catch (error) {
    reply = { failed: describe(error) };
  }
  self.postMessage(reply);
});
