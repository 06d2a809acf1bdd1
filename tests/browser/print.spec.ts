// On paper: light, without controls but with what they are set to, nothing cut off, and the address that brings it back.

import type { Page } from "@playwright/test";

import { picture } from "./canvas.js";
import { expect, METHODS, type Playground, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

/** An A4 sheet's width between its margins. */
const SHEET = 710;

async function openAt(page: Page, playground: Playground, fragment: string): Promise<void> {
  await page.goto(`/www/#${fragment}`);
  await playground.started();
  await playground.reach(20);
  await playground.pause.click();
  await playground.expectState("paused");
  // It comes with the first sign of a user.
  await page.waitForFunction(() => Array.from(document.styleSheets).some(({ href }) => href?.endsWith("print.css")));
}

const event = (page: Page, name: "beforeprint" | "afterprint") => page.evaluate((name) => void dispatchEvent(new Event(name)), name);

for (const fragment of ["k=0.5&theme=dark", "schedule=linear&kFrom=0.3&theme=projector", "scenario=eight&theme=light"]) {
  test(`a sheet says what was set and what came out: ${fragment}`, async ({ page, playground }) => {
    await openAt(page, playground, fragment);
    await page.locator(".chart-panel").getByRole("button", { name: "Data table" }).click();
    await expect(page.getByRole("table", { name: /Bottleneck/ })).toBeVisible();
    await page.setViewportSize({ width: SHEET, height: 1000 });
    await page.emulateMedia({ media: "print" });
    await event(page, "beforeprint");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "light");

    // Nothing to press or to pull.
    for (const control of await page.locator("button, input[type=range], input[type=radio], #theme").all()) {
      const cell = await control.evaluate((node) => node.closest("#scope-rows") !== null);
      if (!cell) await expect.soft(control).toBeHidden();
    }
    const linear = fragment.includes("linear");
    await expect(page.getByText(linear ? "from – to" : "constant", { exact: true })).toBeVisible();
    await expect(page.getByText(linear ? "constant" : "from – to", { exact: true })).toBeHidden();
    await expect(page.locator(linear ? "#kFrom" : "#k")).toBeVisible();
    await expect(page.locator("#seed")).toBeVisible();
    await expect(page.locator("#noise-value")).toBeVisible();
    for (const value of await page.locator("#rewards .value").all()) await expect.soft(value).toBeVisible();
    for (const method of METHODS) await expect(playground.card(method).locator("[data-bottleneck]")).toBeVisible();
    await expect(page.locator("#address")).toHaveText(page.url());
    await expect(page.locator("#address")).toBeVisible();

    // The chart, in light colours and all of it.
    const { width, colors } = await picture(page.locator("#chart-paper"), METHODS.map((method) => `--${method}`));
    expect(width).toBeGreaterThan(2 * SHEET);
    expect(colors.filter(({ pixels }) => pixels > 100).length).toBeGreaterThan(2);
    const background = await page.locator("#chart-paper").evaluate((canvas: HTMLCanvasElement) => {
      const copy = new OffscreenCanvas(1, 1).getContext("2d")!;
      copy.drawImage(canvas, 0, 0);
      return [...copy.getImageData(0, 0, 1, 1).data];
    });
    expect(background).toEqual([255, 255, 255, 255]);

    const cut = await page.evaluate(() => {
      const found: string[] = [];
      const width = document.documentElement.clientWidth;
      for (const element of document.querySelectorAll<HTMLElement>("#app *")) {
        if (element.closest(".sr, math, svg, select") !== null || !element.checkVisibility({ visibilityProperty: true })) continue;
        const { left, right } = element.getBoundingClientRect();
        const name = `${element.tagName.toLowerCase()} #${element.id} .${element.className}: “${(element.textContent ?? "").trim().slice(0, 40)}”`;
        if (left < -0.5 || right > width + 0.5) found.push(`${name} reaches from ${left} to ${right} of ${width}`);
        const { overflowX, overflowY } = getComputedStyle(element);
        const clips = overflowX !== "visible" || overflowY !== "visible";
        if (clips && !element.classList.contains("track") && !(element instanceof HTMLInputElement) && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)) found.push(`${name} is cut`);
      }
      return found;
    });
    expect.soft(cut).toEqual([]);
    for (const whole of await page.locator(".card, #chart, .settings .panel").all()) expect.soft(await whole.evaluate((node) => getComputedStyle(node).breakInside)).toBe("avoid");

    // Back on the screen it is as it was.
    await page.emulateMedia({ media: "screen" });
    await event(page, "afterprint");
    await expect(page.locator("html")).toHaveAttribute("data-theme", /theme=(\w+)/.exec(fragment)![1]!);
    await expect(page.locator("#address")).toBeHidden();
    await expect(page.locator("#chart-paper")).toBeHidden();
  });
}

test("the expansion that was looked at is on the sheet, with its maps", async ({ page, playground }) => {
  await openAt(page, playground, "hand=1&z=2,-1,0.5&k=2&theme=dark");
  await page.locator("#expansion").scrollIntoViewIfNeeded();
  await expect(page.locator("#hatched")).not.toBeEmpty();
  await page.setViewportSize({ width: SHEET, height: 1000 });
  await page.emulateMedia({ media: "print" });
  await event(page, "beforeprint");
  for (const id of ["expansion", "map-mean", "map-order2", "map-exact", "map-min"]) {
    const sheet = page.locator(`#${id}-paper`);
    await expect(sheet).toBeVisible();
    // Light, and something drawn on it.
    const { first, different } = await sheet.evaluate((canvas: HTMLCanvasElement) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d")!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      return { first: [...data.slice(0, 4)], different: new Set(new Uint32Array(data.buffer)).size };
    });
    expect.soft(first, id).toEqual([255, 255, 255, 255]);
    expect.soft(different, id).toBeGreaterThan(20);
    const { width, height, left, right } = await sheet.evaluate((canvas: HTMLCanvasElement) => {
      const { width, height, left, right } = canvas.getBoundingClientRect();
      return { width, height, left, right };
    });
    expect.soft(left, id).toBeGreaterThanOrEqual(0);
    expect.soft(right, id).toBeLessThanOrEqual(SHEET);
    expect.soft(width / height, id).toBeCloseTo(id === "expansion" ? 2 : 1, 1);
  }
  for (const select of ["#across", "#up"]) await expect(page.locator(select)).toBeVisible();
});

test("the browser's own printing makes it so, on one or two sheets", async ({ page, playground }) => {
  await openAt(page, playground, "theme=dark");
  await page.evaluate(() => {
    const themes: (string | undefined)[] = [];
    Object.assign(window, { themes });
    new MutationObserver(() => themes.push(document.documentElement.dataset["theme"])).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  });
  const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
  expect(pdf.slice(0, 5)).toBe("%PDF-");
  const sheets = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(sheets).toBeGreaterThan(0);
  expect(sheets).toBeLessThanOrEqual(2);
  // The chart as a picture of its own size.
  expect(pdf).toMatch(/\/Width 2880\b/);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await page.evaluate(() => (window as unknown as { themes: string[] }).themes.length)).toBeGreaterThan(0);
});
