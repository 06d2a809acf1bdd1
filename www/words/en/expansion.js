// The expansion's words in English.

import { TEXT } from "../page.js";

const { number, plain } = TEXT;

/** With two decimals and a minus sign as wide as the plus. @param {number} value */
function signedMinus(value) {
  return number(value, 2).replace("-", "−");
}

export const WORDS = {
  /** @type {Record<string, string>} by data-text key */
  fixed: {
    againstK: "A against k, for one rollout",
    againstKHint: "Small k: every curve is the mean. As k grows, SoftMin sinks smoothly towards the min and stays in the band between its bounds; the orders of its expansion leave it. The upright line is the present k.",
    byHand: "Set the z values by hand",
    zValues: "The z values",
    count: "Number of z values",
    zHint: "z: a reward in standard deviations of its group.",
    figures: "Now, at",
    value: "A",
    off: "off by",
    ofWay: "of the way",
    overTwo: "A over two of the z values",
    across: "Across",
    up: "Up",
    overTwoHint: "Along a line A is the same; the stronger the colour, the higher. The disc is the present point; all other z stay.",
  },

  lines: { exact: "SoftMin, exact", mean: "mean (order 1)", order2: "order 2", order3: "order 3", order4: "order 4", min: "min" },
  /** @type {Record<string, string>} */
  maps: { mean: "Mean", order2: "Variance penalty, β = k/2 (order 2)", exact: "SoftMin (RVPO)", min: "Hard min" },
  /** @type {Record<string, string>} */
  mapHints: {
    mean: "Straight lines: any reward makes up for any other.",
    order2: "Closed lines: beyond the hatching’s edge, better is worse.",
    exact: "The lines bend but never turn back: the lower reward counts most.",
    min: "Corners: only the lowest reward counts.",
  },
  x: "k, per standard deviation (log scale)",
  y: "A, in standard deviations",
  axis: (/** @type {string} */ name) => `z of ${name}, in sd`,
  zOf: (/** @type {string} */ name) => `z of ${name}`,
  another: (/** @type {number} */ n) => `Reward ${n}`,
  number: signedMinus,
  signed: (/** @type {number} */ value) => (signedMinus(value).startsWith("−") ? "" : "+") + signedMinus(value),
  /** @param {string} typed @param {number} min @param {number} max @param {number} kept */
  countError: (typed, min, max, kept) => `Number of z values: “${typed}” is not a whole number from ${min} to ${max}. Still using ${kept}.`,
  /** @param {string} map @param {string} across @param {string} up */
  mapTable: (map, across, up) => `${map}: A over the z of ${across} (columns) and of ${up} (rows), in standard deviations`,
  /** @param {{ min: number, exact: number, orders: number[], cap: number }} now */
  bounds: ({ min, exact, orders, cap }) =>
    `Bounds: min ${signedMinus(min)} ≤ A ${signedMinus(exact)} ≤ mean ${signedMinus(orders[0])}, and A ≤ min + (ln M)/k = ${signedMinus(cap)}.`,
  /** @param {string} off @param {number} [first] @param {number} [last] */
  breakdown(off, first, last) {
    const way = `${off} of the way from the mean to the min`;
    if (first === undefined || last === undefined) return "All z are equal: every order is exact at every k.";
    if (plain(first) === plain(last)) return `Order 2 is off by more than ${way} for every k above ${plain(last)}.`;
    return `Order 2 is off by more than ${way} from k = ${plain(first)} on. Further up it crosses SoftMin by chance; above k = ${plain(last)} it is off for good.`;
  },
  /** @param {string} across @param {string} up @param {string} share */
  hatched: (across, up, share) =>
    `Hatched, ${share} of the variance penalty’s map: a better reward lowers A. ╱╱╱ a better ${across} does, ╲╲╲ a better ${up} does.`,
  /** @param {number} k @param {[string, number][]} rows */
  summary: (k, rows) =>
    `Line chart of A against k, from 0.05 to 50 on a log scale. At k = ${plain(k)}: ${rows.map(([name, value]) => `${name} ${signedMinus(value)}`).join(", ")}.`,
  /** @param {string} name @param {string} across @param {string} up @param {number} reach @param {number} value */
  mapSummary: (name, across, up, reach, value) =>
    `Contour map, ${name}: A over the z of ${across}, across, and of ${up}, up, each from −${reach} to ${reach}. At the marked point A is ${signedMinus(value)}.`,
  failed: "This could not be drawn here.",
};
