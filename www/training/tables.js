// A run's numbers as tables: the bottleneck of each method at each step, and the settings.

import { Z95 } from "./cards.js";
import { toFragment } from "../page/address.js";
import { namesOf } from "../settings/names.js";
import { METHODS, SCHEMA, write } from "../settings/schema.js";
import { TEXT } from "../words/page.js";
import { MORE } from "../words/en/more.js";

/** @typedef {import("./chart.js").History} History */
/** @typedef {import("../picture/out.js").Cell} Cell */
/** @typedef {import("../settings/schema.js").Name} Name */

const { data } = MORE;
/** More rows than this are no longer read. */
const MOST_ROWS = 16;

/** Every step. @param {History[]} history one per method @returns {Cell[][]} */
export function allRows(history) {
  const names = METHODS.map((name) => TEXT.methodNames[name]);
  const head = [data.step, ...names.flatMap((name) => [data.mean(name), data.standardError(name), data.halfWidth(name)])];
  const rows = history[0].mean.map((_, step) => [
    step,
    ...history.flatMap(({ mean, standardError }) => [mean[step], standardError[step], Z95 * standardError[step]]),
  ]);
  return [head, ...rows];
}

/** Some steps, in words, the last one among them. @param {History[]} history @returns {import("../picture/out.js").Table} */
export function someRows(history) {
  const last = history[0].mean.length - 1;
  const head = [data.step, ...METHODS.map((name) => TEXT.methodNames[name])];
  const rows = someSteps(last).map((step) => [
    String(step),
    ...history.map(({ mean, standardError }) => `${TEXT.number(mean[step], 3)} ± ${TEXT.number(Z95 * standardError[step], 3)}`),
  ]);
  return { caption: data.caption(last), rows: [head, ...rows] };
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
  const named = /** @type {Name[]} */ (Object.keys(SCHEMA)).filter((name) => SCHEMA[name].public && SCHEMA[name].type !== "table");
  const { responses, rewards } = namesOf(settings);
  return [
    [data.setting, data.value],
    ...named.map((name) => {
      const value = settings[name];
      return [name, typeof value === "number" ? value : write(name, value)];
    }),
    ...settings.rewards.flatMap((row, r) => row.map((value, j) => [data.earns(responses[r], rewards[j]), value])),
    [data.fragment, `#${toFragment(settings)}`],
  ];
}
