// Everything that can be set, in one table: the controls, the Defaults button, the links and the options for the trainer
// all read it. Nothing about a setting's type, default or range is said elsewhere.

import { SCENARIOS } from "./scenarios.js";

/** @typedef {import("../../pkg/rvpo_playground.js").SimulateOptions} SimulateOptions */
/** @typedef {import("../../pkg/rvpo_playground.js").MethodName} MethodName */

/** @typedef {{ type: "number", default: number, min: number, max: number, step?: number, integer?: boolean, scale?: "log" }} NumberEntry */
/**
 * `names`: any selection of the values; `labels`: texts for as many things, an empty one for the page's own word; `letters`: one for each thing;
 * `table`: rows of as many numbers. `keep`: the Defaults button leaves it; `within`: belongs to the control of that name.
 * @typedef {{ keep?: boolean, within?: string } & (
 *   | NumberEntry
 *   | { type: "choice", default: string | number, values: readonly (string | number)[] }
 *   | { type: "names", default: string[], values: string[] }
 *   | { type: "labels", default: string[], most: number, longest: number }
 *   | { type: "letters", default: string, of: string, most: number }
 *   | { type: "table", default: number[][], min: number, max: number, step?: number, rows: readonly [number, number], columns: readonly [number, number], neverColumns?: number }
 * )} Entry
 */

/** What can be hidden or locked, by `data-control` in index.html. */
const CONTROLS = ["scenario", "microscope", "expansion", "maps", "play", "step", "reset", "k", "schedule", "speed", "seed", "rewards", "edit", "noise", "defaults", "theme", "lang", "share", "help", "data", "own"];

/** What the page trains and never changes. `HORIZON` is also how long a k schedule runs. */
export const HORIZON = 300;
export const SEEDS = 64;
export const PROMPTS = 8;
export const GROUP_SIZE = 16;
/** @satisfies {readonly MethodName[]} */
export const METHODS = /** @type {const} */ (["grpo", "gdpo", "variance", "rvpo", "min"]);
/** @type {Set<MethodName>} */
export const USES_K = new Set(["variance", "rvpo"]);

/** Of rewards of one's own: the Defaults button and scenarios leave it. */
const OWN = { keep: true, within: "own" };
/** @satisfies {readonly (MethodName | import("../../pkg/rvpo_playground.js").ComparedMethod["name"])[]} */
const OWN_METHODS = /** @type {const} */ (["grpo", "dr-grpo", "gdpo", "variance", "rvpo", "min", "rloo", "reinforce++", "dvao"]);
/** @typedef {import("../own/trainers.js").TrainerId | "auto"} Trainer */

/** @satisfies {Record<string, Entry>} */
export const SCHEMA = {
  view: { type: "choice", default: /** @type {"playground" | "own"} */ ("playground"), values: /** @type {("playground" | "own")[]} */ (["playground", "own"]), keep: true },
  // What the other defaults are.
  scenario: { type: "choice", default: "neglect", values: Object.keys(SCENARIOS), keep: true },
  seed: { type: "number", default: 1, min: 0, max: 4294967295, integer: true, keep: true },
  // Training steps a second; Infinity: as fast as the machine allows.
  speed: { type: "choice", default: 40, values: [2, 5, 10, 20, 40, 60, 120, 250, 500, Infinity] },
  // How k moves over the run.
  schedule: { type: "choice", default: /** @type {"constant" | "linear"} */ ("constant"), values: ["constant", "linear"], within: "k" },
  k: { type: "number", default: 2, min: 0.05, max: 50, scale: "log" },
  kFrom: { type: "number", default: 0.5, min: 0.05, max: 50, scale: "log", within: "k" },
  kTo: { type: "number", default: 2, min: 0.05, max: 50, scale: "log", within: "k" },
  // Standard deviation of what is added to each reward.
  noise: { type: "number", default: 0.15, min: 0, max: 1, step: 0.01 },
  // Responses x rewards.
  rewards: {
    type: "table",
    default: SCENARIOS.neglect.set.rewards ?? [],
    rows: [2, 8],
    columns: [2, 17],
    min: 0,
    max: 1,
    step: 0.05,
  },
  responseNames: { type: "labels", default: /** @type {string[]} */ ([]), most: 8, longest: 24, within: "rewards" },
  rewardNames: { type: "labels", default: /** @type {string[]} */ ([]), most: 17, longest: 24, within: "rewards" },
  // What the microscope looks at.
  method: { type: "choice", default: /** @type {MethodName} */ ("rvpo"), values: METHODS, within: "microscope" },
  prompt: { type: "number", default: 1, min: 1, max: PROMPTS, integer: true, within: "microscope" },
  rollout: { type: "number", default: 1, min: 1, max: GROUP_SIZE, integer: true, within: "microscope" },
  compare: { type: "choice", default: /** @type {MethodName | "none"} */ ("none"), values: ["none", ...METHODS], within: "microscope" },
  sort: { type: "choice", default: 0, values: [0, 1], within: "microscope" },
  // The expansion: z values (a lone success among 16 rollouts has 3.75) set by hand, not a rollout's; which two of them the maps move. With these, by k = 2 the second order is far off.
  hand: { type: "choice", default: 0, values: [0, 1], within: "expansion" },
  z: { type: "table", default: [[2, 0.6, 0.4, 0.2, -1]], rows: [1, 1], columns: [2, 17], min: -4, max: 4, step: 0.05, within: "expansion" },
  across: { type: "number", default: 1, min: 1, max: 17, integer: true, within: "maps" },
  up: { type: "number", default: 5, min: 1, max: 17, integer: true, within: "maps" },
  // Rewards of one's own: whose numbers, which methods, for which weights; a reward that has none here has 1.
  ownConvention: { ...OWN, type: "choice", default: /** @type {import("../../pkg/rvpo_playground.js").Convention} */ ("paper"), values: ["paper", "trl", "verl", "ms-swift", "nemo-rl"] },
  ownMethod: { ...OWN, type: "choice", default: /** @type {typeof OWN_METHODS[number]} */ ("rvpo"), values: OWN_METHODS },
  ownCompare: { ...OWN, type: "choice", default: /** @type {typeof OWN_METHODS[number]} */ ("gdpo"), values: OWN_METHODS },
  ownK: { ...OWN, type: "number", default: 2, min: 0.05, max: 50, scale: "log" },
  ownWeights: { ...OWN, type: "table", default: [[1]], rows: [1, 1], columns: [1, 64], min: 0, max: 1000 },
  // What each column is taken as, by its role's first letter; none: as recognised.
  ownRoles: { ...OWN, type: "letters", default: "", of: "rgli", most: 1024 },
  // 0: as recognised.
  ownGroupSize: { ...OWN, type: "number", default: 0, min: 0, max: 999999999, integer: true },
  // Whose code is shown; auto: the framework's.
  ownTrainer: { ...OWN, type: "choice", default: /** @type {Trainer} */ ("auto"), values: /** @type {Trainer[]} */ (["auto", "trl", "verl", "ms-swift", "nemo-rl", "torch", "numpy"]) },
  // How k moves in the code for a trainer: from, to, over so many steps; or not at all.
  ownSchedule: { ...OWN, type: "table", default: [[0]], rows: [1, 1], columns: [1, 3], neverColumns: 2, min: 0, max: 4294967295 },
  ownScale: { ...OWN, type: "choice", default: /** @type {"group" | "batch" | "none"} */ ("group"), values: ["group", "batch", "none"] },
  theme: { type: "choice", default: "system", values: ["system", "light", "dark", "projector"], keep: true },
  // auto: the browser's.
  lang: { type: "choice", default: /** @type {"auto" | "en" | "de"} */ ("auto"), values: ["auto", "en", "de"], keep: true },
  backend: { type: "choice", default: "auto", values: ["auto", "cpu", "webgpu"], keep: true },
  hide: { type: "names", default: /** @type {string[]} */ ([]), values: CONTROLS, keep: true },
  lock: { type: "names", default: /** @type {string[]} */ ([]), values: CONTROLS, keep: true },
  // 0: no key does anything but what the focused control does with it.
  keys: { type: "choice", default: 1, values: [0, 1], keep: true },
  // 1: for a frame in another page, without what stands around the pictures.
  embed: { type: "choice", default: 0, values: [0, 1], keep: true },
};

/** @typedef {keyof typeof SCHEMA} Name */
/** @typedef {{ [N in Name]: (typeof SCHEMA)[N]["default"] }} Settings */
/** @typedef {"k" | "kFrom" | "kTo" | "noise" | "seed"} NumberName */
/** What may have a slider. @typedef {NumberName | "ownK"} SliderName */

/** @param {string} [scenario] @returns {Settings} */
export function defaults(scenario = SCHEMA.scenario.default) {
  /** @type {any} */
  const settings = Object.fromEntries(Object.entries(SCHEMA).map(([name, entry]) => [name, entry.default]));
  return structuredClone({ ...settings, ...SCENARIOS[scenario].set, scenario });
}

/** What the Defaults button brings back: nothing that is hidden or locked. @param {Settings} settings @returns {Partial<Settings>} */
export function freeDefaults({ scenario, hide, lock }) {
  const held = [...hide, ...lock];
  return Object.fromEntries(
    Object.entries(defaults(scenario)).filter(([name]) => {
      const { keep, within = name } = entryOf(/** @type {Name} */ (name));
      return !keep && !held.includes(name) && !held.includes(within);
    }),
  );
}

/** The view that is seen: not one that is hidden. @param {Pick<Settings, "view" | "hide">} settings @returns {Settings["view"]} */
export function seenView({ view, hide }) {
  return hide.includes("own") ? "playground" : view;
}

/** @param {Name} name @returns {Entry} */
export function entryOf(name) {
  return SCHEMA[name];
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
    prompts: PROMPTS,
    groupSize: GROUP_SIZE,
    steps: HORIZON,
    seeds: SEEDS,
    seed: settings.seed,
    learningRate: 1,
    // "auto" says what is missing and goes on without it, where "webgpu" would refuse.
    backend: settings.backend === "cpu" ? "cpu" : "auto",
  };
}

/**
 * A setting's value from a text, as typed or as in a link. A decimal comma is as good as a point.
 * @param {Name} name
 * @param {string} text
 * @returns {number | string | string[] | number[][] | null} null: not allowed
 */
export function parse(name, text) {
  const entry = entryOf(name);
  switch (entry.type) {
    case "number":
      return parseNumber(entry, text.trim().replace(",", "."));
    case "choice":
      return entry.values.find((value) => String(value) === text) ?? null;
    case "names": {
      const names = text.split(",").filter(Boolean);
      return names.every((some) => entry.values.includes(some)) ? entry.values.filter((value) => names.includes(value)) : null;
    }
    case "labels": {
      const labels = text.split(";", entry.most + 1).map((label) => label.trim());
      while (labels.at(-1) === "") labels.pop();
      return labels.length <= entry.most && labels.every((label) => label.length <= entry.longest && !UNPRINTABLE.test(label)) ? labels : null;
    }
    case "letters":
      return RegExp(`^[${entry.of}]{1,${entry.most}}$`).test(text) ? text : null;
    case "table": {
      const rows = text.split(";", entry.rows[1] + 1).map((row) => row.split(",", entry.columns[1] + 1).map((cell) => parseNumber(entry, cell)));
      const fits = within(rows, entry.rows) && rows.every((row) => within(row, entry.columns) && row.length !== entry.neverColumns && row.length === rows[0].length && !row.includes(null));
      return fits ? /** @type {number[][]} */ (rows) : null;
    }
  }
}

/** Controls, halves of characters, and what turns the writing round. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** @param {unknown[]} list @param {readonly [number, number]} range */
function within({ length }, [least, most]) {
  return length >= least && length <= most;
}

/** What `parse` reads back as it was. @param {Name} name @param {Settings[Name]} value */
export function write(name, value) {
  return Array.isArray(value) ? value.join(SCHEMA[name].type === "names" ? "," : ";") : String(value);
}

/** @param {Pick<NumberEntry, "min" | "max" | "integer">} entry @param {string} text */
function parseNumber({ min, max, integer }, text) {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  // Not -0.
  const value = Number(text) + 0;
  return value >= min && value <= max && (!integer || Number.isInteger(value)) ? value : null;
}

/** A log slider moves log10 k in 20ths of a decade, which rounded to two digits hits 0.1, 0.5, 1, 2, 5, 10 exactly. */
export const LOG_STEP = 0.05;

/** @param {SliderName} name @param {number} value @returns {number} the slider's position */
export function toSlider(name, value) {
  return isLog(name) ? Math.log10(value) : value;
}

/** @param {SliderName} name @param {number} position @returns {number} the value at a slider's position */
export function fromSlider(name, position) {
  const { min, max } = SCHEMA[name];
  const value = isLog(name) ? Number((10 ** position).toPrecision(2)) : position;
  return Math.min(max, Math.max(min, value));
}

/** @param {SliderName} name @returns {{ min: number, max: number, step: number }} attributes of its slider */
export function sliderRange(name) {
  /** @type {NumberEntry} */
  const { min, max, step = 1 } = SCHEMA[name];
  if (!isLog(name)) return { min, max, step };
  const snap = (/** @type {number} */ v) => Number((Math.round(Math.log10(v) / LOG_STEP) * LOG_STEP).toFixed(2));
  return { min: snap(min), max: snap(max), step: LOG_STEP };
}

/** @param {SliderName} name */
function isLog(name) {
  return "scale" in SCHEMA[name];
}
