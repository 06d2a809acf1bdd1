// One group under the microscope: its numbers are the core's, a step goes in slow motion, terms and bars belong together.

import type { Page } from "@playwright/test";

import { expect, expectFragment, expectNoViolation, inPage, METHODS, type Method, openAt, type Playground, RESPONSES, test } from "./playground.js";

const SEEDS = 4;
test.beforeEach(async ({ playground }) => playground.lighten(SEEDS));

const scope = (page: Page) => page.getByRole("region", { name: "One group under the microscope" });
const next = (page: Page) => scope(page).getByRole("button", { name: /slow motion/i });
const rollout = (page: Page, n: number) => scope(page).getByRole("button", { name: String(n), exact: true });

interface Line {
  rollout: number;
  response: string;
  rewards: number[];
  z: number[];
  score: number;
  advantage: number;
  rank: number;
  other: string;
}

/** What the table shows, line by line. */
async function lines(page: Page, rewards = 5): Promise<Line[]> {
  const rows = await scope(page).locator("tbody tr").evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => (cell.textContent ?? "").trim())));
  return rows.map((cells) => {
    const numbers = cells.slice(2, 5 + 2 * rewards).map((text) => (text === "" ? Number.NaN : Number(text)));
    return {
      rollout: Number(cells[0]),
      response: cells[1]!,
      rewards: numbers.slice(0, rewards),
      z: numbers.slice(rewards, 2 * rewards),
      score: numbers[2 * rewards]!,
      advantage: numbers[2 * rewards + 1]!,
      rank: numbers[2 * rewards + 2]!,
      other: cells.at(-1)!,
    };
  });
}

/** The same group, from a trainer of the test's own and the core. */
function reference(page: Page, step: number, method: Method, prompt: number, judge: Method = method): Promise<Omit<Line, "rollout" | "other" | "rank">[]> {
  return inPage(
    page,
    async ({ api, schema }, { step, place, prompt, judge, responses, seeds }) => {
      const options = schema.trainerOptions(schema.defaults());
      const trainer = await api.Trainer.create({ ...options, seeds, backend: "cpu" });
      const { batch } = await trainer.step(step, place);
      trainer.free();
      const m = batch!.rewards.length / batch!.responses.length;
      const result = api.advantages(batch!.rewards, { method: options.methods.find(({ name }) => name === judge)!, groupSize: 16, rewardCount: m });
      return Array.from({ length: 16 }, (_, i) => {
        const at = (prompt - 1) * 16 + i;
        const row = (values: Float64Array) => Array.from(values.subarray(at * m, at * m + m));
        return { response: responses[batch!.responses[at]!]!, rewards: row(batch!.rewards), z: row(result.z), score: result.scores[at]!, advantage: result.advantages[at]! };
      });
    },
    { step, place: METHODS.indexOf(method), prompt, judge, responses: [...RESPONSES], seeds: SEEDS },
  );
}

/** Pauses at a step, with the microscope in sight. */
async function lookAt(page: Page, playground: Playground, step: number): Promise<void> {
  await playground.toStart();
  await playground.steps(step);
  await scope(page).scrollIntoViewIfNeeded();
}

async function expectReference(page: Page, step: number, method: Method, prompt: number): Promise<void> {
  const expected = await reference(page, step, method, prompt);
  await expect.poll(async () => (await lines(page)).map(({ response }) => response)).toEqual(expected.map(({ response }) => response));
  // Two digits are shown, and a GPU's rewards differ in the last of theirs.
  const near = (a: number, b: number) => Math.abs(a - b) <= 0.0051 + 1e-4 * Math.abs(b);
  const wrong = async () =>
    (await lines(page)).flatMap((line, i) => {
      const right = expected[i]!;
      const pairs = [...line.rewards.map((x, j) => [x, right.rewards[j]!]), ...line.z.map((x, j) => [x, right.z[j]!]), [line.score, right.score], [line.advantage, right.advantage]];
      return pairs.filter(([a, b]) => !near(a!, b!)).map((pair) => `${i + 1}: ${pair.join(" is not ")}`);
    });
  await expect.poll(wrong, { message: `${method}, prompt ${prompt}` }).toEqual([]);
}

test("shows each rollout with the core's numbers, for every method and any prompt", async ({ page, playground }) => {
  await playground.open();
  await lookAt(page, playground, 3);
  for (const [i, method] of METHODS.entries()) {
    const prompt = 1 + ((3 * i) % 8);
    await scope(page).getByRole("combobox", { name: "Method" }).selectOption(method);
    await scope(page).getByRole("combobox", { name: "Prompt" }).selectOption(String(prompt));
    await expectReference(page, 3, method, prompt);
  }
  await playground.steps(1);
  await scope(page).scrollIntoViewIfNeeded();
  await expectReference(page, 4, "min", 5);
  await expectFragment(page, "#method=min&prompt=5");
});

test("sorts by advantage, and says whose rank another method changes", async ({ page, playground }) => {
  await openAt(page, playground, "compare=gdpo&speed=2");
  await lookAt(page, playground, 5);
  await expectReference(page, 5, "rvpo", 1);
  const unsorted = await lines(page);
  const other = await reference(page, 5, "rvpo", 1, "gdpo");
  const rank = (values: number[], i: number) => 1 + values.filter((value) => value > values[i]!).length;
  const own = await reference(page, 5, "rvpo", 1);
  let moved = 0;
  for (const [i, line] of unsorted.entries()) {
    const here = rank(own.map(({ advantage }) => advantage), i);
    const there = rank(other.map(({ advantage }) => advantage), i);
    expect.soft(line.rank, `rollout ${i + 1}`).toBe(here);
    expect.soft(line.other, `rollout ${i + 1}`).toBe(there === here ? `${there}` : `${there} ${there < here ? "▲" : "▼"}${Math.abs(there - here)}`);
    if (there !== here) moved++;
  }
  expect(moved, "the two methods differ").toBeGreaterThan(0);
  await expect(scope(page).getByText(`Under GDPO, ${moved} of these 16 rollouts have another rank`)).toBeVisible();
  await scope(page).getByRole("checkbox", { name: "Sort by advantage" }).check();
  const sorted = await lines(page);
  expect(sorted.map(({ rank }) => rank)).toEqual([...unsorted.map(({ rank }) => rank)].sort((a, b) => a - b));
  expect([...sorted].sort((a, b) => a.rollout - b.rollout)).toEqual(unsorted);
  await scope(page).getByRole("combobox", { name: "Compare with" }).selectOption("none");
  await expect(scope(page).getByRole("columnheader", { name: /^Rank under/ })).toBeHidden();
});

test("one step in slow motion: six parts, a sentence and a mark for each", async ({ page, playground }) => {
  await playground.open();
  await playground.toStart();
  await scope(page).scrollIntoViewIfNeeded();
  await expect(scope(page).getByText("No step has been made yet")).toBeVisible();
  const filled = async () => {
    const [line] = await lines(page);
    return [line!.response !== "", !Number.isNaN(line!.rewards[0]), !Number.isNaN(line!.z[0]), !Number.isNaN(line!.score), !Number.isNaN(line!.advantage)].filter(Boolean).length;
  };
  const words = ["Sample", "Score", "Standardise", "Aggregate", "Whiten", "Update"];
  const touched = ['[data-method="rvpo"] .answers', "#rewards", "#scope-rows [data-stage=standardise]", "#scope-formula", "#scope-rows [data-stage=whiten]", '[data-method="rvpo"] .answers'];
  for (const [i, word] of words.entries()) {
    await next(page).press("Enter");
    await expect(scope(page).getByRole("status")).toHaveText(new RegExp(`^${i + 1}\\. ${word}: .*\\.$`));
    await playground.expectStep(1);
    expect.soft(await filled(), word).toBe(Math.min(i + 1, 5));
    await expect.soft(page.locator(touched[i]!).first(), word).toHaveClass(/touched/);
    if (i !== 5) await expect.soft(scope(page).getByText("The policy after the step")).toBeHidden();
  }
  await expect(scope(page).getByText("The policy after the step")).toBeVisible();
  // All start at a quarter.
  await expect(scope(page).locator("#scope-policy .value")).toHaveText(Array(4).fill(/^25\.0 → \d+\.\d%$/));
  await expectNoViolation(page, "slow motion");
  await next(page).click();
  await playground.expectStep(2);
  await expect(scope(page).getByRole("status")).toHaveText(/^1\. Sample/);
  // Anything else ends it.
  await playground.stepButton.click();
  await playground.expectStep(3);
  await expect(scope(page).getByRole("status")).toBeEmpty();
  expect(await page.locator(".touched").count()).toBe(0);
  await playground.play.click();
  await playground.reach(6);
  await scope(page).scrollIntoViewIfNeeded();
  await next(page).click();
  await playground.expectState("paused");
  await expect(scope(page).getByRole("status")).toHaveText(/^1\. Sample/);
});

test("a rollout that is pointed at or focused fills the formula; terms and bars are marked together", async ({ page, playground }) => {
  await playground.open();
  await lookAt(page, playground, 2);
  const formula = page.locator("#scope-formula");
  const minus = (x: number) => x.toFixed(2).replace("-0.00", "0.00").replace("-", "−");
  await expectReference(page, 2, "rvpo", 1);
  const shown = await lines(page);
  const expectFormula = async (n: number) => {
    const { z, score, response } = shown[n - 1]!;
    await expect(scope(page).getByRole("heading", { name: `Rollout ${n}: ${response}` })).toBeVisible();
    for (const [j, value] of z.entries()) await expect.soft(formula.locator(`[data-reward="${j}"]`)).toContainText(minus(value));
    await expect.soft(formula.locator("mn").last()).toHaveText(minus(score));
  };
  // Pointing lasts as long as it does, and leaves nothing behind.
  const entries = await page.evaluate(() => history.length);
  for (const n of [4, 7]) {
    await page.locator("#scope-rows tr").nth(n - 1).hover();
    await expectFormula(n);
  }
  await formula.hover();
  await expectFormula(1);
  await rollout(page, 7).press("ArrowDown");
  await expect(rollout(page, 8)).toBeFocused();
  await expect(rollout(page, 8)).toHaveAttribute("aria-pressed", "true");
  await expectFormula(8);
  await expectFragment(page, "#rollout=8");
  expect(await page.evaluate(() => history.length)).toBe(entries);
  // The credits are the core's, and sum to one.
  const credits = await page.locator("#scope-credits .value").allTextContents();
  const expected = await inPage(page, ({ api }, z) => Array.from(api.credit(z, 2)), shown[7]!.z);
  credits.forEach((words, j) => expect.soft(Math.abs(Number.parseInt(words, 10) - 100 * expected[j]!), `${words} ${expected[j]}`).toBeLessThan(2));
  await formula.locator('[data-reward="3"]').hover();
  await expect(page.locator('#scope-credits [data-reward="3"]')).toHaveClass(/linked/);
  await page.locator('#scope-credits [data-reward="1"]').focus();
  await expect(formula.locator('[data-reward="1"]')).toHaveClass(/linked/);
  await expect(formula.locator('[data-reward="3"]')).not.toHaveClass(/linked/);
  await formula.locator('[data-reward="4"]').focus();
  await expect(page.locator('#scope-credits [data-reward="4"]')).toHaveClass(/linked/);
  for (const method of METHODS) {
    await scope(page).getByRole("combobox", { name: "Method" }).selectOption(method);
    if (method === "variance") await expectNoViolation(page, method);
    // Its rollouts come from the worker.
    await expectReference(page, 2, method, 1);
    const [first] = (await lines(page)).slice(7);
    await expect.soft(formula.locator("mn").last(), method).toHaveText(minus(first!.score));
  }
});

test("comes with a link; what the table's shape changes is followed", async ({ page, playground }) => {
  await openAt(page, playground, "scenario=rare&method=grpo&prompt=8&rollout=16&sort=1&compare=min");
  await scope(page).scrollIntoViewIfNeeded();
  await expect(scope(page).getByRole("combobox", { name: "Method" })).toHaveValue("grpo");
  await expect(rollout(page, 16)).toHaveAttribute("aria-pressed", "true");
  await expect(scope(page).getByRole("columnheader", { name: "Tests" })).toHaveCount(2);
  await page.getByRole("combobox", { name: "Scenario" }).selectOption("two");
  await expect(scope(page).getByRole("columnheader", { name: "Well formed" })).toHaveCount(2);
  await expect.poll(async () => (await lines(page, 2)).every(({ advantage, rank }) => Number.isFinite(advantage) && rank > 0)).toBe(true);
  await page.evaluate(() => (location.hash = "lock=microscope"));
  await expect(next(page)).toBeDisabled();
  await page.evaluate(() => (location.hash = "hide=microscope"));
  await expect(next(page)).toBeHidden();
  await expect(scope(page).getByRole("table")).toBeVisible();
});

test("Defaults and another scenario reach it; without a rollout the expansion has none either", async ({ page, playground }) => {
  await openAt(page, playground, "method=gdpo&prompt=2");
  await lookAt(page, playground, 2);
  await expectReference(page, 2, "gdpo", 2);
  await page.locator("#expansion").scrollIntoViewIfNeeded();
  const rollouts = page.locator("#by-hand-choice");
  await expect(rollouts).toBeVisible();
  await playground.defaults.click();
  await playground.pause.click();
  await expect(scope(page).getByRole("combobox", { name: "Method" })).toHaveValue("rvpo");
  await playground.toStart();
  await expect(rollouts).toBeHidden();
  await lookAt(page, playground, 2);
  await expectReference(page, 2, "rvpo", 1);
  await page.locator("#expansion").scrollIntoViewIfNeeded();
  await expect(rollouts).toBeVisible();
  await page.getByRole("combobox", { name: "Scenario" }).selectOption("two");
  await expect(page.locator("#z-sliders input")).toHaveCount(2);
});

test("another method at the same step has no policy before it", async ({ page, playground }) => {
  await playground.open();
  await lookAt(page, playground, 3);
  await next(page).click();
  for (let part = 2; part <= 6; part++) await next(page).click();
  await expect(page.locator("#scope-policy .value").first()).toContainText("→");
  await scope(page).getByRole("combobox", { name: "Method" }).selectOption("gdpo");
  await expectReference(page, 4, "gdpo", 1);
  await expect(page.locator("#scope-policy .value").first()).not.toContainText("→");
});

test("GRPO's numbers go from the sum to the advantage", async ({ page, playground }) => {
  await openAt(page, playground, "method=grpo");
  await lookAt(page, playground, 2);
  await expectReference(page, 2, "grpo", 1);
  const [first] = await lines(page);
  const words = (await page.locator("#scope-whitened").textContent()) ?? "";
  const [, mean, deviation, advantage] = /mean (\S+), divided by its standard deviation (\S+): advantage (\S+)/.exec(words)!.map(Number);
  expect(advantage).toBe(first!.advantage);
  expect(Math.abs((first!.score - mean!) / deviation! - advantage!), words).toBeLessThan(0.1);
  await next(page).click();
  for (const sentence of [/^2/, /^3\. Standardise: not with GRPO/, /^4\. Aggregate: GRPO adds/, /^5\. Advantage: the group’s mean/]) {
    await next(page).click();
    await expect(scope(page).getByRole("status")).toHaveText(sentence);
  }
  // The cells, not only their heads.
  expect(await page.locator("#scope-rows td.touched").first().evaluate((cell) => getComputedStyle(cell).borderInlineStartStyle)).toBe("dashed");
});

test("what cannot be loaded says so, and is tried again", async ({ page, playground, faults }) => {
  faults.expect(/status 404/);
  faults.allow(/Failed to load resource|could not be loaded|request failed: .*parts\.css/);
  let missing = true;
  await page.route("**/pkg/page/styles/parts.css", (route) => (missing ? route.fulfill({ status: 404, body: "no" }) : route.continue()));
  await playground.open();
  await page.locator("#microscope").scrollIntoViewIfNeeded();
  await expect(page.locator("#microscope")).toHaveAttribute("data-failed", /could not be loaded/);
  missing = false;
  await page.evaluate(() => scrollTo(0, 0));
  await playground.settle();
  await page.locator("#microscope").scrollIntoViewIfNeeded();
  await expect(page.locator("#scope-picture")).toBeVisible();
});
