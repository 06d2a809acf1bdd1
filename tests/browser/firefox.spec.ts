// The main path and your rewards in Firefox, as it is installed and with its WebGPU switched on: other engine, other canvas, other timers.
// Playwright drives a Firefox of its own making only, so puppeteer drives the installed one.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect, test } from "@playwright/test";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

import { METHODS, trainFewer } from "./playground.js";

const SEEDS = 16;
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
    if (!request.url().startsWith(String(test.info().project.use.baseURL)) && !/^(data|blob):/.test(request.url())) wrong.push(`elsewhere: ${request.url()}`);
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
function isDrawn(page: Page, selector = "#chart-curves"): Promise<boolean> {
  return page.$eval(selector, (node) => {
    const canvas = node as HTMLCanvasElement;
    const pixels = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value, i) => i % 4 === 3 && value > 0);
  });
}

/** Two groups of three. */
const TABLE = `prompt_id,helpful,safe
p1,1,0
p1,0.6,1
p1,0.2,0.4
p2,0.9,0.1
p2,0.5,0.7
p2,0.1,0.9
`;

for (const [name, extraPrefsFirefox] of [["as it is installed", {}], ["with WebGPU", WEBGPU]] as const) {
  test.describe(name, () => {
    let browser: Browser;
    let page: Page;
    let wrong: string[];
    let downloads: string;

    test.beforeAll(async () => {
      downloads = await mkdtemp(path.join(tmpdir(), "rvpo-"));
      const executablePath = process.env["RVPO_FIREFOX"] ?? "/usr/bin/firefox-esr";
      // The window has the size: older versions cannot be given another later.
      browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, extraPrefsFirefox: { ...extraPrefsFirefox, "browser.download.folderList": 2, "browser.download.dir": downloads }, defaultViewport: null, args: ["--width=1280", "--height=900"] });
    });
    test.afterAll(async () => {
      await browser.close();
      await rm(downloads, { recursive: true });
    });
    test.beforeEach(async ({ baseURL }) => {
      page = await browser.newPage();
      // All of them would take minutes on a software WebGPU.
      await page.evaluateOnNewDocument(trainFewer, SEEDS);
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

    test("rewards of one's own: from a paste to answers, a file and code", async () => {
      const text = (selector: string) => page.$eval(selector, (node) => node.textContent ?? "");
      await expect.poll(() => step(page), { timeout: 60_000 }).toBeGreaterThan(0);
      await page.click("#play");
      await page.click("#views button[data-to=own]");
      const field = (await page.waitForSelector("#own-text"))!;
      // Cut, so that it can be pasted.
      await field.evaluate((node, table) => ((node as HTMLTextAreaElement).value = table), TABLE);
      await field.focus();
      await page.keyboard.down("Control");
      for (const key of ["a", "x", "v"]) await page.keyboard.press(key as "a");
      await page.keyboard.up("Control");
      await page.waitForSelector("#own-csv:enabled");
      expect(await text("#own-loaded")).toBe("What you pasted: 6 rows, 3 columns, CSV.");
      await page.select("#own-ownConvention", "trl");
      await expect.poll(() => text("#own-sentence")).toMatch(/^RVPO, k = 2, beside GDPO, by the convention of TRL 1\.16: /);
      await page.waitForSelector("#own-csv:enabled");
      expect(await text('[data-figure="rollouts"] .number')).toBe("6");
      expect(await page.$$eval(".own-checks li", (items) => items.length)).toBe(5);
      for (const chart of ["shares", "flips", "effective"]) await expect.poll(() => isDrawn(page, `#own-${chart} canvas:not(.on-paper) + canvas:not(.on-paper)`), chart).toBe(true);
      await expect.poll(() => text(".own-code pre code")).toMatch(/^K(: .*)? = 2\.0/m);
      expect(await text(".own-code pre code")).toContain("class RVPOTrainer");

      await page.click("#own-csv");
      await expect.poll(() => readdir(downloads)).toEqual(["rvpo-playground-rewards.csv"]);
      const file = path.join(downloads, "rvpo-playground-rewards.csv");
      await expect.poll(async () => (await readFile(file, "utf8")).split("\r\n").length).toBe(8);
      const [head, ...lines] = (await readFile(file, "utf8")).trimEnd().split("\r\n");
      const at = head!.slice(1, -1).split('","').indexOf("advantage rvpo k=2");
      const advantages = lines.map((line) => Number(line.split(",")[at]));
      const expected = await page.evaluate(async (table) => {
        const api = (await import("/pkg/rvpo_playground.js" as string)) as typeof import("../../pkg/rvpo_playground.js");
        await api.default();
        const cells = table.trim().split("\n").slice(1).map((line) => line.split(","));
        const options = { method: { name: "rvpo", k: 2 }, convention: "trl", groupIds: cells.map(([id]) => id!) } as const;
        return [...api.advantages(cells.map(([, ...rewards]) => rewards.map(Number)), options).advantages];
      }, TABLE);
      advantages.forEach((advantage, i) => expect.soft(Math.abs(advantage - expected[i]!), `row ${i + 1}`).toBeLessThan(1e-12));
    });
  });
}
