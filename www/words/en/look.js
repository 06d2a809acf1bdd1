// The words of microscope and expansion, which are loaded when they come into sight: a part of the table in words/page.js. In German
// they are in words/de/look.js.

import { TEXT } from "../page.js";

/** @typedef {import("../../settings/schema.js").MethodName} MethodName */

const { number, plain } = TEXT;

/** With two decimals and a minus sign as wide as the plus. @param {number} value */
function signedMinus(value) {
  return number(value, 2).replace("-", "−");
}

const ENGLISH = {
  /** @type {Record<string, string>} by data-text key */
  fixed: {
    scopeHint: "Sixteen rollouts of one prompt, in the first of the 64 runs. Point at one, or move with the arrow keys, and see how its rewards become its advantage.",
    scopeMethod: "Method",
    scopePrompt: "Prompt",
    scopeCompare: "Compare with",
    scopeNone: "no other",
    scopeSort: "Sort by advantage",
    scopeEmpty: "No step has been made yet. Press Play, or look at one step in slow motion.",
    scopeUpdate: "The policy after the step (line: before)",
    credits: "Credit: whose reward its advantage depends on (line: the mean’s equal share)",
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

  scope: {
    columns: {
      rollout: "#",
      response: "Response",
      rewards: "Rewards",
      z: "Standardised in the group (z)",
      score: "Aggregate A",
      advantage: "Advantage",
      credit: "credit",
      rank: "Rank",
      other: (/** @type {string} */ method) => `Rank under ${method}`,
    },
    /** @type {Record<import("../../microscope/microscope.js").Stage, string>} */
    sentences: {
      sample: "1. Sample: the policy draws sixteen responses to the prompt.",
      score: "2. Score: every reward judges every rollout, with noise.",
      standardise: "3. Standardise: each reward is put on one scale within the group, mean 0 and standard deviation 1.",
      aggregate: "4. Aggregate: the method makes one number of each rollout’s standardised rewards.",
      whiten: "5. Whiten: over the rollouts of all prompts, again mean 0 and standard deviation 1. These are the advantages.",
      update: "6. Update: responses whose rollouts have a positive advantage become likelier, the others less likely.",
    },
    /** GRPO’s own way. */
    grpoSentences: {
      standardise: "3. Standardise: not with GRPO. The z are here only for comparison.",
      aggregate: "4. Aggregate: GRPO adds up each rollout’s rewards as they are.",
      whiten: "5. Advantage: the group’s mean is taken off each sum, which is then divided by the group’s standard deviation.",
    },
    /** @param {string} response */
    same: (response) => `All sixteen rollouts are “${response}” by now, so only noise is left to compare. Press Reset and look at the first steps in slow motion.`,
    next: (/** @type {number} */ part) => (part === 1 ? "A step in slow motion" : `Slow motion: part ${part} of 6`),
    which: (/** @type {number} */ rollout, /** @type {string} */ response) => `Rollout ${rollout}: ${response}`,
    /** @param {number} advantage @param {number} [mean] of GRPO’s sums in the group @param {number} [deviation] */
    whitened: (advantage, mean, deviation) => `${mean === undefined ? "whitened over all prompts" : `less the group’s mean ${number(mean, 2)}, divided by its standard deviation ${number(deviation ?? 0, 2)}`}: advantage ${number(advantage, 2)}`,
    /** @param {number} rank under the other method @param {number} places lost there */
    moved: (rank, places) => (places === 0 ? `${rank}` : `${rank} ${places < 0 ? `▲${-places}` : `▼${places}`}`),
    /** @param {string} method @param {number} moved @param {number} all */
    movedOf: (method, moved, all) => `Under ${method}, ${moved} of these ${all} rollouts have another rank (▲ better there, ▼ worse).`,
    change: (/** @type {number | null} */ before, /** @type {number} */ after) => `${before === null ? "" : `${number(100 * before, 1)} → `}${number(100 * after, 1)}%`,
  },

  expansion: {
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
  },
};

/** @typedef {typeof ENGLISH} Look */

/** In the page's language. @type {Look} */
export const LOOK = TEXT.lang.startsWith("de") ? (await import("../de/look.js")).LOOK : ENGLISH;
