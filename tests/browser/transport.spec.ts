// Play, pause, step, reset, seeds and speed. Nothing here depends on how many seeds are trained.

import { picture } from "./canvas.js";
import { expect, test } from "./playground.js";

test.beforeEach(async ({ playground }) => {
  await playground.lighten();
  await playground.open();
});

test("pause holds it, play goes on", async ({ playground }) => {
  await playground.reach(3);
  await playground.pause.click();
  await playground.expectState("paused");
  await playground.settle();
  const held = await playground.step();
  await playground.settle();
  await playground.expectStep(held);
  await playground.play.click();
  await playground.expectState("running");
  await playground.reach(held + 3);
});

test("step makes exactly one step", async ({ page, playground }) => {
  await playground.toStart();
  for (const step of [1, 2, 3]) {
    await playground.stepButton.click();
    await playground.expectStep(step);
    await playground.settle();
    await playground.expectStep(step);
    await expect(page.getByText(`step ${step} of 300`)).toBeVisible();
  }
  await playground.expectState("paused");
  // Clicks faster than the training are all counted.
  await playground.stepButton.evaluate((button: HTMLElement) => {
    for (let i = 0; i < 5; i++) button.click();
  });
  await playground.expectStep(8);
  await playground.settle();
  await playground.expectStep(8);
});

test("step while it plays pauses first", async ({ playground }) => {
  await playground.reach(3);
  await playground.stepButton.click();
  await playground.expectState("paused");
  await playground.settle();
  const held = await playground.step();
  await playground.settle();
  await playground.expectStep(held);
});

test("reset keeps the seed and gives the same numbers", async ({ playground }) => {
  const seed = await playground.seed.inputValue();
  await playground.toStart();
  const start = await playground.cards();
  await playground.steps(6);
  const first = await playground.cards();
  expect(first).not.toEqual(start);
  await playground.play.click();
  await playground.reach(12);
  await playground.toStart();
  expect(await playground.seed.inputValue()).toBe(seed);
  expect(await playground.cards()).toEqual(start);
  await playground.steps(6);
  expect(await playground.cards()).toEqual(first);
});

test("a reset amid running steps stays reset", async ({ playground }) => {
  await playground.hurry();
  for (let i = 0; i < 5; i++) {
    await playground.reset.click();
    await playground.play.click();
    await playground.reach(2);
  }
  await playground.reset.click();
  await playground.expectStep(0);
  await playground.settle();
  await playground.expectStep(0);
});

test("a new seed gives other numbers, the old one the same again", async ({ playground }) => {
  await playground.toStart();
  await playground.steps(5);
  const before = await playground.cards();
  const seed = await playground.seed.inputValue();

  await playground.newSeed.click();
  expect(await playground.seed.inputValue()).not.toBe(seed);
  // It starts again by itself.
  await playground.expectState("running");
  await playground.toStart();
  await playground.steps(5);
  const after = await playground.cards();
  for (const method of ["grpo", "gdpo", "variance", "rvpo", "min"] as const) {
    expect.soft(after[method], method).not.toEqual(before[method]);
  }

  await playground.seed.fill(seed);
  await playground.seed.press("Enter");
  await playground.expectState("running");
  await playground.toStart();
  await playground.steps(5);
  expect(await playground.cards()).toEqual(before);
});

test("the largest and the smallest seed are good", async ({ playground }) => {
  const seen = new Set<string>();
  for (const seed of ["0", "4294967295"]) {
    await playground.seed.fill(seed);
    await playground.seed.press("Enter");
    await playground.toStart();
    expect(await playground.seed.inputValue()).toBe(seed);
    await playground.steps(3);
    seen.add(JSON.stringify(await playground.cards()));
  }
  expect(seen.size).toBe(2);
});

test("speed has an effect", async ({ page, playground }) => {
  await playground.speed.press("Home");
  await expect(playground.speed).toHaveAttribute("aria-valuetext", /2 steps a second/);
  await playground.toStart();
  // From here on the page's clock goes as far as it is told to.
  await page.clock.install();
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  await playground.play.click();
  const tenths = async (most: number, isEnough: () => Promise<boolean>) => {
    for (let i = 1; i <= most; i++) {
      await page.clock.runFor(100);
      if (await isEnough()) return i;
    }
    return most;
  };
  await tenths(25, async () => false);
  // Two a second, and one at once.
  const slow = await playground.step();
  expect(slow).toBeGreaterThan(1);
  expect(slow).toBeLessThanOrEqual(6);

  await playground.hurry();
  await expect(playground.speed).toHaveAttribute("aria-valuetext", /as fast as possible/);
  // At two a second it would take twenty seconds.
  expect(await tenths(200, async () => (await playground.step()) >= slow + 40)).toBeLessThan(200);
});

test("finishes at 300, and play trains on to 600 on a longer axis", async ({ page, playground }) => {
  test.setTimeout(240_000);
  await playground.hurry();
  await playground.expectState("finished", 100_000);
  await playground.expectStep(300);
  await expect(page.getByText("step 300 of 300")).toBeVisible();
  await expect(playground.status).toContainText(/finished 300 steps/i);
  await playground.settle();
  await playground.expectStep(300);
  const [before] = (await picture(playground.curves, ["--gdpo"])).colors;
  expect(before?.right).toBeGreaterThan(0.9);

  await playground.speed.press("Home");
  await playground.play.click();
  await playground.expectState("running");
  await playground.reach(301);
  await expect(page.getByText(/step 30\d of 600/)).toBeVisible();
  // The same curve now takes half of the width.
  const [after] = (await picture(playground.curves, ["--gdpo"])).colors;
  expect(after?.right).toBeGreaterThan(0.4);
  expect(after?.right).toBeLessThan(0.65);
  await playground.hurry();
  await playground.expectState("finished", 100_000);
  await playground.expectStep(600);

  // A step beyond the end makes room for more; a reset takes it back.
  await playground.stepButton.click();
  await playground.expectStep(601);
  await expect(page.getByText("step 601 of 900")).toBeVisible();
  await playground.toStart();
  await expect(page.getByText("step 0 of 300")).toBeVisible();
});

test("waits while its tab is hidden, and goes on after", async ({ page, playground }) => {
  await playground.lighten();
  await playground.open();
  const hide = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await playground.reach(3);
  await hide(true);
  // What is under way when it is hidden still comes.
  await playground.settle();
  const step = await playground.step();
  await playground.settle();
  await playground.expectStep(step);
  await playground.expectState("running");
  await hide(false);
  await playground.reach(step + 3);
});
