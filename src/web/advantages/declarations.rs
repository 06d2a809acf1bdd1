//! What JavaScript sees of the core, in TypeScript.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type MethodName = "grpo" | "dr-grpo" | "gdpo" | "variance" | "rvpo" | "min";

/** How a rollout's rewards become its advantage. `variance` and `rvpo` need a k above 0; `from` and `to` are its values at the first and the last step of a run. */
export interface Method {
  name: MethodName;
  k?: number | { from: number; to: number };
}

/**
 * Methods that `advantages` computes for comparison, in the paper's convention; they are not trained.
 *
 * - `rloo` (arXiv 2402.14740): the weighted sum of the rewards less the mean of the sums of the group's other rollouts.
 * - `reinforce++` (arXiv 2501.03262, the variant without a baseline): the weighted sum of the rewards, whitened over all rollouts.
 * - `dvao` (arXiv 2605.25604): the standardised rewards, weighted by weight times standard deviation in the group, without whitening.
 */
export interface ComparedMethod {
  name: "rloo" | "reinforce++" | "dvao";
}

/** SoftMin's expansion in k. */
export interface Taylor {
  /** Mean, population variance, third and fourth cumulant across the rewards. */
  cumulants: number[];
  /** The series after one to four cumulants. */
  orders: number[];
  /** SoftMin itself. */
  exact: number;
  /** The smallest z, which SoftMin never falls below; nor does it rise above the mean, `orders[0]`. */
  min: number;
  /** `min + (ln M)/k`, which SoftMin does not rise above either. */
  cap: number;
}

/**
 * Whose numbers to reproduce. Every standard deviation has ddof 1; what is constant in its group has Z = 0.
 *
 * | | Z divides by | missing reward | group of one | step over the batch |
 * |---|---|---|---|---|
 * | `paper` | `std + 1e-6` | left out | Z = 0 | over rollouts, `std + 1e-6` |
 * | `trl` (1.16) | `std + 1e-4` | left out; counts 0 in a weighted sum | Z = 0 | over rollouts, `std + 1e-4` |
 * | `verl` (0.9) | `std + 1e-6` | refused | Z is the raw reward | over tokens, `sqrt(var + 1e-8)` |
 * | `ms-swift` (4.6) | `std + 1e-8` | Z = 0 | Z = 0 | over rollouts, `std + 1e-8` |
 * | `nemo-rl` | `std + 1e-6` | refused | Z = 0 | over rollouts, `std`, or 1 where that is 0 |
 *
 * `gdpo` is then the framework's own, a sum of Z with the weights as given. `rvpo`, `variance` and `min`, which no framework has, take the framework's
 * Z and end with its step over the batch. `grpo` and `dr-grpo` are its own, too; they add 1e-6 to the standard deviation, or 1e-4 (`trl`, `ms-swift`).
 */
export type Convention = "paper" | "trl" | "verl" | "ms-swift" | "nemo-rl";

export interface AdvantageOptions {
  method: Method | ComparedMethod;
  /** `"paper"` by default. */
  convention?: Convention;
  /** Consecutive rollouts that answer the same prompt. Either this or `groupIds`. */
  groupSize?: number;
  /** One for each rollout; equal ones make a group. */
  groupIds?: string[];
  /** One for each reward, at least 0; 1 each by default. */
  weights?: ArrayLike<number>;
  /** One for each rollout, a whole number from 1. `verl` needs them for `gdpo`, `rvpo`, `variance` and `min`, which it whitens over tokens; elsewhere they change nothing. */
  responseTokens?: ArrayLike<number>;
  /** For `grpo`: what the centred sums are divided by. `"group"` by default; `verl` and `nemo-rl` have no `"batch"`. */
  scaleRewards?: "group" | "batch" | "none";
  /** How many rewards a rollout has, where the rewards are one flat array. */
  rewardCount?: number;
  /** `false` leaves `z` and `credit` empty, which saves time on large batches. `true` by default. */
  details?: boolean;
}

export interface Advantages<A extends Float64Array | Float32Array = Float64Array> {
  /** N */
  advantages: A;
  /** N: before the step over the batch; NaN for a rollout without any reward (`ms-swift`: 0). */
  scores: A;
  /** N x M, row-major: the rewards as the convention standardises them; NaN where missing (`ms-swift`: 0). */
  z: A;
  /** N x M, row-major: the derivative of each score by each standardised reward; every row sums to 1. */
  credit: A;
  /** What is peculiar about the data, in words. */
  warnings: string[];
}

/**
 * The advantages of N rollouts with M rewards each: `rewards[i][j]`, `null` where missing, or one flat Float64Array, row-major, NaN where missing, with
 * `rewardCount`. A Float32Array is computed, and answered, in single precision, in which trainers mostly compute: in half the time.
 *
 * Where the rollouts of a group are neighbours, a flat array is read in pieces, and not copied as a whole.
 *
 * @throws Error that names the field, its value and what is allowed
 */
export function advantages(rewards: Float32Array, options: AdvantageOptions): Advantages<Float32Array>;
export function advantages(rewards: (number | null)[][] | Float64Array, options: AdvantageOptions): Advantages;
"#;
