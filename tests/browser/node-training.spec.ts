// The JavaScript API: `simulate` and `Trainer`.

import { expect, test } from "@playwright/test";

import { advantages, changeBetween, type Method, simulate, type SimulateOptions, Trainer } from "../../pkg/rvpo_playground.js";
import { defaults, METHODS, SCHEMA, type Settings, trainerOptions } from "../../www/settings/schema.js";
import { good, load, SCENARIO } from "./node-api.js";

test.beforeAll(load);

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
    await expect(trainer.step(1, "rvpo" as never)).rejects.toThrow(/inspected.*"rvpo".*whole number/);
    await expect(trainer.step(null as never)).rejects.toThrow(/\bn\b.*null.*whole number/);
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
