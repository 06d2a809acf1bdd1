// The main path in Firefox, as it is installed and with its WebGPU switched on: other engine, other canvas, other timers.
// Playwright drives a Firefox of its own making only, so puppeteer drives the installed one.

import { expect, test } from "@playwright/test";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

import { METHODS } from "./playground.js";

const WEBGPU = { "dom.webgpu.enabled": true, "gfx.webgpu.ignore-blocklist": true };

/** Everything that must not happen on a page. */
function watch(page: Page): string[] {
  const wrong: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`uncaught: ${String(error)}`));
  page.on("requestfailed", (request) => wrong.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ""}`));
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(String(test.info().project.use.baseURL)) && !request.url().startsWith("data:")) wrong.push(`elsewhere: ${request.url()}`);
  });
  return wrong;
}

const body = (page: Page, name: string) => page.$eval("body", (node, name) => node.dataset[name] ?? "", name);
const step = async (page: Page) => Number(await body(page, "step"));

async function bottlenecks(page: Page): Promise<Record<(typeof METHODS)[number], number>> {
  const pairs = METHODS.map(async (name) => [name, Number(await page.$eval(`[data-method="${name}"] [data-bottleneck]`, (node) => node.getAttribute("data-bottleneck")))]);
  return Object.fromEntries(await Promise.all(pairs)) as Record<(typeof METHODS)[number], number>;
}

/** Whether anything is drawn in a colour of its own. */
function isDrawn(page: Page): Promise<boolean> {
  return page.$eval("#chart-curves", (node) => {
    const canvas = node as HTMLCanvasElement;
    const pixels = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value, i) => i % 4 === 3 && value > 0);
  });
}

for (const [name, extraPrefsFirefox] of [["as it is installed", {}], ["with WebGPU", WEBGPU]] as const) {
  test.describe(name, () => {
    let browser: Browser;
    let page: Page;
    let wrong: string[];

    test.beforeAll(async () => {
      const executablePath = process.env["RVPO_FIREFOX"] ?? "/usr/bin/firefox-esr";
      // The window has the size: older versions cannot be given another later.
      browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, extraPrefsFirefox, defaultViewport: null, args: ["--width=1280", "--height=900"] });
    });
    test.afterAll(() => browser.close());
    test.beforeEach(async ({ baseURL }) => {
      page = await browser.newPage();
      wrong = watch(page);
      await page.goto(`${baseURL}/www/`);
    });
    test.afterEach(async () => {
      await page.close();
      expect(wrong).toEqual([]);
    });

    test("starts by itself, shows neglect and cure, and what a small k does", async () => {
      test.setTimeout(300_000);
      await expect.poll(() => step(page), { timeout: 60_000 }).toBeGreaterThan(0);
      const backend = await body(page, "backend");
      // Without its preference Firefox has no WebGPU; with it, a machine may still have no adapter.
      if (name === "as it is installed") expect(backend).toBe("cpu");
      await expect
        .poll(async () => {
          const { gdpo, rvpo } = await bottlenecks(page);
          return gdpo < 0.05 && rvpo > 0.5;
        }, { timeout: 200_000 })
        .toBe(true);
      expect(await isDrawn(page)).toBe(true);
      const difference = await page.$eval("#badge", (node) => node.textContent ?? "");
      expect(difference).toContain(backend === "cpu" ? "CPU" : "WebGPU");

      // The address is where everything can be set.
      await page.evaluate(() => (location.hash = "k=0.1&speed=120"));
      await page.click("#reset");
      await expect.poll(() => step(page), { timeout: 30_000 }).toBe(0);
      await page.click("#play");
      await expect.poll(async () => (await bottlenecks(page)).rvpo, { timeout: 200_000 }).toBeLessThan(0.1);
      const before = await step(page);
      await page.click("#play");
      await page.click("#step");
      await expect.poll(() => body(page, "state"), { timeout: 30_000 }).not.toBe("running");
      expect(await step(page)).toBeGreaterThanOrEqual(before);
      expect(await page.$eval("#failure", (node) => (node as HTMLElement).hidden)).toBe(true);
    });
  });
}
