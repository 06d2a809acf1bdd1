// The page's module beside the whole one: what both hand over is the same, though each makes JavaScript's objects in its own way.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "@playwright/test";

import * as page from "../../pkg/page/rvpo_playground.js";
import * as whole from "../../pkg/rvpo_playground.js";
import { ROOT } from "./golden.js";
import { good, load, SCENARIO } from "./node-api.js";

const METHODS = [{ name: "grpo" }, { name: "gdpo" }, { name: "variance", k: 2 }, { name: "rvpo", k: { from: 0.5, to: 2 } }, { name: "min" }] satisfies whole.Method[];

test.beforeAll(async () => {
  await load();
  await page.default({ module_or_path: await readFile(path.join(ROOT, "pkg/page/rvpo_playground_bg.wasm")) });
});

test("snapshots", async () => {
  const snapshots = async ({ Trainer }: Pick<typeof whole, "Trainer">) => {
    const trainer = await Trainer.create({ ...good, ...SCENARIO, methods: METHODS, seeds: 3, steps: 20 });
    const taken = [await trainer.step(0), await trainer.step(7, 3, 1), await trainer.step(20, 0)];
    trainer.free();
    return taken;
  };
  const taken = await snapshots(page);
  expect(taken).toStrictEqual(await snapshots(whole));
  expect(taken[1]!.batch!.advantages.length).toBeGreaterThan(0);
  expect(taken[1]!.coreDifference).not.toBeNull();
});

test("expansions", () => {
  for (const k of [1e-9, 0.7, 300]) expect(page.taylor([0.5, -1, 2], k)).toStrictEqual(whole.taylor([0.5, -1, 2], k));
});
