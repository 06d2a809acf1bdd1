// The microscope's words in English.

import { TEXT } from "../page.js";

const { number } = TEXT;

export const WORDS = {
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
  },

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
};
