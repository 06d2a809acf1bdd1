// WebGPU that is missing, wrong or lost: the CPU trains, from the same state, and one line says so.

import type { Page } from "@playwright/test";

import { expect, expectOneLine, METHODS, type Playground, test } from "./playground.js";

/** Runs a script in the page's worker before the trainer is made. */
async function patchWorker(page: Page, script: string): Promise<void> {
  await page.route("**/pkg/page/training/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n;${script}` });
  });
}

async function expectCpuWithNotice(playground: Playground, notice: RegExp): Promise<void> {
  await playground.expectBackend("cpu");
  await expect(playground.badge).toContainText(/^CPU/);
  await expect(playground.notice).toHaveText(notice);
  await expect(playground.notice).toContainText("CPU");
  await expectOneLine(playground.notice);
  await playground.reach((await playground.step()) + 3);
}

/** What the cards show is what an undisturbed run has at the same step. */
async function expectUndisturbed(playground: Playground): Promise<void> {
  const [step, cards] = [await playground.step(), await playground.cards()];
  const reference = await playground.referenceBottlenecks(step, { seeds: SEEDS });
  METHODS.forEach((method, i) => {
    expect.soft(Math.abs(cards[method].bottleneck - reference[i]!), `${method} at step ${step}: ${cards[method].bottleneck}, ${reference[i]}`).toBeLessThanOrEqual(1e-3);
  });
}

const SEEDS = 8;
const LOSE = "lose the device";

test.describe("a device that is lost", () => {
  test.skip(({ playground }) => !playground.hasGpu, "this browser has no adapter");

  test.beforeEach(async ({ page, playground }) => {
    await playground.lighten(SEEDS);
    await patchWorker(
      page,
      `const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...options) {
        const device = await request.apply(this, options);
        const channel = new BroadcastChannel(${JSON.stringify(LOSE)});
        channel.onmessage = () => device.destroy();
        device.lost.then(() => channel.postMessage("lost"));
        return device;
      };`,
    );
    await playground.open();
    await playground.expectBackend("webgpu");
    await expect(playground.notice).toBeEmpty();
  });

  /** Until the worker has heard of it. */
  const lose = (page: Page) =>
    page.evaluate(
      (name) =>
        new Promise<void>((resolve) => {
          const channel = new BroadcastChannel(name);
          channel.onmessage = () => resolve();
          channel.postMessage("now");
        }),
      LOSE,
    );

  test("while it trains: the CPU goes on from the same step", async ({ page, playground }) => {
    await playground.speed.press("Home");
    await playground.speed.press("ArrowRight");
    await playground.reach(8);
    // Every step that the page shows from now on.
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => seen.push(Number(document.body.dataset["step"]))).observe(document.body, { attributeFilter: ["data-step"] });
    });
    const before = await playground.step();
    await lose(page);
    await expectCpuWithNotice(playground, /WebGPU.*lost.*CPU/);
    await playground.expectState("running");
    await playground.pause.click();
    await playground.expectState("paused");
    await playground.settle();
    const seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen);
    expect([...seen].sort((a, b) => a - b), "steps only go forward").toEqual(seen);
    expect(seen[0], "no jump").toBeLessThanOrEqual(before + 10);
    await expectUndisturbed(playground);
    await playground.steps(10);
    await expectUndisturbed(playground);
  });

  test("while it pauses: the next step is the CPU's", async ({ page, playground }) => {
    await playground.toStart();
    await playground.steps(4);
    await lose(page);
    await playground.stepButton.click();
    await playground.expectStep(5);
    await playground.expectBackend("cpu");
    await expectUndisturbed(playground);
    await playground.play.click();
    await expectCpuWithNotice(playground, /WebGPU.*lost.*CPU/);

    // Changes and resets work on the CPU as well.
    await playground.toStart();
    await playground.steps(3);
    await expectUndisturbed(playground);
    await playground.k.press("End");
    await playground.newSeed.click();
    await playground.reach(3);
    await playground.expectBackend("cpu");
  });

  test("with the whole GPU process", async ({ browser, playground, faults }) => {
    faults.allow(/console warning: .*(GPU|WebGL|device|external Instance|context)/i);
    await playground.reach(5);
    const session = await browser.newBrowserCDPSession();
    await session.send("Browser.crashGpuProcess");
    await expectCpuWithNotice(playground, /WebGPU.*lost.*CPU/);
    await playground.pause.click();
    await playground.expectState("paused");
    await playground.settle();
    await expectUndisturbed(playground);
  });
});

test.describe("a WebGPU that is of no use", () => {
  test.skip(({ playground }) => !playground.hasGpu, "this browser has no adapter");
  test.beforeEach(async ({ playground }) => playground.lighten());

  const CASES: { name: string; script: string; notice: RegExp; console?: RegExp }[] = [
    {
      name: "computes wrong numbers",
      script: `const read = GPUBuffer.prototype.getMappedRange;
      GPUBuffer.prototype.getMappedRange = function (...range) {
        const bytes = read.apply(this, range);
        const numbers = new Float32Array(bytes.slice(0));
        new Float32Array(bytes).set(numbers.map((x) => x * 1.001));
        return bytes;
      };`,
      notice: /WebGPU.*self-test/,
    },
    {
      name: "computes nothing but NaN",
      script: `const read = GPUBuffer.prototype.getMappedRange;
      GPUBuffer.prototype.getMappedRange = function (...range) {
        const bytes = read.apply(this, range);
        new Float32Array(bytes).fill(NaN);
        return bytes;
      };`,
      notice: /WebGPU.*self-test/,
    },
    {
      name: "refuses a shader",
      script: `const make = GPUDevice.prototype.createShaderModule;
      GPUDevice.prototype.createShaderModule = function (descriptor) {
        return make.call(this, { ...descriptor, code: descriptor.code + "\\nthis is no WGSL" });
      };`,
      notice: /WebGPU/,
      console: /console warning: .*(WGSL|shader|ShaderModule|ComputePipeline|parsing)/i,
    },
    { name: "has no adapter", script: "GPU.prototype.requestAdapter = async () => null;", notice: /WebGPU.*adapter/ },
    {
      name: "breaks when asked for an adapter",
      script: 'GPU.prototype.requestAdapter = async () => { throw new DOMException("not today", "OperationError"); };',
      notice: /WebGPU/,
    },
    {
      name: "gives no device",
      script: 'GPUAdapter.prototype.requestDevice = async () => { throw new DOMException("not today", "OperationError"); };',
      notice: /WebGPU/,
    },
    { name: "is not there at all", script: 'Object.defineProperty(WorkerNavigator.prototype, "gpu", { value: undefined });', notice: /WebGPU/ },
  ];
  for (const { name, script, notice, console } of CASES) {
    test(`that ${name}`, async ({ page, playground, faults }) => {
      if (console) faults.allow(console);
      await patchWorker(page, script);
      await playground.open();
      await expectCpuWithNotice(playground, notice);
    });
  }
});
