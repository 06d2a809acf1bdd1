// Everything a user can set, in one table: the controls, the defaults button and the options
// for the trainer all read it. Nothing about a setting's type, default or range is said elsewhere.

/** @typedef {import("../pkg/rvpo_playground.js").SimulateOptions} SimulateOptions */
/** @typedef {import("../pkg/rvpo_playground.js").MethodName} MethodName */

/**
 * @typedef {object} Settings
 * @property {number} seed
 * @property {number} speed training steps a second; Infinity: as fast as the machine allows
 * @property {"constant" | "linear"} schedule how k moves over the run
 * @property {number} k
 * @property {number} kFrom
 * @property {number} kTo
 * @property {number} noise standard deviation of what is added to each reward
 * @property {number[][]} rewards responses x rewards
 */

/** @typedef {"k" | "kFrom" | "kTo" | "noise" | "seed"} NumberName */
/** @typedef {{ default: number, min: number, max: number, step?: number, integer?: boolean, scale?: "log" }} NumberEntry */

export const SCHEMA = {
  seed: { default: 1, min: 0, max: 4294967295, integer: true },
  speed: { default: 40, values: [2, 5, 10, 20, 40, 60, 120, 250, 500, Infinity] },
  schedule: { default: /** @type {"constant" | "linear"} */ ("constant"), values: ["constant", "linear"] },
  k: /** @type {NumberEntry} */ ({ default: 2, min: 0.05, max: 50, scale: "log" }),
  kFrom: /** @type {NumberEntry} */ ({ default: 0.5, min: 0.05, max: 50, scale: "log" }),
  kTo: /** @type {NumberEntry} */ ({ default: 2, min: 0.05, max: 50, scale: "log" }),
  noise: { default: 0.15, min: 0, max: 1, step: 0.01 },
  rewards: {
    default: [
      [1, 1, 1, 1, 0],
      [0.6, 0.6, 0.6, 0.6, 0.6],
      [0.2, 0.2, 0.2, 0.2, 1],
      [0.3, 0.3, 0.3, 0.3, 0.3],
    ],
    min: 0,
    max: 1,
    step: 0.05,
  },
};

/** What the page trains and never changes. `HORIZON` is also how long a k schedule runs. */
export const HORIZON = 300;
export const SEEDS = 64;
/** @type {readonly MethodName[]} */
export const METHODS = ["grpo", "gdpo", "variance", "rvpo", "min"];
const USES_K = new Set(["variance", "rvpo"]);

/** @returns {Settings} */
export function defaults() {
  return {
    seed: SCHEMA.seed.default,
    speed: SCHEMA.speed.default,
    schedule: SCHEMA.schedule.default,
    k: SCHEMA.k.default,
    kFrom: SCHEMA.kFrom.default,
    kTo: SCHEMA.kTo.default,
    noise: SCHEMA.noise.default,
    rewards: SCHEMA.rewards.default.map((row) => [...row]),
  };
}

/**
 * The settings as the trainer takes them.
 * @param {Settings} settings
 * @returns {SimulateOptions}
 */
export function trainerOptions(settings) {
  const k = settings.schedule === "constant" ? settings.k : { from: settings.kFrom, to: settings.kTo };
  return {
    rewardTable: settings.rewards.map((row) => [...row]),
    noise: settings.noise,
    methods: METHODS.map((name) => (USES_K.has(name) ? { name, k } : { name })),
    prompts: 8,
    groupSize: 16,
    steps: HORIZON,
    seeds: SEEDS,
    seed: settings.seed,
    learningRate: 1,
    backend: "auto",
  };
}

/**
 * Reads what someone typed. A decimal comma is as good as a point.
 * @param {NumberName} name
 * @param {string} typed
 * @returns {number | null} null: not a number in the allowed range
 */
export function parseNumber(name, typed) {
  /** @type {NumberEntry} */
  const entry = SCHEMA[name];
  const text = typed.trim().replace(",", ".");
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  if (entry.integer && !Number.isInteger(value)) return null;
  return value >= entry.min && value <= entry.max ? value : null;
}

/** A log slider moves log10 k in 20ths of a decade, which rounded to two digits hits 0.1, 0.5, 1, 2, 5, 10 exactly. */
export const LOG_STEP = 0.05;

/** @param {NumberName} name @param {number} value @returns {number} the slider's position */
export function toSlider(name, value) {
  return isLog(name) ? Math.log10(value) : value;
}

/** @param {NumberName} name @param {number} position @returns {number} the value at a slider's position */
export function fromSlider(name, position) {
  const entry = SCHEMA[name];
  const value = isLog(name) ? Number((10 ** position).toPrecision(2)) : position;
  return Math.min(entry.max, Math.max(entry.min, value));
}

/** @param {NumberName} name @returns {{ min: number, max: number, step: number }} attributes of its slider */
export function sliderRange(name) {
  /** @type {NumberEntry} */
  const entry = SCHEMA[name];
  if (!isLog(name)) return { min: entry.min, max: entry.max, step: entry.step ?? 1 };
  const snap = (/** @type {number} */ v) => Math.round(Math.log10(v) / LOG_STEP) * LOG_STEP;
  return { min: Number(snap(entry.min).toFixed(2)), max: Number(snap(entry.max).toFixed(2)), step: LOG_STEP };
}

/** @param {NumberName} name */
function isLog(name) {
  /** @type {NumberEntry} */
  const entry = SCHEMA[name];
  return entry.scale === "log";
}
