// The first script, which stands alone: it starts the worker, which takes a while, and loads the rest meanwhile. A missing or broken file ends in
// a panel that says so.

import { built } from "../base/built.js";
import { FAILURE, PANEL } from "../words/failure.js";
import { showFailure } from "./failure.js";

/** `broken`: the worker could not be loaded, which may be known before anyone listens. @typedef {{ worker: Worker, broken: Promise<ErrorEvent>, showFailure: import("./failure.js").ShowFailure }} Booted */

const worker = new Worker(built("training/worker.js"), { type: "module" });
/** @type {Promise<ErrorEvent>} */
const broken = new Promise((resolve) => worker.addEventListener("error", resolve, { once: true }));

import("./main.js").then(({ start }) => start({ worker, broken, showFailure })).catch((error) => showFailure(FAILURE.load, error, PANEL));
