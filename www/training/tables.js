// A run's numbers as tables: the bottleneck of each method at each step, and the settings.

import { Z95 } from "./cards.js";
import { toFragment } from "../settings/fragment.js";
import { namesOf } from "../settings/names.js";
import { METHODS, SCHEMA, write } from "../settings/schema.js";
import { TEXT } from "../words/page.js";
import { WORDS as HEADS } from "../words/tables.js";

/** @typedef {import("./chart.js").Curve} Curve */
/** @typedef {import("../picture/csv.js").Cell} Cell */
/** @typedef {import("../settings/schema.js").Name} Name */

/** More rows than this are no longer read. */
const MOST_ROWS = 16;

/** Every step. @param {Curve[]} history one per method @returns {Cell[][]} */
export function allRows(history) {
  const names = METHODS.map((name) => TEXT.methodNames[name]);
  const head = [HEADS.step, ...names.flatMap((name) => [HEADS.mean(name), HEADS.standardError(name), HEADS.halfWidth(name)])];
  const rows = history[0].mean.map((_, step) => [
    step,
    ...history.flatMap(({ mean, standardError }) => [mean[step], standardError[step], Z95 * standardError[step]]),
  ]);
  return [head, ...rows];
}

/** Some steps, in words, the last one among them. @param {Curve[]} history @returns {import("../picture/data-table.js").Table} */
export function someRows(history) {
  const last = history[0].mean.length - 1;
  const head = [HEADS.step, ...METHODS.map((name) => TEXT.methodNames[name])];
  const rows = someSteps(last).map((step) => [
    String(step),
    ...history.map(({ mean, standardError }) => `${TEXT.number(mean[step], 3)} ± ${TEXT.number(Z95 * standardError[step], 3)}`),
  ]);
  return { caption: HEADS.caption(last), rows: [head, ...rows] };
}

/** Steps at a round distance, from 0 to the last. @param {number} last */
export function someSteps(last) {
  let spacing = 1;
  for (let unit = 1; last / spacing > MOST_ROWS - 2; unit *= 10) {
    spacing = [1, 2, 2.5, 5, 10].map((times) => times * unit).find((some) => Number.isInteger(some) && last / some <= MOST_ROWS - 2) ?? 10 * unit;
  }
  const steps = Array.from({ length: Math.floor(last / spacing) + 1 }, (_, i) => i * spacing);
  return steps.at(-1) === last ? steps : [...steps, last];
}

/** @param {import("../settings/schema.js").Settings} settings @returns {Cell[][]} */
export function settingsRows(settings) {
  const named = /** @type {Name[]} */ (Object.keys(SCHEMA)).filter((name) => SCHEMA[name].type !== "table");
  const { responses, rewards } = namesOf(settings);
  return [
    [HEADS.setting, HEADS.value],
    ...named.map((name) => {
      const value = settings[name];
      return [name, typeof value === "number" ? value : write(name, value)];
    }),
    ...settings.rewards.flatMap((row, r) => row.map((value, j) => [HEADS.earns(responses[r], rewards[j]), value])),
    [HEADS.fragment, `#${toFragment(settings)}`],
  ];
}
