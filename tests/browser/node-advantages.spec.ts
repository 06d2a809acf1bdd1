// The JavaScript API: `advantages`, of lists and of large flat arrays.

import path from "node:path";

import { expect, test } from "@playwright/test";

import { type AdvantageOptions, type Advantages, advantages, credit, softmin } from "../../pkg/rvpo_playground.js";
import { ROOT } from "./golden.js";
import { load, plainAdvantages, random, run } from "./node-api.js";

test.beforeAll(load);

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
