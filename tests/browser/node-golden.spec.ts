// The JavaScript API: golden values, the frameworks' own numbers, methods for comparison.

import { expect, test } from "@playwright/test";

import { type AdvantageOptions, advantages, breakdown, type Convention, credit, type Method, simulate, softmin, taylor, taylorRows } from "../../pkg/rvpo_playground.js";
import { allowed, golden, referenceRuns } from "./golden.js";
import { EPSILON, largest, load, UNITS } from "./node-api.js";

test.beforeAll(load);

test.describe("golden values", () => {
  test("taylorRows is taylor, row by row", () => {
    const z = Float64Array.from({ length: 60 }, (_, i) => 3 * Math.sin(i * i));
    const row = (values: Float64Array, i: number) => Array.from(values.subarray(7 * i, 7 * i + 7));
    const one = (values: Float64Array, k: number) => {
      const { exact, orders, min, cap } = taylor(values, k);
      return [exact, ...orders, min, cap];
    };
    // Many rollouts with one k, one rollout with many k, and one of each with the other.
    const many = taylorRows(z, 5, Float64Array.of(2));
    expect(many).toHaveLength(7 * 12);
    for (let i = 0; i < 12; i++) expect(row(many, i)).toEqual(one(z.subarray(5 * i, 5 * i + 5), 2));
    const ks = Float64Array.of(0.05, 1, 50);
    const along = taylorRows(z.subarray(0, 4), 4, ks);
    ks.forEach((k, i) => expect(row(along, i)).toEqual(one(z.subarray(0, 4), k)));
    const both = taylorRows(z.subarray(0, 6), 2, ks);
    ks.forEach((k, i) => expect(row(both, i)).toEqual(one(z.subarray(2 * i, 2 * i + 2), k)));
    const refused = (call: () => unknown, message: RegExp) => expect(call).toThrow(message);
    refused(() => taylorRows(z, 7, ks), /^z: length 60 .*a multiple of 7/);
    refused(() => taylorRows(new Float64Array(0), 5, ks), /^z: length 0 .*a multiple of 5/);
    for (const count of [0, -1, 2.5, NaN]) refused(() => taylorRows(z, count, ks), /^rewardCount: .* is not allowed; allowed: a whole number from 1/);
    refused(() => taylorRows(z, 2 ** 32 - 1, ks), /^z: length 60 /);
    refused(() => taylorRows(z, 5, ks), /^k: length 3 .*1 or 12/);
    refused(() => taylorRows(z.subarray(0, 5), 5, new Float64Array(0)), /^k: length 0 /);
    refused(() => taylorRows(z, 5, Float64Array.of(0)), /^k: 0 /);
    refused(() => taylorRows(z.map(() => Number.NaN), 5, Float64Array.of(1)), /^z\[0\]: NaN /);
  });

  test("softmin and credit are right to four units", async () => {
    const cases = golden<{ id: string; z: number[]; k: number; value: number; credit: number[] }>("softmin");
    expect(cases.length).toBeGreaterThan(200);
    for (const { id, z, k, value, credit: credits } of cases) {
      const limit = UNITS * EPSILON * largest(z);
      expect.soft(Math.abs(softmin(z, k) - value), id).toBeLessThanOrEqual(limit);
      expect.soft(softmin(Float64Array.from(z), k), `${id}, typed`).toBe(softmin(z, k));
      const got = credit(z, k);
      expect.soft(got, id).toBeInstanceOf(Float64Array);
      expect.soft(got.length, id).toBe(z.length);
      credits.forEach((right, j) => expect.soft(Math.abs(got[j]! - right), `${id} credit ${j}`).toBeLessThanOrEqual(UNITS * EPSILON));
    }
  });

  test("cumulants and the expansion are right to four units", async () => {
    const cases = golden<{ id: string; z: number[]; k: number; cumulants: number[]; orders_1_to_4: number[]; exact: number }>("taylor");
    for (const { id, z, k, cumulants, orders_1_to_4: orders, exact } of cases) {
      const got = taylor(z, k);
      const most = largest(z);
      expect(got.cumulants.length).toBe(4);
      expect(got.orders.length).toBe(4);
      cumulants.forEach((right, n) => expect.soft(Math.abs(got.cumulants[n]! - right), `${id} cumulant ${n + 1}`).toBeLessThanOrEqual(UNITS * EPSILON * most ** (n + 1)));
      // The terms may be far larger than z; the rounding of the largest is part of any result.
      let unit = EPSILON * most;
      orders.forEach((right, n) => {
        unit = Math.max(unit, (EPSILON * k ** n * most ** (n + 1)) / [1, 2, 6, 24][n]!);
        expect.soft(Math.abs(got.orders[n]! - right), `${id} order ${n + 1}`).toBeLessThanOrEqual(UNITS * unit);
      });
      expect.soft(Math.abs(got.exact - exact), id).toBeLessThanOrEqual(UNITS * EPSILON * most);
    }
  });

  test("the bounds are the smallest z, and the smallest z plus (ln M)/k", () => {
    for (const { id, z, k } of golden<{ id: string; z: number[]; k: number }>("taylor")) {
      const { min, cap, exact, orders } = taylor(z, k);
      expect.soft(min, id).toBe(Math.min(...z));
      expect.soft(Math.abs(cap - min - Math.log(z.length) / k), id).toBeLessThanOrEqual(UNITS * EPSILON * Math.max(largest(z), Math.abs(cap)));
      const blur = UNITS * EPSILON * largest(z);
      expect.soft(exact, id).toBeGreaterThanOrEqual(min - blur);
      expect.soft(exact, id).toBeLessThanOrEqual(Math.min(orders[0]!, cap) + blur);
    }
  });

  test("the second order breaks down where the formulas, in twenty digits, say", () => {
    const once = breakdown([2, 0.6, 0.4, 0.2, -1], 0.05);
    expect(once).toBeInstanceOf(Float64Array);
    expect(Array.from(once)).toEqual([expect.closeTo(1.282_310_727_034, 9), expect.closeTo(1.282_310_727_034, 9)]);
    expect(Array.from(breakdown(Float64Array.of(1, 0.8, 0.6, 0.5, -1.5), 0.05))).toEqual([expect.closeTo(0.795_174_624_85, 9), expect.closeTo(3.398_732_893_028, 9)]);
    for (const z of [[0.7], [0.3, 0.3, 0.3]]) expect(breakdown(z, 0.05).length, `${z}`).toBe(0);
  });

  test("GDPO's example of two rewards and two rollouts", async () => {
    const cases = golden<{ id: string; rewards: number[][]; grpo: number[]; gdpo_sum: number[]; rvpo_k1: number[] }>("gdpo_toy");
    for (const { id, rewards, grpo, gdpo_sum: gdpo, rvpo_k1: rvpo } of cases) {
      const result = (method: Method) => advantages(rewards, { method, groupSize: 2 });
      const [sums, means, softmins] = [result({ name: "grpo" }).advantages, result({ name: "gdpo" }).scores, result({ name: "rvpo", k: 1 }).scores];
      // The golden values know no epsilon, the paper's convention has 1e-6.
      for (let g = 0; g < 2; g++) {
        expect.soft(sums[g], `${id} grpo`).toBeCloseTo(grpo[g]!, 5);
        expect.soft(2 * means[g]!, `${id} gdpo`).toBeCloseTo(gdpo[g]!, 5);
        expect.soft(softmins[g], `${id} rvpo`).toBeCloseTo(rvpo[g]!, 5);
      }
    }
  });

  test("simulate comes to the reference figures", async () => {
    test.setTimeout(240_000);
    for (const { name, options, rows } of referenceRuns()) {
      const results = await simulate({ ...options, backend: "cpu" });
      expect(results.map(({ method }) => method)).toEqual(options.methods);
      results.forEach(({ method, backend, bottleneck, policy, rewards }, i) => {
        const label = `${name} ${JSON.stringify(method)}`;
        expect.soft(Math.abs(bottleneck.mean - rows[i]!.bottleneck_mean), `${label}: ${bottleneck.mean}`).toBeLessThanOrEqual(allowed(rows[i]!, bottleneck));
        expect.soft(backend, label).toBe("cpu");
        expect.soft(policy.length, label).toBe(4);
        expect.soft(policy.reduce((a, b) => a + b), label).toBeCloseTo(1, 5);
        // What is earned is what the policy's responses are worth.
        expect.soft(rewards.length, label).toBe(options.rewardTable[0]!.length);
        rewards.forEach((level, j) => expect.soft(level, label).toBeCloseTo(options.rewardTable.reduce((sum, levels, r) => sum + levels[j]! * policy[r]!, 0), 5));
      });
    }
  });
});

/** A case of the frameworks' own code. */
interface FrameworkCase {
  id: string;
  rewards: (number | null)[][];
  weights: number[];
  advantages: number[];
  group_size?: number;
  group_ids?: string[];
  response_tokens?: number[];
  mode?: string;
  scale_rewards?: string;
}

test.describe("the frameworks' own numbers", () => {
  const check = (convention: Convention, cases: FrameworkCase[], tolerance: (own: FrameworkCase) => number) => {
    let worst = 0;
    for (const own of cases) {
      const { id, rewards, weights, group_size: groupSize, group_ids: groupIds, response_tokens: responseTokens, mode, scale_rewards: scale } = own;
      const isGdpo = mode === "normalize_then_sum" || mode === "gdpo" || scale === "gdpo";
      const method = { name: isGdpo ? "gdpo" : "grpo" } as const;
      const scaleRewards = isGdpo ? undefined : scale;
      const options = { convention, method, weights, groupSize, groupIds, responseTokens, scaleRewards } as AdvantageOptions;
      const got = advantages(rewards, options).advantages;
      own.advantages.forEach((right, i) => {
        const off = Math.abs(got[i]! - right);
        worst = Math.max(worst, off);
        expect.soft(off, `${id} rollout ${i}`).toBeLessThanOrEqual(tolerance(own));
      });
    }
    expect(worst).toBeGreaterThan(0);
  };

  test("TRL", () => check("trl", golden("trl"), () => 1e-9));
  test("verl", () => check("verl", golden("verl"), ({ mode }) => (mode === "gdpo" ? 1e-5 : 1e-9)));
  test("ms-swift", () => check("ms-swift", golden("ms_swift"), () => 1e-9));

  test("what is peculiar about a convention is warned of", () => {
    const holes = [[1, 0.5], [0, null], [null, null], [0.25, 1]];
    const warnings = (options: object, rewards: (number | null)[][] = holes) => advantages(rewards, { method: { name: "rvpo", k: 2 }, groupSize: 4, ...options }).warnings.join("\n");
    const gdpo = { method: { name: "gdpo" } } as const;
    expect(warnings({})).toMatch(/3 of 8 rewards are missing: they are left out/);
    expect(warnings({ convention: "trl" })).toMatch(/3 of 8 .*no other rollout/);
    expect(warnings({ convention: "trl", ...gdpo })).toMatch(/3 of 8 .*add nothing to the sum of z, as if they were average/);
    expect(warnings({ convention: "trl" })).toMatch(/1 of 4 rollouts have no reward at all: their advantage is 0/);
    expect(warnings({ convention: "ms-swift" })).toMatch(/3 of 8 .*a z of 0.*caps a SoftMin/);
    expect(warnings({ convention: "ms-swift" })).toMatch(/1 of 4 rollouts have no reward at all: they are scored 0/);
    expect(advantages(holes, { ...gdpo, convention: "trl", groupSize: 4 }).advantages[2]).toBe(0);
    const unequal = { groupSize: undefined, groupIds: ["a", "a", "a", "b"] };
    const full = [[1, 0.5], [0, 1], [0.5, 0], [0.25, 1]];
    for (const convention of ["trl", "ms-swift"] as const) {
      expect(warnings({ convention, ...unequal }, full)).toMatch(/unequal size/);
      expect(warnings({ convention }, full)).toBe("");
    }
    const verl = { convention: "verl", ...unequal, responseTokens: [3, 4, 5, 6] } as const;
    expect(warnings(verl, full)).toMatch(/1 of 2 groups have a single rollout: verl .*raw rewards/);
    expect(warnings(verl, full)).not.toMatch(/responseTokens/);
    // 1 + 1e-6 in single precision.
    const { z } = advantages(full, { ...gdpo, convention: "verl", groupIds: verl.groupIds, responseTokens: [3, 4, 5, 6] });
    expect(z.slice(6)).toEqual(Float64Array.of(0.25 / (1 + 2 ** -20), 1 / (1 + 2 ** -20)));
    expect(warnings({ ...verl, method: { name: "grpo" } }, full)).toMatch(/responseTokens change nothing/);
  });

  test("long responses count more under verl, and only there", () => {
    const rewards = [[1, 0.5], [0, 1], [0.5, 0], [0.25, 1]];
    const of = (convention: Convention, last: number) => advantages(rewards, { convention, method: { name: "rvpo", k: 2 }, groupSize: 4, responseTokens: [10, 10, 10, last] });
    for (const convention of ["paper", "trl", "ms-swift", "nemo-rl"] as const) expect(of(convention, 1000).advantages).toEqual(of(convention, 10).advantages);
    const [short, long] = [of("verl", 10), of("verl", 1_000_000)];
    expect(long.scores).toEqual(short.scores);
    expect(Math.abs(long.advantages[3]!)).toBeLessThan(0.1 * Math.abs(short.advantages[3]!));
  });
});

test.describe("methods for comparison", () => {
  const rewards = [[0, 3], [0, 3], [1, 0], [1, 0], [0.5, 1], [0.25, 2]];
  const ids = ["a", "a", "a", "a", "b", "b"];
  const run = (name: "rloo" | "reinforce++" | "dvao") => advantages(rewards, { method: { name }, groupIds: ids });

  test("RLOO: less the mean of the others", () => {
    const right = [4 / 3, 4 / 3, -4 / 3, -4 / 3, -0.75, 0.75];
    run("rloo").advantages.forEach((got, i) => expect.soft(got).toBeCloseTo(right[i]!, 12));
  });

  test("REINFORCE++: whitened over the batch", () => {
    const sums = rewards.map(([a, b]) => a! + b!);
    const mean = sums.reduce((a, b) => a + b) / 6;
    const std = Math.sqrt(sums.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5);
    run("reinforce++").advantages.forEach((got, i) => expect.soft(got).toBeCloseTo((sums[i]! - mean) / (std + 1e-6), 12));
  });

  test("DVAO: weighted by the deviations", () => {
    const half = 0.5 * Math.sqrt(0.75);
    // In the second group the deviations are 0.25 and 1 times sqrt(1/2): weights 1/5 and 4/5 of Z = -+ sqrt(1/2).
    const right = [half, half, -half, -half, -0.6 * Math.SQRT1_2, 0.6 * Math.SQRT1_2];
    const { advantages: got, credit: shares, scores } = run("dvao");
    got.forEach((value, i) => expect.soft(value).toBeCloseTo(right[i]!, 5));
    expect(scores).toEqual(got);
    expect(Array.from(shares.slice(0, 2))).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
  });
});
