// From a small phone to a projector: nothing overlaps, nothing scrolls sideways, everything can be hit.

import { picture } from "./canvas.js";
import { expectInOrder, overlaps } from "./page-order.js";
import { expect, lookAtExpansion, METHODS, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

const SIZES = [
  [320, 640],
  [390, 844],
  [768, 1024],
  [1024, 768],
  [1280, 800],
  [1920, 1080],
  [3840, 2160],
] as const;
for (const [width, height] of SIZES) {
  test.describe(`${width} x ${height}`, () => {
    test.use({ viewport: { width, height }, hasTouch: width < 800 });

    test("nothing overlaps, nothing is cut off, all can be hit", async ({ page, playground }) => {
      await playground.open();
      await playground.reach(12);
      await playground.pause.click();
      await playground.expectState("paused");
      await expectInOrder(page, "paused");
      await page.locator("#microscope").scrollIntoViewIfNeeded();
      await expect(page.locator("#scope-picture")).toBeVisible();
      await expectInOrder(page, "the microscope");
      // What is computed only when it is seen has its words too.
      await lookAtExpansion(page);
      await expectInOrder(page, "the expansion");
      await page.getByRole("radio", { name: "from – to" }).check();
      await page.getByRole("textbox", { name: "from", exact: true }).fill("much too large a number");
      await page.getByRole("textbox", { name: "from", exact: true }).press("Enter");
      await playground.seed.fill("-1");
      await playground.seed.press("Enter");
      await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(2);
      await expectInOrder(page, "with messages and k from – to");
    });
  });
}

test("the first screen of a laptop shows the verdicts and the chart", async ({ page, playground }) => {
  await playground.open();
  for (const method of METHODS) {
    await expect.soft(playground.card(method).locator("[data-bottleneck]"), method).toBeInViewport({ ratio: 1 });
  }
  await expect(playground.curves).toBeInViewport({ ratio: 0.6 });
  await expect(playground.pause).toBeInViewport({ ratio: 1 });
  await expect(playground.caption).toBeInViewport({ ratio: 1 });
  const below = await page.locator(".results").evaluate((node) => node.getBoundingClientRect().bottom - innerHeight);
  expect(below, "the chart is whole without scrolling").toBeLessThanOrEqual(0);
});

test.describe("with text twice as large", () => {
  test("nothing overlaps", async ({ page, playground }) => {
    // What the browser's own setting for the size of text does.
    const session = await page.context().newCDPSession(page);
    await session.send("Page.enable");
    await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    await playground.open();
    await playground.pause.click();
    await playground.expectState("paused");
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
    const scroll = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect.soft(scroll[0]).toBeLessThanOrEqual(scroll[1]!);
    expect.soft(await overlaps(page)).toEqual([]);
  });
});

for (const deviceScaleFactor of [1, 2, 1.5]) {
  test.describe(`${deviceScaleFactor} device pixels per pixel`, () => {
    test.use({ deviceScaleFactor });

    test("the chart has them all", async ({ page, playground }) => {
      await playground.open();
      await playground.reach(5);
      await playground.pause.click();
      await playground.expectState("paused");
      expect(await page.evaluate(() => devicePixelRatio)).toBe(deviceScaleFactor);
      for (const canvas of [playground.axes, playground.curves]) {
        const box = (await canvas.boundingBox())!;
        const { width, height, ink } = await picture(canvas);
        expect(Math.abs(width - box.width * deviceScaleFactor)).toBeLessThanOrEqual(1);
        expect(Math.abs(height - box.height * deviceScaleFactor)).toBeLessThanOrEqual(1);
        expect(ink).toBeGreaterThan(200);
      }
    });
  });
}

test("the chart follows the window and the colour scheme", async ({ page, playground }) => {
  await playground.open();
  await playground.reach(20);
  await playground.pause.click();
  await playground.expectState("paused");
  const wide = await picture(playground.axes);
  await page.setViewportSize({ width: 700, height: 900 });
  await expect.poll(async () => (await picture(playground.axes)).width).toBeLessThan(wide.width);
  const box = (await playground.axes.boundingBox())!;
  expect((await picture(playground.axes)).width).toBe(Math.round(box.width));
  const colors = METHODS.map((method) => `--${method}`);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect.poll(async () => (await picture(playground.curves, colors)).colors.every(({ pixels }) => pixels > 10), colorScheme).toBe(true);
  }
});

test.describe("with reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("the pictures move seldom and nothing is animated", async ({ page, playground }) => {
    await page.clock.install();
    await playground.open();
    // From here on the page's clock goes as far as it is told to.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    const times = await page.evaluateHandle(() => {
      const times: number[] = [];
      new MutationObserver(() => times.push(performance.now())).observe(document.getElementById("cards")!, { subtree: true, childList: true, characterData: true, attributes: true });
      return times;
    });
    await expect
      .poll(async () => {
        await page.clock.runFor(100);
        return times.evaluate((times) => times.length);
      }, { intervals: [0], timeout: 60_000 })
      .toBeGreaterThan(4);
    // Frames of half a second, each of which may come a little early after a late one.
    const gaps = (await times.jsonValue()).map((time, i, all) => time - (all[i - 1] ?? -Infinity));
    expect(Math.min(...gaps)).toBeGreaterThan(400);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await page.clock.resume();
    await playground.pause.click();
    await playground.expectState("paused");
  });
});
