// The two engines side by side, through the package in a page of its own.

import { allowed, referenceRuns } from "./golden.js";
import { expect, inPage, openEmpty, test } from "./playground.js";

const ALL_METHODS = [
  { name: "grpo" },
  { name: "dr-grpo" },
  { name: "gdpo" },
  { name: "variance", k: 2 },
  { name: "rvpo", k: 2 },
  { name: "rvpo", k: { from: 0.5, to: 5 } },
  { name: "min" },
] as const;

test.describe("with WebGPU", () => {
  test.skip(({ playground }) => !playground.hasGpu, "this browser has no adapter");
  test.setTimeout(180_000);

  test("each kernel agrees with its twin on the CPU", async ({ page }) => {
    await openEmpty(page);
    const parity = await inPage(page, ({ api }) => api.selfTest(), undefined);
    expect.soft(parity.rollout, "rollout").toBeLessThanOrEqual(1e-5);
    expect.soft(parity.advantage, "advantage").toBeLessThanOrEqual(1e-5);
    expect.soft(parity.update, "update").toBeLessThanOrEqual(1e-5);
    expect.soft(parity.adapter).toMatch(/swiftshader/i);
  });

  test("whole runs agree", async ({ page }) => {
    await openEmpty(page);
    const [cpu, webgpu] = await inPage(
      page,
      async ({ api, schema }, methods) => {
        const run = (backend: "cpu" | "webgpu") =>
          api.simulate({ ...schema.trainerOptions(schema.defaults()), methods: methods.map((method) => ({ ...method })), seeds: 8, steps: 20, backend });
        const plain = (results: Awaited<ReturnType<typeof run>>) =>
          results.map((result) => ({ ...result, policy: Array.from(result.policy), rewards: Array.from(result.rewards) }));
        return [plain(await run("cpu")), plain(await run("webgpu"))] as const;
      },
      ALL_METHODS,
    );
    ALL_METHODS.forEach((method, i) => {
      const [a, b] = [cpu[i]!, webgpu[i]!];
      const name = JSON.stringify(method);
      expect.soft(a.method, name).toEqual(method);
      expect.soft([a.backend, b.backend], name).toEqual(["cpu", "webgpu"]);
      expect.soft(Math.abs(a.bottleneck.mean - b.bottleneck.mean), `${name}: ${a.bottleneck.mean}, ${b.bottleneck.mean}`).toBeLessThanOrEqual(1e-3);
      expect.soft(Math.abs(a.bottleneck.standardError - b.bottleneck.standardError), name).toBeLessThanOrEqual(1e-3);
      for (const field of ["policy", "rewards"] as const) {
        expect.soft(b[field].length, name).toBe(a[field].length);
        a[field].forEach((x, j) => expect.soft(Math.abs(x - b[field][j]!), `${name} ${field}[${j}]`).toBeLessThanOrEqual(1e-3));
      }
    });
  });

  test("a whole run on WebGPU comes to the reference figures", async ({ page }) => {
    test.setTimeout(300_000);
    const reference = referenceRuns().find(({ name }) => name === "M = 5, noise 0.15")!;
    await openEmpty(page);
    const results = await inPage(
      page,
      async ({ api }, options) => {
        const results = await api.simulate({ ...options, seeds: 16, backend: "webgpu" });
        return results.map(({ backend, bottleneck }) => ({ backend, bottleneck }));
      },
      reference.options,
    );
    results.forEach(({ backend, bottleneck }, i) => {
      const row = reference.rows[i]!;
      expect.soft(backend).toBe("webgpu");
      expect.soft(Math.abs(bottleneck.mean - row.bottleneck_mean), `${JSON.stringify(row)}: ${bottleneck.mean}`).toBeLessThanOrEqual(allowed(row, bottleneck));
    });
  });

  test("they agree through changes and resets, step by step", async ({ page }) => {
    await openEmpty(page);
    const runs = await inPage(
      page,
      async ({ api, schema }) => {
        const run = async (backend: "cpu" | "webgpu") => {
          const options = { ...schema.trainerOptions(schema.defaults()), seeds: 8, backend };
          const trainer = await api.Trainer.create(options);
          const log: number[][] = [];
          const note = async (n: number) => {
            const { step, history, methods } = await trainer.step(n);
            log.push([step, history.firstStep, ...history.mean, ...history.standardError, ...methods.flatMap(({ policy }) => Array.from(policy))]);
          };
          await note(5);
          trainer.configure({ ...options, noise: 0.4, rewardTable: options.rewardTable.map((row) => row.map((level) => level / 2)) });
          await note(4);
          trainer.configure({ ...options, methods: options.methods.map(({ name, k }) => (k === undefined ? { name } : { name, k: { from: 5, to: 0.2 } })), steps: 12 });
          await note(1);
          await note(6);
          await trainer.reset(7);
          await note(0);
          await note(3);
          trainer.free();
          return log;
        };
        return { cpu: await run("cpu"), webgpu: await run("webgpu") };
      },
      undefined,
    );
    expect(runs.webgpu.map(([step]) => step)).toEqual([5, 9, 10, 16, 0, 3]);
    expect(runs.webgpu.map((row) => row.length)).toEqual(runs.cpu.map((row) => row.length));
    const worst = Math.max(...runs.cpu.flatMap((row, i) => row.map((x, j) => Math.abs(x - runs.webgpu[i]![j]!))));
    expect(worst).toBeLessThanOrEqual(1e-3);
  });
});

test.describe("without WebGPU", () => {
  test.skip(({ playground }) => playground.hasGpu, "this browser has an adapter");

  test("WebGPU asked for by name is refused with the reason", async ({ page }) => {
    await openEmpty(page);
    const messages = await inPage(
      page,
      async ({ api, schema }) => {
        const options = { ...schema.trainerOptions(schema.defaults()), steps: 1, backend: "webgpu" as const };
        const message = (run: Promise<unknown>) => run.then(() => "no error", (error: Error) => `${error.constructor.name}: ${error.message}`);
        return [await message(api.simulate(options)), await message(api.Trainer.create(options)), await message(api.selfTest())];
      },
      undefined,
    );
    for (const message of messages) expect.soft(message).toMatch(/^Error: .*WebGPU/);
  });
});

test("auto takes what there is", async ({ page, playground }) => {
  await openEmpty(page);
  const backends = await inPage(
    page,
    async ({ api, schema }) => {
      const results = await api.simulate({ ...schema.trainerOptions(schema.defaults()), seeds: 2, steps: 2, backend: "auto" });
      return results.map(({ backend }) => backend);
    },
    undefined,
  );
  expect(new Set(backends)).toEqual(new Set([playground.hasGpu ? "webgpu" : "cpu"]));
});
