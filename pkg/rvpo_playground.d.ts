/* tslint:disable */
/* eslint-disable */

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


/** A method that is trained. */
export type MethodName =
/** The weighted sum of the raw rewards, standardised in the group. */
| "grpo"
/** GRPO without the division by the standard deviation. */
| "dr-grpo"
/** The mean of the standardised rewards. */
| "gdpo"
/** The mean minus `k/2` times the population variance across the rewards. */
| "variance"
/** SoftMin: `-(1/k) ln mean_j exp(-k Z_j)`. */
| "rvpo"
/** The smallest standardised reward. */
| "min";

/** How a rollout's rewards become its advantage. */
export interface Method {
    /** What it is called. */
    name: MethodName;
    /** The risk coefficient of `variance` and `rvpo`, which need one; the others have none. It is finite and above 0. */
    k?: number | {
        /** At the first step of a run. */
        from: number;
        /** At its last step. */
        to: number;
    };
}

/** A method that `advantages` and an analysis compute for comparison, in the paper's convention alone. It has no k, and is not trained. */
export interface ComparedMethod {
    /** What it is called. */
    name:
    /**
     * RLOO (Ahmadian et al. 2024, arXiv 2402.14740): the weighted sum of the raw rewards less the mean of the sums of the group's other rollouts,
     * `s_i - mean_{h != i} s_h`; 0 in a group of one. No division, no whitening.
     */
    | "rloo"
    /**
     * REINFORCE++ (Hu et al. 2025, arXiv 2501.03262): the weighted sum of the raw rewards, whitened over the whole batch whatever the groups. (The
     * paper's other variant, "w/ Baseline", takes the group's mean off first; it is not computed here.)
     */
    | "reinforce++"
    /**
     * DVAO (Jiang et al. 2026, arXiv 2605.25604): the standardised rewards, weighted by weight times the reward's standard deviation in the group,
     * `sum_j w_j std_j Z_j / sum_j w_j std_j`; 0 where all rewards are constant. No whitening. The paper states no ddof: 1 stands in.
     */
    | "dvao";
}

/** The name of a method, without its k. */
export type AnyMethodName =
/** The weighted sum of the raw rewards, standardised in the group. */
| "grpo"
/** GRPO without the division by the standard deviation. */
| "dr-grpo"
/** The mean of the standardised rewards. */
| "gdpo"
/** The mean minus `k/2` times the population variance across the rewards. */
| "variance"
/** SoftMin: `-(1/k) ln mean_j exp(-k Z_j)`. */
| "rvpo"
/** The smallest standardised reward. */
| "min"
/**
 * RLOO (Ahmadian et al. 2024, arXiv 2402.14740): the weighted sum of the raw rewards less the mean of the sums of the group's other rollouts,
 * `s_i - mean_{h != i} s_h`; 0 in a group of one. No division, no whitening.
 */
| "rloo"
/**
 * REINFORCE++ (Hu et al. 2025, arXiv 2501.03262): the weighted sum of the raw rewards, whitened over the whole batch whatever the groups. (The
 * paper's other variant, "w/ Baseline", takes the group's mean off first; it is not computed here.)
 */
| "reinforce++"
/**
 * DVAO (Jiang et al. 2026, arXiv 2605.25604): the standardised rewards, weighted by weight times the reward's standard deviation in the group,
 * `sum_j w_j std_j Z_j / sum_j w_j std_j`; 0 where all rewards are constant. No whitening. The paper states no ddof: 1 stands in.
 */
| "dvao";

/** SoftMin's expansion in k, in the unit of z. */
export interface Taylor {
    /** The mean, the population variance, and the third and fourth cumulant across the rewards. */
    cumulants: number[];
    /** The series after one to four cumulants. */
    orders: number[];
    /** SoftMin itself. */
    exact: number;
    /** The smallest z, which SoftMin never falls below; nor does it rise above the mean, which is `orders[0]`. */
    min: number;
    /** `min + (ln M)/k` for M rewards, which SoftMin does not rise above either. */
    cap: number;
}

/**
 * Whose numbers to reproduce: how rewards are standardised in a group, what becomes of missing ones and of groups of one, and the step over the
 * batch.
 *
 * | | Z divides by | missing reward | group of one | step over the batch |
 * |---|---|---|---|---|
 * | `paper` | `std + 1e-6` | left out | Z = 0 | over rollouts, `std + 1e-6` |
 * | `trl` (1.16) | `std + 1e-4` | left out; adds nothing to a sum, of Z or of raw rewards | Z = 0 | over rollouts, `std + 1e-4` |
 * | `verl` (0.9) | `std + 1e-6` | refused | Z is the raw reward | over tokens, `sqrt(var + 1e-8)` |
 * | `ms-swift` (4.6) | `std + 1e-8` | Z = 0 | Z = 0 | over rollouts, `std + 1e-8` |
 * | `nemo-rl` | `std + 1e-6` | refused | Z = 0 | over rollouts, `std`, or 1 where that is 0 |
 *
 * Every deviation has ddof 1, and what is constant in its group has Z = 0. A trainer's GDPO is the sum of Z, weighted by weights as they are given;
 * none has RVPO, the variance penalty or hard min: these take the trainer's Z, weights scaled to sum to 1, and end with the trainer's step. GRPO divides
 * the centred sum of raw rewards by `std + 1e-6`, TRL's and ms-swift's by `std + 1e-4`.
 */
export type Convention =
/** Our reading of the paper, which states neither epsilon nor ddof. */
| "paper"
/** `GRPOTrainer`; GDPO is its `normalize_then_sum`, GRPO its `sum_then_normalize`. */
| "trl"
/** `core_algos`. GDPO, and so what is carried into it, rounds rewards to single precision first. */
| "verl"
/** `compute_advantages`; GDPO is its `scale_rewards = "gdpo"`. */
| "ms-swift"
/** `advantage_estimator`, without its leave-one-out baseline. */
| "nemo-rl";

/** What GRPO's centred sums are divided by. */
export type ScaleRewards =
/** The standard deviation of the sums in the rollout's group. */
| "group"
/** The standard deviation of the sums in the whole batch. */
| "batch"
/** Nothing. */
| "none";

/** What `advantages` computes, and of which groups. */
export interface AdvantageOptions {
    /** The method, whose k is one number here, since a batch belongs to one step. */
    method: Method | ComparedMethod;
    /** How many consecutive rollouts answer the same prompt. Either this is given or `groupIds`. */
    groupSize?: number;
    /** How many rewards a rollout has. It is given where the rewards are one flat array, and elsewhere does nothing. */
    rewardCount?: number;
    /** `false` leaves `z` and `credit` empty, which saves time and memory on large batches. `true` by default. */
    details?: boolean;
    /** Whose numbers to reproduce, `"paper"` by default. */
    convention?: Convention;
    /** A text for each rollout: those with equal texts make a group. Either this is given or `groupSize`. */
    groupIds?: string[];
    /** The weight of each reward, at least 0; 1 each by default. */
    weights?: ArrayLike<number>;
    /**
     * The length of each rollout's response in tokens, a whole number from 1. `verl` needs them for `gdpo`, `rvpo`, `variance` and `min`, which it
     * whitens over tokens; elsewhere they change nothing.
     */
    responseTokens?: ArrayLike<number>;
    /** What `grpo` divides the centred sums by, `"group"` by default. Other methods have no such choice; nor have `verl` and `nemo-rl` `"batch"`. */
    scaleRewards?: ScaleRewards;
}

/** What one method makes of N rollouts with M rewards each. Typed arrays are as `A` says, flat, row-major. */
export interface Advantages<A extends Float64Array | Float32Array = Float64Array> {
    /** N: the advantages. 0 for a rollout without any reward (`ms-swift` scores it 0 and goes on with that). */
    advantages: A;
    /** N: what the method makes of a rollout's rewards, before the step over the batch; NaN for a rollout without any reward (`ms-swift`: 0). */
    scores: A;
    /** N x M: the rewards as the convention standardises them; NaN where missing (`ms-swift`: 0). */
    z: A;
    /** N x M: the derivative of each score by each standardised reward; every row sums to 1. */
    credit: A;
    /** What is peculiar about the data, in English. */
    warnings: string[];
    /** The codes and figures of the warnings; `words` says them in other languages. */
    warningDetails: Warning[];
}

/** What is peculiar about a batch, named by its `code` in what is serialised. As text it is an English sentence without a full stop. */
export type Warning =
/** Response lengths are given where they change nothing. */
| {
    code: "unused-tokens";
}
/** Pairs of a group and a reward are constant, so that Z is 0 there. */
| {
    code: "constant-rewards";
    /** How many pairs are. */
    pairs: number;
    /** How many pairs there are. */
    of: number;
    /** Whether they cap the method's score at `(ln M)/k`, as they do a SoftMin's. */
    caps: boolean;
}
/** Groups have a single rollout. */
| {
    code: "single-rollouts";
    /** How many groups have. */
    groups: number;
    /** How many groups there are. */
    of: number;
    /** What a reward is standardised to there. */
    z: SingleZ;
    /** By whose convention. */
    convention: Convention;
}
/** Rewards are missing. */
| {
    code: "missing-rewards";
    /** How many are. */
    rewards: number;
    /** How many there are, with those that are missing. */
    of: number;
    /** What the method does with them. */
    method: MissingUse;
    /** Whether a reward that no other rollout of its group has is left out, too. */
    dropsLoneReward: boolean;
}
/** Rollouts have no reward that counts. */
| {
    code: "unscored";
    /** How many have none. */
    rollouts: number;
    /** How many there are. */
    of: number;
    /** Whether they are scored 0, which is whitened or centred with the others; else their advantage is 0. */
    isScored: boolean;
}
/** The groups are of unequal size, which the convention's trainer does not have. */
| {
    code: "unequal-groups";
    /** The convention. */
    convention: Convention;
};

/** What a reward of a group of one rollout is standardised to. */
export type SingleZ =
/** Its Z is 0. */
| "zero"
/** Its Z is the raw reward: the mean is taken for 0 and the standard deviation for 1. */
| "raw-reward";

/** What a method does with a missing reward. */
export type MissingUse =
/** It is left out, and the others of its rollout count for more. */
| "left-out"
/** It adds nothing to a sum of raw rewards, as if it were 0 in its own unit. */
| "raw-zero"
/** It adds nothing to a sum of Z, as if it were average. */
| "neutral"
/** Its Z is 0, which a sum would not notice but a SoftMin, the variance penalty and hard min do. */
| "zero-z";

/** What is trained, and how. */
export interface SimulateOptions {
    /**
     * Responses x rewards: what each response is worth, for 2 to 8 responses with 2 to 17 rewards each, from
     * -10 to 10.
     */
    rewardTable: number[][];
    /** The standard deviation of the normal noise on each scored reward, in the unit of the rewards, 0 to 10. */
    noise: number;
    /** 1 to 16 methods, trained side by side on the same random numbers; each k from 1e-6 to 1e6. */
    methods: Method[];
    /** How many prompts a batch has, 1 to 64; 8 by default. */
    prompts?: number;
    /** How many rollouts a group has, 2 to 256; 16 by default. */
    groupSize?: number;
    /** Over how many steps k runs from its first to its last value, 1 to 100000; 300 by default. */
    steps?: number;
    /** How many policies each method has, 1 to 1024; 64 by default. */
    seeds?: number;
    /** What all random numbers are made from, 0 to 4,294,967,295; 1 by default. */
    seed?: number;
    /** How far a step goes along the policy gradient, above 0, up to 100; 1 by default. */
    learningRate?: number;
    /** What computes, `"auto"` by default. */
    backend?: BackendChoice;
}

/** Which engine is wanted. */
export type BackendChoice =
/** WebGPU if it is there and passes its self-test, else the CPU. */
| "auto"
/** The CPU. */
| "cpu"
/** WebGPU, or an error. */
| "webgpu";

/** Where a method's policies are at the end of a run. */
export interface SimulationResult {
    /** The method, as it was given. */
    method: Method;
    /** What computed it. */
    backend: "cpu" | "webgpu";
    /** The lowest expected reward. */
    bottleneck: Bottleneck;
    /** The probability of each response: its mean over the seeds. */
    policy: Float64Array;
    /** The expectation of each reward: its mean over the seeds. */
    rewards: Float64Array;
}

/** The lowest expected reward: its mean over the seeds. */
export interface Bottleneck {
    /** The mean, in the unit of the rewards. */
    mean: number;
    /** The standard error of that mean; 0 for a single seed. */
    standardError: number;
}

/** What WebGPU computes beside what the CPU does. */
export interface SelfTest {
    /** The adapter's name. */
    adapter: string;
    /** The largest difference in the rewards of the rollouts, relative to the largest of them; 1 if a response differs. */
    rollout: number;
    /** The same in the standardised rewards and the advantages. */
    advantage: number;
    /** The same in the policies and bottlenecks after a step. */
    update: number;
}

/** What a run has come to. */
export interface Snapshot {
    /** How many steps are done. */
    step: number;
    /** What they were done on. */
    backend: Backend;
    /** The largest difference seen between the engine's advantages and the double-precision core's from the same rewards; null before the first check. */
    coreDifference: number | null;
    /** One for each method, in the order of the options. */
    methods: MethodSnapshot[];
    /** What the last step did for the method that was asked for; null if none was. */
    batch: Batch | null;
    /** What happened since the last snapshot. */
    history: BottleneckHistory;
}

/** Which engine is at work. */
export interface Backend {
    /** `cpu` or `webgpu`. */
    kind: "cpu" | "webgpu";
    /** The adapter's name; empty on the CPU. */
    adapter: string;
    /** Why it is not WebGPU, or what happened to it, in English; empty if there is nothing to say. */
    notice: string;
    /** The same in parts; null if there is nothing to say. */
    noticeDetails: Notice | null;
}

/** What is wrong with WebGPU, so that the CPU trains. */
export interface Notice {
    /** What is wrong. */
    fault: Fault;
    /** The step from which on the CPU goes on; null if it has trained from the first. */
    step: number | null;
}

/** What is wrong with a WebGPU that is not trained on. */
export type Fault =
/** It computes something else than the core. */
| "self-test"
/** It went away or reported an error. */
| "lost"
/** It lacks something. */
| Lack;

/** What a WebGPU lacks. */
export type Lack =
/** There is no adapter. */
| "adapter"
/** The adapter gives no device. */
| "device"
/** The device does not take the kernels. */
| "kernels"
/** The device has too little memory. */
| "room";

/** Where one method's policies are. */
export interface MethodSnapshot {
    /** Which method. */
    name: MethodName;
    /** Its k at the step that was made last, before the first at that one, by the options as they are now; null where the method has no k. */
    k: number | null;
    /** The probability of each response: its mean over the seeds. */
    policy: Float64Array;
    /** The expectation of each reward, in the unit of the rewards: its mean over the seeds. */
    rewards: Float64Array;
    /** The lowest expected reward. */
    bottleneck: Bottleneck;
}

/**
 * The last batch of a method's first policy: P groups of G rollouts one after the other, N in all, with M rewards each. What is made of the rewards is
 * the double-precision core's, under the k that the options have now. Before the first step all arrays but `policy` are empty.
 */
export interface Batch {
    /** k in that step: the method's, or where it has none that of another that has; null where none has. */
    k: number | null;
    /** N: which response each rollout is, from 0. */
    responses: Float64Array;
    /** The probability of each response after the step. */
    policy: Float64Array;
    /** N x M, row-major: the scored rewards. */
    rewards: Float64Array;
    /** N x M, row-major: the rewards, standardised in their group. */
    z: Float64Array;
    /** N x M, row-major: the derivative of each score by each standardised reward; every row sums to 1. */
    credit: Float64Array;
    /** N: what the method makes of each rollout, before the step over the batch. */
    scores: Float64Array;
    /** N: the advantages. */
    advantages: Float64Array;
    /** P: the mean of each group's scores, for the methods that take it off them, `grpo` and `dr-grpo`; else empty. */
    groupMeans: Float64Array;
    /** P: the standard deviation (ddof 1) of each group's scores, likewise. */
    groupDeviations: Float64Array;
    /** N: the advantages that the method `compared` would give for the same rewards; empty where none was asked for. */
    compared: Float64Array;
}

/** The bottleneck after each step since the last snapshot. */
export interface BottleneckHistory {
    /** The first of these steps, counted from 1. */
    firstStep: number;
    /** Steps x methods, row-major: the mean over the seeds, in the unit of the rewards. */
    mean: Float64Array;
    /** Steps x methods, row-major: the standard error of that mean. */
    standardError: Float64Array;
}

/** What a run needs so that it goes on with other settings. */
export type Change =
/** Nothing: they are the same. */
| "nothing"
/** Its next step, which is made with them; the policies stay. */
| "step"
/** Uniform policies before their first step: the seed is another. */
| "reset"
/** Another run: policies of another shape, or other methods. */
| "trainer";

/** How a table is written. */
export type TableFormat =
/** Cells between commas. */
| "csv"
/** Cells between semicolons. */
| "semicolons"
/** Cells between tabs. */
| "tsv"
/** A list of rows. */
| "json"
/** An object of columns. */
| "json-columns"
/** Rows, one after the other. */
| "json-lines";

/** A column of a table, and what it is taken as. */
export interface ColumnInfo {
    /** What it is called: `column` and its number, counted from 1, where it has no name. */
    name: string;
    /** What most of its cells are. */
    kind: "number" | "text";
    /** How many cells have nothing in them. */
    missing: number;
    /** In a column of numbers: how many cells are no number, or not a finite one. With one of them it cannot be a reward or a length. */
    unreadable: number;
    /** In a column of text: how many different ones there are; null where they were not kept. */
    different: number | null;
    /** What it is used as, recognised by its name and content. */
    role: ColumnRole;
}

/**
 * What a column is used as.
 *
 * A column's role is recognised by its name, without regard to case and with `groupId`, `group-id` and `group id` read as `group_id`; of a name
 * like `reward_extra_info.score` or `train/score` the last part counts. In this order:
 *
 * 1. **Group**: the first of `group_id`, `group`, `group_index`, `group_idx`, `uid`, `request_id`; `prompt_id`, `prompt_uid`, `prompt_index`,
 *    `prompt_idx`, `question_id`, `problem_id`, `task_id`, `query_id`, `example_id`, `instance_id`; `prompt`, `prompts`, `input`, `inputs`, `question`,
 *    `problem`, `instruction`, `query` in which some value comes up twice. If it names the prompt rather than the group and there is a `step`
 *    (`global_step`, `training_step`, `train_step`, `iteration`), the step is a group column too: the same prompt at another step is another
 *    group. Where no column has a name, the first one of text in which some value comes up twice.
 * 2. **Response length**: the first of whole numbers from 0 that is called `response_length`, `completion_length`, `output_length`,
 *    `response_len`, `completion_len`, `num_tokens`, `response_tokens`, `completion_tokens`, `output_tokens`, `num_response_tokens`,
 *    `num_completion_tokens`, `length`, `len`, `Länge`, `Antwortlänge` or `长度`.
 * 3. **Ignored**: text; the candidates for 1 and 2 that were not taken; what trainers log beside rewards, such as `step`, `epoch`, `index`, `id`,
 *    `advantage`, `kl`, `lr`, `loss`, `gts`; a column without a name in a table with names; and a total such as `score`, `reward` or
 *    `total`, unless there is no other reward.
 * 4. **Reward**: every other column with more numbers than cells that are none; one that has `reward` in its name needs only one number.
 */
export type ColumnRole =
/** A reward. */
| "reward"
/** Names the rollout's group; with several such columns, rollouts that agree in all of them are a group. */
| "group"
/** How many tokens the response has. */
| "length"
/** Not used. */
| "ignore";

/** Which methods are looked at, and how. */
export interface AnalysisOptions {
    /** Whose standardisation and batch step are taken, `"paper"` by default. */
    convention?: Convention;
    /** The method to look at. */
    method: Method | ComparedMethod;
    /** The one to compare it with. */
    compare: Method | ComparedMethod;
    /** The weight of each reward, at least 0; 1 each by default. */
    weights?: ArrayLike<number>;
    /** What `grpo` divides the centred sums by, `"group"` by default. It is given where one of the two methods is `grpo`. */
    scaleRewards?: ScaleRewards;
    /** For a k that runs from one value to another: the step that the rollouts are from, counted from 0; 0 by default. */
    step?: number;
    /** For a k that runs from one value to another: how many steps the run has; 1 by default. */
    steps?: number;
}

/** What was computed for one rollout with M rewards. What is missing is null. */
export interface RolloutRow {
    /** Its row in the table, counted from 0. */
    index: number;
    /** The number of its group, counted from 0. */
    group: number;
    /** What stands in the group columns, the beginning of a long text; null where no column names groups. */
    groupName: string | null;
    /** M: the rewards as they are in the table. */
    rewards: (number | null)[];
    /** M: the rewards as they are standardised for the method that was asked for. */
    z: (number | null)[];
    /** M: the derivative of that method's score by each standardised reward. */
    credit: number[];
    /** The score of the method that is looked at, before the step over the batch; null without any reward. */
    score: number | null;
    /** The advantage under the method that is looked at. */
    advantage: number;
    /** The score of the method that it is compared with; null without any reward. */
    compareScore: number | null;
    /** The advantage under the method that it is compared with. */
    compareAdvantage: number;
    /** Whether the two advantages are of opposite sign, as the report counts it. */
    flips: boolean;
}

/**
 * What two methods do with the M rewards of N rollouts. Rollouts, groups and rewards are given by their indices, counted from 0; groups in the order
 * in which they first come.
 */
export interface Report {
    /** What was chosen, as it was given. */
    settings: ReportSettings;
    /** The convention. */
    convention: Convention;
    /** The method that was looked at. */
    method: MethodUsed;
    /** The method that it was compared with. */
    compare: MethodUsed;
    /** M: what the rewards are called. */
    rewardNames: string[];
    /** M: the weights, scaled to sum to 1, which are the mean's credit. */
    weights: number[];
    /** How many rollouts, rewards and groups there are. */
    sizes: ReportSizes;
    /** The two methods' advantages, compared. */
    comparison: Comparison;
    /** Whose reward the method that was looked at listens to. */
    credit: CreditShares;
    /** Whose reward the method that it was compared with listens to. */
    compareCredit: CreditShares;
    /** What looks wrong: errors first, then warnings, then notes. */
    findings: Finding[];
    /** Which properties the method has on these data, one for each property. */
    checks: Check[];
    /** RVPO against k. */
    sweep: Sweep;
}

/** What was chosen for a report, as it was given. */
export interface ReportSettings {
    /** Whose standardisation and batch step were taken. */
    convention: Convention;
    /** The method that was looked at. */
    method: MethodUsed;
    /** The method that it was compared with. */
    compare: MethodUsed;
    /** M: the weights, as they were given. */
    weights: number[];
    /** What GRPO divides by. */
    scaleRewards: ScaleRewards;
    /** The step that the rollouts are from, counted from 0. */
    step: number;
    /** How many steps the run has. */
    steps: number;
}

/** A method as a report names it, with its k, if it has one. */
export interface MethodUsed {
    /** What it is called. */
    name: AnyMethodName;
    /** k at the chosen step; null where the method has none. */
    k: number | null;
    /** k at the first step; null where the method has none. */
    kFrom: number | null;
    /** k at the last step; null where the method has none. */
    kTo: number | null;
}

/** How many rollouts, rewards and groups there are. */
export interface ReportSizes {
    /** How many rollouts there are: N. */
    rollouts: number;
    /** How many rewards there are: M. */
    rewards: number;
    /** How many groups there are. */
    groups: number;
    /** How many rollouts the smallest group has. */
    smallestGroup: number;
    /** How many rollouts the group in the middle has; the mean of two where there are two. */
    medianGroup: number;
    /** How many rollouts the largest group has. */
    largestGroup: number;
    /** How many of the N x M rewards are missing. */
    missing: number;
    /** How many rollouts have no reward that counts. */
    unscored: number;
}

/** Two methods' advantages of the same rollouts. Advantages closer than 1e-10 of the largest count as equal, and those closer to 0 as 0. */
export interface Comparison {
    /** Spearman's rank correlation over the batch, ties sharing their mean rank; null where a method's advantages are all equal. */
    spearman: number | null;
    /** Kendall's tau-b over the batch (Kendall 1945, counted as by Knight 1966); null where a method's advantages are all equal. */
    kendall: number | null;
    /** How many rollouts one method reinforces and the other discourages: their advantages are of opposite sign. */
    signFlips: number;
    /** The largest magnitude of the method's advantages that counts as 0. */
    zero: number;
    /** The largest magnitude of the other method's advantages that counts as 0. */
    compareZero: number;
    /** How the ranks in the groups change from the compared method to the one that is looked at. */
    inGroups: RankChanges;
    /** How the ranks in the batch change from the compared method to the one that is looked at. */
    inBatch: RankChanges;
    /**
     * The rollouts that the two judge the most differently, at most 100: sign flips first, and among each the largest change of the advantage
     * first.
     */
    movers: Mover[];
}

/** How many rollouts change their rank. */
export interface RankChanges {
    /** How many rollouts the method that is looked at ranks better. */
    up: number;
    /** How many it ranks worse. */
    down: number;
    /** How many it ranks the same. */
    unchanged: number;
}

/** A rollout that two methods judge differently. Ranks count from 1, the best; equal advantages share the mean of their ranks. */
export interface Mover {
    /** The rollout's index. */
    rollout: number;
    /** The number of its group. */
    group: number;
    /** Its advantage under the method that is looked at. */
    advantage: number;
    /** Its advantage under the method that it is compared with. */
    compareAdvantage: number;
    /** Its rank in its group under the method that is looked at. */
    rankInGroup: number;
    /** Its rank in its group under the method that it is compared with. */
    compareRankInGroup: number;
    /** Its rank in the batch under the method that is looked at. */
    rankInBatch: number;
    /** Its rank in the batch under the method that it is compared with. */
    compareRankInBatch: number;
    /** Whether the advantages are of opposite sign. */
    flips: boolean;
}

/**
 * Whose reward a method's scores depend on: see `Advantages.credit`.
 *
 * The effective number of rewards is `1 / sum_j c_j^2` of shares `c_j` that sum to 1: the inverse Simpson index (Simpson 1949), which is Hill's
 * number of order 2 (Hill 1973). It is M where all rewards have the same share, and 1 where one has all. The variance penalty's credits can be
 * negative: their magnitudes are taken, and scaled to sum to 1.
 */
export interface CreditShares {
    /** M: the mean of the rollouts' credits; they sum to 1. All 0 where no rollout has a reward. */
    shares: number[];
    /**
     * The mean of the rollouts' effective numbers of rewards, over those of which two rewards that count differ in Z (to the others no k
     * makes a difference), or over all where there is none such; null where no rollout has a reward.
     */
    effectivePerRollout: number | null;
    /** The effective number of the shares: whether the same reward rules everywhere. */
    effectiveOfShares: number | null;
    /** How many credits are below 0: there a better reward lowers the score. */
    negative: number;
}

/** Something that looks wrong, with its figures. */
export interface Finding {
    /** How much it matters. */
    severity: Severity;
    /** What it is. */
    lint: Lint;
}

/** How much a finding matters. */
export type Severity =
/** It spoils the training. */
| "error"
/** It may well spoil the training. */
| "warning"
/** It is good to know. */
| "note";

/** What can look wrong, named by its `code`. Rewards and groups are given by their indices, counted from 0; shares are from 0 to 1. */
export type Lint =
/**
 * A reward is the same for a whole group in many groups. It then says nothing, its Z is 0, and under a SoftMin it still caps the score at
 * `(ln M)/k`.
 */
| {
    code: "constant-reward";
    /** The reward. */
    reward: number;
    /** How many groups it is constant in. */
    groups: number;
    /** Their share of the groups of at least two rollouts that have the reward. */
    share: number;
}
/** Groups in which every reward is constant: their rollouts teach nothing, or what the whitening makes of the score 0. */
| {
    code: "no-signal";
    /** How many groups there are in which nothing differs. */
    groups: number;
    /** Their share of the groups of at least two rollouts. */
    share: number;
    /** The number of the first of them. */
    first: number;
    /** What the methods do to all their rollouts alike. */
    pushed: Pushed[];
}
/** Two columns are the same, number by number. */
| {
    code: "duplicate-reward";
    /** The first of the two rewards. */
    reward: number;
    /** The second of the two. */
    other: number;
}
/** Two rewards measure nearly the same: together they count twice. */
| {
    code: "correlated-rewards";
    /** The first of the two rewards. */
    reward: number;
    /** The second of the two. */
    other: number;
    /** Pearson's correlation within the groups, of the rollouts that have both, each group standardised. */
    correlation: number;
    /** How many rollouts it was computed from. */
    rollouts: number;
}
/** Two rewards are nearly each other's opposite: in a mean they cancel, and a SoftMin punishes whichever is low. */
| {
    code: "opposed-rewards";
    /** The first of the two rewards. */
    reward: number;
    /** The second of the two. */
    other: number;
    /** Pearson's correlation within the groups, of the rollouts that have both, each group standardised. */
    correlation: number;
    /** How many rollouts it was computed from. */
    rollouts: number;
}
/** In a plain weighted sum one reward drowns the others. */
| {
    code: "drowning-reward";
    /** The reward that drowns the others. */
    reward: number;
    /** Its share of `sum_j (w_j std_j)^2`. */
    share: number;
    /** Its standard deviation within the groups (the root of the mean variance), in its own unit. */
    std: number;
    /** The largest of the others' `w_j std_j`, over its own; 0 where they are all constant. */
    next: number;
    /** Whether one of the two methods sums raw rewards. */
    isSummed: boolean;
}
/** At this k nearly all the credit goes to one reward in each rollout. */
| {
    code: "large-k";
    /** The risk coefficient that is meant. */
    k: number;
    /** The mean effective number of rewards of a rollout at this k. */
    effective: number;
    /** The number that this is under: see `Sweep.effectiveBound`. */
    bound: number;
    /** How many rollouts it was computed from. */
    rollouts: number;
}
/** At this k, mean minus variance is no longer SoftMin. */
| {
    code: "second-order-off";
    /** The risk coefficient that is meant. */
    k: number;
    /** The mean error as a share of the way from the mean to the minimum. */
    error: number;
    /** The share of the rollouts whose error is over 0.2. */
    share: number;
    /** How many rollouts it was computed from. */
    rollouts: number;
}
/** Groups too small for a mean and a standard deviation that mean something. */
| {
    code: "small-groups";
    /** How many groups have 2 rollouts or more, but fewer than 4. */
    groups: number;
    /** Their share of all groups. */
    share: number;
    /** How many rollouts the smallest of them has. */
    smallest: number;
}
/** Groups of a single rollout, which have nothing to be compared with. */
| {
    code: "single-rollouts";
    /** How many groups have a single rollout. */
    groups: number;
    /** Their share of all groups. */
    share: number;
    /** Whether the convention takes the raw reward for Z there. */
    isRaw: boolean;
    /** What the methods do to all of them alike. */
    pushed: Pushed[];
}
/** verl's whitening counts tokens, not rollouts: long responses move the mean and the standard deviation. */
| {
    code: "token-whitening";
    /** The token-weighted mean of the scores less the plain one, in plain standard deviations: how far all advantages shift down. */
    shift: number;
    /** The token-weighted standard deviation over the plain one. */
    ratio: number;
    /** Whether the convention whitens over tokens. */
    isUsed: boolean;
}
/** Rewards are missing; what becomes of them depends on the method and on the convention. */
| {
    code: "missing-rewards";
    /** The rewards that have missing values. */
    rewards: number[];
    /** How many values are missing. */
    missing: number;
    /** Their share of all values. */
    share: number;
    /** Whether the convention puts Z = 0 in their place, which caps a SoftMin at `(ln M)/k`. */
    isFilled: boolean;
    /** What the method that is looked at does with them. */
    method: MissingUse;
    /** What the method that it is compared with does with them. */
    compare: MissingUse;
}
/** Rollouts without any reward: their advantage is 0, but for ms-swift. */
| {
    code: "unscored";
    /** How many rollouts have no reward. */
    rollouts: number;
    /** Their share of all rollouts. */
    share: number;
    /** Whether the convention scores them 0 and goes on with that. */
    isScored: boolean;
}
/** Under NeMo-RL: the scores differ by rounding alone, and what divides them by their standard deviation makes advantages of size 1 of that. */
| {
    code: "noise-whitened";
    /** The method whose scores they are. */
    method: AnyMethodName;
    /** The standard deviation of the scores. */
    std: number;
}
/** With one reward there is nothing to aggregate: the methods agree but for the scale. */
| {
    code: "single-reward";
};

/**
 * What a method's whitening over the batch does to rollouts whose score is 0 because nothing in their group differs. Risk-averse scores have a
 * mean below 0 (Jensen's inequality), so that it pushes them up, whether they succeeded or failed.
 */
export interface Pushed {
    /** The method that pushes them. */
    method: AnyMethodName;
    /** The advantage of the score 0, at least 0.01 or at most its negative; null under REINFORCE++, which whitens raw sums, each its own. */
    advantage: number | null;
}

/** A property of the method on these data. */
export interface Check {
    /** The property. */
    property: Property;
    /** How the check ended. */
    outcome: CheckOutcome;
    /** Why the property does not apply; null where it does. */
    reason: NotApplicable | null;
    /** How many cases were tried. */
    tried: number;
    /** In how many groups they were. */
    groups: number;
    /** Whether these are all the cases that there are. */
    isExhaustive: boolean;
    /** In how many cases the property did not hold. */
    failed: number;
    /** The case in which it is off the most; null where it held. */
    counterexample: Counterexample | null;
}

/**
 * What a method may or may not keep.
 *
 * Each group that is tried is taken as a batch of its own. What is looked at is the score before the batch step for methods that standardise
 * first, and the advantage for those that add up raw rewards, whose score is not yet compared with the group's.
 */
export type Property =
/**
 * Raising one raw reward of one rollout, the group's mean and standard deviation following, does not lower its own score. It is
 * raised by a tenth of the reward's standard deviation in the group (by that in all data, or by 1, where it is constant), and by the whole of
 * it.
 */
| "monotone"
/** The score lies between the smallest and the (weighted) mean of the standardised rewards that are there. */
| "between-min-and-mean"
/** Swapping two neighbouring rewards' columns leaves all scores. */
| "symmetric"
/** Adding a constant to a reward, the largest magnitude that it has in the data (or 1), leaves all scores. */
| "shift-invariant"
/** Multiplying a reward by 10 leaves all scores, up to what the epsilon beside the standard deviation does. */
| "scale-invariant";

/** How a check ended. */
export type CheckOutcome =
/** It held in every case tried. */
| "pass"
/** There is a counterexample. */
| "fail"
/** The property says nothing about this method or these data. */
| "not-applicable";

/** Why a check does not apply. */
export type NotApplicable =
/** The method's score is a weighted sum, not a mean of standardised rewards. */
| "weighted-sum"
/** The weights differ, so the rewards are not meant to count alike. */
| "unequal-weights"
/** There is only one reward. */
| "single-reward"
/** No group gives a case to try. */
| "nothing-to-try";

/** A case in which a property does not hold. */
export interface Counterexample {
    /** The number of the group. */
    group: number;
    /** The rollout whose score is off. */
    rollout: number;
    /** The reward that was changed; for the bounds, the smallest one. */
    reward: number;
    /** The reward that it was swapped with; null where there was no swap. */
    other: number | null;
    /** The rollout's reward before: for `between-min-and-mean` the smallest Z; null where it is missing. */
    before: number | null;
    /** The rollout's reward after: for `between-min-and-mean` the mean of Z; null where it is missing. */
    after: number | null;
    /** The score before the change. */
    scoreBefore: number;
    /** The score after the change; for `between-min-and-mean` the bound that it passes. */
    scoreAfter: number;
    /** How far rounding and the epsilon beside the standard deviation may move the score. */
    tolerance: number;
}

/** RVPO under the chosen convention and weights, against k. */
export interface Sweep {
    /** How many rollouts it was computed from, in whole groups. */
    rollouts: number;
    /** The points, from the smallest k to the largest. */
    points: SweepPoint[];
    /**
     * The effective number of rewards under which a k is too large: 1.5, or half way from 1 to what the mean has, where that is
     * less, since the mean itself listens to few rewards where the weights are very unequal.
     */
    effectiveBound: number;
    /** The range of k in which RVPO does something and is no hard min yet. */
    suggestion: Suggestion;
}

/** RVPO at one k. */
export interface SweepPoint {
    /** The risk coefficient. */
    k: number;
    /** M: each reward's share of the credit. */
    shares: number[];
    /** The mean effective number of rewards: see `CreditShares.effectivePerRollout`; null where no rollout has a reward. */
    effective: number | null;
    /** The share of the rollouts whose advantage has the opposite sign under GDPO. */
    signFlips: number;
    /** Spearman's rank correlation with GDPO's advantages; null where a method's advantages are all equal. */
    spearman: number | null;
    /** The mean over the rollouts of `|second order - SoftMin| / (mean - min)`; null where no rollout has two different Z. */
    taylorError: number | null;
    /** The share of these rollouts for which that is over 0.2; null where no rollout has two different Z. */
    taylorOff: number | null;
}

/**
 * A range of k, out of the sweep's.
 *
 * It begins at the smallest k at which RVPO is no longer the mean: one reward's share of the credit is 1.1 times its
 * share under GDPO, or more than 0.05 of the signs differ from GDPO's. It ends at the largest k up to which a rollout listens to at
 * least `Sweep.effectiveBound` rewards. Both are rules of thumb; whether training gets better there is not known.
 */
export interface Suggestion {
    /** The smallest k; null where there is no range. */
    from: number | null;
    /** The largest k; null where there is no range. */
    to: number | null;
    /** Why the range begins where it does, or why there is none. */
    reason: SuggestionReason;
    /** At `from`: the reward whose share is the largest compared with its weight; null where there is no range. */
    reward: number | null;
    /** At `from`: the share of that reward; null where there is no range. */
    share: number | null;
    /** At `from`: the share of the signs that differ from GDPO's; null where there is no range. */
    signFlips: number | null;
    /** At `to`: the effective number of rewards; null where there is no range. */
    effective: number | null;
    /** Whether `from` is the smallest k of the sweep. */
    fromIsFirst: boolean;
    /** Whether `to` is the largest k of the sweep, so that the range may go on. */
    toIsLast: boolean;
}

/** Why a range of k is suggested, or why none is. */
export type SuggestionReason =
/** The range begins where a reward's share of the credit exceeds what the mean gives it. */
| "share"
/** The range begins where signs differ from GDPO's. */
| "sign-flips"
/** There is no range: with one reward, k changes nothing. */
| "single-reward"
/** There is no range: at no k does RVPO differ from the mean. */
| "no-difference"
/** There is no range: a rollout listens to too few rewards at every k from which on RVPO differs. */
| "too-few-rewards";

/** A report in words, in the report's order. */
export interface ReportWords {
    /** What looks wrong. */
    findings: FindingWords[];
    /** How each check ended, in a sentence. */
    checks: string[];
    /** The same in parts. */
    properties: PropertyWords[];
    /** The range of k that is suggested, or why there is none. */
    suggestion: string;
    /** What is peculiar about the data, as `RewardAnalysis.warnings` gives it. */
    warnings: string[];
}

/** A finding in words. */
export interface FindingWords {
    /** How much it matters. */
    severity: string;
    /** What looks wrong. */
    sentence: string;
    /** What can be done about it. */
    advice: string;
}

/** A check in words, in parts. */
export interface PropertyWords {
    /** The property. */
    property: string;
    /** How the check ended. */
    result: string;
    /** The case in which the property is off the most; null where it held. */
    example: string | null;
}

/** A language that everything is said in. */
export type Language =
/** English. */
| "en"
/** German. */
| "de";

/** What is refused, as a code and figures: the `details` of every Error, whose message says it in English. `words` says it in other languages. */
export type RefusalDetails =
/** A value that is refused. */
| {
    code: "value";
    /** The way to the value, from the outside in: names of fields, and indices from 0. */
    path: (string | number)[];
    /** What stands there. */
    given: Given;
    /** What may stand there. */
    rule: Rule;
    /** The way to the value as it is written, such as `rewards[3][1]`. */
    field: string;
    /** What stands there, in English. */
    value: string;
    /** What may stand there, in English. */
    allowed: string;
}
/** There is no WebGPU here, or not enough of it. */
| {
    code: "webgpu-unavailable";
    /** What it lacks. */
    lack: Lack;
    /** The browser's or the driver's own words, if it has any. */
    detail: string | null;
}
/** The device computes something else than the core. */
| {
    code: "webgpu-self-test";
    /** The largest difference, relative to the largest value. */
    difference: number;
}
/** The device went away or reported an error. */
| {
    code: "webgpu-lost";
    /** The browser's or the driver's own words. */
    detail: string;
}
/** The drawing backend failed. */
| {
    code: "drawing";
    /** What it says. */
    detail: string;
}
/** The input has no row of values. */
| {
    code: "empty";
}
/** The input has bytes that are not UTF-8. */
| {
    code: "not-utf8";
    /** The place of the byte, whose number in its line is the column. */
    place: Place;
    /** What the first bytes look like, if anything. */
    likeness: Likeness | null;
    /** The same in English. */
    looksLike: string | null;
}
/** The input has a byte 0. */
| {
    code: "nul";
    /** The place of the byte, whose number in its line is the column. */
    place: Place;
    /** What the first bytes look like, if anything. */
    likeness: Likeness | null;
    /** The same in English. */
    looksLike: string | null;
}
/** The input breaks the grammar of JSON. */
| {
    code: "json";
    /** The place of the byte, whose number in its line is the column. */
    place: Place;
    /** How it breaks the grammar. */
    problem: JsonProblem;
    /** The same in English. */
    message: string;
}
/** Something else stands where a row of JSON should begin. */
| {
    code: "not-a-row";
    /** Where it begins. */
    place: Place;
    /** What stands there. */
    value: string;
    /** What may stand there. */
    row: AllowedRow;
    /** The same in English. */
    allowed: string;
}
/** A row has more or fewer cells than the first. */
| {
    code: "ragged";
    /** The first cell too many, or where the first one is missing; in JSON where the row begins. */
    place: Place;
    /** How many cells the row has. */
    found: number;
    /** How many cells the first row has. */
    expected: number;
}
/** In an object of columns, one is longer or shorter than the first. */
| {
    code: "unequal-columns";
    /** Where the column ends. */
    place: Place;
    /** What the column is called. */
    name: string;
    /** How many cells it has. */
    found: number;
    /** How many cells the first column has. */
    expected: number;
}
/** A quoted cell never ends. */
| {
    code: "open-quote";
    /** Where the row begins. */
    line: number;
}
/** Two columns have one name. */
| {
    code: "duplicate-name";
    /** Where the second one is. */
    place: Place;
    /** The name. */
    name: string;
}
/** There are more columns than are read, by default 1024. */
| {
    code: "too-many-columns";
    /** The first column too many, or the row that has it. */
    place: Place;
    /** How many are allowed. */
    limit: number;
}
/** There are more cells than are read, by default 67108864. */
| {
    code: "too-many-cells";
    /** Where the row is that is too many. */
    place: Place;
    /** How many are allowed. */
    limit: number;
}
/** A row has more bytes than are read, by default 16777216. */
| {
    code: "too-long";
    /** Where it begins. */
    place: Place;
    /** How many bytes are allowed. */
    limit: number;
}
/** A column's name is too long to be one. */
| {
    code: "long-name";
    /** Where the name is. */
    place: Place;
    /** How the name begins. */
    name: string;
    /** How many bytes are allowed. */
    limit: number;
}
/** JSON is nested too deeply. */
| {
    code: "too-deep";
    /** Where it is nested once too often. */
    place: Place;
    /** How deep it may be nested. */
    limit: number;
}
/** There is not one role for each column. */
| {
    code: "roles";
    /** How many roles there are. */
    found: number;
    /** How many there must be. */
    expected: number;
}
/** There is no reward, or there are too many. */
| {
    code: "rewards";
    /** How many rewards there are. */
    found: number;
    /** How many are allowed. */
    limit: number;
}
/** There is neither a group column nor a group size, or there are both. */
| {
    code: "groups";
    /** Which of the two it is. */
    found: GroupsGiven;
}
/** Several columns are response lengths. */
| {
    code: "response-lengths";
    /** How many they are. */
    found: number;
}
/** Text stands in a column of numbers. */
| {
    code: "not-a-number";
    /** The first such cell. */
    place: Place;
    /** What the column is called. */
    name: string;
    /** What stands there. */
    value: string;
}
/** A number is infinite, or too large to be squared. */
| {
    code: "not-finite";
    /** The first such cell. */
    place: Place;
    /** What the column is called. */
    name: string;
    /** What stands there. */
    value: string;
    /** The largest magnitude that is allowed. */
    most: number;
}
/** A response length is none. */
| {
    code: "not-a-length";
    /** The first such cell. */
    place: Place;
    /** What the column is called. */
    name: string;
    /** What stands there. */
    value: string;
    /** The largest that is allowed. */
    most: number;
}
/** A group or a response length is missing. */
| {
    code: "missing";
    /** The first such cell. */
    place: Place;
    /** What the column is called. */
    name: string;
}
/** The text of the column was not kept. */
| {
    code: "not-kept";
    /** What the column is called. */
    name: string;
}
/** The column's numbers are too large to be told apart, as groups must be. */
| {
    code: "inexact-ids";
    /** What the column is called. */
    name: string;
};

/** What was given where something else is allowed. In what is serialised, `code` names the variant. */
export type Given =
/** A value, as one would write it: `-1`, `"text"`, `null`; cut short where it is long. */
| {
    code: "written";
    /** What is written. */
    text: string;
}
/** A list or table of the wrong length. */
| {
    code: "length";
    /** How many entries it has. */
    length: number;
}
/** A value that runs from one number to another. */
| {
    code: "span";
    /** The first number. */
    from: number;
    /** The last number. */
    to: number;
}
/** Nothing, where something is needed. */
| {
    code: "nothing";
}
/** Something that throws when it is looked at. */
| {
    code: "unreadable";
}
/** A list, where something else is needed. */
| {
    code: "array";
}
/** A value of another type. */
| {
    code: "of-type";
    /** JavaScript's name of the type. */
    name: string;
}
/** A field that there is not. */
| {
    code: "field";
    /** Its name, as one would write it. */
    text: string;
}
/** A missing reward. */
| {
    code: "missing";
}
/** Missing rewards. */
| {
    code: "missing-rewards";
    /** How many are missing. */
    missing: number;
}
/** Weights that are all 0. */
| {
    code: "all-zero";
}
/** Group ids beside a group size. */
| {
    code: "beside-group-size";
}
/** A canvas that something else draws on. */
| {
    code: "other-context";
}
/** Something that has come to its end. */
| {
    code: "finished";
}
/** Something that is not at its end yet. */
| {
    code: "under-way";
}
/** Something that was stopped in the middle. */
| {
    code: "interrupted";
};

/**
 * What an input must be, with its figures. In what is serialised, `code` names the variant.
 *
 * Names of methods and conventions are as JavaScript writes them.
 */
export type Rule =
/** A number. */
| {
    code: "number";
}
/** A finite number. */
| {
    code: "finite";
}
/** A finite number, or null where it is missing. */
| {
    code: "finite-or-null";
}
/** True or false. */
| {
    code: "truth";
}
/** A text. */
| {
    code: "text";
}
/** A text that is not too long. */
| {
    code: "text-of-at-most";
    /** The most characters. */
    most: number;
}
/** One of several texts. */
| {
    code: "one-of";
    /** The texts. */
    names: string[];
}
/** An object with no other fields than these. */
| {
    code: "fields";
    /** The fields. */
    names: string[];
}
/** An object. */
| {
    code: "object";
}
/** An object whose fields can be read. */
| {
    code: "readable-object";
}
/** An object with these fields. */
| {
    code: "object-with";
    /** The fields. */
    names: string[];
}
/** A method, `{ name, k }`. */
| {
    code: "method";
}
/** An array of something. */
| {
    code: "array-of";
    /** Of what. */
    of: Items;
}
/** A Uint8Array. */
| {
    code: "bytes";
}
/** The details of an error or a warning. */
| {
    code: "details";
}
/** A rectangular table. */
| {
    code: "table";
}
/** A number from the one to the other. */
| {
    code: "between";
    /** The smallest. */
    from: number;
    /** The largest. */
    to: number;
}
/** A finite number from the negative of the largest to the largest. */
| {
    code: "finite-up-to";
    /** The largest magnitude. */
    most: number;
}
/** A finite number from that one up. */
| {
    code: "from";
    /** The smallest. */
    from: number;
}
/** A number above 0. */
| {
    code: "above-zero-up-to";
    /** The largest. */
    most: number;
}
/** A whole number from the one to the other. */
| {
    code: "whole";
    /** The smallest. */
    from: number;
    /** The largest. */
    to: number;
}
/** A whole number from that one up. */
| {
    code: "whole-from";
    /** The smallest. */
    from: number;
}
/** A whole number below another. */
| {
    code: "whole-below";
    /** The smallest that is too large. */
    limit: number;
}
/** A whole number below the number of steps. */
| {
    code: "below-steps";
    /** How many steps there are. */
    steps: number;
}
/** Device pixels for each CSS pixel. */
| {
    code: "device-pixels";
    /** The fewest. */
    from: number;
    /** The most. */
    to: number;
}
/** A size in CSS pixels. */
| {
    code: "css-pixels";
    /** The smallest. */
    from: number;
    /** The largest. */
    to: number;
}
/** A number above another. */
| {
    code: "above-min";
    /** By how much at least. */
    by: number;
}
/** Finite numbers in ascending order. */
| {
    code: "ascending";
}
/** At least one rollout. */
| {
    code: "some-rollout";
}
/** At least one reward. */
| {
    code: "some-reward";
}
/** One for each reward. */
| {
    code: "each-reward";
    /** How many rewards there are. */
    rewards: number;
}
/** One for each rollout. */
| {
    code: "each-rollout";
    /** How many rollouts there are. */
    rollouts: number;
}
/** As many as the first of the list has. */
| {
    code: "as-first";
    /** How many it has. */
    length: number;
    /** The list. */
    list: string;
}
/** As long as another list. */
| {
    code: "as-long-as";
    /** How long that is. */
    length: number;
    /** The other list. */
    list: string;
}
/** So many, whenever one looks. */
| {
    code: "all-the-time";
    /** How many. */
    length: number;
}
/** Exactly so many. */
| {
    code: "exactly";
    /** How many. */
    length: number;
}
/** At most so many. */
| {
    code: "at-most";
    /** How many. */
    most: number;
}
/** A multiple. */
| {
    code: "multiple-of";
    /** Of what. */
    of: number;
}
/** One, or as many as there are rollouts. */
| {
    code: "one-or-each";
    /** How many rollouts there are. */
    rollouts: number;
}
/** So many of something. */
| {
    code: "count";
    /** The fewest. */
    from: number;
    /** The most. */
    to: number;
    /** Of what. */
    of: Counted;
}
/** None, or that many, or twice as many. */
| {
    code: "none-once-or-twice";
    /** How many. */
    count: number;
    /** Twice as many. */
    twice: number;
}
/** A square number, above 3, of finite numbers. */
| {
    code: "square";
}
/** Two numbers. */
| {
    code: "two-numbers";
}
/** A finite number above 0, as k must be. */
| {
    code: "above-zero";
}
/** A k, which the method needs. */
| {
    code: "needs-k";
    /** The method. */
    method: string;
}
/** No k, since the method has none. */
| {
    code: "no-k";
    /** The method. */
    method: string;
}
/** A k, or where it goes from and to. */
| {
    code: "k-or-schedule";
}
/** One k, since a batch belongs to one step. */
| {
    code: "one-k";
}
/** A k that can be trained with. */
| {
    code: "trained-k";
    /** The smallest. */
    from: number;
    /** The largest. */
    to: number;
}
/** A method that can be trained. */
| {
    code: "trained-method";
    /** Those that can. */
    names: string[];
}
/** Nothing for this method, since it belongs to GRPO. */
| {
    code: "of-grpo";
    /** The method. */
    method: string;
}
/** Nothing, since it belongs to GRPO, which is neither of the two methods. */
| {
    code: "of-grpo-alone";
}
/** The paper's convention, which alone has this method. */
| {
    code: "paper-only";
    /** The method. */
    method: string;
    /** The convention that has not. */
    convention: string;
}
/** The paper's convention, which alone is in this build. */
| {
    code: "paper-built";
}
/** Standard deviations that the convention divides by. */
| {
    code: "no-batch-scale";
    /** The convention. */
    convention: string;
}
/** At least one weight above 0. */
| {
    code: "some-weight";
}
/** A group size that divides the rollouts. */
| {
    code: "divides-rollouts";
    /** How many rollouts there are. */
    rollouts: number;
}
/** A number of rewards that divides a flat array. */
| {
    code: "divides-rewards";
    /** How many numbers the array has. */
    length: number;
}
/** The number of rewards, which a flat array needs. */
| {
    code: "reward-count";
}
/** A group size or group ids. */
| {
    code: "groups-needed";
}
/** One of two options. */
| {
    code: "one-of-the-two";
}
/** A number, since the convention has no place for missing rewards. */
| {
    code: "no-missing";
    /** The convention. */
    convention: string;
}
/** No missing rewards at all, for the same reason. */
| {
    code: "none-missing";
    /** The convention. */
    convention: string;
}
/** A number in the range of single precision, in which verl's GDPO holds rewards. */
| {
    code: "single-precision";
}
/** Response lengths, since verl whitens over tokens. */
| {
    code: "tokens-needed";
    /** How many rollouts there are. */
    rollouts: number;
}
/** Two tokens at least, since verl whitens over tokens. */
| {
    code: "two-tokens";
}
/** What the run began with. */
| {
    code: "as-begun";
    /** The number that it began with. */
    now: number;
}
/** The method that the run began with. */
| {
    code: "method-as-begun";
    /** The method. */
    method: string;
}
/** The seed that the run began with. */
| {
    code: "seed-as-begun";
    /** The seed. */
    seed: number;
}
/** Fewer rewards in a step of all policies. */
| {
    code: "room-for-step";
    /** The most. */
    most: number;
}
/** One call at a time. */
| {
    code: "one-call";
}
/** A colour written `#rrggbb`. */
| {
    code: "colour";
}
/** A list of font families as in CSS. */
| {
    code: "font-families";
}
/** An HTMLCanvasElement. */
| {
    code: "canvas";
}
/** A canvas that is free for a 2d context. */
| {
    code: "free-canvas";
}
/** Calls before `finish()`. */
| {
    code: "before-finish";
}
/** This call when `step()` has returned 1. */
| {
    code: "after-steps";
}
/** Another analysis. */
| {
    code: "another-analysis";
};

/** What an array is to hold. */
export type Items =
/** Numbers. */
| "numbers"
/** Arrays of numbers. */
| "rows"
/** Texts. */
| "texts"
/** Methods. */
| "methods"
/** Curves. */
| "curves"
/** Roles of columns. */
| "roles";

/** What is counted. */
export type Counted =
/** Methods. */
| "methods"
/** Responses. */
| "responses"
/** Rewards. */
| "rewards";

/** A place in the input, counted from 1. */
export interface Place {
    /** The line; lines end with LF. */
    line: number;
    /** In CSV and TSV the cell's number in its row; in JSON, and where the input is no text, the byte's number in its line. */
    column: number;
}

/** What an input looks like that is no text in UTF-8. */
export type Likeness =
/** Text in UTF-16. */
| "utf16"
/** A Parquet file. */
| "parquet"
/** A ZIP archive, which spreadsheets are, too. */
| "zip"
/** A file compressed by gzip. */
| "gzip"
/** A file compressed by Zstandard. */
| "zstandard";

/** How JSON breaks the grammar. In what is serialised, `code` names the variant. */
export type JsonProblem =
/** A value is not written as JSON writes it. */
| {
    code: "syntax";
}
/** The input ends within a value. */
| {
    code: "incomplete";
}
/** A row with more entries than are read. */
| {
    code: "too-many-entries";
    /** The most that are read. */
    limit: number;
}
/** Something else stands between values than should. */
| {
    code: "unexpected";
    /** What stands there. */
    found: string;
    /** What should stand there. */
    expected: ExpectedInJson;
}
/** The input ends between values. */
| {
    code: "ends";
    /** What should stand there. */
    expected: ExpectedInJson;
};

/** What may come next between the values of JSON. */
export type ExpectedInJson =
/** The bracket that opens the whole. */
| "opening"
/** A row, or the end of the list. */
| "row-or-end"
/** A row. */
| "row"
/** A comma, or the end of the list. */
| "comma-or-list-end"
/** A column's name, or the end of the object. */
| "name-or-end"
/** A column's name. */
| "name"
/** The colon after a column's name. */
| "colon"
/** The list of a column's values. */
| "column"
/** A value, or the end of the list. */
| "value-or-end"
/** A value. */
| "value"
/** A comma, or the end of the object. */
| "comma-or-object-end"
/** Nothing more. */
| "end";

/** What may stand where a row of JSON begins. */
export type AllowedRow =
/** An object or a list of values. */
| "object-or-list"
/** An object, as in the first row. */
| "object-as-first"
/** A list of values, as in the first row. */
| "list-as-first"
/** A list of at least one value. */
| "longer-list";

/** What says what a group is. */
export type GroupsGiven =
/** Columns and a group size. */
| "both"
/** Nothing. */
| "neither";

/** How a chart looks. Colours are written `#rrggbb`. */
export interface ChartStyle {
    /** How many device pixels a CSS pixel has, 0.1 to 16. */
    scale: number;
    /** The size of the text in CSS pixels, 4 to 200; lines and markers grow with it. */
    fontSize: number;
    /** A list of font families as in CSS. */
    fontFamily: string;
    /** What stands between ones and tenths; a point by default. */
    decimal?: "." | ",";
    /** The colour of text and axes. */
    ink: string;
    /** The colour of the grid. */
    grid: string;
    /** The colour of the background. */
    background: string;
}

/** What the axes span. */
export interface ChartRange {
    /** The x axis goes from step 0 to this one, a whole number from 1 to 10^9. */
    steps: number;
    /** The y axis goes from here, within -10^6 to 10^6. */
    min: number;
    /** The y axis goes to here, within -10^6 to 10^6. */
    max: number;
    /** What stands along the x axis in place of the steps. */
    x?: ChartScale;
}

/** Numbers along the x axis in place of the steps, on a log scale or evenly. */
export interface ChartScale {
    /** The number at step 0. */
    from: number;
    /** The number at the last step. */
    to: number;
    /** Whether the scale is a log scale. */
    log: boolean;
    /** Where an upright line stands, in the axis's numbers. */
    mark?: number;
}

/** What is written along the axes. */
export interface ChartLabels {
    /** What stands under the x axis. */
    x: string;
    /** What stands beside the y axis. */
    y: string;
}

/** The shape that tells a curve from the others where its colour cannot. */
export type ChartMarker =
/** A disc. */
| "circle"
/** A square on its side. */
| "square"
/** A triangle on its base. */
| "triangle"
/** A square on its corner. */
| "diamond"
/** A diagonal cross. */
| "cross"
/** A triangle on its point. */
| "down";

/** A line with a band. The arrays are as long as each other and hold the values at steps 0, 1, 2 and so on; values that are not finite leave a gap. */
export interface Curve {
    /** The name of the curve. */
    label: string;
    /** Its colour, `#rrggbb`. */
    color: string;
    /** The shape on the line. */
    marker: ChartMarker;
    /** The line. */
    mean: Float64Array;
    /** The lower edge of the band. */
    low: Float64Array;
    /** The upper edge of the band. */
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
    /** What the background takes on towards the highest level, `#rrggbb`. */
    color: string;
    /** x and y of the point that is marked by a disc. */
    point: ArrayLike<number>;
}



/**
 * What two methods make of the rewards, computed slice by slice.
 */
export class RewardAnalysis {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * What the function `advantages` gives for one of the two methods.
     *
     * @throws Error before step() has returned 1
     */
    advantages(which: "method" | "compare"): Advantages;
    /**
     * Writes `count` rows of all that was computed, `from` counted from 0, as CSV (RFC 4180): the row and the group, counted from 1, the rewards, the
     * standardised rewards, the method's credits, those of the one it is compared with where they are others, and score and advantage of each. The
     * header, which names the methods, comes where `from` is 0. The texts of consecutive ranges, one after the other, are the whole file.
     *
     * @throws Error as rows
     */
    csv(from: number, count: number): string;
    /**
     * Writes the same rows as a part of one JSON document: an object of `settings`, `report` and `rollouts`, a list of objects.
     *
     * @throws Error as rows
     */
    json(from: number, count: number): string;
    /**
     * The report on the two methods.
     *
     * @throws Error before step() has returned 1
     */
    report(): Report;
    /**
     * Gives `count` rollouts, `from` counted from 0, with the standardised rewards and credits of one of the two methods; fewer come at the end.
     *
     * @throws Error before step() has returned 1, or if from or count is no whole number from 0
     */
    rows(which: "method" | "compare", from: number, count: number): RolloutRow[];
    /**
     * Does a slice of the work, of some milliseconds, and says how much is done, from 0 to 1. At 1 all the rest can be had.
     *
     * @throws Error that says what of the rewards the convention has no place for
     */
    step(): number;
    /**
     * The warnings of both methods' advantages, in English; one that concerns only one of them begins with its name.
     *
     * @throws Error before step() has returned 1
     */
    warnings(): string[];
    /**
     * The report's findings, checks, suggestion and warnings in sentences, in English if no language is given.
     *
     * @throws Error before step() has returned 1, or for a language that is not spoken
     */
    words(language?: Language): ReportWords;
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
     * Begins with an empty table. The name of the file, where there is one, may help to tell its format.
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
 * The M rewards of N rollouts, in groups.
 */
export class RewardSelection {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Begins to compute two methods' advantages of these rollouts and a report on them, which `step` goes on with.
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
     * What the rewards are called, M names, from left to right.
     */
    readonly rewardNames: string[];
    /**
     * How many rollouts there are: N.
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
     * What stands in `count` rows, `from` counted from 0; fewer come at the end. What is missing is null, and a text that was not kept is `…`.
     *
     * @throws Error if from or count is no whole number from 0
     */
    cells(from: number, count: number): (string | number | null)[][];
    /**
     * The columns from left to right; in JSON in the order in which the keys come up.
     */
    columns(): ColumnInfo[];
    /**
     * Takes the rewards, groups and lengths out of the table. `roles` has one for each column; `groupSize` is how many consecutive rows are a group, and
     * is given if no column tells.
     *
     * @throws Error if the roles do not fit the table, or a cell, named by line and column, does not fit its role
     */
    select(roles: ColumnRole[], groupSize?: number): RewardSelection;
    /**
     * How it is written.
     */
    readonly format: TableFormat;
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
     * Takes another rewardTable, noise, k, learningRate or steps, from the next step on; the policies stay as they are.
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
     * Goes back to uniform policies before their first step. The same seed gives the same run again.
     *
     * @throws Error if the seed is not a whole number from 0 to 4,294,967,295
     */
    reset(seed: number): Snapshot;
    /**
     * Moves every policy on by n steps; 0 only looks. `inspected` is the place of a method whose last batch is wanted too, `compared` that of another, to say
     * what it would make of the same rewards.
     *
     * @throws Error if n is not a whole number from 0 to 100,000, there is no such method, or steps are still under way
     */
    step(n: number, inspected?: number | null, compared?: number | null): Promise<Snapshot>;
}

/**
 * Gives the k at which the mean minus k/2 times the variance is off from SoftMin by more than `share` of the distance between the mean and the smallest
 * z: the k from which it is for the first time, and the k above which it is for good. They differ where it comes back across SoftMin in between.
 * The array is empty where it never is, because all z are equal.
 *
 * @throws Error if z is empty or not finite, or share is not above 0 and at most 1
 */
export function breakdown(z: ArrayLike<number>, share: number): Float64Array;

/**
 * Says what a run that began with the options `from` needs so that it goes on with the options `to`: `"nothing"`, since they are the same; its next
 * `"step"`, after `Trainer.configure`; a `"reset"` to another seed; or a new `"trainer"`.
 *
 * @throws Error that names the field, its value and what is allowed
 */
export function changeBetween(from: SimulateOptions, to: SimulateOptions): Change;

/**
 * Says how much SoftMin listens to each of the M standardised rewards `z` of one rollout: M derivatives `dA/dz_j`, which sum to 1.
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
export function drawAxes(canvas: HTMLCanvasElement, range: ChartRange, style: ChartStyle, labels: ChartLabels, map?: ChartMap): void;

/**
 * Clears the canvas and draws bands, lines and markers: the upper layer, of the same size as the one with the axes.
 *
 * @throws Error that names the field, its value and what is allowed
 */
export function drawCurves(canvas: HTMLCanvasElement, range: ChartRange, style: ChartStyle, curves: Curve[]): void;

/**
 * A marker as a chart draws it, without its rim: the path of an SVG file, in a box of 12 by 12.
 *
 * @throws Error if there is no such marker
 */
export function markerPath(marker: ChartMarker): string;

/**
 * Runs each kernel on WebGPU and on the CPU from the same input, and says how far they are from each other.
 *
 * @throws Error if there is no WebGPU
 */
export function selfTest(): Promise<SelfTest>;

/**
 * Trains every method from the first step to the last, and says where it ends.
 *
 * @throws Error that names the field, its value and what is allowed; or says why WebGPU, if asked for by name, is not available
 */
export function simulate(options: SimulateOptions): Promise<SimulationResult[]>;

/**
 * Gives SoftMin of the M standardised rewards `z` of one rollout, `-(1/k) ln mean_j exp(-k z_j)`, in the unit of `z`.
 *
 * @throws Error if z is empty or not finite, or k is not finite and above 0
 */
export function softmin(z: ArrayLike<number>, k: number): number;

/**
 * Expands SoftMin of the M standardised rewards `z` of one rollout in k, cut off after one to four cumulants, and gives the exact value beside that.
 *
 * @throws Error as softmin
 */
export function taylor(z: ArrayLike<number>, k: number): Taylor;

/**
 * Does what `taylor` does for many rollouts at once, as a picture needs it. `z` is N x `rewardCount`, row-major, and `k` has N values; where there is one
 * of either, it goes with all of the other. What comes out is N x 7, row-major: exact, the four orders, min, cap.
 *
 * @throws Error as softmin, or if the lengths do not fit
 */
export function taylorRows(z: Float64Array, rewardCount: number, k: Float64Array): Float64Array;

/**
 * Says the `details` of an Error, or one of `warningDetails`, in a sentence; in English, if no language is given.
 *
 * @throws Error if these are no details, or for a language that is not spoken
 */
export function words(details: RefusalDetails | Warning, language?: Language): string;

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
    readonly changeBetween: (a: any, b: any) => [number, number, number, number];
    readonly credit: (a: any, b: any) => [number, number, number];
    readonly drawAxes: (a: any, b: any, c: any, d: any, e: any) => [number, number];
    readonly drawCurves: (a: any, b: any, c: any, d: any) => [number, number];
    readonly markerPath: (a: any) => [number, number, number, number];
    readonly rewardanalysis_advantages: (a: number, b: any) => [number, number, number];
    readonly rewardanalysis_csv: (a: number, b: any, c: any) => [number, number, number, number];
    readonly rewardanalysis_json: (a: number, b: any, c: any) => [number, number, number, number];
    readonly rewardanalysis_report: (a: number) => [number, number, number];
    readonly rewardanalysis_rows: (a: number, b: any, c: any, d: any) => [number, number, number];
    readonly rewardanalysis_step: (a: number) => [number, number, number];
    readonly rewardanalysis_warnings: (a: number) => [number, number, number, number];
    readonly rewardanalysis_words: (a: number, b: any) => [number, number, number];
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
    readonly trainer_reset: (a: number, b: any) => [number, number, number];
    readonly trainer_step: (a: number, b: any, c: any, d: any) => any;
    readonly words: (a: any, b: any) => [number, number, number, number];
    readonly wasm_bindgen_3b86db093e7bee88___convert__closures_____invoke___js_sys_10d1d72dcf0c2e2f___Function_fn_wasm_bindgen_3b86db093e7bee88___JsValue_____wasm_bindgen_3b86db093e7bee88___sys__Undefined___js_sys_10d1d72dcf0c2e2f___Function_fn_wasm_bindgen_3b86db093e7bee88___JsValue_____wasm_bindgen_3b86db093e7bee88___sys__Undefined_______true_: (a: number, b: number, c: any, d: any) => void;
    readonly wasm_bindgen_3b86db093e7bee88___convert__closures_____invoke___wasm_bindgen_3b86db093e7bee88___JsValue__core_a474a299080965b___result__Result_____wasm_bindgen_3b86db093e7bee88___JsError___true_: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_3b86db093e7bee88___convert__closures_____invoke___wasm_bindgen_3b86db093e7bee88___sys__JsNullable_wgpu_e408551eef69c6e2___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_a474a299080965b___result__Result_____wasm_bindgen_3b86db093e7bee88___JsError___true_: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_3b86db093e7bee88___convert__closures_____invoke___wasm_bindgen_3b86db093e7bee88___sys__JsNullable_wgpu_e408551eef69c6e2___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_a474a299080965b___result__Result_____wasm_bindgen_3b86db093e7bee88___JsError___true__46: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_3b86db093e7bee88___convert__closures_____invoke___wasm_bindgen_3b86db093e7bee88___sys__JsNullable_wgpu_e408551eef69c6e2___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_a474a299080965b___result__Result_____wasm_bindgen_3b86db093e7bee88___JsError___true__47: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_3b86db093e7bee88___convert__closures_____invoke___wgpu_e408551eef69c6e2___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true_: (a: number, b: number, c: any) => void;
    readonly wasm_bindgen_3b86db093e7bee88___convert__closures_____invoke___wgpu_e408551eef69c6e2___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true__45: (a: number, b: number, c: any) => void;
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
