// A page whose parts do not arrive says so; it is never blank. And nothing that does not belong to it runs.

import type { Page } from "@playwright/test";

import { expect, expectNoViolation, type Playground, test } from "./playground.js";

async function expectPanel(page: Page, playground: Playground): Promise<string> {
  await expect(playground.failure).toBeVisible();
  await expect(playground.failure).toBeInViewport();
  await expect(page.locator("body")).toHaveAttribute("data-state", "failed");
  await expect(page.getByRole("heading", { level: 1, name: /could not be loaded|stopped with an error/ })).toBeVisible();
  await expect(page.getByText(/Reload the page/)).toBeVisible();
  await expect(page.getByText("has not started yet")).toHaveCount(0);
  const details = (await page.locator("#failure-details").textContent()) ?? "";
  // Where it happened, for whoever gets the report.
  expect(details).toContain("/www/");
  expect(details).toContain("Mozilla/5.0");
  await expectNoViolation(page);
  return details;
}

const BROKEN = [
  { name: "the wasm is missing", file: "**/pkg/page/*.wasm", status: 404 },
  { name: "the server fails on the wasm", file: "**/pkg/page/*.wasm", status: 500 },
  { name: "the package's JavaScript is missing", file: "**/pkg/page/rvpo_playground.js", status: 404 },
  { name: "a module of the page is missing", file: "**/pkg/page/page/first.js", status: 404 },
  { name: "the worker's script is missing", file: "**/pkg/page/training/worker.js", status: 404 },
];
for (const { name, file, status } of BROKEN) {
  test(`${name}: a panel says what to try`, async ({ page, playground, faults }) => {
    faults.expect(new RegExp(`status ${status}`));
    faults.allow(/Failed to load resource|request failed: .*\/(www|pkg)\/|preloaded using link preload but not used/);
    await page.route(file, (route) => route.fulfill({ status, contentType: "text/plain", body: "no" }));
    await page.goto("/www/");
    await expectPanel(page, playground);
  });
}

test("the worker cannot be fetched: a panel says what to try", async ({ page, playground, faults }) => {
  faults.expect(/request failed: .*worker\.js/);
  faults.allow(/Failed to load resource/);
  await page.route("**/pkg/page/training/worker.js", (route) => route.abort());
  await page.goto("/www/");
  expect(await expectPanel(page, playground)).toContain("worker");
});

test("the wasm is damaged: a panel says what to try", async ({ page, playground }) => {
  await page.route("**/pkg/page/*.wasm", (route) => route.fulfill({ contentType: "application/wasm", body: "no wasm at all" }));
  await page.goto("/www/");
  expect(await expectPanel(page, playground)).toContain("WebAssembly");
});

test("the worker fails mid-run: a panel says so, and what can be copied", async ({ page, context, playground }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.route("**/pkg/page/training/worker.js", async (route) => {
    const response = await route.fetch();
    // A capturing listener hears it before the worker's own.
    const breaking = `let asked = 0;
      self.addEventListener("message", (event) => {
        if (++asked < 10) return;
        event.stopImmediatePropagation();
        self.postMessage({ failed: "a test broke it" });
      }, { capture: true });`;
    await route.fulfill({ response, body: `${await response.text()}\n;${breaking}` });
  });
  await page.goto("/www/");
  await playground.started();
  const details = await expectPanel(page, playground);
  expect(details).toContain("a test broke it");
  await page.getByRole("button", { name: "Copy the details" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(details);
});

test("a wrong MIME type for the wasm does not matter", async ({ page, playground }) => {
  await playground.lighten();
  await page.route("**/pkg/page/*.wasm", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  });
  await playground.open();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says that it needs it", async ({ page, faults }) => {
    // Playwright turns scripts off through the policy, and the page asks for some ahead.
    faults.allow(/request failed: .*\.js csp$/);
    await page.goto("/www/");
    await expect(page.getByText(/needs JavaScript/)).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
});

test.describe("the Content-Security-Policy", () => {
  test("is strict", async ({ page }) => {
    await page.goto("/www/");
    const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    const rules = new Map((policy ?? "").split(";").map((rule) => [rule.trim().split(/\s+/)[0], rule.trim().split(/\s+/).slice(1)]));
    expect(rules.get("default-src")).toEqual(["'none'"]);
    for (const [name, sources] of rules) {
      for (const source of sources ?? []) {
        const allowed = name === "script-src" ? ["'self'", "'wasm-unsafe-eval'"] : name === "img-src" ? ["'self'", "data:"] : ["'self'", "'none'"];
        expect.soft(allowed, `${name} ${source}`).toContain(source);
      }
    }
    for (const name of ["script-src", "connect-src", "worker-src", "base-uri", "form-action"]) expect.soft([...rules.keys()]).toContain(name);
  });

  test("refuses inline scripts, eval and other hosts", async ({ page, playground, faults }) => {
    await playground.lighten();
    await playground.open();
    await playground.pause.click();
    faults.expect(/Content Security Policy[^]*inline/i);
    faults.allow(/Content Security Policy|example\.invalid|eval/i);
    const ran = await page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "window.inlineRan = true";
      document.body.append(script);
      const button = document.createElement("button");
      button.setAttribute("onclick", "window.handlerRan = true");
      document.body.append(button);
      button.click();
      // What a test runs may use eval; the text of a timer is the page's.
      setTimeout("window.textRan = true");
      const fetched = await fetch("https://example.invalid/").then(() => true, () => false);
      const imported = await import("https://example.invalid/x.js" as string).then(() => true, () => false);
      const image = await new Promise((resolve) => Object.assign(new Image(), { onload: () => resolve(true), onerror: () => resolve(false), src: "https://example.invalid/x.png" }));
      await new Promise((resolve) => setTimeout(resolve, 100));
      const found = window as unknown as Record<string, unknown>;
      return { inline: found["inlineRan"], handler: found["handlerRan"], text: found["textRan"], fetched, imported, image };
    });
    expect(ran).toEqual({ inline: undefined, handler: undefined, text: undefined, fetched: false, imported: false, image: false });
    // Each request that was begun ended at the policy.
    const count = (kind: string) => faults.problems.filter((problem) => problem.startsWith(kind)).length;
    expect(count("request failed: https://example.invalid")).toBe(count("foreign request"));
    for (const problem of faults.problems) if (problem.startsWith("request failed")) expect(problem).toMatch(/ csp$/);
  });
});
