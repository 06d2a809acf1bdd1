// The page's state in its address: links in, changes out, back and forward, what is hidden, locked, themed and embedded.

import type { Page } from "@playwright/test";

import { expect, expectFragment, expectNoViolation, openAt, openEmpty, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

const notice = (page: Page) => page.locator("#link-notice");
const TABLE = "rewards=1,1,1,1,1;0.6,0.6,0.6,0.6,0.6;0.2,0.2,0.2,0.2,1;0.3,0.3,0.3,0.3,0.3";

test.describe("the link", () => {
  test("sets everything, and the run has it from its first step", async ({ page, playground }) => {
    await openAt(page, playground, `seed=7&speed=20&schedule=linear&kFrom=1&kTo=0.123&noise=0.3&${TABLE}`);
    await expect(playground.seed).toHaveValue("7");
    await expect(playground.speed).toHaveAttribute("aria-valuetext", "20 steps a second");
    await expect(page.getByRole("radio", { name: "from – to" })).toBeChecked();
    await expect(page.getByRole("textbox", { name: "from", exact: true })).toHaveValue("1");
    await expect(page.getByRole("textbox", { name: "to", exact: true })).toHaveValue("0.123");
    await expect(playground.noise).toHaveAttribute("aria-valuetext", "0.30");
    await expect(playground.cell(0, 4)).toHaveAttribute("aria-valuetext", "1.00");
    await expect(notice(page)).toBeEmpty();

    // The same numbers as when it is set by hand.
    await playground.toStart();
    await playground.steps(3);
    const linked = await playground.cards();
    await playground.open();
    await playground.seed.fill("7");
    await playground.seed.press("Enter");
    await page.getByRole("radio", { name: "from – to" }).check();
    for (const [name, value] of [["from", "1"], ["to", "0.123"]] as const) {
      await page.getByRole("textbox", { name, exact: true }).fill(value);
      await page.getByRole("textbox", { name, exact: true }).press("Enter");
    }
    for (let i = 0; i < 15; i++) await playground.noise.press("ArrowRight");
    await playground.cell(0, 4).press("End");
    await playground.toStart();
    await playground.steps(3);
    expect(await playground.cards()).toEqual(linked);
  });

  test("follows each change; back, forward and reload bring it back", async ({ page, playground }) => {
    await playground.open();
    await playground.pause.click();
    await expectFragment(page, "");
    await playground.kField.fill("5");
    await playground.kField.press("Enter");
    await expectFragment(page, "#k=5");
    await playground.noise.press("End");
    await expectFragment(page, "#k=5&noise=1");
    await playground.cell(0, 4).press("End");
    await expectFragment(page, `#k=5&noise=1&${TABLE}`);

    await page.goBack();
    await expectFragment(page, "#k=5&noise=1");
    await expect(playground.cell(0, 4)).toHaveAttribute("aria-valuetext", "0.00");
    await expect(playground.status).toContainText("Settings from the link");
    await page.goBack();
    await expect(playground.noise).toHaveAttribute("aria-valuetext", "0.15");
    await expect(playground.kField).toHaveValue("5");
    await page.goBack();
    await expectFragment(page, "");
    await expect(playground.kField).toHaveValue("2");
    await page.goForward();
    await page.goForward();
    await expectFragment(page, "#k=5&noise=1");
    await expect(playground.kField).toHaveValue("5");
    await expect(playground.noise).toHaveAttribute("aria-valuetext", "1.00");
    await playground.expectState("paused");

    await page.reload();
    await playground.started();
    await expectFragment(page, "#k=5&noise=1");
    await expect(playground.kField).toHaveValue("5");
    await playground.defaults.click();
    await expectFragment(page, "");
  });

  test("one pull at a slider is one entry in the history", async ({ page, playground }) => {
    await playground.open();
    const before = await page.evaluate(() => history.length);
    const box = (await playground.noise.boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 0.2 * box.width, y);
    await page.mouse.down();
    for (let i = 2; i <= 9; i++) {
      await page.mouse.move(box.x + (i / 10) * box.width, y);
      // It follows while the slider is held.
      await expectFragment(page, `#noise=${Number(await playground.noise.inputValue())}`);
    }
    await page.mouse.up();
    expect(await page.evaluate(() => history.length)).toBe(before + 1);
    await expect(playground.noise).not.toHaveAttribute("aria-valuetext", "0.15");
    await page.goBack();
    await expect(playground.noise).toHaveAttribute("aria-valuetext", "0.15");
    await expectFragment(page, "");
  });

  test("edited by hand takes effect on the running page", async ({ page, playground }) => {
    await playground.open();
    await page.evaluate(() => Object.assign(window, { same: true }));
    await page.evaluate(() => (location.hash = "k=0.1&speed=2"));
    await expect(playground.kField).toHaveValue("0.1");
    await expect(playground.speed).toHaveAttribute("aria-valuetext", "2 steps a second");
    await expect(playground.status).toContainText(/Settings from the link: in effect from step \d+ on/);
    await page.evaluate(() => (location.hash = "seed=9"));
    await expect(playground.seed).toHaveValue("9");
    await expect(playground.status).toContainText(/Settings from the link: started again/);
    await playground.expectState("running");
    expect(await page.evaluate(() => "same" in window)).toBe(true);
  });

  test("says what it cannot use, as text, and the run goes on", async ({ page, playground }) => {
    await openAt(page, playground, `k=99&<img src=x onerror=alert(1)>&noise=${"9".repeat(300)}&theme=<b>&speed=3`);
    await expect(notice(page)).toBeVisible();
    await expect(notice(page)).toContainText("k: “99” is not a number from 0.05 to 50");
    await expect(notice(page)).toContainText("“<img src” = “x onerror=alert(1)>”: there is no such setting");
    await expect(notice(page)).toContainText(/noise: “9{24}…” is not a number from 0 to 1/);
    await expect(notice(page)).toContainText("theme: “<b>” is not one of system, light, dark, projector");
    await expect(notice(page)).toContainText("speed: “3” is not one of");
    // What was wrong is not in the address any more.
    await expectFragment(page, "");
    await expect(notice(page).locator("*")).toHaveCount(0);
    await expect(playground.kField).toHaveValue("2");
    await expectNoViolation(page);
    // It goes with the next change, and so does what was wrong.
    await playground.noise.press("End");
    await expect(notice(page)).toBeEmpty();
    await expectFragment(page, "#noise=1");
  });
});

test.describe("what a link hides or locks", { tag: "@whoever-trains" }, () => {
  const TRANSPORT = "play,step,reset,seed,speed,defaults";

  test("is not shown, and its value is in force", async ({ page, playground }) => {
    await openAt(page, playground, `hide=${TRANSPORT},k,rewards,noise,theme,share,lang,scenario,microscope,expansion,maps&k=0.1&noise=0.3`);
    for (const control of [playground.pause, playground.stepButton, playground.reset, playground.k, playground.seed, playground.newSeed, playground.speed, playground.noise, playground.cell(0, 0), playground.defaults]) {
      await expect.soft(control).toBeHidden();
    }
    await expect(page.getByRole("combobox").filter({ visible: true })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Edit…" })).toBeHidden();
    await expect(page.getByRole("button", { name: "Share" })).toBeHidden();
    await playground.reach(10);
    await expect(playground.card("rvpo")).toBeVisible();
    await expect(playground.curves).toBeVisible();
    await expect(page.locator("#k")).toHaveValue("0.1");
    await expectNoViolation(page);
  });

  test("locked, is shown disabled with a sign; the defaults leave it alone", async ({ page, playground }) => {
    await openAt(page, playground, "lock=k,rewards,reset&k=0.1&noise=0.3");
    await expect(playground.k).toBeVisible();
    await expect(playground.k).toBeDisabled();
    await expect(playground.kField).toBeDisabled();
    await expect(page.getByRole("radio", { name: "constant" })).toBeDisabled();
    await expect(playground.cell(2, 3)).toBeDisabled();
    await expect(playground.noise).toBeEnabled();
    await expect(page.getByRole("button", { name: "Reset" })).toBeDisabled();
    for (const name of ["k", "rewards", "reset"]) {
      expect.soft(await page.locator(`[data-control="${name}"]`).evaluate((node) => getComputedStyle(node, "::after").content), name).toContain("locked");
    }
    await expectNoViolation(page);
    await playground.defaults.click();
    await expect(playground.kField).toHaveValue("0.1");
    await expect(playground.noise).toHaveAttribute("aria-valuetext", "0.15");
    await expectFragment(page, "#k=0.1&lock=reset,k,rewards");
    // And the lock is gone with the link.
    await page.evaluate(() => (location.hash = ""));
    await expect(playground.k).toBeEnabled();
    await expect(playground.reset).toBeEnabled();
  });

  test("every control can be hidden and locked by name", async ({ page, playground }) => {
    await playground.open();
    const names = await page.evaluate(async () => ((await import("/www/settings/schema.js" as string)) as { SCHEMA: { hide: { values: string[] } } }).SCHEMA.hide.values);
    expect(names.length).toBeGreaterThan(9);
    for (const name of names) await expect.soft(page.locator(`[data-control="${name}"]`), name).not.toHaveCount(0);
    await page.evaluate((list) => (location.hash = `lock=${list}`), names.join(","));
    await expect(playground.k).toBeDisabled();
    // What comes later as well.
    await page.locator("#maps").scrollIntoViewIfNeeded();
    await expect(page.locator("#maps .exports").first()).toBeVisible();
    // The rows of the microscope are looked at, and set nothing.
    expect(await page.locator("#app :is(input, button, select):enabled:not(dialog *, #scope-rows *, #views *)").count()).toBe(0);
    await page.evaluate((list) => (location.hash = `hide=${list}`), names.join(","));
    await expect(playground.k).toBeHidden();
    expect(await page.locator("#app :is(input, button, select):not(dialog *, #scope-rows *)").evaluateAll((nodes) => nodes.filter((node) => node.checkVisibility()).map((node) => node.id || node.textContent))).toEqual([]);
    for (const id of ["chart", "microscope", "expansion-chart", "maps"]) await expect(page.locator(`#${id}`)).toBeVisible();
  });
});

test.describe("themes", { tag: "@whoever-trains" }, () => {
  for (const theme of ["light", "dark", "projector"] as const) {
    test(`${theme}, whatever the system wants`, async ({ page, playground }) => {
      await page.emulateMedia({ colorScheme: theme === "dark" ? "light" : "dark" });
      await openAt(page, playground, `theme=${theme}&speed=2`);
      const [r] = /\d+/.exec(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)) ?? [];
      if (theme === "dark") expect(Number(r)).toBeLessThan(60);
      else expect(Number(r)).toBeGreaterThan(200);
      await expect(page.getByRole("combobox", { name: "Theme" })).toHaveValue(theme);
      await expectNoViolation(page);
      await page.getByRole("button", { name: "Share" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectNoViolation(page);
    });
  }

  test("can be picked on the page, and follow the system", async ({ page, playground }) => {
    await page.emulateMedia({ colorScheme: "light" });
    await playground.open();
    const background = () => page.evaluate(() => getComputedStyle(document.body.parentElement!).backgroundColor);
    const light = await background();
    const select = page.getByRole("combobox", { name: "Theme" });
    await select.selectOption("Theme: dark");
    await expectFragment(page, "#theme=dark");
    const dark = await background();
    expect(dark).not.toBe(light);
    await select.selectOption("Theme: system");
    await expect.poll(background).toBe(light);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(background).toBe(dark);
    const size = () => page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    const before = await size();
    await select.selectOption("Theme: projector");
    expect(await size()).toBeGreaterThan(1.2 * before);
  });
});

test.describe("the backend", () => {
  test("cpu is taken at once, auto again later", async ({ page, playground }) => {
    await openAt(page, playground, "backend=cpu");
    await playground.expectBackend("cpu");
    await expect(playground.notice).toBeEmpty();
    await page.evaluate(() => (location.hash = "backend=auto"));
    await playground.expectBackend(playground.hasGpu ? "webgpu" : "cpu");
    if (!playground.hasGpu) await expect(playground.notice).toContainText("WebGPU");
    await playground.reach(5);
    await page.goBack();
    await playground.expectBackend("cpu");
    await expect(playground.notice).toBeEmpty();
    await playground.reach(5);
  });

  test("webgpu that is missing is said, and the CPU trains", async ({ page, playground }) => {
    await openAt(page, playground, "backend=webgpu");
    await playground.expectBackend(playground.hasGpu ? "webgpu" : "cpu");
    if (playground.hasGpu) await expect(playground.notice).toBeEmpty();
    else await expect(playground.notice).toHaveText(/WebGPU.*CPU/);
    await playground.reach(5);
  });
});

interface Message {
  type: string;
  [more: string]: unknown;
}

test.describe("in another page's frame", { tag: "@whoever-trains" }, () => {
  async function embed(page: Page, fragment: string) {
    await openEmpty(page);
    await page.evaluate((src) => {
      const messages: unknown[] = [];
      addEventListener("message", ({ data }) => messages.push(data));
      Object.assign(window, { messages });
      document.body.append(Object.assign(document.createElement("iframe"), { src, title: "Playground", width: 1000, height: 700 }));
    }, `/www/#${fragment}`);
    return {
      frame: page.frameLocator("iframe"),
      messages: () => page.evaluate(() => (window as unknown as { messages: Message[] }).messages),
    };
  }

  test("there are the pictures and the controls, without a frame of their own", async ({ page }) => {
    const { frame, messages } = await embed(page, "embed=1&k=5&speed=Infinity");
    await expect(frame.locator("#cards article")).toHaveCount(5);
    await expect(frame.locator("#chart")).toBeVisible();
    for (const gone of [".head", "footer", "#look", "#share", "#theme", ".caption >> nth=0"]) await expect.soft(frame.locator(gone), gone).toBeHidden();
    await expect.poll(async () => (await messages()).at(-1)?.["state"], { timeout: 60_000 }).toBe("finished");
    const all = await messages();
    expect(all[0]).toEqual({ type: "ready", settings: "speed=Infinity&k=5&embed=1" });
    expect(all.filter(({ type }) => type === "error")).toEqual([]);
    const last = all.at(-1)!;
    expect(last).toMatchObject({ type: "state", state: "finished", step: 300, settings: "speed=Infinity&k=5&embed=1" });
    expect(Object.keys(last["bottleneck"] as object)).toEqual(["grpo", "gdpo", "variance", "rvpo", "min"]);
  });

  test("a bad value is told to that page", async ({ page }) => {
    const { messages } = await embed(page, "embed=1&k=99");
    await expect.poll(async () => (await messages()).find(({ type }) => type === "error")?.["message"]).toMatch(/k: “99” is not a number from 0\.05 to 50/);
    await expect.poll(async () => (await messages()).some(({ type }) => type === "state")).toBe(true);
  });

  test("a page that is not framed tells nobody", async ({ page, playground }) => {
    await page.addInitScript(() => {
      Object.assign(window, { told: 0 });
      addEventListener("message", () => (window as unknown as { told: number }).told++);
    });
    await openAt(page, playground, "embed=1");
    await playground.reach(5);
    expect(await page.evaluate(() => (window as unknown as { told: number }).told)).toBe(0);
  });
});

test.describe("Share", { tag: "@whoever-trains" }, () => {
  test("offers the link and a frame, and copies them", async ({ page, context, playground }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await openAt(page, playground, "k=0.5&noise=0.3");
    await page.getByRole("button", { name: "Share" }).click();
    const link = page.getByRole("textbox", { name: "A link to this page" });
    await expect(link).toHaveValue(page.url());
    const snippet = await page.getByRole("textbox", { name: "A frame for another page" }).inputValue();
    const parsed = await page.evaluate((html) => new DOMParser().parseFromString(html, "text/html").querySelector("iframe")?.getAttribute("src"), snippet);
    expect(parsed).toBe(`${page.url()}&embed=1`);
    for (const [name, text] of [["Copy the link", page.url()], ["Copy the frame", snippet]] as const) {
      const button = page.getByRole("button", { name });
      const field = await button.getAttribute("id");
      await button.click();
      await expect(page.locator(`#${field}`)).toHaveText("Copied");
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    }
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.getByRole("button", { name: "Share" })).toBeFocused();
  });

  test("selects the text where there is no clipboard", async ({ page, playground }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await openAt(page, playground, "k=0.5");
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("button", { name: "Copy the link" }).click();
    expect(await page.evaluate(() => {
      const field = document.getElementById("share-link") as HTMLInputElement;
      return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
    })).toBe(page.url());
    await page.getByRole("button", { name: "Close" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});
