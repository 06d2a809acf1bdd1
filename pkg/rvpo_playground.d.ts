/* tslint:disable */
/* eslint-disable */

/** How a chart looks. Colours are written `#rrggbb`. */
export interface ChartStyle {
    /** Device pixels per CSS pixel, 0.1 to 16. */
    scale: number;
    /** In CSS pixels, 4 to 200; lines and markers grow with it. */
    fontSize: number;
    /** As in CSS. */
    fontFamily: string;
    /** Between ones and tenths; a point by default. */
    decimal?: "." | ",";
    /** Text and axes. */
    ink: string;
    grid: string;
    background: string;
}
/** What the axes span. */
export interface ChartRange {
    /** The x axis goes from step 0 to this one; an integer from 1 to 10^9. */
    steps: number;
    /** The y axis, within -10^6 to 10^6. */
    min: number;
    max: number;
    /** What stands along the x axis in place of the steps: `from` at step 0, `to` at the last one, on a log scale or evenly. */
    x?: {
        from: number;
        to: number;
        log: boolean;
        /** Where an upright line stands, in the axis's numbers. */
        mark?: number;
    };
}
export type ChartMarker = "circle" | "square" | "triangle" | "diamond" | "cross" | "down";
/** A line with a band; the arrays are as long as each other and hold the values at steps 0, 1, 2 and so on. Values that are not finite leave a gap. */
export interface Curve {
    label: string;
    /** `#rrggbb` */
    color: string;
    marker: ChartMarker;
    mean: Float64Array;
    low: Float64Array;
    high: Float64Array;
}
/** Numbers over a square. */
export interface ChartMap {
    /** As many rows as columns, the lowest row first. */
    values: Float64Array;
    /** None, or one or two more such squares: where the first is below 0, the map is hatched like a slash, where the second is, like a backslash. */
    slopes: Float64Array;
    /** Where lines are drawn and the shading changes; ascending, at most 100. */
    levels: ArrayLike<number>;
    /** `#rrggbb`: what the background takes on towards the highest level. */
    color: string;
    /** Marked by a disc; x and y. */
    point: ArrayLike<number>;
}



/** What a column of a table is used as. Rollouts that agree in all `"group"` columns are a group; `"length"` is the response's, in tokens. */
export type ColumnRole = "reward" | "group" | "length" | "ignore";

export interface ColumnInfo {
    name: string;
    /** What most of its cells are. */
    kind: "number" | "text";
    /** Cells with nothing in them. */
    missing: number;
    /** In a column of numbers: cells that are no number, or not a finite one. With one of them it cannot be a reward or a length. */
    unreadable: number;
    /** In a column of text: how many different ones there are; null where they were not kept. */
    different: number | null;
    /** As recognised by name and content. */
    role: ColumnRole;
}

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

export interface AnalysisOptions {
    /** Whose standardisation and batch step; `"paper"` by default. */
    convention?: Convention;
    /** The method to look at. */
    method: Method | ComparedMethod;
    /** The one to compare it with. */
    compare: Method | ComparedMethod;
    /** One for each reward, at least 0; 1 each by default. */
    weights?: ArrayLike<number>;
    /** For `grpo`: what the centred sums are divided by. `"group"` by default. */
    scaleRewards?: "group" | "batch" | "none";
    /** For a k that runs from one value to another: the step that the rollouts are from, counted from 0; 0 by default. */
    step?: number;
    /** And how many steps there are; 1 by default. */
    steps?: number;
}

/** What was computed for one rollout, for M rewards. What is missing is null. */
export interface RolloutRow {
    /** Its row in the table, counted from 0. */
    index: number;
    /** The number of its group, from 0. */
    group: number;
    /** What stands in the group columns, the beginning of a long text; null where no column names groups. */
    groupName: string | null;
    rewards: (number | null)[];
    /** The standardised rewards of the method that was asked for. */
    z: (number | null)[];
    /** Its credits. */
    credit: number[];
    /** The method's score, before the step over the batch; null without any reward. */
    score: number | null;
    advantage: number;
    /** The same of the method that it is compared with. */
    compareScore: number | null;
    compareAdvantage: number;
    /** Whether the two advantages are of opposite sign, as the report counts it. */
    flips: boolean;
}

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



export interface SimulateOptions {
    /** Responses x rewards: 2 to 8 responses with 2 to 17 rewards each, from -10 to 10. */
    rewardTable: number[][];
    /** Standard deviation of the normal noise on each scored reward, 0 to 10. */
    noise: number;
    /** 1 to 16, trained side by side on the same random numbers; k from 1e-6 to 1e6. */
    methods: Method[];
    /** Prompts in a batch, 1 to 64; 8 by default. */
    prompts?: number;
    /** Rollouts in a group, 2 to 256; 16 by default. */
    groupSize?: number;
    /** Steps over which k runs from its first to its last value, 1 to 100,000; 300 by default. */
    steps?: number;
    /** Policies for each method, 1 to 1024; 64 by default. */
    seeds?: number;
    /** 0 to 4,294,967,295; 1 by default. */
    seed?: number;
    /** Above 0, up to 100; 1 by default. */
    learningRate?: number;
    /** `"auto"` (the default) takes WebGPU if it is there and passes its self-test, else the CPU. */
    backend?: "auto" | "cpu" | "webgpu";
}

export interface SimulationResult {
    method: Method;
    backend: "cpu" | "webgpu";
    /** The lowest expected reward at the end: its mean over the seeds. */
    bottleneck: { mean: number; standardError: number };
    /** The probability of each response, mean over the seeds. */
    policy: Float64Array;
    /** The expectation of each reward, mean over the seeds. */
    rewards: Float64Array;
}

/** The last batch of a method's first policy: P groups of G rollouts one after the other, N in all. */
export interface Batch {
    /** k in that step: the method's, or where it has none that of another that has; null where none has. */
    k: number | null;
    /** N: which response each rollout is, from 0. Empty before the first step. */
    responses: Float64Array;
    /** N x M, row-major: the scored rewards. */
    rewards: Float64Array;
    /** The probability of each response after the step. */
    policy: Float64Array;
}

export interface Snapshot {
    /** Steps done. */
    step: number;
    backend: {
        kind: "cpu" | "webgpu";
        /** Empty on the CPU. */
        adapter: string;
        /** Why it is not WebGPU, or what happened to it; empty if there is nothing to say. */
        notice: string;
    };
    /** The largest difference seen between the engine's advantages and the double-precision core's from the same rewards. */
    coreDifference: number | null;
    /** In the order of the options. */
    methods: {
        name: MethodName;
        policy: Float64Array;
        rewards: Float64Array;
        bottleneck: { mean: number; standardError: number };
    }[];
    /** What the last step did for the method that was asked for; else null. */
    batch: Batch | null;
    /** The bottleneck after each step since the last snapshot, steps x methods, row-major. `firstStep` counts from 1. */
    history: { firstStep: number; mean: Float64Array; standardError: Float64Array };
}



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



/**
 * What two methods make of the rewards.
 */
export class RewardAnalysis {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * What `advantages` gives for one of the two methods.
     *
     * @throws Error before step() has returned 1
     */
    advantages(which: "method" | "compare"): Advantages;
    /**
     * Some rows of all that was computed, as CSV (RFC 4180): the row and the group, counted from 1, the rewards, the standardised rewards, the
     * method's credits, those of the one it is compared with where they are others, and score and advantage of each. The header, which names the
     * methods, comes where `from` is 0. The texts of consecutive ranges, one after the other, are the whole file.
     *
     * @throws Error as rows
     */
    csv(from: number, count: number): string;
    /**
     * The same as a part of one JSON document: an object of `settings`, `report` and `rollouts`, a list of objects.
     *
     * @throws Error as rows
     */
    json(from: number, count: number): string;
    /**
     * What came out.
     *
     * @throws Error before step() has returned 1
     */
    report(): Report;
    /**
     * Some of the rollouts, `from` counted from 0, with the standardised rewards and credits of one of the two methods; fewer come at the end.
     *
     * @throws Error before step() has returned 1, or if from or count is no whole number from 0
     */
    rows(which: "method" | "compare", from: number, count: number): RolloutRow[];
    /**
     * Does a slice of the work, of some milliseconds: how much is done, from 0 to 1. At 1 all the rest can be had.
     *
     * @throws Error that says what of the rewards the convention has no place for
     */
    step(): number;
    /**
     * The warnings of both methods' advantages; one that concerns only one of them begins with its name.
     *
     * @throws Error before step() has returned 1
     */
    warnings(): string[];
    /**
     * Its findings, checks and suggestion as English sentences.
     *
     * @throws Error before step() has returned 1
     */
    words(): ReportWords;
}

/**
 * Reads a table of rewards from bytes that come in pieces: CSV, TSV, JSON or JSON Lines.
 */
export class RewardLoader {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Reads the next piece. It may end anywhere, also within a character.
     *
     * @throws Error that says in which line and column what is wrong, and what is allowed. Every later call throws it again.
     */
    feed(bytes: Uint8Array): void;
    /**
     * The table, when all pieces were fed. The loader is of no use afterwards.
     *
     * @throws Error as feed; also where the input ends too early, or holds no row
     */
    finish(): RewardTable;
    /**
     * For one table. The name of the file, where there is one, may help to tell its format.
     *
     * @throws Error if fileName is no text
     */
    constructor(fileName?: string);
    /**
     * How many rows are complete; 0 while the columns of an object come one after the other.
     */
    readonly rows: number;
}

/**
 * N rollouts' M rewards, in groups.
 */
export class RewardSelection {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Two methods' advantages of these rollouts, and a report on them, to be computed step by step.
     *
     * @throws Error that names the field, its value and what is allowed; or says what of the rewards the convention has no place for
     */
    analyse(options: AnalysisOptions): RewardAnalysis;
    /**
     * How many groups there are.
     */
    readonly groups: number;
    /**
     * Whether the responses' lengths are known.
     */
    readonly hasLengths: boolean;
    /**
     * M.
     */
    readonly rewardNames: string[];
    /**
     * N.
     */
    readonly rollouts: number;
}

/**
 * A table of rollouts, one in each row, as it was read.
 */
export class RewardTable {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * What stands in some of the rows, `from` counted from 0; fewer come at the end. Missing is null, and a text that was not kept is `…`.
     *
     * @throws Error if from or count is no whole number from 0
     */
    cells(from: number, count: number): (string | number | null)[][];
    /**
     * Left to right; in JSON in the order in which the keys come up.
     */
    columns(): ColumnInfo[];
    /**
     * The rewards, groups and lengths: one role for each column, and the number of consecutive rows that are a group if no column tells.
     *
     * @throws Error if the roles do not fit the table, or a cell, named by line and column, does not fit its role
     */
    select(roles: ColumnRole[], groupSize?: number): RewardSelection;
    /**
     * How it is written.
     */
    readonly format: "csv" | "semicolons" | "tsv" | "json" | "json-columns" | "json-lines";
    /**
     * Where no column is recognised as the group: how many consecutive rows are one, if that can be told.
     */
    readonly groupSize: number | undefined;
    /**
     * Whether the columns have names: from a first row, or from the keys of objects.
     */
    readonly hasHeader: boolean;
    /**
     * How many rows there are.
     */
    readonly rows: number;
}

/**
 * Trains policies step by step; what the page's worker holds.
 */
export class Trainer {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Another rewardTable, noise, k, learningRate or steps, from the next step on; the policies stay as they are.
     *
     * @throws Error if the options are bad or are for other shapes, methods or another seed
     */
    configure(options: SimulateOptions): void;
    /**
     * Picks the backend and puts uniform policies before their first step.
     *
     * @throws Error that names the field, its value and what is allowed; or says why WebGPU, if asked for by name, is not available
     */
    static create(options: SimulateOptions): Promise<Trainer>;
    /**
     * Back to uniform policies before their first step. The same seed gives the same run again.
     *
     * @throws Error if the seed is not a whole number from 0 to 4,294,967,295
     */
    reset(seed: number): Snapshot;
    /**
     * Moves every policy on by n steps; 0 only looks. `inspected` is the place of a method whose last batch is wanted too.
     *
     * @throws Error if n is not a whole number from 0 to 100,000, there is no such method, or steps are still under way
     */
    step(n: number, inspected?: number | null): Promise<Snapshot>;
}

/**
 * The k at which the mean minus k/2 times the variance is off from SoftMin by more than `share` of the distance between the mean and the smallest
 * z: the k from which it is for the first time, and the k above which it is for good. They differ where it comes back across SoftMin in between.
 * Empty where it never is, because all z are equal.
 *
 * @throws Error if z is empty or not finite, or share is not above 0 and at most 1
 */
export function breakdown(z: ArrayLike<number>, share: number): Float64Array;

/**
 * How much SoftMin listens to each reward: `dA/dz_j`, which sum to 1.
 *
 * @throws Error as softmin
 */
export function credit(z: ArrayLike<number>, k: number): Float64Array;

/**
 * Draws axes, grid, labels and background: the lower layer, to be redrawn when range, size, style or labels change. A map lies under the axes, which
 * span it; the range's steps then count for nothing. The canvas's width and height are in device pixels.
 *
 * @throws Error that names the field, its value and what is allowed
 */
export function drawAxes(canvas: HTMLCanvasElement, range: ChartRange, style: ChartStyle, labels: { x: string; y: string }, map?: ChartMap): void;

/**
 * Clears the canvas and draws bands, lines and markers: the upper layer, of the same size as the one with the axes.
 *
 * @throws Error that names the field, its value and what is allowed
 */
export function drawCurves(canvas: HTMLCanvasElement, range: ChartRange, style: ChartStyle, curves: Curve[]): void;

/**
 * Runs each kernel on WebGPU and on the CPU from the same input: the adapter's name, and for each kernel the largest difference relative to the largest value.
 *
 * @throws Error if there is no WebGPU
 */
export function selfTest(): Promise<{ adapter: string; rollout: number; advantage: number; update: number }>;

/**
 * Trains every method from the first step to the last, and says where it ends.
 *
 * @throws Error that names the field, its value and what is allowed; or says why WebGPU, if asked for by name, is not available
 */
export function simulate(options: SimulateOptions): Promise<SimulationResult[]>;

/**
 * SoftMin of the standardised rewards of one rollout: `-(1/k) ln mean_j exp(-k z_j)`, in the unit of `z`.
 *
 * @throws Error if z is empty or not finite, or k is not finite and above 0
 */
export function softmin(z: ArrayLike<number>, k: number): number;

/**
 * SoftMin's expansion in k, cut off after one to four cumulants, beside the exact value.
 *
 * @throws Error as softmin
 */
export function taylor(z: ArrayLike<number>, k: number): Taylor;

/**
 * `taylor` for many at once, as a picture needs it: N rollouts with `rewardCount` rewards each, row-major, and N values of k; where there is one of
 * either, it goes with all of the other. N x 7 numbers, row-major: exact, the four orders, min, cap.
 *
 * @throws Error as softmin, or if the lengths do not fit
 */
export function taylorRows(z: Float64Array, rewardCount: number, k: Float64Array): Float64Array;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_rewardanalysis_free: (a: number, b: number) => void;
    readonly __wbg_rewardloader_free: (a: number, b: number) => void;
    readonly __wbg_rewardselection_free: (a: number, b: number) => void;
    readonly __wbg_rewardtable_free: (a: number, b: number) => void;
    readonly __wbg_trainer_free: (a: number, b: number) => void;
    readonly advantages: (a: any, b: any) => [number, number, number];
    readonly breakdown: (a: any, b: any) => [number, number, number];
    readonly credit: (a: any, b: any) => [number, number, number];
    readonly drawAxes: (a: any, b: any, c: any, d: any, e: any) => [number, number];
    readonly drawCurves: (a: any, b: any, c: any, d: any) => [number, number];
    readonly rewardanalysis_advantages: (a: number, b: any) => [number, number, number];
    readonly rewardanalysis_csv: (a: number, b: any, c: any) => [number, number, number, number];
    readonly rewardanalysis_json: (a: number, b: any, c: any) => [number, number, number, number];
    readonly rewardanalysis_report: (a: number) => [number, number, number];
    readonly rewardanalysis_rows: (a: number, b: any, c: any, d: any) => [number, number, number];
    readonly rewardanalysis_step: (a: number) => [number, number, number];
    readonly rewardanalysis_warnings: (a: number) => [number, number, number, number];
    readonly rewardanalysis_words: (a: number) => [number, number, number];
    readonly rewardloader_feed: (a: number, b: any) => [number, number];
    readonly rewardloader_finish: (a: number) => [number, number, number];
    readonly rewardloader_new: (a: any) => [number, number, number];
    readonly rewardloader_rows: (a: number) => number;
    readonly rewardselection_analyse: (a: number, b: any) => [number, number, number];
    readonly rewardselection_groups: (a: number) => number;
    readonly rewardselection_hasLengths: (a: number) => number;
    readonly rewardselection_rewardNames: (a: number) => [number, number];
    readonly rewardselection_rollouts: (a: number) => number;
    readonly rewardtable_cells: (a: number, b: any, c: any) => [number, number, number];
    readonly rewardtable_columns: (a: number) => [number, number, number];
    readonly rewardtable_format: (a: number) => [number, number];
    readonly rewardtable_groupSize: (a: number) => number;
    readonly rewardtable_hasHeader: (a: number) => number;
    readonly rewardtable_rows: (a: number) => number;
    readonly rewardtable_select: (a: number, b: any, c: any) => [number, number, number];
    readonly selfTest: () => any;
    readonly simulate: (a: any) => any;
    readonly softmin: (a: any, b: any) => [number, number, number];
    readonly taylor: (a: any, b: any) => [number, number, number];
    readonly taylorRows: (a: any, b: any, c: any) => [number, number, number, number];
    readonly trainer_configure: (a: number, b: any) => [number, number];
    readonly trainer_create: (a: any) => any;
    readonly trainer_reset: (a: number, b: number) => [number, number, number];
    readonly trainer_step: (a: number, b: number, c: number) => any;
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___js_sys_e80f354aaa7af8f9___Function_fn_wasm_bindgen_2954b75853cba2a0___JsValue_____wasm_bindgen_2954b75853cba2a0___sys__Undefined___js_sys_e80f354aaa7af8f9___Function_fn_wasm_bindgen_2954b75853cba2a0___JsValue_____wasm_bindgen_2954b75853cba2a0___sys__Undefined_______true_: (a: number, b: number, c: any, d: any) => void;
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wasm_bindgen_2954b75853cba2a0___JsValue__core_e629c25c19912ff3___result__Result_____wasm_bindgen_2954b75853cba2a0___JsError___true_: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wasm_bindgen_2954b75853cba2a0___sys__JsNullable_wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_e629c25c19912ff3___result__Result_____wasm_bindgen_2954b75853cba2a0___JsError___true_: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wasm_bindgen_2954b75853cba2a0___sys__JsNullable_wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_e629c25c19912ff3___result__Result_____wasm_bindgen_2954b75853cba2a0___JsError___true__43: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wasm_bindgen_2954b75853cba2a0___sys__JsNullable_wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_e629c25c19912ff3___result__Result_____wasm_bindgen_2954b75853cba2a0___JsError___true__44: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true_: (a: number, b: number, c: any) => void;
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true__42: (a: number, b: number, c: any) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_destroy_closure: (a: number, b: number) => void;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __externref_drop_slice: (a: number, b: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
