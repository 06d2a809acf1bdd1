// The scenarios: their runs end as they say, and the page has words for all of them.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "@playwright/test";

import init, { simulate } from "../../pkg/rvpo_playground.js";
import { namesOf } from "../../www/settings/names.js";
import { SCENARIOS } from "../../www/settings/scenarios.js";
import { defaults, type MethodName, trainerOptions } from "../../www/settings/schema.js";
import { speak, TEXT } from "../../www/words/page.js";
import { ROOT } from "./golden.js";

/** The runs are the same everywhere up to the order of single-precision sums; what wavers at the edge may tip over in a few of 64 runs. */
const TOLERANCE = 0.06;

test.beforeAll(async () => {
  await speak("en");
  await init({ module_or_path: await readFile(path.join(ROOT, "pkg/rvpo_playground_bg.wasm")) });
});

for (const [id, { expected }] of Object.entries(SCENARIOS)) {
  test(`${id}: its runs end as it says`, async () => {
    test.setTimeout(60_000);
    for (const { change, ends } of expected) {
      const results = await simulate({ ...trainerOptions({ ...defaults(id), ...change }), backend: "cpu" });
      const found = Object.fromEntries(results.map(({ method, bottleneck }) => [method.name, bottleneck.mean]));
      for (const [name, level] of Object.entries(ends)) {
        expect.soft(found[name as MethodName]!, `${name} with ${JSON.stringify(change)}`).toBeGreaterThan(level - TOLERANCE);
        expect.soft(found[name as MethodName]!, `${name} with ${JSON.stringify(change)}`).toBeLessThan(level + TOLERANCE);
      }
    }
  });

  test(`${id}: has a title, two sentences, what to look for and a name for all`, () => {
    const { title, about, look } = TEXT.scenarios[id]!;
    expect(title).not.toBe("");
    expect(about.split(/(?<=[.?!]) /)).toHaveLength(2);
    expect(look).not.toBe("");
    const settings = defaults(id);
    const { responses, rewards } = namesOf(settings);
    expect(responses).toHaveLength(settings.rewards.length);
    expect(rewards).toHaveLength(settings.rewards[0]!.length);
    // No name is only a number, and none stands for two.
    for (const names of [responses, rewards]) {
      expect(new Set(names).size).toBe(names.length);
      expect(names.join()).not.toMatch(/(Response|Reward) \d/);
    }
  });
}
