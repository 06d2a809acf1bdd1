// The expansion: the figures are the core's, the pictures follow, and nothing is computed before someone looks.

import type { Page } from "@playwright/test";

import { picture } from "./canvas.js";
import { expect, expectFragment, expectNoViolation, inPage, lookAtExpansion, openAt, openEmpty, test } from "./playground.js";

const START = [2, 0.6, 0.4, 0.2, -1];
const LINES = ["exact", "mean", "order2", "order3", "order4", "min"] as const;
const MAPS = ["mean", "order2", "exact", "min"] as const;

/** A number as the page writes it. */
const written = (value: number) => value.toFixed(2).replace(/^-(0\.00)$/, "$1").replace("-", "−");
const signed = (value: number) => (written(value).startsWith("−") ? written(value) : `+${written(value)}`);

/** Scrolls to the expansion and waits until it is drawn. */
async function look(page: Page): Promise<void> {
  await lookAtExpansion(page);
}

/** What the table must show for these z, by the API. */
async function expectFigures(page: Page, z: number[], k: number): Promise<void> {
  const { now, ends } = await inPage(page, ({ api }, { z, k }) => ({ now: api.taylor(z, k), ends: Array.from(api.breakdown(z, 0.05)) }), { z, k });
  const values = { exact: now.exact, mean: now.orders[0]!, order2: now.orders[1]!, order3: now.orders[2]!, order4: now.orders[3]!, min: now.min };
  const way = values.mean - now.min;
  for (const line of LINES) {
    const row = page.locator(`[data-line="${line}"]`);
    await expect.soft(row.locator("td").nth(0), line).toHaveText(written(values[line]));
    const off = values[line] - now.exact;
    await expect.soft(row.locator("td").nth(1), line).toHaveText(line === "exact" ? "" : signed(off));
    await expect.soft(row.locator("td").nth(2), line).toHaveText(line === "exact" || way === 0 ? "" : `${Math.round((100 * Math.abs(off)) / way)}%`);
  }
  await expect.soft(page.locator("#bounds")).toHaveText(`Bounds: min ${written(now.min)} ≤ A ${written(now.exact)} ≤ mean ${written(values.mean)}, and A ≤ min + (ln M)/k = ${written(now.cap)}.`);
  for (const end of ends) await expect.soft(page.locator("#breakdown")).toContainText(String(Number(end.toPrecision(3))));
  await expect.soft(page.locator("#expansion-chart")).toHaveAttribute("aria-label", new RegExp(`At k = ${k}: SoftMin, exact ${written(now.exact)}, mean`));
  await expect.soft(page.locator('[data-map="exact"]')).toHaveAttribute("aria-label", new RegExp(`At the marked point A is ${written(now.exact)}\\.`));
}

const slider = (page: Page, name: string) => page.getByRole("slider", { name: `z of ${name}`, exact: true });

test.describe("on the page", () => {
  test.beforeEach(async ({ page, playground }) => {
    await playground.lighten();
    await openAt(page, playground, "hand=1");
    await playground.pause.click();
    await playground.expectState("paused");
  });

  test("nothing is computed or drawn before it is in sight", async ({ page }) => {
    await expect(page.locator("#breakdown")).toBeEmpty();
    for (const canvas of await page.locator("#expansion canvas:not(.on-paper)").all()) expect((await picture(canvas)).ink).toBe(0);
    await look(page);
    for (const canvas of await page.locator("#expansion canvas:not(.on-paper)").all()) await expect.poll(async () => (await picture(canvas)).ink).toBeGreaterThan(500);
  });

  test("the figures are the core's, whatever z and k", async ({ page, playground }) => {
    await look(page);
    await expectFigures(page, START, 2);
    await slider(page, "Helpful").press("ArrowLeft");
    await slider(page, "Safe").press("End");
    await expectFigures(page, [1.95, 0.6, 0.4, 0.2, 4], 2);
    await playground.k.press("Home");
    await look(page);
    await expectFigures(page, [1.95, 0.6, 0.4, 0.2, 4], 0.05);
    await playground.kField.fill("7.5");
    await playground.kField.press("Enter");
    await look(page);
    await expectFigures(page, [1.95, 0.6, 0.4, 0.2, 4], 7.5);
  });

  test("it says where the second order breaks down, and where it does not", async ({ page }) => {
    await look(page);
    await expect(page.locator("#breakdown")).toHaveText("Order 2 is off by more than 5% of the way from the mean to the min for every k above 1.28.");
    // A tail towards the low end: SoftMin is crossed.
    for (const [name, z] of [["Helpful", 1], ["Clear", 0.8], ["Polite", 0.6], ["Brief", 0.5], ["Safe", -1.5]] as const) await slider(page, name).fill(String(z));
    await expect(page.locator("#breakdown")).toHaveText(/more than 5% of the way .* from k = 0\.795 on\. .* above k = 3\.4 it is off for good\./);
    for (const name of ["Helpful", "Clear", "Polite", "Brief", "Safe"]) await slider(page, name).fill("0.5");
    await expect(page.locator("#breakdown")).toHaveText("All z are equal: every order is exact at every k.");
    await expectFigures(page, [0.5, 0.5, 0.5, 0.5, 0.5], 2);
  });

  test("from 2 to 17 z, and no other number", async ({ page }) => {
    await look(page);
    const count = page.getByRole("spinbutton", { name: "Number of z values" });
    await count.fill("17");
    await expect(page.getByRole("slider", { name: /^z of/ })).toHaveCount(17);
    await slider(page, "Reward 17").press("Home");
    await expectFigures(page, [...START, ...Array<number>(11).fill(0), -4], 2);
    for (const bad of ["18", "1", "2.5", ""]) {
      await count.fill(bad);
      await expect.soft(page.getByRole("alert").filter({ hasText: `Number of z values: “${bad}” is not a whole number from 2 to 17. Still using 17.` }), bad).toBeVisible();
      await expect.soft(count, bad).toHaveAttribute("aria-invalid", "true");
    }
    await count.fill("2");
    await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
    await expect(page.getByRole("slider", { name: /^z of/ })).toHaveCount(2);
    await expect(page.locator("#across")).toHaveValue("0");
    await expect(page.locator("#up")).toHaveValue("1");
    await expectFigures(page, START.slice(0, 2), 2);
  });

  test("the maps follow the two z, and say where the penalty falls", async ({ page }) => {
    await look(page);
    const maps = async () => Promise.all(MAPS.map(async (map) => JSON.stringify(await picture(page.locator(`[data-map="${map}"] canvas:not(.on-paper)`), ["--muted"]))));
    const before = await maps();
    await page.locator("#across").selectOption("Safe");
    // The other one gives way.
    await expect(page.locator("#up")).toHaveValue("0");
    await expect(page.locator('[data-map="order2"]')).toHaveAttribute("aria-label", /A over the z of Safe, across, and of Helpful, up, each from −4 to 4/);
    await expect.poll(async () => (await maps()).filter((map, i) => map === before[i]).length).toBe(0);

    // A z more than 1/k above the mean, counted independently: x - (x + y + rest)/5 > 1/2.
    const hatched = async () => Number(/Hatched, (\d+)% of/.exec((await page.locator("#hatched").textContent()) ?? "")![1]);
    let share = 0;
    for (let i = 0; i < 300; i++) {
      for (let j = 0; j < 300; j++) {
        const [x, y] = [-4 + (8 * (i + 0.5)) / 300, -4 + (8 * (j + 0.5)) / 300];
        if (Math.max(x, y) - (x + y + 1.2) / 5 > 0.5) share += 100 / 90_000;
      }
    }
    expect(Math.abs((await hatched()) - share)).toBeLessThan(4);
    await expect(page.locator('[data-map="order2"]')).toHaveAttribute("aria-label", /Hatched, \d+% of the variance penalty’s map/);
    await expect(page.locator('[data-map="exact"]')).not.toHaveAttribute("aria-label", /Hatched/);
  });

  test("with a small k nothing is hatched, and all maps are alike", async ({ page, playground }) => {
    await playground.k.press("Home");
    await look(page);
    await expect(page.locator("#hatched")).toContainText("Hatched, 0% of");
    const [mean, penalty, softmin, min] = await Promise.all(MAPS.map((map) => picture(page.locator(`[data-map="${map}"] canvas:not(.on-paper)`))));
    expect(Math.abs(mean!.ink - softmin!.ink)).toBeLessThan(0.1 * mean!.ink);
    expect(Math.abs(mean!.ink - penalty!.ink)).toBeLessThan(0.1 * mean!.ink);
    expect(min!.ink).toBeGreaterThan(0);
  });

  test("another theme, another size: drawn anew", async ({ page }) => {
    await look(page);
    const colors = ["--rvpo", "--gdpo", "--variance", "--min"];
    const curves = page.locator("#expansion-chart canvas:not(.on-paper)").last();
    for (const theme of ["light", "dark", "projector"]) {
      await page.getByLabel("Theme").selectOption(theme);
      await look(page);
      await expect.poll(async () => (await picture(curves, colors)).colors.every(({ pixels }) => pixels > 20), theme).toBe(true);
    }
    await page.setViewportSize({ width: 700, height: 900 });
    await look(page);
    for (const canvas of await page.locator("#expansion canvas:not(.on-paper)").all()) {
      const box = (await canvas.boundingBox())!;
      await expect.poll(async () => Math.abs((await picture(canvas)).width - box.width)).toBeLessThanOrEqual(1);
    }
  });

  for (const size of [{ width: 390, height: 844 }, { width: 1280, height: 800 }]) {
    test(`axe finds nothing at ${size.width} x ${size.height}`, async ({ page }) => {
      await page.setViewportSize(size);
      await look(page);
      await page.getByRole("spinbutton", { name: "Number of z values" }).fill("40");
      await expectNoViolation(page, "expansion", "#expansion");
    });
  }

  test("in a frame it is left out", async ({ page }) => {
    await page.evaluate(() => (location.hash = "embed=1"));
    await expect(page.locator("#expansion")).toBeHidden();
  });
});

test("the rollout under the microscope is shown, and taken on by hand", async ({ page, playground }) => {
  await playground.lighten();
  await playground.open();
  await playground.toStart();
  await playground.steps(2);
  await page.locator("#microscope").scrollIntoViewIfNeeded();
  await expect(page.locator("#scope-picture")).toBeVisible();
  /** The z of the rollout that is looked at, from a trainer of the test's own. */
  const expected = (rollout: number) =>
    inPage(
      page,
      async ({ api, schema }, at) => {
        const options = schema.trainerOptions(schema.defaults());
        const trainer = await api.Trainer.create({ ...options, seeds: 4, backend: "cpu" });
        const { batch } = await trainer.step(2, 3);
        trainer.free();
        const { z } = api.advantages(batch!.rewards, { method: { name: "rvpo", k: 2 }, groupSize: 16, rewardCount: 5 });
        return Array.from(z.subarray(at * 5, at * 5 + 5));
      },
      rollout - 1,
    );
  /** A GPU's rewards differ in their last digits, and so may the second decimal. */
  const expectSliders = async (z: number[]) => {
    for (const [j, name] of ["Helpful", "Clear", "Polite", "Brief", "Safe"].entries()) {
      await expect.poll(async () => Math.abs(Number((await slider(page, name).getAttribute("aria-valuetext"))!.replace("−", "-")) - z[j]!), name).toBeLessThan(0.0101);
    }
  };
  await look(page);
  await expectSliders(await expected(1));
  await expect(slider(page, "Clear")).toBeDisabled();
  await page.getByRole("button", { name: "4", exact: true }).focus();
  await look(page);
  const z = await expected(4);
  await expectSliders(z);

  const byHand = page.getByRole("checkbox", { name: "Set the z values by hand" });
  await byHand.check();
  await slider(page, "Clear").fill("1.5");
  const set = z.map((value, j) => (j === 1 ? 1.5 : Number(value.toFixed(2))));
  await expectSliders(set);
  await expect.poll(() => new URL(page.url()).hash).toContain("&hand=1&z=");
  // What is set by hand stays until it is given up, also in a link.
  await page.getByRole("button", { name: "2", exact: true }).focus();
  await look(page);
  await expectSliders(set);
  await page.reload();
  await playground.started();
  await playground.pause.click();
  await look(page);
  await expectSliders(set);
  await page.locator("#microscope").scrollIntoViewIfNeeded();
  await expect(page.locator("#scope-picture")).toBeVisible();
  await look(page);
  await byHand.uncheck();
  await expect(slider(page, "Clear")).toBeDisabled();
  await expect.poll(() => new URL(page.url()).hash).not.toContain("hand");
});

test("a link sets z, and which two the maps move", async ({ page, playground }) => {
  await playground.lighten();
  await openAt(page, playground, "hand=1&z=1,-2,0.5&across=3&up=1&k=5");
  await playground.pause.click();
  await look(page);
  await expectFigures(page, [1, -2, 0.5], 5);
  await expect(page.locator('[data-map="order2"]')).toHaveAttribute("aria-label", /A over the z of Polite, across, and of Helpful, up/);
  await page.evaluate(() => (location.hash = "hand=1&z=1,5"));
  await expect(page.locator("#link-notice")).toHaveText(/z: “1,5” is not 2 to 17 numbers from -4 to 4/);
  await page.locator("#up").selectOption("Helpful");
  await expectFragment(page, "#hand=1&across=5&up=1");
});

test("what cannot be drawn is refused by field, value and what is allowed", async ({ page }) => {
  await openEmpty(page);
  const messages = await inPage(
    page,
    ({ api }) => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 300, height: 300 });
      const style = { scale: 1, fontSize: 12, fontFamily: "serif", ink: "#000000", grid: "#888888", background: "#ffffff" };
      const labels = { x: "x", y: "y" };
      const map = { values: new Float64Array(4), slopes: new Float64Array(0), levels: [0], color: "#0000ff", point: [0, 0] };
      const draw = (x: object, changes: object = {}) => {
        try {
          api.drawAxes(canvas, { steps: 1, min: -1, max: 1, x } as never, style, labels, { ...map, ...changes } as never);
          return "";
        } catch (error) {
          return (error as Error).message;
        }
      };
      const good = { from: -1, to: 1, log: false };
      return [
        draw(good),
        draw({ ...good, log: true }),
        draw({ ...good, to: -1 }),
        draw({ ...good, log: 1 }),
        draw({ ...good, mark: "2" }),
        draw(good, { values: new Float64Array(5) }),
        draw(good, { slopes: new Float64Array(3) }),
        draw(good, { color: "blue" }),
        draw(good, { point: [1] }),
      ];
    },
    null,
  );
  const patterns = [
    /^$/,
    /range\.x\.from: -1 .* 1e-6 to 1000000/,
    /range\.x\.to: -1 /,
    /range\.x\.log: 1 .* true or false/,
    /range\.x\.mark: "2" .* a number/,
    /map\.values: length 5 .* a square number/,
    /map\.slopes: length 3 /,
    /map\.color: "blue" .* #rrggbb/,
    /map\.point: an array .* two numbers/,
  ];
  messages.forEach((message, i) => expect.soft(message).toMatch(patterns[i]!));
});
