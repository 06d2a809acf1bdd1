// The situations one can pick: what each sets, and the bottlenecks that its run ends with. Titles and texts are in words/page.js.

/** @typedef {import("../../pkg/rvpo_playground.js").MethodName} MethodName */
/** @typedef {{ rewards?: number[][], noise?: number, k?: number, schedule?: "constant" | "linear", kFrom?: number, kTo?: number }} Change */
/**
 * The bottleneck of some methods after 300 steps, mean over 64 runs with seed 1; a test reruns them. `change`: what is set
 * besides what the scenario sets.
 * @typedef {{ change: Change, ends: Partial<Record<MethodName, number>> }} Expected
 */

const UNEQUAL = [
  [1, 1, 1, 1, 0],
  [0.6, 0.6, 0.6, 0.6, 0.6],
  [0.2, 0.2, 0.2, 0.2, 1],
  [0.3, 0.3, 0.3, 0.3, 0.3],
];
/** @param {number} level @param {number} last */
const eight = (level, last) => [...Array(7).fill(level), last];

/** @type {Record<string, { set: Change, expected: Expected[] }>} */
export const SCENARIOS = {
  neglect: {
    set: { rewards: UNEQUAL, noise: 0.15, k: 2 },
    expected: [
      { change: {}, ends: { grpo: 0, gdpo: 0, variance: 0.17, rvpo: 0.6, min: 0.6 } },
      { change: { k: 0.1 }, ends: { gdpo: 0, rvpo: 0 } },
    ],
  },
  two: {
    set: {
      rewards: [
        [1, 0],
        [0.6, 0.6],
        [0.2, 1],
        [0.3, 0.3],
      ],
    },
    expected: [{ change: {}, ends: { grpo: 0.41, gdpo: 0.6, variance: 0.6, rvpo: 0.6, min: 0.6 } }],
  },
  eight: {
    set: { rewards: [eight(1, 0), eight(0.6, 0.6), eight(0.2, 1), eight(0.3, 0.3)], noise: 0.05 },
    expected: [
      { change: {}, ends: { gdpo: 0, rvpo: 0.42, min: 0.6 } },
      { change: { k: 5 }, ends: { gdpo: 0, rvpo: 0.6, min: 0.6 } },
    ],
  },
  noisy: {
    set: { noise: 0.3 },
    expected: [
      { change: {}, ends: { gdpo: 0, variance: 0, rvpo: 0, min: 0.55 } },
      { change: { k: 5 }, ends: { variance: 0.6, rvpo: 0.42, min: 0.55 } },
    ],
  },
  rare: {
    set: {
      rewards: [
        [0.65, 0.55, 0],
        [0.6, 0.6, 0],
        [0.55, 0.65, 0],
        [0.6, 0.55, 0],
        [0.55, 0.6, 0],
        [0.5, 0.55, 0],
        [0.55, 0.5, 0],
        [0.5, 0.5, 1],
      ],
    },
    expected: [
      { change: {}, ends: { grpo: 0.5, gdpo: 0.5, variance: 0, rvpo: 0, min: 0 } },
      { change: { k: 0.5 }, ends: { gdpo: 0.5, rvpo: 0.5 } },
    ],
  },
  late: {
    set: { schedule: "linear", kFrom: 0.5, kTo: 2 },
    expected: [
      { change: {}, ends: { gdpo: 0, rvpo: 0, min: 0.6 } },
      { change: { kFrom: 2, kTo: 0.5 }, ends: { gdpo: 0, rvpo: 0.6 } },
    ],
  },
  equal: {
    set: { rewards: [0.9, 0.6, 0.3, 0.1].map((level) => Array(5).fill(level)) },
    expected: [{ change: {}, ends: { grpo: 0.9, gdpo: 0.9, variance: 0.9, rvpo: 0.9, min: 0.9 } }],
  },
};
