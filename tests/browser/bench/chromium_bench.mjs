// What the package takes in Chromium, and what the page weighs and when it moves. Prints `BENCH <name> <who> <value> <unit>`;
// `cargo xtask bench` sets it beside NumPy and the native build, and gives RVPO_URL and RVPO_CHROMIUM.

import { gzipSync } from "node:zlib";

import { chromium } from "@playwright/test";

import { QUIET, SWIFTSHADER } from "../chromium.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ api: typeof import("../../../pkg/rvpo_playground.js"), schema: typeof import("../../../www/settings/schema.js"), memory: WebAssembly.Memory }} Modules */

const baseURL = process.env["RVPO_URL"] ?? "";
const executablePath = process.env["RVPO_CHROMIUM"] ?? "/usr/bin/chromium";

/** @param {string} name @param {string} who @param {number} value @param {string} unit */
function report(name, who, value, unit) {
  console.log(`BENCH ${name} ${who} ${value >= 10 ? value.toFixed(1) : value.toPrecision(3)} ${unit}`);
}

/** @param {string[]} flags */
function launch(flags) {
  return chromium.launch({ executablePath, args: [...QUIET, ...flags], chromiumSandbox: false });
}

/** A page of the server with nothing on it, and the package in it. @param {import("@playwright/test").Browser} browser */
async function modules(browser) {
  const page = await browser.newPage({ baseURL });
  await page.route("**/www/empty.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Empty</title>" }));
  await page.goto("/www/empty.html");
  return page.evaluateHandle(async () => {
    /** @type {string[]} not literals, which the type checker would look for on the disk */
    const urls = ["/pkg/rvpo_playground.js", "/www/settings/schema.js"];
    const [api, schema] = await Promise.all(urls.map((url) => import(url)));
    const { memory } = await api.default();
    return /** @type {Modules} */ ({ api, schema, memory });
  });
}

/** The default run, 300 steps; the shortest of several in ms. @param {import("@playwright/test").JSHandle<Modules>} handle @param {"cpu" | "webgpu"} backend @param {number} runs */
function defaultRun(handle, backend, runs) {
  return handle.evaluate(
    async ({ api, schema }, { backend, runs }) => {
      const times = [];
      for (let i = 0; i < runs; i++) {
        const start = performance.now();
        await api.simulate({ ...schema.trainerOptions(schema.defaults()), backend });
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    },
    { backend, runs },
  );
}

/**
 * RVPO advantages in groups of 16; the shortest of several runs in ms.
 * @param {import("@playwright/test").JSHandle<Modules>} handle @param {number} rollouts @param {number} rewardCount @param {"f64" | "f32"} precision
 */
function advantages(handle, rollouts, rewardCount, precision) {
  return handle.evaluate(
    ({ api }, { rollouts, rewardCount, precision }) => {
      const numbers = { length: rollouts * rewardCount };
      const rewards = precision === "f64" ? Float64Array.from(numbers, Math.random) : Float32Array.from(numbers, Math.random);
      const times = [];
      for (let i = 0; i < 15; i++) {
        const start = performance.now();
        api.advantages(/** @type {Float64Array} */ (rewards), { method: { name: "rvpo", k: 2 }, groupSize: 16, rewardCount, details: false });
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    },
    { rollouts, rewardCount, precision },
  );
}

/** What the advantages of 2^20 x 8 take in all, in MiB: the rewards, the results and the module's memory. @param {import("@playwright/test").JSHandle<Modules>} handle a module that has done nothing yet @param {"f64" | "f32"} precision */
function memory(handle, precision) {
  return handle.evaluate(({ api, memory }, precision) => {
    const rewards = precision === "f64" ? new Float64Array(2 ** 23).map(Math.random) : new Float32Array(2 ** 23).map(Math.random);
    const { advantages, scores } = api.advantages(/** @type {Float64Array} */ (rewards), { method: { name: "rvpo", k: 2 }, groupSize: 16, rewardCount: 8, details: false });
    return (rewards.byteLength + advantages.byteLength + scores.byteLength + memory.buffer.byteLength) / 2 ** 20;
  }, precision);
}

/** How the time grows with rollouts and with rewards: powers of 2, as in benches/growth.rs and tests/bench/numpy_bench.py. */
const GROWTH = [...[12, 14, 16, 18, 20].map((log2) => [log2, 8]), ...[2, 4, 16, 32, 64].map((rewards) => [17, rewards])];

/** From the start of the navigation to the first frame that shows a step, in ms: the median of several visits, none of which finds a cache. @param {import("@playwright/test").Browser} browser @param {number} visits */
async function firstFrame(browser, visits) {
  const times = [];
  // The first visit warms the server and the browser up.
  for (let i = 0; i <= visits; i++) {
    const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (Number(document.body?.dataset["step"] ?? 0) === 0) return;
        observer.disconnect();
        // The end of the frame in which it is painted.
        requestAnimationFrame(() => Object.assign(window, { firstFrame: performance.now() }));
      }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-step"] });
    });
    // Chromium is still busy with its own window, which is no part of loading a page.
    await page.waitForTimeout(1000);
    await page.goto("/www/");
    const shown = await page.waitForFunction(() => /** @type {{ firstFrame?: number }} */ (/** @type {unknown} */ (window)).firstFrame);
    const time = await shown.jsonValue();
    if (i > 0 && time !== undefined) times.push(time);
    await context.close();
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/**
 * From a slider of the reward table to the bar that follows it, in ms: the 95th percentile of many pulls.
 * @param {import("@playwright/test").Browser} browser @param {boolean} training else it is paused
 */
async function slider(browser, training) {
  const page = await browser.newPage({ baseURL, viewport: { width: 1280, height: 800 } });
  // Slow enough not to end before the pulls do.
  await page.goto("/www/#backend=cpu&speed=20");
  await page.waitForFunction(() => Number(document.body.dataset["step"]) >= 60);
  if (!training) await page.getByRole("button", { name: "Pause" }).click();
  const times = await page.evaluate(async () => {
    // RVPO answers "Balanced" by now: what it earns is what that response earns.
    const slider = /** @type {HTMLInputElement} */ (document.querySelector('[data-cell="1,0"]'));
    const shown = /** @type {Element} */ (document.querySelector('[data-method="rvpo"] [data-reward] .value'));
    const times = [];
    for (let i = 0; i < 150; i++) {
      // At any time between two frames.
      await new Promise((resolve) => setTimeout(resolve, 20 + 30 * Math.random()));
      const level = i % 2 === 0 ? 0.8 : 0.6;
      const start = performance.now();
      const followed = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (Math.abs(Number(shown.textContent) - level) > 0.03) return;
          observer.disconnect();
          resolve(performance.now() - start);
        });
        observer.observe(shown, { subtree: true, childList: true, characterData: true });
      });
      slider.value = String(level);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      times.push(/** @type {number} */ (await followed));
    }
    return times;
  });
  await page.close();
  return times.sort((a, b) => a - b)[Math.floor(0.95 * times.length)] ?? Number.NaN;
}

/** From a z slider of the expansion to the figures and lines that follow it, as above; the maps come a moment later. @param {import("@playwright/test").Browser} browser */
async function expansionSlider(browser) {
  const page = await browser.newPage({ baseURL, viewport: { width: 1280, height: 800 } });
  await page.goto("/www/#backend=cpu&hand=1");
  await page.waitForSelector("body[data-step]");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.locator("#maps").scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.getElementById("breakdown")?.textContent !== "");
  const times = await page.evaluate(async () => {
    const slider = /** @type {HTMLInputElement} */ (document.querySelector("#z-sliders input"));
    const shown = /** @type {Element} */ (document.querySelector("[data-line=mean] .value"));
    const times = [];
    for (let i = 0; i < 150; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20 + 30 * Math.random()));
      const start = performance.now();
      const followed = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          resolve(performance.now() - start);
        });
        observer.observe(shown, { subtree: true, childList: true, characterData: true });
      });
      slider.value = String(i % 2 === 0 ? 1 : 2);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      times.push(/** @type {number} */ (await followed));
    }
    return times;
  });
  await page.close();
  return times.sort((a, b) => a - b)[Math.floor(0.95 * times.length)] ?? Number.NaN;
}

/** Everything that a visit loads, each file gzipped, in kB. @param {import("@playwright/test").Browser} browser */
async function weight(browser) {
  const page = await browser.newPage({ baseURL });
  /** @type {Map<string, Promise<Buffer>>} */
  const bodies = new Map();
  page.on("response", (response) => {
    if (!bodies.has(response.url())) bodies.set(response.url(), response.body());
  });
  await page.goto("/www/");
  await page.waitForSelector("body[data-step]");
  await page.waitForLoadState("networkidle");
  const sizes = (await Promise.all(bodies.values())).map((body) => gzipSync(body, { level: 9 }).length);
  await page.close();
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

const plain = await launch([]);
report("page-weight-gzipped", "chromium", await weight(plain), "kB");
report("first-training-frame", "chromium-cpu", await firstFrame(plain, 5), "ms");
report("slider-to-picture-p95", "chromium-cpu-paused", await slider(plain, false), "ms");
report("slider-to-picture-p95", "chromium-cpu-training", await slider(plain, true), "ms");
report("slider-to-picture-p95", "chromium-expansion", await expansionSlider(plain), "ms");
const onCpu = await modules(plain);
report("default-run", "chromium-cpu-engine", await defaultRun(onCpu, "cpu", 5), "ms");
for (const precision of /** @type {const} */ (["f64", "f32"])) {
  report("advantages-2^20x8-memory", `chromium-${precision}`, await memory(await modules(plain), precision), "MiB");
  for (const [log2, rewards] of GROWTH) report(`advantages-2^${log2}x${rewards}`, `chromium-${precision}`, await advantages(onCpu, 2 ** log2, rewards, precision), "ms");
}
await plain.close();

// A software GPU says nothing about real ones; it is what can be measured everywhere.
const software = await launch(SWIFTSHADER);
report("first-training-frame", "chromium-swiftshader", await firstFrame(software, 5), "ms");
report("default-run", "chromium-swiftshader", await defaultRun(await modules(software), "webgpu", 2), "ms");
await software.close();
