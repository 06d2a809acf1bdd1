// The views of the page and the parts in them: each is loaded when it is seen, and only what is seen computes.

import type { Page } from "@playwright/test";

import { PARTS } from "../../www/page/parts.js";
import { expectInOrder } from "./page-order.js";
import { expect, expectFragment, expectNoViolation, openAt, showOwn, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

const tab = (page: Page, view: string) => page.locator(`#views button[data-to=${view}]`);
const seen = (page: Page) => page.locator("html").getAttribute("data-view");

/** Goes to a part, which is loaded and shown then. */
async function visit(page: Page, { id, view }: (typeof PARTS)[number]): Promise<void> {
  await tab(page, view).click();
  const part = page.locator(`#${id}`);
  await expect(async () => {
    await part.scrollIntoViewIfNeeded();
    await expect(part).not.toHaveAttribute("data-waiting", { timeout: 2000 });
  }).toPass();
  await expect(part.getByRole("heading").first()).toBeVisible();
  await expect(part).not.toHaveAttribute("data-failed");
}

test("every part is loaded and shown, and survives other themes and settings", async ({ page, playground }) => {
  await openAt(page, playground, "view=playground");
  expect(PARTS.length).toBeGreaterThan(2);
  for (const part of PARTS) await visit(page, part);
  for (const theme of ["dark", "projector", "light"]) {
    await page.locator("#theme").selectOption(theme);
    for (const part of PARTS) await visit(page, part);
  }
  await page.evaluate(() => (location.hash = "view=playground&k=5&scenario=two&method=min&hand=1&z=1,2,3&ownK=5&ownMethod=gdpo&rewards=1,0;0,1;0.5,0.5"));
  for (const part of PARTS) await visit(page, part);
  await expect(page.locator("#own-k")).toHaveValue("5");
  await tab(page, "playground").click();
  await expect(playground.kField).toHaveValue("5");
  await expect(page.locator("#count")).toHaveValue("3");
  await expect(page.locator("#scope-method")).toHaveValue("min");
  await playground.started();
});

test("only the view that is seen computes", async ({ page, playground }) => {
  const workers: string[] = [];
  page.on("worker", (worker) => workers.push(new URL(worker.url()).pathname));
  await openAt(page, playground, "speed=20");
  await showOwn(page);
  // What was under way may still come.
  await page.waitForTimeout(500);
  const step = await playground.step();
  await page.waitForTimeout(700);
  expect(await playground.step()).toBe(step);
  expect(workers.filter((path) => path.includes("/own/"))).toEqual([]);
  await page.locator("[data-example]").first().click();
  await expect(page.locator("#own-sentence")).toBeVisible();
  await expect.poll(() => workers.filter((path) => path.includes("/own/"))).not.toEqual([]);
  await tab(page, "playground").click();
  await playground.reach(step + 3);
});

test("the bar leads from view to view, with an entry in the history for each", async ({ page, playground }) => {
  await openAt(page, playground, "k=5");
  await expect(tab(page, "playground")).toHaveAttribute("aria-current", "page");
  await showOwn(page);
  await expectFragment(page, "#view=own&k=5");
  await expect(page).toHaveTitle(/^Your rewards/);
  for (const gone of ["#play", "#scenario", "#badge", "#microscope"]) await expect(page.locator(gone)).toBeHidden();
  await page.goBack();
  await expect.poll(() => seen(page)).toBe("playground");
  await expectFragment(page, "#k=5");
  await expect(page.locator("#own")).toBeHidden();
  await page.goForward();
  await expect.poll(() => seen(page)).toBe("own");
  await expect(page.locator("#own-title")).toBeVisible();
});

const LINKS = [
  { fragment: "", view: "playground" },
  { fragment: "ownK=5&ownMethod=gdpo", view: "own", why: "it sets nothing of the training" },
  { fragment: "ownK=5&lang=en&theme=dark&keys=0", view: "own", why: "nor do these" },
  { fragment: "ownK=5&k=5", view: "playground", why: "it sets k" },
  { fragment: "ownK=5&seed=7", view: "playground", why: "it sets the seed" },
  { fragment: "ownK=5&embed=1", view: "playground", why: "in a frame there was no other" },
  { fragment: "ownK=5&hide=own", view: "playground", why: "the other is hidden" },
  { fragment: "view=own", view: "own" },
  { fragment: "view=own&embed=1", view: "own" },
  { fragment: "view=own&hide=own", view: "playground", why: "it is hidden" },
  { fragment: "view=playground&ownK=5", view: "playground", why: "it says so" },
];
test("a link leads to the view that it names, or that one of before there were views means", async ({ page, faults }) => {
  // What the next link makes needless.
  faults.allow(/request failed: .*ERR_ABORTED/);
  for (const { fragment, view, why } of LINKS) {
    await page.goto("about:blank");
    await page.goto(`/www/#${fragment}`);
    await expect.poll(() => seen(page), `${fragment}: ${why ?? "as it says"}`).toBe(view);
    await expect(page.locator(view === "own" ? "#own" : "#run")).toBeVisible();
    await expect(page.locator("#views"), fragment).toBeVisible({ visible: !fragment.includes("hide=own") && !fragment.includes("embed") });
  }
});

for (const [width, height] of [[390, 664], [1366, 650], [1920, 1080]] as const) {
  test.describe(`${width} x ${height}`, () => {
    test.use({ viewport: { width, height }, hasTouch: width < 800 });

    test("your rewards are in order", async ({ page }) => {
      await page.goto("/www/#view=own");
      await expect(page.locator("#own-title")).toBeVisible();
      await expectInOrder(page, "without data");
      await page.locator("[data-example]").first().click();
      await expect(page.locator("#own-sentence")).toBeVisible();
      for (const theme of ["dark", "projector"]) {
        await page.locator("#theme").selectOption(theme);
        await expectInOrder(page, theme);
      }
      await expectNoViolation(page);
    });
  });
}
