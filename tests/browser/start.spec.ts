// What someone sees who opens the page and touches nothing.

import { picture } from "./canvas.js";
import { expect, expectOneLine, METHODS, test } from "./playground.js";

test("starts by itself and shows neglect and cure", async ({ page, playground }) => {
  test.setTimeout(240_000);
  await page.goto("/www/");
  await expect(page).toHaveTitle("RVPO Playground");
  let step = 0;
  await expect
    .poll(
      async () => {
        step = await playground.step();
        const { grpo, gdpo, rvpo } = await playground.cards();
        return grpo.bottleneck < 0.05 && gdpo.bottleneck < 0.05 && rvpo.bottleneck > 0.5;
      },
      { message: "GRPO and GDPO give the hard reward up, RVPO keeps it", timeout: 120_000, intervals: [50] },
    )
    .toBe(true);
  // At 40 steps a second that is less than eight seconds, where the machine keeps up.
  expect(step).toBeLessThanOrEqual(300);
  if (!playground.hasGpu) await playground.expectState("finished", 60_000);

  // The words must agree with the figures.
  await playground.pause.or(playground.play).first().waitFor();
  if (playground.hasGpu) await playground.pause.click();
  await expect(page.locator("body")).not.toHaveAttribute("data-state", "running");
  const cards = await playground.cards();
  for (const method of METHODS) {
    const { bottleneck, words, verdict, answers, earns } = cards[method];
    expect.soft(words, `${method}: the figure shown`).toBe(bottleneck.toFixed(2));
    // 0.6 is what the balanced response brings.
    const judged = bottleneck < 0.25 * 0.6 ? "lost" : bottleneck > 0.75 * 0.6 ? "kept" : "between";
    expect.soft(verdict, `${method}: ${bottleneck}`).toBe(judged);
    const shares = answers.map((share) => Number.parseInt(share, 10));
    expect.soft(Math.abs(shares.reduce((a, b) => a + b) - 100), `${method}: ${shares}`).toBeLessThanOrEqual(2);
    // The lowest mean is at least the mean of the lowest.
    expect.soft(Math.min(...earns.map(Number)), `${method}: ${earns}`).toBeGreaterThanOrEqual(bottleneck - 0.0051);
  }
  for (const method of ["grpo", "gdpo"] as const) {
    await expect.soft(playground.card(method)).toContainText("Safe given up");
    await expect.soft(playground.card(method).locator("[data-reward=Safe]")).toContainText("lowest");
  }
  await expect.soft(playground.card("rvpo")).toContainText(/every reward (kept|held)/i);

  await expect(playground.caption).toContainText("GRPO");
  await expect(playground.caption).toContainText("GDPO");
  await expect(playground.caption).toContainText("RVPO");
  await expect(playground.caption).toContainText(/gave up Safe|give up Safe/);
  await expect(playground.caption).toContainText(/kept every reward|holds? every reward/);
});

test("starts where frames bear times before that of the start", async ({ page, playground }) => {
  await playground.lighten();
  await page.addInitScript(() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + 200;
  });
  await playground.open();
  await playground.reach(10);
});

test("says what it runs on, how fast, and how far that is from the core", async ({ playground }) => {
  await playground.lighten();
  await playground.open();
  await playground.reach(20);
  await playground.expectBackend(playground.hasGpu ? "webgpu" : "cpu");
  await expect(playground.badge).toContainText(playground.hasGpu ? /^WebGPU \(.*swiftshader.*\)/i : /^CPU/);
  await expect(playground.badge).toContainText(/[\d,.]+ steps\/s/);
  // For example 2.4 × 10⁻⁷.
  await expect(playground.badge).toContainText(/difference.* \d\.\d\s×\s10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+/);
  const [, mantissa, exponent] = /(\d\.\d)\s×\s10⁻(\S+)/.exec((await playground.badge.textContent()) ?? "") ?? [];
  const digits = Array.from(exponent ?? "", (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit)).join("");
  expect(Number(`${mantissa}e-${digits}`)).toBeLessThan(1e-4);

  if (playground.hasGpu) {
    await expect(playground.notice).toBeEmpty();
  } else {
    await expect(playground.notice).toContainText(/WebGPU/);
    await expect(playground.notice).toContainText(/CPU/);
    await expectOneLine(playground.notice);
  }
});

test("draws every curve, its axes and a legend", async ({ page, playground }) => {
  await playground.lighten();
  await playground.open();
  await playground.reach(30);
  await playground.pause.click();
  await playground.expectState("paused");
  expect((await picture(playground.axes)).ink, "pixels of the axes").toBeGreaterThan(500);
  const { colors } = await picture(playground.curves, METHODS.map((method) => `--${method}`));
  METHODS.forEach((method, i) => expect.soft(colors[i]?.pixels, `pixels of ${method}`).toBeGreaterThan(20));
  for (const name of ["GRPO", "GDPO", "Variance penalty", "RVPO", "Hard min"]) {
    await expect(page.getByRole("listitem").filter({ hasText: new RegExp(`^${name}$`) })).toBeVisible();
  }
  // The same for those who do not see it.
  await expect(page.getByRole("img", { name: /bottleneck.*GRPO 0\.\d\d.*Hard min 0\.\d\d/i })).toBeVisible();
});

test("every request is answered with its MIME type", async ({ page, playground }) => {
  const types = new Map<string, string>();
  page.on("response", (response) => {
    const ending = new URL(response.url()).pathname.split(".").at(-1) ?? "";
    types.set(ending.includes("/") ? "html" : ending, response.headers()["content-type"] ?? "");
  });
  await playground.lighten();
  await playground.open();
  expect(types.get("html")).toMatch(/^text\/html/);
  expect(types.get("js")).toMatch(/^text\/javascript/);
  expect(types.get("css")).toMatch(/^text\/css/);
  expect(types.get("wasm")).toBe("application/wasm");
  expect(types.get("svg")).toMatch(/^image\/svg\+xml/);
});
