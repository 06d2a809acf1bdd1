// A million rollouts of one's own through the page, from handing over the file: how long until they are read and until they are computed, how long the
// page stands still meanwhile, and what memory it takes. Prints `BENCH <name> <who> <value> <unit>`, as chromium_bench.mjs does.

import { chromium } from "@playwright/test";

import { QUIET } from "../chromium.js";

const ROWS = 1_000_000;
const REWARDS = 8;
const NAME = `own-rewards-${ROWS}x${REWARDS}`;
const MINUTES = 5;

/** Keeps the module's memory where it can be asked for. Imports come first, but the module itself comes with the first request. */
const SHOW_MEMORY = `
for (const name of ["instantiate", "instantiateStreaming"]) {
  const plain = WebAssembly[name];
  WebAssembly[name] = async (...given) => {
    const made = await plain(...given);
    self.memory = (made.instance ?? made).exports.memory;
    return made;
  };
}`;

/** @param {string} what @param {number} value @param {string} unit */
function report(what, value, unit) {
  console.log(`BENCH ${NAME}-${what} chromium ${value.toPrecision(4)} ${unit}`);
}

const browser = await chromium.launch({ executablePath: process.env["RVPO_CHROMIUM"] ?? "/usr/bin/chromium", args: QUIET, chromiumSandbox: false });
const page = await browser.newPage({ baseURL: process.env["RVPO_URL"] ?? "", viewport: { width: 1280, height: 800 } });
page.setDefaultTimeout(60_000 * MINUTES);
await page.route("**/own/worker.js", async (route) => {
  const response = await route.fetch();
  await route.fulfill({ response, body: (await response.text()) + SHOW_MEMORY });
});
await page.goto("/www/#backend=cpu");
await page.waitForSelector("body[data-step]");
// The training would take a core.
await page.click("#play");
await page.locator("#own").scrollIntoViewIfNeeded();
await page.waitForSelector("#own-text");

const seen = await page.evaluate(
  async ({ rows, rewards }) => {
    let state = 1;
    const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    /** @type {Blob[]} */
    const parts = [new Blob([`${["prompt_id", ...Array.from({ length: rewards }, (_, j) => `reward_${j + 1}`)].join()}\n`])];
    for (let from = 0; from < rows; from += 100_000) {
      let text = "";
      for (let row = from; row < Math.min(rows, from + 100_000); row++) {
        text += `p${row >> 4}`;
        for (let j = 0; j < rewards; j++) text += `,${(next() * (j + 1)).toFixed(4)}`;
        text += "\n";
      }
      parts.push(new Blob([text]));
    }
    const transfer = new DataTransfer();
    transfer.items.add(new File(parts, "rewards.csv"));
    const [loaded, answers] = ["own-loaded", "own-answers"].map((id) => /** @type {HTMLElement} */ (document.getElementById(id)));
    const start = performance.now();
    const times = { read: 0, computed: 0 };
    /** The longest time between two frames, before the table is there and after it. */
    const gaps = { read: 0, computed: 0 };
    const ended = new Promise((resolve, reject) => {
      let before = start;
      const frame = () => {
        const now = performance.now();
        const phase = times.read > 0 ? "computed" : "read";
        gaps[phase] = Math.max(gaps[phase], now - before);
        before = now;
        if (times.computed > 0) resolve(null);
        else if (document.querySelector("#own .error:not(:empty)")) reject(new Error(/** @type {HTMLElement} */ (document.querySelector("#own .error:not(:empty)")).innerText));
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    new MutationObserver(() => {
      if (loaded.textContent !== "") times.read ||= performance.now() - start;
      if (times.read > 0 && !answers.hidden && answers.ariaBusy === "false") times.computed ||= performance.now() - start;
    }).observe(/** @type {HTMLElement} */ (document.getElementById("own")), { attributes: true, childList: true, characterData: true, subtree: true });
    document.getElementById("own")?.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    await ended;
    return { times, gaps, megabytes: (transfer.files[0]?.size ?? 0) / 1e6, loaded: loaded.textContent };
  },
  { rows: ROWS, rewards: REWARDS },
);
const worker = page.workers().find((some) => some.url().endsWith("/own/worker.js"));
// It never shrinks, so it is what was needed at most.
const memory = await worker?.evaluate(() => /** @type {{ memory?: WebAssembly.Memory }} */ (/** @type {unknown} */ (self)).memory?.buffer.byteLength);
console.log(seen.loaded);
report("file", seen.megabytes, "MB");
report("to-read", seen.times.read / 1000, "s");
report("to-computed", seen.times.computed / 1000, "s");
report("longest-frame-reading", seen.gaps.read, "ms");
report("longest-frame-computing", seen.gaps.computed, "ms");
if (memory !== undefined) report("module-memory", memory / 2 ** 20, "MiB");
await browser.close();
