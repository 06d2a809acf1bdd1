// Your rewards: what can be taken along, files and code for trainers.

import { alerts, choose, computed, file, open, read, rows, sentence, SMALL, textOf } from "./own.js";
import { expect, expectFragment, test } from "./playground.js";

test("the files hold everything computed", async ({ page, playground }) => {
  await open(page, playground);
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await expect(sentence(page)).toContainText("RVPO");
  const csv = (await file(page, "csv")).trimEnd().split("\r\n");
  expect(csv).toHaveLength(97);
  const head = csv[0]!.slice(1, -1).split('","');
  expect(head.slice(0, 10)).toEqual(["row", "group", "helpful", "accurate", "polite", "safe", "z helpful", "z accurate", "z polite", "z safe"]);
  const at = (pattern: RegExp) => head.flatMap((name, i) => (pattern.test(name) ? [i] : []));
  const [credits, advantages] = [at(/^credit rvpo k=2 /), ["advantage rvpo k=2", "advantage gdpo"].map((name) => head.indexOf(name))];
  expect(credits).toHaveLength(4);
  const json = await rows(page);
  expect(json).toHaveLength(96);
  csv.slice(1).forEach((line, i) => {
    const cells = line.split(",").map(Number);
    expect(advantages.map((column) => cells[column])).toEqual([json[i]!.advantage, json[i]!.compareAdvantage]);
    expect(Math.abs(credits.reduce((sum, column) => sum + cells[column]!, 0) - 1)).toBeLessThan(1e-9);
  });
  // The sweep, as its own file and as a table.
  const tools = page.locator(".own-chart").first().locator(".exports");
  const coming = page.waitForEvent("download");
  await tools.getByRole("button", { name: "Save as CSV" }).click();
  const sweep = (await textOf(await coming)).trimEnd().split("\r\n");
  expect(sweep[0]).toBe('"k","helpful","accurate","polite","safe"');
  expect(sweep).toHaveLength(32);
  await tools.getByRole("button", { name: "Data table" }).click();
  await expect(page.locator("#own-shares-data tbody tr")).toHaveCount(11);
  const svg = page.waitForEvent("download");
  await tools.getByRole("button", { name: "Save as SVG" }).click();
  expect(await textOf(await svg)).toMatch(/Shares of the credit[\s\S]*<\/svg>/);
});

test("the code for each trainer has the choice filled in", async ({ page, playground }) => {
  await open(page, playground, "ownK=1.25");
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("RVPO, k = 1.25");
  const code = page.locator(".own-code pre code").first();
  await expect(code).toContainText(/^K(: .*)? = 1\.25/m);
  // The trainer's own might be others.
  await expect(code).toContainText(/^WEIGHTS(: .*)? = \[1\.0, 1\.0, 1\.0\]/m);
  const trainer = page.getByRole("combobox", { name: "Trainer", exact: true });
  for (const id of ["trl", "verl", "ms-swift", "nemo-rl", "torch", "numpy"]) {
    await trainer.selectOption(id);
    await expect.soft(code, id).toContainText(/^K(: .*)? = 1\.25/m);
    await expect.soft(page.locator(".own-code pre code").last(), id).toContainText("helpful");
  }
  const weight = page.getByRole("textbox", { name: "Weight of “safe”" });
  await weight.fill("0.5");
  await weight.press("Enter");
  await expect(code).toContainText(/^WEIGHTS(: .*)? = \[1\.0, 1\.0, 0\.5\]/m);
  await page.getByRole("combobox", { name: "k over the training" }).selectOption("linear");
  await expect(code).toContainText(/^K(: .*)? = None/m);
  await expect(code).toContainText(/^K_TO(: .*)? = 2\.0/m);
  const steps = page.getByRole("textbox", { name: "Steps", exact: true });
  await steps.fill("1000");
  await steps.press("Enter");
  await expect(code).toContainText(/^STEPS(: .*)? = 1000/m);
  await expectFragment(page, "#ownK=1.25&ownWeights=1,1,0.5&ownTrainer=numpy&ownSchedule=0.5,2,1000");
  for (const wrong of ["half", "0", "1.5", "1e10", ""]) {
    await steps.fill(wrong);
    await steps.press("Enter");
    await expect(alerts(page)).toHaveText(`Steps: “${wrong}” is not a whole number from 1 to 4294967295. The one before still counts.`);
    await expect(steps).toHaveAttribute("aria-invalid", "true");
    await expectFragment(page, "#ownK=1.25&ownWeights=1,1,0.5&ownTrainer=numpy&ownSchedule=0.5,2,1000");
  }
  await expect(code).toContainText(/^STEPS(: .*)? = 1000/m);
  await steps.fill("10");
  await steps.press("Enter");
  await expect(alerts(page)).toHaveCount(0);
  await expect(steps).toHaveAttribute("aria-invalid", "false");
  const first = page.getByRole("textbox", { name: "k at the first step", exact: true });
  await first.fill("0");
  await first.press("Enter");
  await expect(alerts(page)).toHaveText("k at the first step: “0” is not a number from 0.05 to 50. The one before still counts.");
  await first.fill("0.5");
  await first.press("Enter");
  await expect(alerts(page)).toHaveCount(0);
  await expect(code).toContainText(/^STEPS(: .*)? = 10$/m);
  const coming = page.waitForEvent("download");
  await page.locator("#own-save").click();
  const saved = await coming;
  expect(saved.suggestedFilename()).toBe("rvpo_numpy.py");
  expect(await textOf(saved)).toBe(await code.textContent());
});

test("beside the code stands in what it is not what the answers are of", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL.replace("0.9,0\n", ",0\n"));
  await computed(page);
  const differs = page.locator("#own-code-differs");
  await expect(page.locator(".own-code pre code").first()).not.toBeEmpty();
  await expect(differs).toBeHidden();
  const trainer = page.getByRole("combobox", { name: "Trainer", exact: true });
  await trainer.selectOption("verl");
  await expect(differs).toHaveText("This code computes by the convention of verl 0.9, and the answers above are by the paper’s convention (our reading): its numbers will differ from them. verl 0.9 has no place for missing values, and here 1 value is missing: score every rollout first.");
  await trainer.selectOption("numpy");
  await expect(differs).toBeHidden();
  await choose(page, "Framework", "trl");
  await expect(differs).toHaveText("This code computes by the paper’s convention (our reading), and the answers above are by the convention of TRL 1.16: its numbers will differ from them.");
  await trainer.selectOption("trl");
  await choose(page, "Method", "min");
  await expect(differs).toHaveText("The chosen method is Hard min; this code is RVPO’s.");
  // The box beside it wraps.
  expect(await page.locator(".own-how").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
});
