// What leaves the page: the QR code of the link, tables, files. Nothing of it is loaded before it is asked for.

import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import jsQR from "jsqr";

import { expect, type Playground, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

async function openAt(page: Page, playground: Playground, fragment = ""): Promise<void> {
  await page.goto(`/www/#${fragment}`);
  await playground.started();
}

async function expectNoViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect.soft(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`))).toEqual([]);
}

const share = (page: Page) => page.getByRole("dialog", { name: "Share" });
const code = (page: Page) => share(page).getByRole("img", { name: "QR code of the link" });

/** The pixels of what can be seen of something: RGBA. */
async function pixels(page: Page, locator: Locator): Promise<{ data: number[]; width: number; height: number }> {
  const png = (await locator.screenshot()).toString("base64");
  return page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    return { data: Array.from(context.getImageData(0, 0, width, height).data), width, height };
  }, png);
}

const LONG_LINK = "k=0.30000000000000004&rewards=0.123456789,1,1,1,0;0.6,0.623456789,0.6,0.6,0.6;0.2,0.2,0.2,0.2,1;0.3,0.3,0.3,0.3,0.300000000000004";

for (const [fragment, theme, width, height] of [
  ["", "light", 390, 844],
  ["k=0.5&noise=0.3", "dark", 1280, 800],
  [LONG_LINK, "projector", 1920, 1080],
] as const) {
  test.describe(`${width} x ${height}, ${theme}`, () => {
    test.use({ viewport: { width, height } });

    test("the QR code is that of the link, black on white", async ({ page, playground }) => {
      await openAt(page, playground, [fragment, `theme=${theme}`].filter(Boolean).join("&"));
      await page.getByRole("button", { name: "Share" }).click();
      await expect(code(page)).toBeVisible();
      const link = await page.getByRole("textbox", { name: "A link to this page" }).inputValue();
      expect(link).toBe(page.url());
      await code(page).scrollIntoViewIfNeeded();
      const { data, width: across, height: down } = await pixels(page, code(page));
      const found = jsQR(Uint8ClampedArray.from(data), across, down, { inversionAttempts: "dontInvert" });
      expect(found?.data).toBe(link);
      // Four modules of white around it.
      expect(found!.location.topLeftCorner.x).toBeGreaterThan((3.5 / (17 + 4 * found!.version + 8)) * across);
      // Large enough for the last row, as far as the screen goes.
      expect(across).toBeGreaterThan(0.6 * Math.min(width, height));
      const box = (await share(page).boundingBox())!;
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      expect(await share(page).evaluate((node) => node.scrollWidth - node.clientWidth)).toBeLessThanOrEqual(0);
      await expectNoViolation(page);
    });
  });
}

test("the QR code follows the settings, and a link that is too long has none", async ({ page, playground }) => {
  await openAt(page, playground, "k=0.5");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(code(page)).toBeVisible();
  const before = await code(page).innerHTML();
  await page.keyboard.press("Escape");
  await playground.noise.press("End");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(code(page)).toBeVisible();
  expect(await code(page).innerHTML()).not.toBe(before);
  await page.keyboard.press("Escape");

  // Before the fragment the address is the host's.
  await page.evaluate(() => history.replaceState(null, "", `?${"long".repeat(400)}${location.hash}`));
  await page.getByRole("button", { name: "Share" }).click();
  await expect(share(page)).toContainText("too long for a QR code");
  await expect(code(page)).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "A link to this page" })).toHaveValue(page.url());
});

test("without the library the link is shared all the same", async ({ page, playground, watch }) => {
  watch.expect(/qr\.js/);
  watch.allow(/Failed to load resource/);
  await page.route("**/pkg/page/qr.js", (route) => route.fulfill({ status: 404, body: "" }));
  await openAt(page, playground, "k=0.5");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(share(page)).toContainText("The QR code could not be loaded");
  await expect(page.getByRole("textbox", { name: "A link to this page" })).toHaveValue(page.url());
});

test("what is asked for later is not loaded to begin with", async ({ page, playground }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname.split("/").at(-1)!));
  await openAt(page, playground);
  await playground.reach(5);
  const index = await page.evaluate(async () => (await fetch("/www/")).text());
  const named = [...index.matchAll(/"\.\.\/pkg\/page\/([^"]+)"/g)].map(([, name]) => name);
  expect(named).toContain("main.js");
  const scripts = [...new Set(loaded.filter((name) => /\.(js|css)$/.test(name)))];
  // What is counted as the page's weight is what it loads.
  expect(scripts.sort()).toEqual([...new Set([...named, "worker.js", "rvpo_playground.js"])].sort());
});
