//! What JavaScript sees of a report, in TypeScript.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** In a table as it came: both count from 1. In JSON the column is the byte's number in its line. */
export interface Place {
  line: number;
  column: number;
}

/** What RewardLoader, RewardTable.select and RewardSelection.analyse refuse, in parts: `details` of the Error, whose message says it in English. */
export type RefusalDetails =
  | { code: "value"; field: string; value: string; allowed: string }
  | { code: "empty" }
  | { code: "not-utf8" | "nul"; place: Place; looksLike: string | null }
  | { code: "json"; place: Place; message: string }
  | { code: "not-a-row"; place: Place; value: string; allowed: string }
  | { code: "ragged"; place: Place; found: number; expected: number }
  | { code: "unequal-columns"; place: Place; name: string; found: number; expected: number }
  | { code: "open-quote"; line: number }
  | { code: "duplicate-name"; place: Place; name: string }
  | { code: "too-many-columns" | "too-many-cells" | "too-long" | "too-deep"; place: Place; limit: number }
  | { code: "long-name"; place: Place; name: string; limit: number }
  | { code: "roles"; found: number; expected: number }
  | { code: "rewards"; found: number; limit: number }
  | { code: "groups"; found: "both" | "neither" }
  | { code: "response-lengths"; found: number }
  | { code: "not-a-number" | "not-finite" | "not-a-length"; place: Place; name: string; value: string }
  | { code: "missing"; place: Place; name: string }
  | { code: "not-kept" | "inexact-ids"; name: string };

/** A method as a report names it, with its k, if it has one: at the chosen step, at the first and at the last. */
export interface MethodUsed {
  name: MethodName | ComparedMethod["name"];
  k: number | null;
  kFrom: number | null;
  kTo: number | null;
}

/** Rollouts, groups and rewards are given by their indices, from 0; groups in the order in which they first come. */
export interface Report {
  /** What was chosen. */
  settings: {
    convention: Convention;
    method: MethodUsed;
    compare: MethodUsed;
    /** M, as they were given. */
    weights: number[];
    scaleRewards: "group" | "batch" | "none";
    step: number;
    steps: number;
  };
  convention: Convention;
  method: MethodUsed;
  compare: MethodUsed;
  rewardNames: string[];
  /** M, scaled to sum to 1: the mean's credit. */
  weights: number[];
  sizes: {
    rollouts: number;
    rewards: number;
    groups: number;
    smallestGroup: number;
    medianGroup: number;
    largestGroup: number;
    /** Missing rewards. */
    missing: number;
    /** Rollouts without any reward. */
    unscored: number;
  };
  comparison: Comparison;
  /** Whose reward the method listens to. */
  credit: CreditShares;
  /** Whose reward the other one does. */
  compareCredit: CreditShares;
  /** What looks wrong: errors first, then warnings, then notes. */
  findings: Finding[];
  /** Which properties the method has on these data. */
  checks: Check[];
  /** RVPO against k. */
  sweep: Sweep;
}

/** Two methods' advantages of the same rollouts. Those closer than 1e-10 of the largest count as equal, and those closer to 0 as 0. */
export interface Comparison {
  /** Spearman's rank correlation over the batch; null where a method's advantages are all equal. */
  spearman: number | null;
  /** Kendall's tau-b; null likewise. */
  kendall: number | null;
  /** Rollouts with advantages of opposite sign. */
  signFlips: number;
  /** Up to which magnitude the method's advantages count as 0, and the other's. */
  zero: number;
  compareZero: number;
  /** How many rollouts the method ranks better than the other, worse and the same: in their groups, */
  inGroups: { up: number; down: number; unchanged: number };
  /** and in the batch. */
  inBatch: { up: number; down: number; unchanged: number };
  /** At most 100: sign flips first, and among each the largest change first. */
  movers: Mover[];
}

/** A rollout that two methods judge differently. Ranks count from 1, the best; equal advantages share the mean of their ranks. */
export interface Mover {
  rollout: number;
  group: number;
  advantage: number;
  compareAdvantage: number;
  rankInGroup: number;
  compareRankInGroup: number;
  rankInBatch: number;
  compareRankInBatch: number;
  /** Whether the advantages are of opposite sign. */
  flips: boolean;
}

/** The effective number of rewards of shares c that sum to 1 is `1 / sum c^2`: M where all are equal, 1 where one reward has all. */
export interface CreditShares {
  /** M: the mean of the rollouts' credits. */
  shares: number[];
  /** The mean of the rollouts' effective numbers, over those whose z differ, or all if there are none; null where no rollout has a reward. */
  effectivePerRollout: number | null;
  /** The effective number of the shares: whether the same reward rules everywhere. */
  effectiveOfShares: number | null;
  /** How many credits are below 0: there a better reward lowers the score. */
  negative: number;
}

/** Something that looks wrong, with its figures. Shares are from 0 to 1. */
export interface Finding {
  severity: "error" | "warning" | "note";
  lint: Lint;
}

export type Lint =
  /** The same for a whole group in so many groups. */
  | { code: "constant-reward"; reward: number; groups: number; share: number }
  /** Groups in which every reward is constant, the first of them, and what becomes of their score 0. */
  | { code: "no-signal"; groups: number; share: number; first: number; pushed: Pushed[] }
  /** The same numbers in two columns. */
  | { code: "duplicate-reward"; reward: number; other: number }
  /** Pearson's, within the groups. */
  | { code: "correlated-rewards" | "opposed-rewards"; reward: number; other: number; correlation: number; rollouts: number }
  /** `share` of the weighted variances; `next`: the largest of the others' over its own. */
  | { code: "drowning-reward"; reward: number; share: number; std: number; next: number; isSummed: boolean }
  /** The mean effective number of rewards at this k, and the one it is under. */
  | { code: "large-k"; k: number; effective: number; bound: number; rollouts: number }
  /** The mean error as a share of the way from mean to min, and the share of rollouts over 20 %. */
  | { code: "second-order-off"; k: number; error: number; share: number; rollouts: number }
  | { code: "small-groups"; groups: number; share: number; smallest: number }
  /** `isRaw`: the convention takes the raw reward for Z there. */
  | { code: "single-rollouts"; groups: number; share: number; isRaw: boolean; pushed: Pushed[] }
  /** How far weighing by tokens moves the mean of the scores, in standard deviations, and what it multiplies the deviation by. */
  | { code: "token-whitening"; shift: number; ratio: number; isUsed: boolean }
  /** `isFilled`: the convention puts Z = 0 in their place. `method`, `compare`: what each of the two does with them. */
  | { code: "missing-rewards"; rewards: number[]; missing: number; share: number; isFilled: boolean; method: MissingUse; compare: MissingUse }
  /** `isScored`: the convention scores them 0 and goes on with that. */
  | { code: "unscored"; rollouts: number; share: number; isScored: boolean }
  /** Scores that differ by rounding alone, which NeMo-RL divides by. */
  | { code: "noise-whitened"; method: Report["method"]["name"]; std: number }
  | { code: "single-reward" };

/** Left out; 0 in a sum of raw rewards; nothing in a sum of z; or z = 0, which RVPO, the variance penalty and hard min do notice. */
export type MissingUse = "left-out" | "raw-zero" | "neutral" | "zero-z";

/** A method's advantage of the score 0, which all rollouts of a group have in which nothing differs; null under `reinforce++`: each its own. */
export interface Pushed {
  method: MethodUsed["name"];
  advantage: number | null;
}

export interface Check {
  property: "monotone" | "between-min-and-mean" | "symmetric" | "shift-invariant" | "scale-invariant";
  outcome: "pass" | "fail" | "not-applicable";
  /** Why it does not apply. */
  reason: "weighted-sum" | "unequal-weights" | "single-reward" | "nothing-to-try" | null;
  /** How many cases were tried, in how many groups, whether there are no others, and in how many it did not hold. */
  tried: number;
  groups: number;
  isExhaustive: boolean;
  failed: number;
  /** The case in which it is off the most. */
  counterexample: Counterexample | null;
}

/** `before` and `after`: the reward that was changed; for the bounds the smallest z and the mean. `scoreAfter`: for the bounds the one that is passed. */
export interface Counterexample {
  group: number;
  rollout: number;
  reward: number;
  /** The reward it was swapped with. */
  other: number | null;
  before: number | null;
  after: number | null;
  scoreBefore: number;
  scoreAfter: number;
  tolerance: number;
}

export interface Sweep {
  /** How many rollouts it was computed from. */
  rollouts: number;
  points: SweepPoint[];
  /** The effective number of rewards under which a k is too large: 1.5, or less where the weights are very unequal. */
  effectiveBound: number;
  suggestion: {
    /** The range of k; null where there is none. */
    from: number | null;
    to: number | null;
    /** Why it begins there, or why there is none. */
    reason: "share" | "sign-flips" | "single-reward" | "no-difference" | "too-few-rewards";
    /** At `from`: the reward with the largest share for its weight, that share, and the share of the signs that differ from GDPO's. */
    reward: number | null;
    share: number | null;
    signFlips: number | null;
    /** At `to`: the effective number of rewards. */
    effective: number | null;
    /** Whether `from` is the sweep's smallest k, and `to` its largest. */
    fromIsFirst: boolean;
    toIsLast: boolean;
  };
}

export interface SweepPoint {
  k: number;
  /** M: shares of the credit. */
  shares: number[];
  /** The mean effective number of rewards. */
  effective: number | null;
  /** The share of the rollouts whose advantage has the opposite sign under GDPO. */
  signFlips: number;
  /** With GDPO's advantages. */
  spearman: number | null;
  /** The mean of `|second order - SoftMin| / (mean - min)`, and the share of rollouts for which it is over 20 %. */
  taylorError: number | null;
  taylorOff: number | null;
}

/** A report's findings, checks and suggestion in words, in the report's order. */
export interface ReportWords {
  findings: { sentence: string; advice: string }[];
  checks: string[];
  suggestion: string;
}
"#;
