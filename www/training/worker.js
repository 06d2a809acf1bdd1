// Owns the trainer, so that training never blocks the page. Two requests, answered in order, one at a time:
// "create" (compiled module and options) and "advance" (reset, new options, steps: whichever are given, in this order;
// another backend or another shape of the table comes with a reset).

import init, { Trainer } from "../../pkg/page/rvpo_playground.js";

/** @typedef {import("../../pkg/rvpo_playground.js").SimulateOptions} SimulateOptions */
/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/** @typedef {{ seed?: number, options?: SimulateOptions, steps: number, inspected?: number }} Advance inspected: the place of a method whose last batch is wanted */
/** @typedef {{ create: { module: WebAssembly.Module, options: SimulateOptions } } | { advance: Advance }} Request */
/** @typedef {{ snapshot: Snapshot, ms: number } | { refused: string } | { failed: string }} Reply ms: how long the steps took; refused: the options are bad, training can go on */

/** @type {Trainer | undefined} */
let trainer;
/** What it was made with and keeps: the backend that it was asked to take, the shape of the reward table. */
let made = "";

/** @param {SimulateOptions} options */
async function create(options) {
  trainer?.free();
  trainer = undefined;
  trainer = await Trainer.create(options);
  made = kept(options);
  return trainer;
}

/** @param {SimulateOptions} options */
function kept({ backend, rewardTable }) {
  return [backend, rewardTable.length, rewardTable[0].length].join();
}

/** @param {Request} request @returns {Promise<Reply>} */
async function answer(request) {
  if ("create" in request) {
    await init({ module_or_path: request.create.module });
    const created = await create(request.create.options);
    return { snapshot: await created.step(0), ms: 0 };
  }
  if (trainer === undefined) return { failed: "advance before create" };
  const { seed, options, steps, inspected } = request.advance;
  if (options !== undefined && kept(options) !== made) await create(options);
  else if (seed !== undefined) await trainer.reset(seed);
  if (options !== undefined) {
    try {
      trainer.configure(options);
    } catch (error) {
      return { refused: describe(error) };
    }
  }
  const start = performance.now();
  const snapshot = await trainer.step(steps, inspected);
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
