// The JavaScript API in Node, on the package as it lies in pkg/: no browser, no page.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { expect, test } from "@playwright/test";

import { defaults, METHODS, SCHEMA, type Settings, trainerOptions } from "../../www/settings/schema.js";
import { allowed, golden, referenceRuns, ROOT } from "./golden.js";
import init, { type AdvantageOptions, type Advantages, advantages, breakdown, changeBetween, type Convention, credit, type Method, simulate, type SimulateOptions, softmin, taylor, taylorRows, Trainer } from "../../pkg/rvpo_playground.js";

const run = promisify(execFile);

test.beforeAll(async () => {
  await init({ module_or_path: await readFile(path.join(ROOT, "pkg/rvpo_playground_bg.wasm")) });
});

const largest = (values: readonly number[]) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
/** An error of at most so many units of 2^-52 max |z|. */
const UNITS = 4;
const EPSILON = 2 ** -52;

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

const SCENARIO = {
  rewardTable: [
    [1, 1, 1, 1, 0],
    [0.6, 0.6, 0.6, 0.6, 0.6],
    [0.2, 0.2, 0.2, 0.2, 1],
    [0.3, 0.3, 0.3, 0.3, 0.3],
  ],
  noise: 0.15,
};

/** Repeatable numbers from 0 to 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    // Lehmer's generator.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The paper's convention, written from the formulas. */
function plainAdvantages(rewards: number[][], groupSize: number, { name, k }: { name: Method["name"]; k?: number }): number[] {
  const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;
  const std = (x: number[]) => Math.sqrt(x.reduce((sum, value) => sum + (value - mean(x)) ** 2, 0) / (x.length - 1));
  const standardise = (x: number[]) => x.map((value) => (value - mean(x)) / (std(x) + 1e-6));
  const groups = Array.from({ length: rewards.length / groupSize }, (_, g) => rewards.slice(g * groupSize, (g + 1) * groupSize));
  const sum = (row: number[]) => row.reduce((a, b) => a + b, 0);
  if (name === "grpo") return groups.flatMap((group) => standardise(group.map(sum)));
  if (name === "dr-grpo") return groups.flatMap((group) => group.map((row) => sum(row) - mean(group.map(sum))));
  const scores = groups.flatMap((group) => {
    const channels = group[0]!.map((_, j) => standardise(group.map((row) => row[j]!)));
    return group.map((_, g) => {
      const z = channels.map((channel) => channel[g]!);
      switch (name) {
        case "gdpo":
          return mean(z);
        case "variance":
          return mean(z) - (k! / 2) * mean(z.map((x) => (x - mean(z)) ** 2));
        case "rvpo":
          return -Math.log(mean(z.map((x) => Math.exp(-k! * x)))) / k!;
        default:
          return Math.min(...z);
      }
    });
  });
  return standardise(scores);
}

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
    expect(warnings({ convention: "trl", ...gdpo })).toMatch(/3 of 8 .*add nothing to the weighted sum/);
    expect(warnings({ convention: "trl" })).toMatch(/1 of 4 rollouts have no reward at all: their advantage is 0/);
    expect(warnings({ convention: "ms-swift" })).toMatch(/3 of 8 .*Z is 0.*RVPO/);
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

test.describe("large flat arrays", () => {
  const [rollouts, rewardCount] = [2 ** 17, 8];
  const rewards = Float64Array.from({ length: rollouts * rewardCount }, (_, i) => Math.sin(i * i));
  const options = { method: { name: "rvpo", k: 2 }, groupSize: 16, rewardCount, details: false } as const;

  test("take no second copy, of whatever size the groups are", async () => {
    // A module's memory never shrinks, so this takes one of its own.
    const module = path.join(ROOT, "pkg/rvpo_playground.js");
    const script = `
      import init, { advantages } from ${JSON.stringify(module)};
      import { readFile } from "node:fs/promises";
      const { memory } = await init({ module_or_path: await readFile(${JSON.stringify(module.replace(".js", "_bg.wasm"))}) });
      const before = memory.buffer.byteLength;
      const rewards = Float64Array.from({ length: ${rollouts * rewardCount} }, (_, i) => Math.sin(i * i));
      const { advantages: a, scores } = advantages(rewards, ${JSON.stringify(options)});
      process.stdout.write(String((memory.buffer.byteLength - before + a.byteLength + scores.byteLength) / rewards.byteLength));`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script]);
    // The rewards themselves are the other half of twice the data.
    expect(Number(stdout)).toBeGreaterThan(0.25);
    expect(Number(stdout)).toBeLessThan(1);
  });

  test("groups named by ids are those of a size, also where they are mixed up", () => {
    const bySize = advantages(rewards, options).advantages;
    const { groupSize: _, ...rest } = options;
    const ids = Array.from({ length: rollouts }, (_, i) => `p${Math.floor(i / 16)}`);
    expect(advantages(rewards, { ...rest, groupIds: ids }).advantages).toEqual(bySize);
    // Rollout i of the mixture is rollout from(i) of the batch, a whole group away from its neighbour.
    const from = (i: number) => (i * 17) % rollouts;
    const mixed = Float64Array.from({ length: rewards.length }, (_, at) => rewards[from(Math.floor(at / rewardCount)) * rewardCount + (at % rewardCount)]!);
    const mixedUp = advantages(mixed, { ...rest, groupIds: ids.map((_, i) => ids[from(i)]!) }).advantages;
    // Groups are summed in another order.
    for (let i = 0; i < rollouts; i += 97) expect(mixedUp[i]).toBeCloseTo(bySize[from(i)]!, 9);
  });

  test("single precision is answered in single precision", () => {
    const single = Float32Array.from(rewards);
    const got: Advantages<Float32Array> = advantages(single, { ...options, details: true });
    const right = advantages(Float64Array.from(single), { ...options, details: true });
    for (const field of ["advantages", "scores", "z", "credit"] as const) {
      expect(got[field]).toBeInstanceOf(Float32Array);
      expect(got[field].length).toBe(right[field].length);
      const worst = got[field].reduce((most, x, i) => Math.max(most, Math.abs(x - right[field][i]!)), 0);
      expect(worst, field).toBeLessThan(2e-5);
      expect(worst, field).toBeGreaterThan(0);
    }
    expect(got.warnings).toEqual(right.warnings);
    const bad = Float32Array.from(single);
    bad[12_345] = Infinity;
    expect(() => advantages(bad, options)).toThrow(/^rewards\[1543\]\[1\]: inf.* is not allowed; allowed: a finite number from -1(0{15}) to 1\1$/);
  });

  test("what is wrong is named by its place in the whole", () => {
    const bad = Float64Array.from(rewards);
    bad[1_000_007] = 1e200;
    expect(() => advantages(bad, options)).toThrow(/^rewards\[125000\]\[7\]: 1e200 /);
    bad[1_000_007] = Number.NaN;
    expect(() => advantages(bad, { ...options, convention: "nemo-rl" })).toThrow(/^rewards\[125000\]\[7\]: missing /);
    expect(advantages(bad, options).warnings.join()).toContain(`1 of ${rollouts * rewardCount} rewards are missing`);
  });

  test("an array that is taken away meanwhile is refused", () => {
    const gone = rewards.slice();
    const thief = { ...options, get details() {
      structuredClone(gone.buffer, { transfer: [gone.buffer] });
      return false;
    } };
    expect(() => advantages(gone, thief)).toThrow(new RegExp(`^rewards: length 0 .*${rewards.length}`));
  });
});

test.describe("advantages", () => {
  const next = random(7);
  const rewards = Array.from({ length: 24 }, () => Array.from({ length: 3 }, next));
  const rvpo: AdvantageOptions = { method: { name: "rvpo", k: 2 }, groupSize: 4 };

  for (const method of [{ name: "grpo" }, { name: "dr-grpo" }, { name: "gdpo" }, { name: "variance", k: 1.5 }, { name: "rvpo", k: 2 }, { name: "rvpo", k: 0.01 }, { name: "min" }] as const) {
    test(`${JSON.stringify(method)} follows its formula`, () => {
      const result = advantages(rewards, { method, groupSize: 4 });
      const right = plainAdvantages(rewards, 4, method);
      expect(result.advantages).toBeInstanceOf(Float64Array);
      expect(result.advantages.length).toBe(24);
      expect(result.scores.length).toBe(24);
      expect(result.z.length).toBe(72);
      expect(result.credit.length).toBe(72);
      expect(result.warnings).toEqual([]);
      right.forEach((value, i) => expect.soft(result.advantages[i], `rollout ${i}`).toBeCloseTo(value, 9));
    });
  }

  test("credit says whose reward the score depends on", () => {
    const { z, scores, credit: credits } = advantages(rewards, rvpo);
    for (let i = 0; i < 24; i++) {
      const row = z.slice(3 * i, 3 * i + 3);
      expect.soft(scores[i]).toBeCloseTo(softmin(row, 2), 12);
      Array.from(credit(row, 2)).forEach((share, j) => expect.soft(credits[3 * i + j]).toBeCloseTo(share, 12));
      expect.soft(credits.slice(3 * i, 3 * i + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });

  test("flat rewards, groups by id and the default convention are other ways to say the same", () => {
    const expected = advantages(rewards, rvpo);
    expect(advantages(Float64Array.from(rewards.flat()), { ...rvpo, rewardCount: 3 })).toEqual(expected);
    const { groupSize: _, ...rest } = rvpo;
    expect(advantages(rewards, { ...rest, groupIds: rewards.map((_, i) => `prompt ${Math.floor(i / 4)}`) })).toEqual(expected);
    expect(advantages(rewards, { ...rvpo, convention: "paper" })).toEqual(expected);
    expect(advantages(rewards, { ...rvpo, weights: [1, 1, 1] })).toEqual(expected);
    const bare = advantages(rewards, { ...rvpo, details: false });
    expect(bare).toEqual({ ...expected, z: new Float64Array(), credit: new Float64Array() });
  });

  test("the length of responses changes nothing under the paper's convention", () => {
    const expected = advantages(rewards, rvpo);
    const unequal = advantages(rewards, { ...rvpo, responseTokens: rewards.map((_, i) => 1 + i * i) });
    const equal = advantages(rewards, { ...rvpo, responseTokens: rewards.map(() => 100) });
    for (const { advantages: got, scores, z } of [unequal, equal]) {
      expect(got).toEqual(expected.advantages);
      expect(scores).toEqual(expected.scores);
      expect(z).toEqual(expected.z);
    }
    expect(unequal.warnings.join()).toContain("responseTokens");
  });

  test("a missing reward is left out", () => {
    const holes = rewards.map((row, i) => (i === 5 ? [null, row[1]!, row[2]!] : [...row]));
    const { z, credit: credits, scores, warnings } = advantages(holes, rvpo);
    expect(z[15]).toBeNaN();
    expect(credits[15]).toBe(0);
    expect(scores[5]).toBeCloseTo(softmin(z.slice(16, 18), 2), 12);
    expect(warnings.join()).toMatch(/1 of 72 rewards (is|are) missing/);
    // As NaN in a flat array.
    const flat = Float64Array.from(holes.flat(), (x) => x ?? Number.NaN);
    expect(advantages(flat, { ...rvpo, rewardCount: 3 })).toEqual(advantages(holes, rvpo));
  });

  test("weights and the scale of GRPO", () => {
    // A weight of 0 takes a reward out.
    const two = advantages(rewards.map(([a, b]) => [a!, b!]), rvpo).advantages;
    advantages(rewards, { ...rvpo, weights: [3, 3, 0] }).advantages.forEach((got, i) => expect.soft(got).toBeCloseTo(two[i]!, 12));
    const scaled = (scaleRewards: "group" | "batch" | "none") => advantages(rewards, { method: { name: "grpo" }, groupSize: 4, scaleRewards }).advantages;
    expect(scaled("group")).toEqual(advantages(rewards, { method: { name: "grpo" }, groupSize: 4 }).advantages);
    expect(scaled("none")).toEqual(advantages(rewards, { method: { name: "dr-grpo" }, groupSize: 4 }).advantages);
    expect(scaled("batch")).not.toEqual(scaled("group"));
  });

  test("a constant reward is warned of", () => {
    const { z, warnings } = advantages([[1, 0], [1, 1]], { method: { name: "rvpo", k: 1 }, groupSize: 2 });
    expect([z[0], z[2]]).toEqual([0, 0]);
    expect(warnings.join()).toMatch(/constant/);
  });
});

/** Calls and what their message must name: the field, the value, what is allowed. */
const one: Method = { name: "gdpo" };
const good: SimulateOptions = { ...SCENARIO, methods: [one], steps: 2, seeds: 2 };
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

test.describe("simulate and Trainer", () => {
  test("the same seed gives the same numbers, another seed others", async () => {
    const run = (seed: number) => simulate({ ...good, seeds: 4, steps: 10, seed });
    expect(await run(5)).toEqual(await run(5));
    expect(await run(6)).not.toEqual(await run(5));
    expect((await run(4_294_967_295)).length).toBe(1);
  });

  test("take what the page's schema allows, no other tables, and have its defaults", async () => {
    const short = { steps: 2, seeds: 1, backend: "cpu" } as const;
    const run = (change: Partial<Settings>) => simulate({ ...trainerOptions({ ...defaults(), ...change }), ...short });
    const table = (responses: number, rewards: number, cell: number) => Array.from({ length: responses }, () => Array.from({ length: rewards }, () => cell));
    const { rewards } = SCHEMA;
    for (const responses of rewards.rows) {
      for (const count of rewards.columns) {
        for (const cell of [rewards.min, rewards.max]) expect((await run({ rewards: table(responses, count, cell) }))[0]!.rewards.length).toBe(count);
      }
    }
    for (const [responses, count] of [[rewards.rows[0] - 1, 5], [rewards.rows[1] + 1, 5], [4, rewards.columns[0] - 1], [4, rewards.columns[1] + 1]] as const) {
      await expect(run({ rewards: table(responses, count, 0) }), `${responses} x ${count}`).rejects.toThrow(/^options\.rewardTable.*allowed: 2 to (8|17)/);
    }
    for (const name of ["seed", "noise", "k", "kFrom", "kTo"] as const) {
      const { min, max } = SCHEMA[name];
      for (const value of [min, max]) expect(await run({ schedule: name === "k" ? "constant" : "linear", [name]: value }), `${name} ${value}`).toHaveLength(METHODS.length);
    }
    const { rewardTable, noise, methods, steps: _, seeds: __, ...asSaid } = trainerOptions(defaults());
    expect(await simulate({ rewardTable, noise, methods, ...short }), JSON.stringify(asSaid)).toEqual(await simulate({ rewardTable, noise, methods, ...asSaid, ...short }));
  });

  test("auto is the CPU where there is no WebGPU, and WebGPU by name is refused", async () => {
    const [result] = await simulate({ ...good, backend: "auto" });
    expect(result?.backend).toBe("cpu");
    await expect(simulate({ ...good, backend: "webgpu" })).rejects.toThrow(/WebGPU/);
  });

  test("steps, changes and resets", async () => {
    const options: SimulateOptions = { ...good, methods: [{ name: "grpo" }, { name: "rvpo", k: 2 }], seeds: 4, steps: 20 };
    const trainer = await Trainer.create(options);
    const start = await trainer.step(0);
    expect(start.step).toBe(0);
    expect(start.backend).toMatchObject({ kind: "cpu", adapter: "" });
    expect(start.backend.notice).toMatch(/WebGPU/);
    expect(start.coreDifference).toBeNull();
    expect(start.methods.map(({ name }) => name)).toEqual(["grpo", "rvpo"]);
    expect(Array.from(start.methods[0]!.policy)).toEqual([0.25, 0.25, 0.25, 0.25]);

    const three = await trainer.step(3);
    expect(three.step).toBe(3);
    expect(three.history.firstStep).toBe(1);
    expect(three.history.mean.length).toBe(6);
    expect(three.coreDifference).toBeLessThan(1e-4);
    // The last row of the history is the present.
    three.methods.forEach(({ bottleneck }, i) => {
      expect(three.history.mean[4 + i]).toBeCloseTo(bottleneck.mean, 6);
      expect(three.history.standardError[4 + i]).toBeCloseTo(bottleneck.standardError, 6);
    });
    const five = await trainer.step(2);
    expect(five.history.firstStep).toBe(4);

    // A run in one go ends where the steps do.
    const whole = await Trainer.create(options);
    const same = await whole.step(5);
    expect(same.methods).toEqual(five.methods);
    expect(Array.from(same.history.mean.slice(6))).toEqual(Array.from(five.history.mean));

    trainer.configure({ ...options, rewardTable: options.rewardTable.map((row) => row.map(() => 0.5)) });
    const level = await trainer.step(1);
    for (const { bottleneck } of level.methods) expect(bottleneck.mean).toBeCloseTo(0.5, 6);
    expect(() => trainer.configure({ ...options, seeds: 5 })).toThrow(/seeds.*5.*4/);
    expect(() => trainer.configure({ ...options, seed: 9 })).toThrow(/seed.*9.*1/);
    expect(() => trainer.configure({ ...options, methods: [{ name: "min" }, { name: "rvpo", k: 2 }] })).toThrow(/methods\[0\].*min.*grpo/);
    expect(() => trainer.configure({ ...options, noise: 99 })).toThrow(/noise.*99.*0 to 10/);

    trainer.configure(options);
    const again = await trainer.reset(1);
    expect(again.step).toBe(0);
    expect((await trainer.step(5)).methods).toEqual(five.methods);
    await trainer.reset(2);
    expect((await trainer.step(5)).methods).not.toEqual(five.methods);
    trainer.free();
    whole.free();
  });

  test("the last batch of a method comes along where it is asked for", async () => {
    const options: SimulateOptions = { ...good, methods: [{ name: "gdpo" }, { name: "rvpo", k: { from: 1, to: 3 } }], seeds: 3, steps: 3, prompts: 2, groupSize: 4, noise: 0 };
    const trainer = await Trainer.create(options);
    expect((await trainer.step(0)).batch).toBeNull();
    const before = (await trainer.step(1, 1)).batch!;
    const { batch, step } = await trainer.step(1, 1);
    expect([step, batch!.k]).toEqual([2, 2]);
    expect(batch!.responses.length).toBe(8);
    // Without noise every rollout earns what its response is worth.
    const rows = Array.from(batch!.responses, (response) => SCENARIO.rewardTable[response]!);
    rows.flat().forEach((level, i) => expect.soft(batch!.rewards[i]).toBeCloseTo(level, 6));
    // The policy after the step is that before it, moved along the gradient by the core's advantages.
    const { advantages: gains } = advantages(batch!.rewards, { method: { name: "rvpo", k: 2 }, groupSize: 4, rewardCount: 5 });
    const total = gains.reduce((sum, gain) => sum + gain, 0);
    const moved = Array.from(before.policy, (p, a) => p * Math.exp(gains.reduce((sum, gain, i) => sum + (batch!.responses[i] === a ? gain : 0), -p * total) / 8));
    const norm = moved.reduce((sum, p) => sum + p, 0);
    moved.forEach((p, a) => expect.soft(batch!.policy[a]).toBeCloseTo(p / norm, 5));
    await expect(trainer.step(1, 2)).rejects.toThrow(/method.*2.*below 2/);
  });

  test("an inspected batch comes with what the core makes of it, under its own method and another", async () => {
    const options: SimulateOptions = { ...SCENARIO, methods: [{ name: "grpo" }, { name: "rvpo", k: { from: 1, to: 3 } }], prompts: 2, groupSize: 4, steps: 3, backend: "cpu" };
    const trainer = await Trainer.create(options);
    await trainer.step(1);
    const { batch, methods } = await trainer.step(1, 0, 1);
    // The second of three steps.
    expect(methods.map(({ k }) => k)).toEqual([null, 2]);
    const of = (method: Method) => advantages(batch!.rewards, { method, groupSize: 4, rewardCount: 5 });
    const grpo = of({ name: "grpo" });
    for (const figure of ["z", "credit", "scores", "advantages"] as const) expect(batch![figure], figure).toEqual(grpo[figure]);
    expect(batch!.compared).toEqual(of({ name: "rvpo", k: 2 }).advantages);
    batch!.scores.forEach((score, i) => {
      const group = Math.floor(i / 4);
      expect.soft((score - batch!.groupMeans[group]!) / (batch!.groupDeviations[group]! + 1e-6)).toBeCloseTo(batch!.advantages[i]!, 12);
    });
    const alone = (await trainer.step(0, 1)).batch!;
    expect([alone.groupMeans.length, alone.groupDeviations.length, alone.compared.length]).toEqual([0, 0, 0]);
    await expect(trainer.step(1, 0, 2)).rejects.toThrow(/method.*2.*below 2/);
    trainer.free();
  });

  test("what a run needs for other options", () => {
    const needs = (change: Partial<SimulateOptions>) => changeBetween(good, { ...good, ...change });
    expect(needs({})).toBe("nothing");
    expect(needs({ noise: 0.3 })).toBe("step");
    expect(needs({ seed: 7 })).toBe("reset");
    expect(needs({ backend: "webgpu" })).toBe("trainer");
    expect(needs({ rewardTable: [...good.rewardTable, good.rewardTable[0]!] })).toBe("trainer");
    expect(needs({ methods: [{ name: "min" }] })).toBe("trainer");
    expect(() => needs({ noise: 99 })).toThrow(/noise.*99.*0 to 10/);
  });

  test("steps that are no number of steps are refused", async () => {
    const trainer = await Trainer.create(good);
    for (const n of [-1, 1.5, Number.NaN, 100_001, "x" as unknown as number]) {
      await expect(trainer.step(n), String(n)).rejects.toThrow(/whole number from 0 to 100,?000/);
    }
    expect(() => trainer.reset(-1)).toThrow(/seed.*-1.*whole number/);
    expect((await trainer.step(1)).step).toBe(1);
    trainer.free();
  });

  test("a second step before the first is done is an error, not a crash", async () => {
    const trainer = await Trainer.create(good);
    const both = await Promise.allSettled([trainer.step(50), trainer.step(50)]);
    const refused = both.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
    for (const { reason } of refused) expect(reason).toBeInstanceOf(Error);
    expect(both[0]!.status).toBe("fulfilled");
    expect((await trainer.step(0)).step).toBe(refused.length === 0 ? 100 : 50);
    trainer.free();
  });
});

test.describe("a Node of its own", () => {
  const node = (script: string) => run(process.execPath, ["--input-type=module", "--eval", script], { cwd: ROOT });

  test("imports the package as it is", async () => {
    const { stdout, stderr } = await node(`
      import { readFile } from "node:fs/promises";
      import init, { softmin } from "./pkg/rvpo_playground.js";
      await init({ module_or_path: await readFile("pkg/rvpo_playground_bg.wasm") });
      process.stdout.write(String(softmin([1, 2], 1)));`);
    expect(Number(stdout)).toBeCloseTo(1.379_885, 6);
    expect(stderr).toBe("");
  });

  test("runs the README's example", async () => {
    const readme = await readFile(path.join(ROOT, "README.md"), "utf8");
    const examples = Array.from(readme.matchAll(/```(?:js|javascript|mjs)\n([^]*?)```/g), ([, code]) => code ?? "");
    expect(examples).not.toHaveLength(0);
    for (const example of examples) {
      const { stderr } = await node(example);
      expect(stderr).toBe("");
    }
  });
});
