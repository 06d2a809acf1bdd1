// Fails a test on whatever goes wrong behind the page's back: errors and warnings in the console, errors that nobody
// caught (in workers too), requests that fail, requests to another host.

import { type BrowserContext, expect, type Request } from "@playwright/test";

export class Faults {
  /** All that went wrong, in words. */
  readonly problems: string[] = [];
  readonly #expected: { pattern: RegExp; mustCome: boolean }[] = [];

  constructor(context: BrowserContext, origin: string) {
    const note = (problem: string) => this.problems.push(problem);
    context.on("console", (message) => {
      // Chromium's word on a machine without a GPU, which is a normal case.
      if (message.text() === "No available adapters.") return;
      if (["error", "warning", "assert"].includes(message.type())) note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => note(`uncaught: ${error.error().stack ?? error.error().message}`));
    // What a page was still loading when it was left, an icon perhaps, is nobody's loss.
    const pending = new Set<Request>();
    const left = new WeakSet<Request>();
    context.on("requestfinished", (request) => pending.delete(request));
    context.on("request", (request) => {
      if (request.isNavigationRequest()) for (const other of pending) left.add(other);
      pending.add(request);
      const url = new URL(request.url());
      if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) note(`foreign request: ${request.url()}`);
    });
    context.on("requestfailed", (request) => {
      pending.delete(request);
      const why = request.failure()?.errorText ?? "";
      if (!(left.has(request) && /ABORTED/.test(why))) note(`request failed: ${request.url()} ${why}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400) note(`status ${response.status()}: ${response.url()}`);
    });
  }

  /** This must happen, once or more. */
  expect(pattern: RegExp): void {
    this.#expected.push({ pattern, mustCome: true });
  }

  /** This may happen. */
  allow(pattern: RegExp): void {
    this.#expected.push({ pattern, mustCome: false });
  }

  verify(): void {
    const unexpected = this.problems.filter((problem) => !this.#expected.some(({ pattern }) => pattern.test(problem)));
    expect.soft(unexpected, "nothing goes wrong behind the page's back").toEqual([]);
    for (const { pattern, mustCome } of this.#expected) {
      if (mustCome) expect.soft(this.problems.join("\n"), "what the test provoked").toMatch(pattern);
    }
  }
}
