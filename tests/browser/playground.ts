// The page as its user finds it: by roles, names and the few data attributes that say what it does.

import axe from "axe-core";
import { expect, type JSHandle, type Locator, type Page, type Response, test as base } from "@playwright/test";

import type * as Api from "../../pkg/rvpo_playground.js";
import type * as Schema from "../../www/settings/schema.js";
import { Faults } from "./faults.js";

export { expect };

export const METHODS = ["grpo", "gdpo", "variance", "rvpo", "min"] as const;
export type Method = (typeof METHODS)[number];
export const REWARDS = ["Helpful", "Clear", "Polite", "Brief", "Safe"] as const;
export const RESPONSES = ["Pleasing, unsafe", "Balanced", "Safe, useless", "Poor"] as const;
/** The reward table as the page opens with it: responses x rewards. */
export const TABLE: readonly (readonly number[])[] = [
  [1, 1, 1, 1, 0],
  [0.6, 0.6, 0.6, 0.6, 0.6],
  [0.2, 0.2, 0.2, 0.2, 1],
  [0.3, 0.3, 0.3, 0.3, 0.3],
];

/** What one card says. */
export interface Card {
  bottleneck: number;
  /** As shown, with the half-width of its interval. */
  words: string;
  half: string;
  verdict: string;
  /** Shares of the responses. */
  answers: string[];
  /** Levels of the rewards. */
  earns: string[];
}

/** In a page that is about to be loaded: has the worker train so many policies per method. */
export function trainFewer(seeds: number): void {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: unknown[]) {
    const { create, advance } = message as { create?: { options: { seeds: number } }; advance?: { options?: { seeds: number } } };
    for (const options of [create?.options, advance?.options]) {
      if (options === undefined) continue;
      options.seeds = seeds;
      Object.assign(window, { trainsFewer: true });
    }
    Reflect.apply(post, this, [message, ...rest]);
  };
}

export class Playground {
  readonly play: Locator;
  readonly pause: Locator;
  readonly stepButton: Locator;
  readonly reset: Locator;
  readonly newSeed: Locator;
  readonly seed: Locator;
  readonly speed: Locator;
  readonly k: Locator;
  readonly kField: Locator;
  readonly noise: Locator;
  readonly defaults: Locator;
  readonly caption: Locator;
  readonly badge: Locator;
  readonly notice: Locator;
  readonly status: Locator;
  readonly failure: Locator;
  readonly axes: Locator;
  readonly curves: Locator;
  #isLight = false;

  constructor(
    readonly page: Page,
    /** Whether the browser has a WebGPU adapter. */
    readonly hasGpu: boolean,
  ) {
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    this.play = button("Play");
    this.pause = button("Pause");
    this.stepButton = button("Step");
    this.reset = button("Reset");
    this.newSeed = button("New");
    this.defaults = button("Defaults");
    this.seed = page.getByRole("textbox", { name: "Seed" });
    this.speed = page.getByRole("slider", { name: "Speed" });
    this.k = page.getByRole("slider", { name: "Risk coefficient k" });
    this.kField = page.getByRole("textbox", { name: "Risk coefficient k" });
    this.noise = page.getByRole("slider", { name: "Noise" });
    this.caption = page.locator("#look");
    this.badge = page.locator("#badge");
    this.notice = page.locator("#notice");
    this.status = page.locator("#status");
    this.failure = page.locator("#failure");
    this.axes = page.locator("#chart-axes");
    this.curves = page.locator("#chart-curves");
  }

  /** Opens the page and waits until it trains. */
  async open(): Promise<void> {
    await this.page.goto("/www/");
    await this.started();
  }

  /**
   * Makes the next loads of the page train fewer policies per method, for tests of what does not depend on how many there are: SwiftShader takes
   * a tenth of a second for a step of all 320.
   */
  async lighten(seeds = 4): Promise<void> {
    this.#isLight = true;
    await this.page.addInitScript(trainFewer, seeds);
  }

  async started(): Promise<void> {
    await expect.poll(() => this.step(), { message: "the training starts by itself" }).toBeGreaterThan(0);
    if (this.#isLight) expect(await this.page.evaluate(() => "trainsFewer" in window), "the worker is asked for fewer policies").toBe(true);
  }

  async step(): Promise<number> {
    return Number(await this.page.locator("body").getAttribute("data-step"));
  }

  async expectStep(step: number): Promise<void> {
    await expect(this.page.locator("body")).toHaveAttribute("data-step", String(step));
  }

  async expectState(state: "running" | "paused" | "finished", timeout?: number): Promise<void> {
    await expect(this.page.locator("body")).toHaveAttribute("data-state", state, timeout === undefined ? {} : { timeout });
  }

  async expectBackend(kind: "cpu" | "webgpu"): Promise<void> {
    await expect(this.page.locator("body")).toHaveAttribute("data-backend", kind);
  }

  async reach(step: number, timeout = 60_000): Promise<void> {
    await expect.poll(() => this.step(), { message: `step ${step} is reached`, timeout }).toBeGreaterThanOrEqual(step);
  }

  /** Until what is under way has come: half a second, longer where a busy machine draws fewer frames. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          let left = 30;
          const next = () => (--left === 0 ? resolve() : requestAnimationFrame(next));
          requestAnimationFrame(next);
        }),
    );
  }

  /** Back to step 0, paused. */
  async toStart(): Promise<void> {
    await this.reset.click();
    await this.expectStep(0);
    await this.expectState("paused");
  }

  /** Exactly n more steps, paused. */
  async steps(n: number): Promise<void> {
    const from = await this.step();
    for (let i = 0; i < n; i++) await this.stepButton.click();
    await this.expectStep(from + n);
  }

  /** As fast as the machine allows. */
  async hurry(): Promise<void> {
    await this.speed.press("End");
  }

  card(method: Method): Locator {
    return this.page.locator(`[data-method="${method}"]`);
  }

  cell(response: number, reward: number): Locator {
    return this.page.getByRole("slider", { name: `${RESPONSES[response]}, ${REWARDS[reward]}`, exact: true });
  }

  async bottleneck(method: Method): Promise<number> {
    return Number(await this.card(method).locator("[data-bottleneck]").getAttribute("data-bottleneck"));
  }

  /** Polls until a method's bottleneck is there. */
  bottleneckOf(method: Method, timeout = this.hasGpu ? 90_000 : 20_000) {
    return expect.poll(() => this.bottleneck(method), { message: `the bottleneck of ${method}`, timeout });
  }

  /** All that the cards show, read in one moment. */
  async cards(): Promise<Record<Method, Card>> {
    return this.page.evaluate((methods) => {
      const read = (method: string) => {
        const text = (selector: string) => document.querySelector(`[data-method="${method}"] ${selector}`)?.textContent ?? "";
        const texts = (selector: string) => Array.from(document.querySelectorAll(`[data-method="${method}"] ${selector}`), (node) => node.textContent ?? "");
        return {
          bottleneck: Number(document.querySelector<HTMLElement>(`[data-method="${method}"] [data-bottleneck]`)?.dataset["bottleneck"]),
          words: text("[data-bottleneck]"),
          half: text(".half"),
          verdict: document.querySelector<HTMLElement>(`[data-method="${method}"]`)?.dataset["verdict"] ?? "",
          answers: texts("[data-response] .value"),
          earns: texts("[data-reward] .value"),
        };
      };
      return Object.fromEntries(methods.map((method) => [method, read(method)])) as Record<(typeof methods)[number], Card>;
    }, METHODS);
  }

  /** The bottlenecks as the CPU computes them from the page's first settings, at one step of an undisturbed run. */
  async referenceBottlenecks(step: number, changes: Partial<Api.SimulateOptions> = {}): Promise<number[]> {
    return inPage(
      this.page,
      async ({ api, schema }, { step, changes }) => {
        const trainer = await api.Trainer.create({ ...schema.trainerOptions(schema.defaults()), backend: "cpu", ...changes });
        const { methods } = await trainer.step(step);
        trainer.free();
        return methods.map(({ bottleneck }) => bottleneck.mean);
      },
      { step, changes },
    );
  }
}

/** Opens the page with these settings. */
export async function openAt(page: Page, playground: Playground, fragment: string): Promise<void> {
  await page.goto(`/www/#${fragment}`);
  await playground.started();
}

/** Goes to the view for rewards of one's own. */
export async function showOwn(page: Page): Promise<void> {
  const tab = page.locator("#views button[data-to=own]");
  if ((await tab.getAttribute("aria-current")) !== "page") await tab.click();
  await expect(page.locator("#own-title")).toBeVisible();
}

/** Scrolls to the expansion until it is drawn: what is loaded above and below it meanwhile may move it out of sight. */
export async function lookAtExpansion(page: Page): Promise<void> {
  await expect(async () => {
    await page.locator("#maps").scrollIntoViewIfNeeded();
    await expect(page.locator("#breakdown")).not.toBeEmpty({ timeout: 2000 });
  }).toPass();
}

/** The fragment of the address, which may come a moment after the change. */
export function expectFragment(page: Page, fragment: string) {
  return expect.poll(() => new URL(page.url()).hash, "the fragment").toBe(fragment);
}

/** axe finds nothing in the page, or in a part of it. */
export async function expectNoViolation(page: Page, when?: string, within = "html"): Promise<void> {
  // Straight in the page, which has no frames: @axe-core/playwright opens another window to put the answers of frames together.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate((within) => (window as unknown as { axe: typeof axe }).axe.run(within, { resultTypes: ["violations"] }), within);
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")}: ${failureSummary}`));
  expect.soft(found, when).toEqual([]);
}

/** What the test server offers to import. */
export interface Modules {
  api: typeof Api;
  schema: typeof Schema;
}

/** Runs a function in a page of the test server, with the package and the page's schema. */
export async function inPage<Argument, Result>(
  page: Page,
  use: (modules: Modules, argument: Argument) => Promise<Result> | Result,
  argument: Argument,
): Promise<Result> {
  const modules = await page.evaluateHandle(async (): Promise<Modules> => {
    // Not literals, which the type checker would look for on the disk.
    const [api, schema] = (await Promise.all(["/pkg/rvpo_playground.js", "/www/settings/schema.js"].map((url) => import(url)))) as [typeof Api, typeof Schema];
    await api.default();
    return { api, schema };
  });
  return (modules as JSHandle<Modules>).evaluate(use as Parameters<JSHandle<Modules>["evaluate"]>[0], argument) as Promise<Result>;
}

/** An empty page of the test server, so that its modules can be loaded and nothing else runs. */
export async function openEmpty(page: Page): Promise<Response | null> {
  await page.route("**/www/empty.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><html lang=en><title>Empty</title><link rel=icon href=icon.svg></html>" }));
  return page.goto("/www/empty.html");
}

export const test = base.extend<{ faults: Faults; playground: Playground }>({
  faults: [
    async ({ context, baseURL }, use) => {
      const faults = new Faults(context, new URL(baseURL ?? "").origin);
      await use(faults);
      faults.verify();
    },
    { auto: true },
  ],
  playground: async ({ page }, use, { project }) => {
    await use(new Playground(page, project.name === "swiftshader"));
  },
});

/** Its text stands on a single line. */
export async function expectOneLine(locator: Locator): Promise<void> {
  const { height, lineHeight, text } = await locator.evaluate((node) => {
    const style = getComputedStyle(node);
    const size = Number.parseFloat(style.fontSize);
    return { height: node.getBoundingClientRect().height, lineHeight: Number.parseFloat(style.lineHeight) || 1.4 * size, text: node.textContent };
  });
  expect.soft(height / lineHeight, `on one line: ${text}`).toBeLessThan(1.9);
}
