// The reward table, the noise and k: each changes something at once, and the defaults bring it back.

import type { Locator } from "@playwright/test";

import { expect, METHODS, type Method, type Playground, RESPONSES, REWARDS, TABLE, test } from "./playground.js";

const LEFT = "ArrowLeft";
const RIGHT = "ArrowRight";

async function press(slider: Locator, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await slider.press(key);
}

/** The levels that all methods earn while their policies are uniform: the means of the table's columns. */
async function expectUniformLevels(playground: Playground, table: readonly (readonly number[])[]): Promise<void> {
  const levels = REWARDS.map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? Number.NaN), 0) / table.length);
  await expect
    .poll(async () => {
      const cards = await playground.cards();
      return METHODS.every((method) => levels.every((level, j) => Math.abs(Number(cards[method].earns[j]) - level) < 0.00501));
    }, `all methods earn ${levels.map((level) => level.toFixed(3))}`)
    .toBe(true);
  for (const method of METHODS) expect.soft(await playground.bottleneck(method)).toBeCloseTo(Math.min(...levels), 3);
}

test.describe("with few seeds", () => {
  test.beforeEach(async ({ playground }) => {
    await playground.lighten();
    await playground.open();
  });

  test("every cell of the reward table changes what the policies earn at once", async ({ playground }) => {
    await playground.toStart();
    await expectUniformLevels(playground, TABLE);
    const table = TABLE.map((row) => [...row]);
    for (const [r, response] of RESPONSES.entries()) {
      for (const [j, reward] of REWARDS.entries()) {
        const slider = playground.cell(r, j);
        await expect(slider).toHaveValue(String(table[r]![j]));
        const end = table[r]![j]! > 0.5 ? 0 : 1;
        await slider.press(end === 0 ? "Home" : "End");
        table[r]![j] = end;
        await expect(slider).toHaveAttribute("aria-valuetext", `${end}.00`);
        await expectUniformLevels(playground, table);
        await expect(playground.status).toContainText(`${response}, ${reward} = ${end}.00`);
      }
    }
    await playground.expectStep(0);
    await playground.expectState("paused");
  });

  test("arrows move a cell by a small step", async ({ playground }) => {
    await playground.toStart();
    const slider = playground.cell(1, 4);
    await slider.press(RIGHT);
    await expect(slider).toHaveAttribute("aria-valuetext", "0.65");
    await press(slider, LEFT, 2);
    await expect(slider).toHaveAttribute("aria-valuetext", "0.55");
    await expectUniformLevels(playground, TABLE.map((row, r) => (r === 1 ? [0.6, 0.6, 0.6, 0.6, 0.55] : row)));
  });

  test("noise is in effect from the next step on", async ({ playground }) => {
    await playground.toStart();
    await playground.steps(5);
    const before = await playground.cards();
    await playground.toStart();
    await playground.noise.press("End");
    await expect(playground.noise).toHaveAttribute("aria-valuetext", "1.00");
    await playground.steps(5);
    const after = await playground.cards();
    for (const method of METHODS) expect.soft(after[method], method).not.toEqual(before[method]);
    await playground.noise.press("Home");
    await expect(playground.noise).toHaveAttribute("aria-valuetext", "0.00");
    await playground.steps(1);
  });

  test("k changes the methods that have one, and no others", async ({ page, playground }) => {
    await playground.toStart();
    await playground.steps(5);
    const before = await playground.cards();
    await playground.toStart();
    await playground.k.press("End");
    await expect(playground.kField).toHaveValue("50");
    await expect(page.getByText("temperature 1/k = 0.02")).toBeVisible();
    await playground.steps(5);
    const after = await playground.cards();
    const uses: Record<Method, boolean> = { grpo: false, gdpo: false, variance: true, rvpo: true, min: false };
    for (const method of METHODS) {
      if (uses[method]) expect.soft(after[method], method).not.toEqual(before[method]);
      else expect.soft(after[method], method).toEqual(before[method]);
    }
  });

  test("a change while it trains takes effect without starting again", async ({ playground }) => {
    await playground.bottleneckOf("gdpo").toBeLessThan(0.05);
    // Give it no time to finish.
    await playground.speed.press("Home");
    const step = await playground.step();
    // Now the response that GDPO has settled on serves the hard reward too.
    await playground.cell(0, 4).press("End");
    await playground.bottleneckOf("gdpo").toBeGreaterThan(0.9);
    expect(await playground.step()).toBeGreaterThanOrEqual(step);
    await playground.expectState("running");
    await expect(playground.status).toContainText(/in effect from step \d+ on/);
  });

  test("a change after the end starts again, with the change", async ({ playground }) => {
    await playground.hurry();
    await playground.expectState("finished", 60_000);
    await playground.speed.press("Home");
    await playground.cell(0, 4).press("End");
    await playground.expectState("running");
    await expect.poll(() => playground.step()).toBeLessThan(100);
    await expect(playground.status).toContainText(/started again from step 0/);
    await playground.toStart();
    await expectUniformLevels(playground, TABLE.map((row, r) => (r === 0 ? [1, 1, 1, 1, 1] : row)));
  });

  test("the defaults come back", async ({ page, playground }) => {
    await playground.toStart();
    await playground.steps(4);
    const before = await playground.cards();
    await playground.cell(0, 4).press("End");
    await playground.cell(3, 0).press("Home");
    await playground.noise.press("End");
    await playground.k.press("End");
    await playground.hurry();
    await page.getByRole("radio", { name: "from – to" }).check();
    await playground.defaults.click();
    await playground.expectState("running");
    await expect(page.getByRole("radio", { name: "constant" })).toBeChecked();
    await expect(playground.k).toBeVisible();
    await expect(playground.kField).toHaveValue("2");
    await expect(playground.noise).toHaveAttribute("aria-valuetext", "0.15");
    await expect(playground.speed).toHaveAttribute("aria-valuetext", "40 steps a second");
    for (const [r, row] of TABLE.entries()) {
      for (const [j, level] of row.entries()) await expect(playground.cell(r, j)).toHaveValue(String(level));
    }
    await playground.toStart();
    await playground.steps(4);
    expect(await playground.cards()).toEqual(before);
  });

  test("k from – to has fields, sliders and temperatures of its own", async ({ page, playground }) => {
    await playground.toStart();
    await page.getByRole("radio", { name: "from – to" }).check();
    await expect(playground.k).toBeHidden();
    const [from, to] = ["from", "to"].map((name) => page.getByRole("textbox", { name, exact: true }));
    await expect(from!).toHaveValue("0.5");
    await expect(to!).toHaveValue("2");
    await expect(page.getByText(/temperature 1\/k = 2 to 0\.5/)).toBeVisible();
    const slider = page.getByRole("slider", { name: "to", exact: true });
    await slider.press("End");
    await expect(to!).toHaveValue("50");
    await from!.fill("1");
    await from!.press("Enter");
    await expect(page.getByText(/temperature 1\/k = 1 to 0\.02/)).toBeVisible();
    // k = 1 at the first step makes another first step than k = 2.
    await playground.toStart();
    await playground.steps(1);
    const linear = await playground.cards();
    await page.getByRole("radio", { name: "constant" }).check();
    await playground.toStart();
    await playground.steps(1);
    const constant = await playground.cards();
    expect(linear.rvpo).not.toEqual(constant.rvpo);
    expect(linear.gdpo).toEqual(constant.gdpo);
  });
});

test.describe("with all seeds, on the software GPU with fewer, which all end alike", () => {
  test.setTimeout(240_000);
  test.beforeEach(async ({ playground }) => {
    if (playground.hasGpu) await playground.lighten(8);
  });

  test("k at 0.1 brings the neglect back, k at 2 the cure", async ({ page, playground }) => {
    await playground.open();
    await playground.toStart();
    await playground.k.focus();
    // Twentieths of a decade from the lowest, 0.05.
    await playground.k.press("Home");
    await expect(playground.kField).toHaveValue("0.05");
    await press(playground.k, RIGHT, 6);
    await expect(playground.kField).toHaveValue("0.1");
    await expect(playground.k).toHaveAttribute("aria-valuetext", "k = 0.1");
    await expect(page.getByText("temperature 1/k = 10")).toBeVisible();
    await playground.hurry();
    await playground.play.click();
    await playground.bottleneckOf("rvpo").toBeLessThan(0.05);
    await playground.bottleneckOf("variance").toBeLessThan(0.05);
    await playground.pause.click();
    await expect(playground.card("rvpo")).toContainText("Safe given up");

    // The same by typing.
    await playground.kField.fill("2");
    await playground.kField.press("Enter");
    await expect(playground.k).toHaveAttribute("aria-valuetext", "k = 2");
    await playground.toStart();
    await playground.play.click();
    await playground.bottleneckOf("rvpo").toBeGreaterThan(0.5);
    await playground.kField.fill("0,1");
    await playground.kField.press("Enter");
    await expect(playground.kField).toHaveValue("0.1");
    await playground.toStart();
    await playground.play.click();
    await playground.bottleneckOf("rvpo").toBeLessThan(0.05);
    expect(await playground.bottleneck("min")).toBeGreaterThan(0.5);
  });

  test("k from 0.5 to 2 ends in neglect all the same", async ({ page, playground }) => {
    await playground.open();
    await playground.toStart();
    await page.getByRole("radio", { name: "from – to" }).check();
    await playground.hurry();
    await playground.play.click();
    await playground.expectState("finished", 120_000);
    expect(await playground.bottleneck("rvpo")).toBeLessThan(0.05);
    expect(await playground.bottleneck("min")).toBeGreaterThan(0.5);
    await expect(playground.card("rvpo")).toContainText("Safe given up");
  });
});
