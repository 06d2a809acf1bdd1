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
    readonly __wbg_trainer_free: (a: number, b: number) => void;
    readonly advantages: (a: any, b: any) => [number, number, number];
    readonly breakdown: (a: any, b: any) => [number, number, number];
    readonly drawAxes: (a: any, b: any, c: any, d: any, e: any) => [number, number];
    readonly drawCurves: (a: any, b: any, c: any, d: any) => [number, number];
    readonly taylor: (a: any, b: any) => [number, number, number];
    readonly taylorRows: (a: any, b: any, c: any) => [number, number, number, number];
    readonly trainer_configure: (a: number, b: any) => [number, number];
    readonly trainer_create: (a: any) => any;
    readonly trainer_reset: (a: number, b: number) => [number, number, number];
    readonly trainer_step: (a: number, b: number, c: number) => any;
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___js_sys_e80f354aaa7af8f9___Function_fn_wasm_bindgen_2954b75853cba2a0___JsValue_____wasm_bindgen_2954b75853cba2a0___sys__Undefined___js_sys_e80f354aaa7af8f9___Function_fn_wasm_bindgen_2954b75853cba2a0___JsValue_____wasm_bindgen_2954b75853cba2a0___sys__Undefined_______true_: (a: number, b: number, c: any, d: any) => void;
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wasm_bindgen_2954b75853cba2a0___JsValue__core_e629c25c19912ff3___result__Result_____wasm_bindgen_2954b75853cba2a0___JsError___true_: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wasm_bindgen_2954b75853cba2a0___sys__JsNullable_wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_e629c25c19912ff3___result__Result_____wasm_bindgen_2954b75853cba2a0___JsError___true_: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wasm_bindgen_2954b75853cba2a0___sys__JsNullable_wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_e629c25c19912ff3___result__Result_____wasm_bindgen_2954b75853cba2a0___JsError___true__15: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wasm_bindgen_2954b75853cba2a0___sys__JsNullable_wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuError__GpuError___core_e629c25c19912ff3___result__Result_____wasm_bindgen_2954b75853cba2a0___JsError___true__16: (a: number, b: number, c: any) => [number, number];
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true_: (a: number, b: number, c: any) => void;
    readonly wasm_bindgen_2954b75853cba2a0___convert__closures_____invoke___wgpu_35a8e8d80093cb6b___backend__webgpu__webgpu_sys__gen_GpuDeviceLostInfo__GpuDeviceLostInfo______true__14: (a: number, b: number, c: any) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_destroy_closure: (a: number, b: number) => void;
    readonly __externref_table_dealloc: (a: number) => void;
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
