// What sees the faults itself: what it would miss, no other test would see.

import { expect, test } from "./playground.js";

test("whatever goes wrong is seen", async ({ page, playground, faults, baseURL }) => {
  await playground.lighten();
  await playground.open();
  await playground.pause.click();
  expect(faults.problems).toEqual([]);

  const provoked: [RegExp, () => unknown][] = [
    [/console error: from the page/, () => console.error("from the page")],
    [/console warning: from the page/, () => console.warn("from the page")],
    [/uncaught: .*nobody caught this/, () => void setTimeout(() => { throw new Error("nobody caught this"); })],
    [/uncaught: .*nor this promise/, () => void Promise.reject(new Error("nor this promise"))],
    [/status 404: .*\/www\/nothing\.js/, () => fetch("/www/nothing.js").then(() => undefined)],
    // The Content-Security-Policy stops it before it becomes a request.
    [/Content Security Policy[^]*example\.invalid|example\.invalid[^]*Content Security Policy/, () => fetch("https://example.invalid/x").catch(() => undefined)],
  ];
  for (const [pattern, provoke] of provoked) {
    faults.expect(pattern);
    await page.evaluate(provoke);
  }
  // Errors inside a worker.
  await page.route("**/www/broken-worker.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: 'console.error("from the worker"); setTimeout(() => { throw new Error("worker broke"); }); fetch("/www/missing-in-worker");' }),
  );
  for (const pattern of [/console error: from the worker/, /uncaught: .*worker broke/, /status 404: .*missing-in-worker/]) faults.expect(pattern);
  await page.evaluate(() => void new Worker("/www/broken-worker.js"));
  // What the browser says about it besides.
  faults.allow(/Failed to load resource|Failed to fetch|request failed: https:\/\/example\.invalid|Fetch API cannot load|foreign request: https:\/\/example\.invalid/);
  await expect.poll(() => faults.problems.join("\n")).toMatch(/missing-in-worker/);
  await expect.poll(() => faults.problems.join("\n")).toMatch(/worker broke/);
  expect(baseURL).toBeDefined();
});

test("requests to other hosts are seen", async ({ page, faults }) => {
  await page.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: '<!doctype html><link rel=icon href="data:,"><img src="http://other.invalid/x.png" alt="">' }));
  faults.expect(/foreign request: http:\/\/other\.invalid\/x\.png/);
  await page.goto("/www/other.html");
  await expect.poll(() => faults.problems.length).toBeGreaterThan(0);
});
