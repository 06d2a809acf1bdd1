// The package by itself: imported by a Node of its own, as the README does.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "@playwright/test";

import { ROOT } from "./golden.js";
import { run } from "./node-api.js";

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
