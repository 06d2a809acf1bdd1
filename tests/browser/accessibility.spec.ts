// What axe finds, and what it cannot: the keyboard, the order of focus, names and sizes of what is to be hit.

import type { Page } from "@playwright/test";

import { expect, expectNoViolation, lookAtExpansion, openAt, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

const SCREENS = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  laptop: { viewport: { width: 1280, height: 800 } },
};
for (const [name, screen] of Object.entries(SCREENS)) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ ...screen, colorScheme });

      test("axe finds no violation", async ({ page, playground }) => {
        await playground.open();
        await playground.speed.press("Home");
        await playground.reach(3);
        await expectNoViolation(page, "running");

        await playground.pause.click();
        await playground.expectState("paused");
        await playground.kField.fill("nonsense");
        await playground.kField.press("Enter");
        await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
        await expectNoViolation(page, "paused, with a message");

        await page.getByRole("radio", { name: "from – to" }).check();
        await expectNoViolation(page, "k from – to");

        await playground.hurry();
        await playground.play.click();
        await playground.expectState("finished", 60_000);
        await expectNoViolation(page, "finished");
      });
    });
  }
}

/** Every control that can be seen, by a name of its own; radio buttons of a group are one stop. */
function controls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const stops = Array.from(document.querySelectorAll<HTMLElement>("button, input, select, textarea, a[href], summary, [tabindex]")).filter(
      (node) => node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true }) && !(node as HTMLButtonElement).disabled && !(node instanceof HTMLInputElement && node.type === "radio" && !node.checked),
    );
    return stops.map((node, i) => (node.dataset["stop"] = `${i}: ${node.id || node.getAttribute("aria-label") || node.outerHTML.slice(0, 60)}`));
  });
}

/** Moves the focus on by one and says where it is; null outside of the page. */
async function go(page: Page, key: "Tab" | "Shift+Tab"): Promise<string | null> {
  await page.keyboard.press(key);
  return page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["stop"] ?? null);
}

async function checkStop(page: Page, stop: string): Promise<void> {
  const focused = page.locator(":focus");
  await expect.soft(focused, `${stop} has a name`).toHaveAccessibleName(/\S/);
  await expect.soft(focused, `${stop} is in sight`).toBeInViewport();
  const outline = await focused.evaluate((node) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node);
    return outlineStyle === "none" || /rgba\(.*, 0\)/.test(outlineColor) ? 0 : Number.parseFloat(outlineWidth);
  });
  expect.soft(outline, `${stop} shows that it has the focus`).toBeGreaterThanOrEqual(2);
}

test("the keyboard reaches every control, which shows it and has a name", async ({ page, playground }) => {
  await playground.open();
  await playground.pause.click();
  await playground.expectState("paused");
  for (const schedule of ["constant", "from – to"]) {
    await page.getByRole("radio", { name: schedule }).check();
    const all = await controls(page);
    expect(all.length).toBeGreaterThan(30);
    // Where one has clicked, the next Tab begins: at the top.
    await page.getByRole("heading", { level: 1 }).click();
    const visited: string[] = [];
    for (let stop = await go(page, "Tab"); stop !== null && visited.length <= all.length; stop = await go(page, "Tab")) {
      visited.push(stop);
      await checkStop(page, stop);
    }
    expect([...visited].sort(), schedule).toEqual([...all].sort());

    // And back the same way, from the end.
    const back: string[] = [];
    while (back.length < all.length) back.push(String(await go(page, "Shift+Tab")));
    expect(back).toEqual([...visited].reverse());
  }
});

test("the keyboard alone does everything", async ({ page, playground }) => {
  await playground.open();
  await playground.pause.focus();
  await page.keyboard.press("Space");
  await playground.expectState("paused");
  // The focus stays where it was, though the button now says something else.
  await expect(playground.play).toBeFocused();
  await playground.reset.focus();
  await page.keyboard.press("Enter");
  await playground.expectStep(0);
  await playground.stepButton.focus();
  await page.keyboard.press("Enter");
  await playground.expectStep(1);
  await page.keyboard.press("Space");
  await playground.expectStep(2);

  const radio = page.getByRole("radio", { name: "constant" });
  await radio.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "from – to" })).toBeChecked();
  await page.keyboard.press("ArrowLeft");
  await expect(radio).toBeChecked();

  for (const slider of await page.getByRole("slider").all()) {
    const name = await slider.getAttribute("aria-label") ?? await slider.getAttribute("id");
    await slider.focus();
    const read = () => slider.evaluate((node: HTMLInputElement) => [node.value, node.getAttribute("aria-valuetext")]);
    await page.keyboard.press("Home");
    const low = await read();
    await page.keyboard.press("ArrowRight");
    const next = await read();
    expect.soft(Number(next[0]), `${name}`).toBeGreaterThan(Number(low[0]));
    expect.soft(next[1], `${name}`).not.toBe(low[1]);
    await page.keyboard.press("ArrowDown");
    expect.soft(await read(), `${name}`).toEqual(low);
  }

  await playground.seed.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("77");
  await page.keyboard.press("Enter");
  await expect(playground.status).toContainText("Seed 77");
});

test("headings and landmarks make an outline", async ({ page, playground }) => {
  await playground.open();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("RVPO Playground");
  const levels = await page.locator("h1, h2, h3, h4, h5, h6").evaluateAll((nodes) => nodes.filter((node) => node.checkVisibility()).map((node) => Number(node.tagName[1])));
  levels.forEach((level, i) => expect.soft(level - (levels[i - 1] ?? 0), `heading ${i}`).toBeLessThanOrEqual(1));
  await expect(page.getByRole("main")).toHaveCount(1);
  for (const name of ["GRPO", "GDPO", "Variance penalty", "RVPO", "Hard min"]) {
    await expect(page.getByRole("article", { name, exact: true })).toBeVisible();
  }
  // Formulas are text.
  await expect(page.locator("math")).toHaveCount(5);
  await expect(page.locator("html")).toHaveAttribute("lang", /^en/);
});

test("what happens is read out, what only moves is not", async ({ page, playground }) => {
  await playground.open();
  await expect(playground.status).toHaveAttribute("role", "status");
  await page.locator("#microscope").scrollIntoViewIfNeeded();
  await expect(page.locator("#scope-picture")).toBeVisible();
  await page.locator("#expansion").scrollIntoViewIfNeeded();
  await expect(page.locator("#breakdown")).not.toBeEmpty();
  await playground.reset.click();
  await playground.play.click();
  await playground.reach(2);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const live = document.querySelectorAll("[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])");
    const observer = new MutationObserver((records) => seen.push(...records.map(({ target }) => (target instanceof Element ? target : target.parentElement!).id)));
    for (const node of live) observer.observe(node, { subtree: true, childList: true, characterData: true });
  });
  await playground.reach((await playground.step()) + 20);
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([]);
  await playground.pause.click();
  await playground.noise.press("ArrowRight");
  await expect(page.getByRole("status").filter({ hasText: "Noise = 0.16" })).toBeVisible();
});

for (const theme of ["light", "dark", "projector"]) {
  test(`axe finds nothing in microscope and expansion, ${theme}`, async ({ page, playground }) => {
    await openAt(page, playground, `theme=${theme}&method=variance&compare=gdpo&sort=1&hand=1`);
    await playground.reach(3);
    await playground.pause.click();
    await page.locator("#microscope").scrollIntoViewIfNeeded();
    await expect(page.locator("#scope-picture")).toBeVisible();
    // The strongest colours that there are.
    await page.locator("#scope-rows td").evaluateAll((cells) => cells.forEach((cell, i) => {
      cell.style.setProperty("--heat", "60%");
      cell.classList.toggle("below", i % 2 === 0);
    }));
    await expectNoViolation(page, "microscope");
    await lookAtExpansion(page);
    await expectNoViolation(page, "expansion");
  });
}
