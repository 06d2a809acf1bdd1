// Other languages: German is whole; twice as long words and a script from right to left leave the page in order.

import type { Page } from "@playwright/test";

import { expectInOrder } from "./page-order.js";
import { expect, expectNoViolation, lookAtExpansion, METHODS, openAt, showOwn, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

const language = (page: Page) => page.locator("#lang");

test("German comes with a link, and everything on the page is in it", async ({ page, playground }) => {
  await openAt(page, playground, "lang=de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Engpass (niedrigster Reward) während des Trainings" })).toBeVisible();
  await expect(playground.card("rvpo").locator("[data-response] .label").first()).toHaveText("Gefällig, unsicher");
  await expect(playground.card("rvpo").locator("[data-bottleneck]")).toHaveText(/^0,\d\d$/);
  await page.locator("#speed").press("End");
  await playground.expectState("finished", 60_000);
  await expect(playground.caption).toContainText("aufgegeben");
  // Words that only English has.
  const english = /\b(the|of|and|what|with|reward is|step|rollout of|policy after|lowest)\b/i;
  const strangers = await page.evaluate((pattern) => {
    const walker = document.createTreeWalker(document.getElementById("app")!, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      if (node.parentElement!.closest("option, script, math") === null && new RegExp(pattern, "i").test(text)) found.push(text);
    }
    return found;
  }, english.source);
  expect(strangers).toEqual([]);
  await expectNoViolation(page);
  await page.locator("#microscope").scrollIntoViewIfNeeded();
  await expect(page.locator("#scope-picture")).toBeVisible();
  await expectInOrder(page, "German");
  await lookAtExpansion(page);
  await expectInOrder(page, "German, the expansion");
});

test("a German field shows and takes a decimal comma, with every digit", async ({ page, playground }) => {
  await openAt(page, playground, "k=2.345678&lang=de");
  const k = page.locator("#k");
  await expect(k).toHaveValue("2,345678");
  await k.fill("0,75");
  await k.press("Enter");
  await expect(k).toHaveValue("0,75");
  await expect.poll(() => new URL(page.url()).hash).toBe("#k=0.75&lang=de");
  // A point is as good.
  await k.fill("1.25");
  await k.press("Enter");
  await expect(k).toHaveValue("1,25");
  await page.locator("#edit").click();
  const cell = page.locator("#reward-dialog-table input[inputmode=decimal]").first();
  await cell.fill("0.125");
  await cell.press("Enter");
  await expect(cell).toHaveValue("0,125");
});

test("can be picked on the page, and stays in the link", async ({ page, playground, faults }) => {
  // What a page that is left was still loading.
  faults.allow(/request failed: .* net::ERR_ABORTED/);
  await openAt(page, playground, "k=5");
  await language(page).selectOption("de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await playground.started();
  expect(new URL(page.url()).hash).toBe("#k=5&lang=de");
  await expect(page.locator("#k")).toHaveValue("5");
  await language(page).selectOption("en");
  await expect(page.locator("html")).toHaveAttribute("lang", "en-GB");
  await page.evaluate(() => (location.hash = "lang=de"));
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await playground.started();
});

test.describe("in a German browser", () => {
  test.use({ locale: "de-AT" });

  test("the page is German, unless the link says otherwise", async ({ page, playground }) => {
    await playground.open();
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await page.goto("about:blank");
    await openAt(page, playground, "lang=en");
    await expect(page.locator("html")).toHaveAttribute("lang", "en-GB");
  });
});

/** Puts other tables in the place of the German ones: the English one of the page, and the German ones of what comes later, changed. */
async function replaceGerman(page: Page, change: string, dir: string): Promise<void> {
  const tables = [
    { file: "page.js", of: "../en/page.js", name: "TEXT", own: `, lang: "de", dir: "${dir}"` },
    ...["microscope", "expansion", "dialogs", "tables", "own"].map((what) => ({ file: `${what}.js`, of: `./${what}.js?as-it-is`, name: "WORDS", own: "" })),
  ];
  for (const { file, of, name, own } of tables) {
    const body = `import { ${name} as TABLE } from "${of}";
      const change = (text) => ${change};
      const KEPT = ["lang", "dir", "decimal", "number", "plain", "typed", "percent"];
      const all = (value) => {
        if (typeof value === "string") return change(value);
        if (typeof value === "function") return (...given) => { const made = value(...given); return typeof made === "string" ? change(made) : made; };
        if (Array.isArray(value)) return value.map(all);
        if (value === null || typeof value !== "object") return value;
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, KEPT.includes(key) ? part : all(part)]));
      };
      export const ${name} = { ...all(TABLE)${own} };`;
    await page.route(`**/pkg/page/words/de/${file}`, (route) => route.fulfill({ contentType: "text/javascript", body }));
  }
}

const PSEUDO = [
  { name: "words twice as long", change: "text + \" \" + text", dir: "ltr" },
  { name: "from right to left", change: "text.replace(/\\p{L}+/gu, (word) => Array.from(word, () => \"\\u05d0\").join(\"\"))", dir: "rtl" },
];
for (const { name, change, dir } of PSEUDO) {
  const doubled = dir === "ltr";
  for (const [width, height] of [[390, 844], [1280, 800], [1920, 1080]] as const) {
    test.describe(`${name}, ${width} x ${height}`, () => {
      test.use({ viewport: { width, height }, hasTouch: width < 800 });

      test("the page is in order", async ({ page, playground }) => {
        await replaceGerman(page, change, dir);
        await openAt(page, playground, "lang=de&compare=gdpo");
        await expect(page.locator("html")).toHaveAttribute("dir", dir);
        await playground.reach(12);
        await page.locator("#play").click();
        await playground.expectState("paused");
        for (const method of METHODS) await expect(playground.card(method)).toBeVisible();
        await expectInOrder(page, name, doubled);
        await page.locator("#microscope").scrollIntoViewIfNeeded();
        await expect(page.locator("#scope-picture")).toBeVisible();
        await expectInOrder(page, `${name}, the microscope`, doubled);
        await lookAtExpansion(page);
        await expectInOrder(page, `${name}, the expansion`, doubled);
        await showOwn(page);
        await page.locator('[data-example="trl_completions.jsonl"]').click();
        await expect(page.locator("#own-sentence")).toBeVisible();
        await page.locator("#own-schedule").selectOption("linear");
        await expect(page.locator(".own-code pre code").first()).not.toBeEmpty();
        await expectInOrder(page, `${name}, your rewards`, doubled);
      });
    });
  }
}
