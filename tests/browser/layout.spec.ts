// From a small phone to a projector: nothing overlaps, nothing scrolls sideways, everything can be hit.

import type { Page } from "@playwright/test";

import { picture } from "./canvas.js";
import { expect, METHODS, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

/** Pairs of texts that cover each other, in words. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Box {
      text: string;
      node: Node;
      rect: DOMRect;
    }
    const boxes: Box[] = [];
    const seen = (element: Element) => {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { clipPath, position } = getComputedStyle(at);
        // Kept for screen readers only; or floating above the page on purpose.
        if (clipPath !== "none" || position === "fixed") return false;
      }
      return true;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      // A formula's parts belong on top of each other.
      if (text === "" || parent === null || parent.closest("math, script, style, template, noscript, canvas") !== null || !seen(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) if (rect.width > 1 && rect.height > 1) boxes.push({ text, node, rect });
    }
    for (const element of document.querySelectorAll("math, canvas, input, .track")) {
      if (seen(element)) boxes.push({ text: `<${element.tagName.toLowerCase()} ${element.id || element.getAttribute("aria-label") || element.className}>`, node: element, rect: element.getBoundingClientRect() });
    }
    const found: string[] = [];
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        if (a.node === b.node || a.node.contains(b.node) || b.node.contains(a.node)) continue;
        if (a.node instanceof HTMLCanvasElement && b.node instanceof HTMLCanvasElement) continue;
        const width = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
        const height = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
        // A line's box is taller than its letters.
        if (width > 1 && height > 0.3 * Math.min(a.rect.height, b.rect.height)) found.push(`“${a.text}” and “${b.text}” by ${width.toFixed(1)} x ${height.toFixed(1)}`);
      }
    });
    return found;
  });
}

/** Elements whose content is wider than they are, or that stick out of the page. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const width = document.documentElement.clientWidth;
    for (const element of document.querySelectorAll<HTMLElement>("#app *")) {
      if (element.closest(".sr, math, svg") !== null || !element.checkVisibility({ visibilityProperty: true })) continue;
      const { left, right } = element.getBoundingClientRect();
      const name = `${element.tagName.toLowerCase()} #${element.id} .${element.className}: “${(element.textContent ?? "").trim().slice(0, 40)}”`;
      if (left < -0.5 || right > width + 0.5) found.push(`${name} reaches from ${left} to ${right} of ${width}`);
      if (!(element instanceof HTMLInputElement) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) found.push(`${name}: ${element.scrollWidth} in ${element.clientWidth}`);
    }
    return found;
  });
}

/** What is to be hit and is smaller than 24 by 24. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const control of document.querySelectorAll<HTMLInputElement>("button, input, a[href], summary, select")) {
      if (!control.checkVisibility({ visibilityProperty: true })) continue;
      // A radio button is hit through its label.
      const target = control.type === "radio" || control.type === "checkbox" ? (control.closest("label") ?? control) : control;
      const { width, height } = target.getBoundingClientRect();
      if (width < 23.9 || height < 23.9) found.push(`${control.id || control.getAttribute("aria-label")}: ${width} x ${height}`);
    }
    return found;
  });
}

const SIZES = [
  [320, 640],
  [390, 844],
  [768, 1024],
  [1024, 768],
  [1280, 800],
  [1920, 1080],
  [3840, 2160],
] as const;
for (const [width, height] of SIZES) {
  test.describe(`${width} x ${height}`, () => {
    test.use({ viewport: { width, height }, hasTouch: width < 800 });

    test("nothing overlaps, nothing is cut off, all can be hit", async ({ page, playground }) => {
      await playground.open();
      await playground.reach(12);
      await playground.pause.click();
      await playground.expectState("paused");
      const check = async (when: string) => {
        const scroll = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        expect.soft(scroll[0], `${when}: no scrolling sideways`).toBeLessThanOrEqual(scroll[1]!);
        expect.soft(await overlaps(page), `${when}: no overlap`).toEqual([]);
        expect.soft(await cutOff(page), `${when}: nothing cut off`).toEqual([]);
        expect.soft(await smallTargets(page), `${when}: targets`).toEqual([]);
      };
      await check("paused");
      await page.getByRole("radio", { name: "from – to" }).check();
      await page.getByRole("textbox", { name: "from", exact: true }).fill("much too large a number");
      await page.getByRole("textbox", { name: "from", exact: true }).press("Enter");
      await playground.seed.fill("-1");
      await playground.seed.press("Enter");
      await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(2);
      await check("with messages and k from – to");
    });
  });
}

test("the first screen of a laptop shows the verdicts and the chart", async ({ page, playground }) => {
  await playground.open();
  for (const method of METHODS) {
    await expect.soft(playground.card(method).locator("[data-bottleneck]"), method).toBeInViewport({ ratio: 1 });
  }
  await expect(playground.curves).toBeInViewport({ ratio: 0.6 });
  await expect(playground.pause).toBeInViewport({ ratio: 1 });
  await expect(playground.caption).toBeInViewport({ ratio: 1 });
  const below = await page.locator(".results").evaluate((node) => node.getBoundingClientRect().bottom - innerHeight);
  expect(below, "the chart is whole without scrolling").toBeLessThanOrEqual(0);
});

test.describe("with text twice as large", () => {
  test("nothing overlaps", async ({ page, playground }) => {
    // What the browser's own setting for the size of text does.
    const session = await page.context().newCDPSession(page);
    await session.send("Page.enable");
    await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    await playground.open();
    await playground.pause.click();
    await playground.expectState("paused");
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("32px");
    const scroll = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect.soft(scroll[0]).toBeLessThanOrEqual(scroll[1]!);
    expect.soft(await overlaps(page)).toEqual([]);
  });
});

for (const deviceScaleFactor of [1, 2, 1.5]) {
  test.describe(`${deviceScaleFactor} device pixels per pixel`, () => {
    test.use({ deviceScaleFactor });

    test("the chart has them all", async ({ page, playground }) => {
      await playground.open();
      await playground.reach(5);
      await playground.pause.click();
      await playground.expectState("paused");
      expect(await page.evaluate(() => devicePixelRatio)).toBe(deviceScaleFactor);
      for (const canvas of [playground.axes, playground.curves]) {
        const box = (await canvas.boundingBox())!;
        const { width, height, ink } = await picture(canvas);
        expect(Math.abs(width - box.width * deviceScaleFactor)).toBeLessThanOrEqual(1);
        expect(Math.abs(height - box.height * deviceScaleFactor)).toBeLessThanOrEqual(1);
        expect(ink).toBeGreaterThan(200);
      }
    });
  });
}

test("the chart follows the window and the colour scheme", async ({ page, playground }) => {
  await playground.open();
  await playground.reach(20);
  await playground.pause.click();
  await playground.expectState("paused");
  const wide = await picture(playground.axes);
  await page.setViewportSize({ width: 700, height: 900 });
  await expect.poll(async () => (await picture(playground.axes)).width).toBeLessThan(wide.width);
  const box = (await playground.axes.boundingBox())!;
  expect((await picture(playground.axes)).width).toBe(Math.round(box.width));
  const colors = METHODS.map((method) => `--${method}`);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect.poll(async () => (await picture(playground.curves, colors)).colors.every(({ pixels }) => pixels > 10), colorScheme).toBe(true);
  }
});

test.describe("with reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("the pictures move seldom and nothing is animated", async ({ page, playground }) => {
    await playground.open();
    const gaps = await page.evaluate(async () => {
      const times: number[] = [];
      const observer = new MutationObserver(() => times.push(performance.now()));
      observer.observe(document.getElementById("cards")!, { subtree: true, childList: true, characterData: true, attributes: true });
      await new Promise((resolve) => setTimeout(resolve, 2600));
      observer.disconnect();
      return times.slice(1).map((time, i) => time - times[i]!);
    });
    expect(gaps.length).toBeGreaterThan(1);
    // Frames of half a second, each of which may come a little early after a late one.
    expect(Math.min(...gaps)).toBeGreaterThan(400);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await playground.pause.click();
    await playground.expectState("paused");
  });
});
