// The JavaScript API: bad options are refused.

import { expect, test } from "@playwright/test";

import { type AdvantageOptions, advantages, breakdown, credit, simulate, type SimulateOptions, softmin, taylor, taylorRows } from "../../pkg/rvpo_playground.js";
import { good, load, one } from "./node-api.js";

test.beforeAll(load);

/** Calls and what their message must name: the field, the value, what is allowed. */
const bad = (options: object) => () => advantages([[1, 2], [3, 4]], { method: one, groupSize: 2, ...options } as AdvantageOptions);
const badRun = (options: object) => () => simulate({ ...good, ...options } as SimulateOptions);

/** Arrays and objects that lie, or throw when one looks at them. */
class Longer extends Float64Array {
  override get length() {
    return 2 ** 30;
  }
}

const withLength = (length: number): never[] => Object.assign([], { length });

const unreadable = (key: PropertyKey, object: object): object =>
  Object.defineProperty(object, key, {
    enumerable: true,
    get() {
      throw new Error("not for you");
    },
  });

const revoked = (object: object): object => {
  const { proxy, revoke } = Proxy.revocable(object, {});
  revoke();
  return proxy;
};

const REFUSED: Record<string, [() => unknown, ...RegExp[]]> = {
  "softmin: k is 0": [() => softmin([1, 2], 0), /\bk\b/, /\b0\b/, /above 0/],
  "softmin: k is negative": [() => softmin([1, 2], -1), /\bk\b/, /-1/, /above 0/],
  "softmin: k is NaN": [() => softmin([1, 2], Number.NaN), /\bk\b/, /NaN/],
  "softmin: k is infinite": [() => softmin([1, 2], Infinity), /\bk\b/, /inf/i, /finite/],
  "softmin: z is empty": [() => softmin([], 1), /\bz\b/, /\b0\b/],
  "softmin: z holds NaN": [() => softmin([1, Number.NaN], 1), /z\[1\]/, /NaN/, /finite/],
  "softmin: z holds text": [() => softmin([1, "two"] as unknown as number[], 1), /z\[1\]/, /two/, /number/],
  "softmin: z is no array": [() => softmin(undefined as unknown as number[], 1), /\bz\b/],
  "softmin: k is text": [() => softmin([1], "one" as unknown as number), /^k: "one" .*a number/],
  "softmin: k is null, which is no 0": [() => softmin([1], null as unknown as number), /^k: null .*a number/],
  "softmin: k is a symbol": [() => softmin([1], Symbol("k") as unknown as number), /^k: of type symbol .*a number/],
  "softmin: a length without end": [() => softmin({ length: 2 ** 32 - 1 }, 1), /^z: length 4294967295 .*at most/],
  "softmin: a length that is none": [() => softmin({ length: -1 }, 1), /^z\.length: -1 .*a whole number/],
  "softmin: entries that are not there": [() => softmin({ length: 3, 0: 1 }, 1), /^z\[1\]: nothing .*a number/],
  "softmin: an array that lies about its length": [() => softmin(new Longer(2), 1), /^z: length 1073741824 .*at most/],
  "softmin: a long text": [() => softmin(["x".repeat(1_000_000) as unknown as number], 1), /^z\[0\]: "x{100}"\.\.\. is not allowed/],
  "breakdown: share is text": [() => breakdown([0, 1], "all" as unknown as number), /^share: "all" .*a number/],
  "taylorRows: no z": [() => taylorRows(undefined as unknown as Float64Array, 2, Float64Array.of(1)), /^z: nothing .*an array of numbers/],
  "credit: k is 0": [() => credit([1, 2], 0), /\bk\b/, /above 0/],
  "taylor: z is infinite": [() => taylor([-Infinity], 1), /z\[0\]/, /inf/i, /finite/],
  "advantages: no method": [bad({ method: undefined }), /method/],
  "advantages: unknown method": [bad({ method: { name: "ppo" } }), /method\.name/, /ppo/, /grpo.*gdpo.*rvpo/],
  "advantages: k is missing": [bad({ method: { name: "rvpo" } }), /method\.k/, /above 0|number/],
  "breakdown: no z": [() => breakdown([], 0.05), /z/, /length 0/],
  "breakdown: z is not finite": [() => breakdown([0, Number.NaN], 0.05), /z\[1\]/, /NaN/, /finite/],
  "breakdown: share is 0": [() => breakdown([0, 1], 0), /share/, /\b0\b/, /above 0, at most 1/],
  "breakdown: share is over 1": [() => breakdown([0, 1], 5), /share/, /\b5\b/, /above 0, at most 1/],
  "advantages: k where there is none": [bad({ method: { name: "gdpo", k: 1 } }), /method\.k/],
  "advantages: k is bad": [bad({ method: { name: "rvpo", k: -3 } }), /method\.k/, /-3/, /above 0/],
  "advantages: a schedule": [bad({ method: { name: "rvpo", k: { from: 1, to: 2 } } }), /method\.k/, /1 to 2/, /one number/],
  "advantages: neither size nor ids": [bad({ groupSize: undefined }), /groupSize/, /groupIds/],
  "advantages: size and ids": [bad({ groupIds: ["a", "a"] }), /groupIds/, /groupSize/],
  "advantages: size does not divide": [bad({ groupSize: 3 }), /groupSize|rollouts/, /3/],
  "advantages: size is 0": [bad({ groupSize: 0 }), /groupSize/, /\b0\b/],
  "advantages: size is broken": [bad({ groupSize: 1.5 }), /groupSize/, /1\.5/, /whole/],
  "advantages: too few ids": [bad({ groupSize: undefined, groupIds: ["a"] }), /groupIds/, /\b1\b/, /\b2\b/],
  "advantages: a negative weight": [bad({ weights: [1, -1] }), /weights\[1\]/, /-1/, /0/],
  "advantages: too few weights": [bad({ weights: [1] }), /weights/, /\b1\b/, /\b2\b/],
  "advantages: no weight above 0": [bad({ weights: [0, 0] }), /weights/],
  "advantages: too few tokens": [bad({ responseTokens: [5] }), /responseTokens/, /\b1\b/, /\b2\b/],
  "advantages: no tokens at all": [bad({ responseTokens: [5, 0] }), /responseTokens\[1\]/, /\b0\b/, /whole number from 1/],
  "advantages: a misspelt field": [bad({ groupsize: 2 }), /groupsize/, /groupSize/],
  "advantages: scale of another method": [bad({ scaleRewards: "none" }), /scaleRewards/, /grpo/],
  "advantages: unknown scale": [bad({ method: { name: "grpo" }, scaleRewards: "some" }), /scaleRewards/, /some/, /group.*batch.*none/],
  "advantages: unknown convention": [bad({ convention: "mine" }), /convention/, /mine/, /paper/],
  "advantages: verl without lengths": [bad({ convention: "verl" }), /options\.responseTokens/, /nothing/, /one number for each rollout/],
  "advantages: too long a response": [bad({ responseTokens: [1, 2 ** 32] }), /options\.responseTokens\[1\]/, /4294967296/, /whole number from 1/],
  "advantages: verl's GRPO over the batch": [bad({ convention: "verl", method: { name: "grpo" }, scaleRewards: "batch" }), /options\.scaleRewards/, /batch/, /group or none/],
  "advantages: NeMo-RL's GRPO over the batch": [bad({ convention: "nemo-rl", method: { name: "grpo" }, scaleRewards: "batch" }), /options\.scaleRewards/, /batch/, /group or none/],
  "advantages: a missing reward under verl": [() => advantages([[1, 2], [null, 4]], { method: one, groupSize: 2, convention: "verl", responseTokens: [3, 4] }), /rewards\[1\]\[0\]/, /missing/, /verl/],
  "advantages: a missing reward under NeMo-RL": [() => advantages([[1, 2], [3, null]], { method: one, groupSize: 2, convention: "nemo-rl" }), /rewards\[1\]\[1\]/, /missing/, /nemo-rl/],
  "advantages: RLOO under TRL": [bad({ convention: "trl", method: { name: "rloo" } }), /options\.convention/, /trl/, /paper, for rloo/],
  "advantages: RLOO with a k": [bad({ method: { name: "rloo", k: 1 } }), /options\.method\.k/, /no k, since rloo has none/],
  "simulate: RLOO": [badRun({ methods: [{ name: "rloo" }] }), /methods\[0\]\.name/, /rloo/, /grpo, dr-grpo, gdpo, variance, rvpo, min$/],
  "advantages: ragged rewards": [() => advantages([[1, 2], [3]], { method: one, groupSize: 2 }), /rewards\[1\]/, /\b1\b/, /\b2\b/],
  "advantages: an infinite reward": [() => advantages([[1, 2], [3, Infinity]], { method: one, groupSize: 2 }), /rewards\[1\]\[1\]/, /inf/i],
  "advantages: a reward that is text": [() => advantages([[1, 2], [3, "4"]] as unknown as number[][], { method: one, groupSize: 2 }), /rewards\[1\]\[1\]/, /4/, /number/],
  "advantages: a row that is none": [() => advantages([[1, 2], 3] as unknown as number[][], { method: one, groupSize: 2 }), /rewards\[1\]/, /array/],
  "advantages: no rewards": [() => advantages([], { method: one, groupSize: 2 }), /rewards/],
  "advantages: rewards are no array": [() => advantages("no" as unknown as number[][], { method: one, groupSize: 2 }), /rewards/, /array/],
  "advantages: flat without a count": [() => advantages(new Float64Array(4), { method: one, groupSize: 2 }), /rewardCount/],
  "advantages: a count that does not divide": [() => advantages(new Float64Array(4), { method: one, groupSize: 2, rewardCount: 3 }), /rewardCount/, /3/, /4/],
  "advantages: a huge size": [bad({ groupSize: 1e308 }), /groupSize: 1e308 .*a whole number/],
  "advantages: a row without end": [() => advantages([withLength(2 ** 32 - 1)], { method: one, groupSize: 1 }), /^rewards\[0\]: length 4294967295 .*at most/],
  "advantages: rows without end": [() => advantages(Object.assign([[1]], { length: 2 ** 32 - 1 }), { method: one, groupSize: 1 }), /^rewards: length 4294967295 .*at most/],
  "advantages: ids without end": [bad({ groupSize: undefined, groupIds: withLength(2 ** 32 - 1) }), /^options\.groupIds: length 4294967295 .*at most/],
  "advantages: a reward that throws": [() => advantages([[1], unreadable(0, [1]) as number[]], { method: one, groupSize: 2 }), /^rewards\[1\]\[0\]: what cannot be read .*a finite number/],
  "advantages: weights that throw": [() => advantages([[1, 2]], unreadable("weights", { method: one, groupSize: 1 }) as AdvantageOptions), /^options\.weights: what cannot be read .*an array of numbers/],
  "advantages: fields that throw": [() => advantages([[1, 2]], revoked({}) as AdvantageOptions), /^options: of type object .*fields can be read/],
  "advantages: no options": [() => advantages([[1]], undefined as unknown as AdvantageOptions), /options/],
  "simulate: no methods": [badRun({ methods: [] }), /methods/, /\b0\b/, /1 to 16/],
  "simulate: too many methods": [badRun({ methods: Array(17).fill(one) }), /methods/, /17/, /1 to 16/],
  "simulate: a bad k": [badRun({ methods: [one, { name: "rvpo", k: { from: 1, to: 0 } }] }), /methods\[1\]\.k/, /\b0\b/, /above 0/],
  "simulate: half a schedule": [badRun({ methods: [{ name: "rvpo", k: { from: 1 } }] }), /methods\[0\]\.k/, /from.*to/],
  "simulate: negative noise": [badRun({ noise: -0.1 }), /noise/, /-0\.1/, /0 to 10/],
  "simulate: noise is NaN": [badRun({ noise: Number.NaN }), /noise/, /NaN/, /0 to 10/],
  "simulate: no noise": [badRun({ noise: undefined }), /noise/],
  "simulate: a table of one response": [badRun({ rewardTable: [[1, 1]] }), /rewardTable/, /\b1\b/, /2 to 8/],
  "simulate: a table of one reward": [badRun({ rewardTable: [[1], [0]] }), /rewardTable/, /\b1\b/, /2 to 17/],
  "simulate: a ragged table": [badRun({ rewardTable: [[1, 2], [3]] }), /rewardTable\[1\]/, /\b1\b/, /\b2\b/],
  "simulate: a level out of range": [badRun({ rewardTable: [[1, 2], [3, 11]] }), /rewardTable\[1\]\[1\]/, /11/, /-10 to 10/],
  "simulate: a level that is text": [badRun({ rewardTable: [[1, 2], [3, "x"]] }), /rewardTable\[1\]\[1\]/, /x/, /number/],
  "simulate: steps are 0": [badRun({ steps: 0 }), /steps/, /\b0\b/, /1 to 100000/],
  "simulate: steps are broken": [badRun({ steps: 1.5 }), /steps/, /1\.5/, /whole number/],
  "simulate: seeds": [badRun({ seeds: 2000 }), /seeds/, /2000/, /1 to 1024/],
  "simulate: prompts": [badRun({ prompts: 65 }), /prompts/, /65/, /1 to 64/],
  "simulate: a group of one": [badRun({ groupSize: 1 }), /groupSize/, /\b1\b/, /2 to 256/],
  "simulate: seed": [badRun({ seed: -1 }), /seed/, /-1/, /whole number/],
  "simulate: learning rate": [badRun({ learningRate: 0 }), /learningRate/, /\b0\b/, /above 0/],
  "simulate: backend": [badRun({ backend: "tpu" }), /backend/, /tpu/, /auto.*cpu.*webgpu/],
  "simulate: a misspelt field": [badRun({ seedz: 3 }), /seedz/, /seeds/],
  "simulate: no options": [() => simulate(undefined as unknown as SimulateOptions), /options/],
};

test.describe("bad options are refused by field, value and what is allowed", () => {
  for (const [name, [call, ...patterns]] of Object.entries(REFUSED)) {
    test(name, async () => {
      const error = await Promise.resolve().then(call).then(() => null, (error: unknown) => error);
      expect(error).toBeInstanceOf(Error);
      const { message } = error as Error;
      for (const pattern of patterns) expect.soft(message).toMatch(pattern);
      expect.soft(message).not.toMatch(/JsValue|panicked|unreachable|undefined is not|\n/);
    });
  }

  test("and the module works on", () => {
    expect(softmin([1, 2], 1)).toBeCloseTo(1.379_885, 6);
  });

  test("however often a value throws", () => {
    // What passes through the module's frames leaves them on its stack: some thousand of them would fill it.
    let refused = 0;
    for (let i = 0; i < 5000; i++) {
      for (const rewards of [revoked([]), unreadable(0, [[1]]), [unreadable("length", new Float64Array(1))]]) {
        try {
          advantages(rewards as number[][], { method: one, groupSize: 1 });
        } catch (error) {
          refused += Number(/^rewards.* is not allowed/.test((error as Error).message));
        }
      }
    }
    expect(refused).toBe(15_000);
    expect(softmin([1, 2], 1)).toBeCloseTo(1.379_885, 6);
  });
});
