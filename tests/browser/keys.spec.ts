// The keys: each does what its control does, none takes anything from someone who types, and the help lists them all.

import type { Page } from "@playwright/test";

import { HOTKEYS } from "../../www/page/keys.js";
import { speak } from "../../www/words/page.js";
import { expect, expectNoViolation, type Playground, test } from "./playground.js";

await speak("en");
// It reads the words when it is loaded.
const { WORDS } = await import("../../www/words/dialogs.js");

test.beforeEach(async ({ playground }) => playground.lighten());

/** Paused at step 0, nothing focused, and the keys there: they come with the first sign of a user. */
async function openAt(page: Page, playground: Playground, fragment = ""): Promise<void> {
  await openAsleep(page, playground, fragment);
  await page.mouse.move(3, 3);
  await expect(page.locator("link[media=print]")).toHaveCount(1);
}

async function openAsleep(page: Page, playground: Playground, fragment = ""): Promise<void> {
  await page.goto(`/www/#${fragment}`);
  await playground.started();
  await page.evaluate(() => document.getElementById("reset")?.click());
  await playground.expectStep(0);
  await playground.expectState("paused");
}

/** What was pressed before has made no step: the next one is the first. */
async function expectNoStepYet(playground: Playground): Promise<void> {
  await playground.stepButton.click();
  await playground.expectStep(1);
  await playground.expectState("paused");
}

const help = (page: Page) => page.getByRole("dialog", { name: "Help" });

test("each key does what its control does", async ({ page, playground }) => {
  await openAt(page, playground);
  const { keyboard } = page;
  await keyboard.press("s");
  await playground.expectStep(1);
  await keyboard.press("ArrowRight");
  await playground.expectStep(2);
  for (const key of ["Space", "k"]) {
    await keyboard.press(key);
    await playground.expectState("running");
    await keyboard.press(key);
    await playground.expectState("paused");
  }
  await keyboard.press("r");
  await playground.expectStep(0);
  await expect(playground.status).toContainText("Back at step 0");

  for (const [larger, smaller] of [["]", "["], [".", ","]] as const) {
    await keyboard.press(larger);
    await expect(playground.kField).toHaveValue("2.2");
    await keyboard.press(smaller);
    await keyboard.press(smaller);
    await expect(playground.kField).toHaveValue("1.8");
    await keyboard.press(larger);
    await expect(playground.kField).toHaveValue("2");
  }
  await page.getByRole("radio", { name: "from – to" }).check();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await keyboard.press("]");
  await expect(page.getByRole("textbox", { name: "to", exact: true })).toHaveValue("2.2");
  await expect(page.getByRole("textbox", { name: "from", exact: true })).toHaveValue("0.5");

  await keyboard.press("+");
  await expect(playground.speed).toHaveAttribute("aria-valuetext", "60 steps a second");
  await keyboard.press("-");
  await keyboard.press("-");
  await expect(playground.speed).toHaveAttribute("aria-valuetext", "20 steps a second");
  // Read out, as the slider does not have the focus.
  await expect(playground.status).toHaveText("20 steps a second");
  await expect.poll(() => new URL(page.url()).hash).toContain("speed=20");

  // The first also loads it.
  for (const part of [2, 3]) {
    await keyboard.press("m");
    await expect(page.locator("#scope-next")).toContainText(`part ${part} of 6`);
  }
  await playground.expectStep(1);
  for (const theme of ["light", "dark", "projector", "system"]) {
    await keyboard.press("t");
    await expect(page.getByRole("combobox", { name: "Theme" })).toHaveValue(theme);
    await expect(playground.status).toContainText(theme);
  }
  await expect(playground.seed).toHaveValue("1");
  await keyboard.press("n");
  await expect(playground.seed).not.toHaveValue("1");
  await playground.expectState("running");
  await keyboard.press("l");
  await expect(page.getByRole("dialog", { name: "Share" })).toBeVisible();
});

test("the first key of all counts", async ({ page, playground }) => {
  await openAsleep(page, playground);
  await expect(page.locator("link[media=print]")).toHaveCount(0);
  await page.keyboard.press("s");
  await playground.expectStep(1);
  await expect(page.locator("link[media=print]")).toHaveCount(1);
  await page.keyboard.press("s");
  await playground.expectStep(2);
});

test("a key counts that is pressed while the keys are still loading", async ({ page, playground }) => {
  await openAsleep(page, playground);
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route("**/pkg/page/page/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.mouse.move(5, 400);
  await page.keyboard.press("s");
  await playground.expectStep(0);
  goOn();
  await playground.expectStep(1);
});

test("a key that is held steps on, but plays only once", async ({ page, playground }) => {
  await openAt(page, playground);
  await page.keyboard.down("s");
  await page.keyboard.down("s");
  await page.keyboard.down("s");
  await page.keyboard.up("s");
  await playground.expectStep(3);
  // The second one, a repetition, must not pause again.
  await page.keyboard.down("k");
  await page.keyboard.down("k");
  await page.keyboard.up("k");
  await playground.expectState("running");
  await playground.reach(5);
});

test("what has the focus keeps its keys", async ({ page, playground }) => {
  await openAt(page, playground);
  const { keyboard } = page;
  // Letters and signs belong to who types.
  await playground.kField.focus();
  await keyboard.press("Control+A");
  await keyboard.type(" 3.5 k");
  await keyboard.press("Control+A");
  await keyboard.type("3.5");
  await keyboard.press("ArrowRight");
  await expect(playground.kField).toHaveValue("3.5");
  await keyboard.press("Enter");
  await expect(playground.kField).toHaveValue("3.5");
  await playground.expectStep(0);

  await playground.noise.focus();
  await keyboard.press("ArrowRight");
  await expect(playground.noise).toHaveAttribute("aria-valuetext", "0.16");
  // What is scrolled by arrows.
  await page.locator(".chart-panel").getByRole("button", { name: "Data table" }).click();
  await page.locator("#chart-data [tabindex]").focus();
  await keyboard.press("ArrowRight");
  await keyboard.press("Space");
  const radio = page.getByRole("radio", { name: "constant" });
  await radio.focus();
  await keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "from – to" })).toBeChecked();
  await keyboard.press("ArrowLeft");
  await page.getByRole("combobox", { name: "Theme" }).focus();
  for (const key of ["s", "k", "r", "n"]) await keyboard.press(key);
  // A button is pressed, and nothing else happens.
  await playground.reset.focus();
  await keyboard.press("Space");
  await expectNoStepYet(playground);
  await playground.stepButton.focus();
  await keyboard.press("Space");
  await playground.expectStep(2);
  await playground.expectState("paused");

  // Where the focused control has no use for a key, it works.
  await playground.noise.focus();
  await keyboard.press("s");
  await playground.expectStep(3);
  await playground.stepButton.focus();
  await keyboard.press("ArrowRight");
  await playground.expectStep(4);
});

test("with Ctrl, Alt or Meta a key is the browser's", async ({ page, playground }) => {
  await openAt(page, playground);
  for (const modifier of ["ctrlKey", "altKey", "metaKey"]) {
    for (const key of HOTKEYS.flatMap(({ keys }) => keys)) {
      const prevented = await page.evaluate(
        ([key, modifier]) => !document.body.dispatchEvent(new KeyboardEvent("keydown", { key: key!, [modifier!]: true, bubbles: true, cancelable: true })),
        [key, modifier],
      );
      expect.soft(prevented, `${modifier} ${key}`).toBe(false);
    }
  }
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectNoStepYet(playground);
  // The same without is taken.
  expect(await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "s", bubbles: true, cancelable: true })))).toBe(false);
  await playground.expectStep(2);
});

test("what the link locks or hides has no key", async ({ page, playground }) => {
  await openAt(page, playground, "lock=step,k,theme&hide=speed,share,seed,help");
  const { keyboard } = page;
  for (const key of ["s", "ArrowRight", "[", "]", "t", "-", "+", "l", "n", "?"]) await keyboard.press(key);
  // They would have come before this.
  await keyboard.press("k");
  await playground.reach(3);
  await keyboard.press("k");
  await playground.expectState("paused");
  await expect(playground.kField).toHaveValue("2");
  await expect(page.locator("#speed")).toHaveAttribute("aria-valuetext", "40 steps a second");
  await expect(page.locator("#theme")).toHaveValue("system");
  await expect(page.locator("#seed")).toHaveValue("1");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(new URL(page.url()).hash).toBe("#lock=step,k,theme&hide=speed,share,seed,help");
});

test("the help lists every key, says which are of no use here, and has the keyboard", async ({ page, playground }) => {
  await openAt(page, playground, "lock=k&hide=share");
  await page.keyboard.press("?");
  await expect(help(page)).toBeVisible();
  const rows = help(page).locator("dl > div");
  await expect(rows).toHaveCount(HOTKEYS.length);
  for (const [i, { keys, name, on }] of HOTKEYS.entries()) {
    await expect.soft(rows.nth(i), name).toContainText(WORDS.hotkeys[name]!);
    await expect.soft(rows.nth(i).locator("kbd")).toHaveCount(keys.length);
    const none = on.some((id) => ["k-slider", "share"].includes(id));
    await expect.soft(rows.nth(i).getByText("(not here)"), name).toHaveCount(none ? 1 : 0);
  }
  // The page behind does not hear them.
  await page.keyboard.press("s");
  await page.keyboard.press("Escape");
  await expect(help(page)).toBeHidden();
  await expectNoStepYet(playground);
  await page.getByRole("button", { name: "Help" }).click();
  await expect(help(page)).toBeVisible();
  await help(page).getByRole("button", { name: "Close" }).click();
  await expect(help(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Help" })).toBeFocused();
});

test("the keys can be switched off, also by a link", async ({ page, playground }) => {
  await openAt(page, playground);
  await page.keyboard.press("?");
  await help(page).getByRole("checkbox", { name: "Use these keys" }).uncheck();
  await page.keyboard.press("Escape");
  await expect.poll(() => new URL(page.url()).hash).toBe("#keys=0");
  for (const key of ["s", "k", "?", "]"]) await page.keyboard.press(key);
  await expectNoStepYet(playground);
  await expect(help(page)).toBeHidden();
  await expect(playground.kField).toHaveValue("2");

  await page.reload();
  await playground.started();
  await page.getByRole("button", { name: "Help" }).click();
  const on = help(page).getByRole("checkbox", { name: "Use these keys" });
  await expect(on).not.toBeChecked();
  await on.check();
  await page.keyboard.press("Escape");
  await expect.poll(() => new URL(page.url()).hash).toBe("");
  await playground.toStart();
  await page.keyboard.press("s");
  await playground.expectStep(1);
});

for (const theme of ["light", "dark", "projector"]) {
  test(`axe finds nothing in the help, ${theme}`, async ({ page, playground }) => {
    await openAt(page, playground, `theme=${theme}&hide=share`);
    await page.keyboard.press("?");
    await expect(help(page)).toBeVisible();
    await expectNoViolation(page);
  });
}

for (const [width, height] of [[320, 640], [1280, 800], [1920, 1080]] as const) {
  test.describe(`${width} x ${height}`, () => {
    test.use({ viewport: { width, height } });

    test("the help fits, or scrolls down only", async ({ page, playground }) => {
      await openAt(page, playground);
      await page.keyboard.press("?");
      await expect(help(page)).toBeVisible();
      const box = (await help(page).boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      expect(await help(page).evaluate((node) => node.scrollWidth - node.clientWidth)).toBeLessThanOrEqual(0);
      const close = help(page).getByRole("button", { name: "Close" });
      await close.scrollIntoViewIfNeeded();
      await expect(close).toBeInViewport({ ratio: 1 });
    });
  });
}
