// Another situation: picked from the list, or made by hand in the editor of the reward table.

import type { Page } from "@playwright/test";

import { expect, expectFragment, expectNoViolation, METHODS, openAt, type Playground, RESPONSES, REWARDS, test } from "./playground.js";

test.beforeEach(async ({ playground }) => playground.lighten());

const scenario = (page: Page) => page.getByRole("combobox", { name: "Scenario" });
const editor = (page: Page) => page.getByRole("dialog", { name: "Reward table" });

/** Every card and the table speak of these. */
async function expectNames(page: Page, playground: Playground, responses: readonly string[], rewards: readonly string[]): Promise<void> {
  for (const method of METHODS) {
    await expect(playground.card(method).locator("[data-response] .label")).toHaveText([...responses]);
    await expect(playground.card(method).locator("[data-reward] .label")).toHaveText(rewards.map((name) => new RegExp(`^${name}`)));
  }
  await expect(page.locator("#rewards input")).toHaveCount(responses.length * rewards.length);
  await expect(page.getByRole("slider", { name: `${responses.at(-1)}, ${rewards.at(-1)}`, exact: true })).toBeVisible();
}

/** Each card's answers sum up to all of them. */
async function expectWholePolicies(playground: Playground): Promise<void> {
  for (const [method, { answers }] of Object.entries(await playground.cards())) {
    const sum = answers.reduce((total, words) => total + Number.parseInt(words, 10), 0);
    expect.soft(Math.abs(sum - 100), `${method}: ${answers.join()}`).toBeLessThanOrEqual(answers.length / 2);
  }
}

test.describe("a scenario", () => {
  test("picked from the list starts its own run", async ({ page, playground }) => {
    await playground.open();
    await playground.reach(3);
    await scenario(page).selectOption({ label: "Eight rewards: k must grow" });
    await expectFragment(page, "#scenario=eight");
    await expectNames(page, playground, RESPONSES, ["Helpful", "Clear", "Polite", "Brief", "Fluent", "Cited", "Honest", "Safe"]);
    await expect(page.getByText("RVPO wavers at k = 2")).toBeVisible();
    await playground.hurry();
    await playground.bottleneckOf("min").toBeGreaterThan(0.5);
    await playground.bottleneckOf("gdpo").toBeLessThan(0.05);
    await expectWholePolicies(playground);
    // Back where it came from.
    await page.goBack();
    await page.goBack();
    await expectFragment(page, "");
    await expect(scenario(page)).toHaveValue("neglect");
    await expectNames(page, playground, RESPONSES, REWARDS);
    await playground.started();
  });

  test("comes with a link, and Defaults goes back to it", async ({ page, playground }) => {
    await openAt(page, playground, "scenario=rare&k=0.5&noise=0.2");
    await expect(scenario(page)).toHaveValue("rare");
    await expect(playground.kField).toHaveValue("0.5");
    await expect(page.getByText("changed since")).toBeVisible();
    await expect(page.locator("#rewards input")).toHaveCount(24);
    await page.getByRole("button", { name: "Defaults" }).click();
    await expectFragment(page, "#scenario=rare");
    await expect(playground.kField).toHaveValue("2");
    await expect(page.getByText("changed since")).toBeHidden();
  });

  test("says what should come out", async ({ page, playground }) => {
    await openAt(page, playground, "scenario=late");
    await expect(page.locator("#expected")).toBeHidden();
    await page.getByText("What should come out").click();
    await expect(page.locator("#expected")).toHaveText(/^After 300 steps: GDPO 0\.00, RVPO 0\.00, Hard min 0\.60\. With k from = 2 and k to = 0\.5: /);
  });

  test("that there is not falls back", async ({ page, playground }) => {
    await openAt(page, playground, "scenario=toString&k=5");
    await expect(scenario(page)).toHaveValue("neglect");
    await expect(page.locator("#link-notice")).toHaveText(/scenario: “toString” is not one of neglect, two,/);
    await expect(playground.kField).toHaveValue("5");
  });
});

test.describe("the editor", { tag: "@whoever-trains" }, () => {
  test.beforeEach(async ({ page, playground }) => {
    await playground.open();
    await page.getByRole("button", { name: "Edit…" }).click();
    await expect(editor(page)).toBeVisible();
  });

  test("renames, on the cards, in the table and in the link", async ({ page, playground }) => {
    const name = editor(page).getByRole("textbox", { name: "Name of reward 2" });
    await name.fill("<i>Höflich</i>");
    await name.press("Enter");
    await editor(page).getByRole("button", { name: "Done" }).click();
    await expectNames(page, playground, RESPONSES, ["Helpful", "<i>Höflich</i>", "Polite", "Brief", "Safe"]);
    await expectFragment(page, `#rewardNames=;${encodeURIComponent("<i>Höflich</i>")}`);
    await page.reload();
    await playground.started();
    await expectNames(page, playground, RESPONSES, ["Helpful", "<i>Höflich</i>", "Polite", "Brief", "Safe"]);
    // An empty name is the page's own again.
    await page.getByRole("button", { name: "Edit…" }).click();
    await name.fill("");
    await name.press("Enter");
    await expect(name).toHaveValue("Clear");
    await expectFragment(page, "");
  });

  test("sets numbers, and refuses what is none", async ({ page, playground }) => {
    const cell = editor(page).getByRole("textbox", { name: "Poor, Safe", exact: true });
    for (const bad of ["2", "x", "0.5;1", "1,1,1", "", "-1", "1e999"]) {
      await cell.fill(bad);
      await cell.press("Enter");
      await expect(editor(page).getByRole("alert")).toHaveText(`Poor, Safe: “${bad}” is not a number from 0 to 1.`);
    }
    await cell.fill("0,75");
    await cell.press("Enter");
    await expect(page.locator("#reward-dialog-error")).toBeEmpty();
    await editor(page).getByRole("button", { name: "Done" }).click();
    await expect(playground.cell(3, 4)).toHaveValue("0.75");
    await expect.poll(() => new URL(page.url()).hash).toContain(";0.3,0.3,0.3,0.3,0.75");
  });

  test("gives no name twice, and goes with the page back", async ({ page, playground }) => {
    const add = (what: string) => editor(page).getByRole("button", { name: `Add a ${what}` });
    await editor(page).getByRole("button", { name: "Remove Helpful" }).click();
    await add("reward").click();
    await editor(page).getByRole("button", { name: "Remove Poor" }).click();
    await add("response").click();
    await expectNames(page, playground, ["Pleasing, unsafe", "Balanced", "Safe, useless", "Poor"], ["Clear", "Polite", "Brief", "Safe", "Reward 5"]);
    await page.goBack();
    await expect(editor(page)).toBeHidden();
    await playground.started();
    await expectWholePolicies(playground);
  });

  test("adds and removes rows and columns, within limits", async ({ page, playground }) => {
    const add = (what: string) => editor(page).getByRole("button", { name: `Add a ${what}` });
    await add("reward").click();
    await editor(page).getByRole("button", { name: "Remove Clear" }).click();
    await add("response").click();
    await editor(page).getByRole("button", { name: "Remove Balanced" }).click();
    await editor(page).getByRole("button", { name: "Done" }).click();
    // Names keep to what they name.
    await expectNames(page, playground, ["Pleasing, unsafe", "Safe, useless", "Poor", "Response 5"], ["Helpful", "Polite", "Brief", "Safe", "Reward 6"]);
    await playground.started();
    await expectWholePolicies(playground);

    await page.getByRole("button", { name: "Edit…" }).click();
    while (await add("response").isEnabled()) await add("response").click();
    while (await add("reward").isEnabled()) await add("reward").click();
    await editor(page).getByRole("button", { name: "Done" }).click();
    await expect(page.locator("#rewards input")).toHaveCount(8 * 17);
    await expect(playground.card("rvpo").locator("[data-reward]")).toHaveCount(17);
    await playground.started();
    await expectWholePolicies(playground);
    const { hash } = new URL(page.url());
    await page.reload();
    await playground.started();
    expect(new URL(page.url()).hash).toBe(hash);
    await expect(page.locator("#rewards input")).toHaveCount(8 * 17);
    await expectNoViolation(page, "eight responses, seventeen rewards");

    await page.getByRole("button", { name: "Edit…" }).click();
    await expectNoViolation(page, "the editor, full");
    const removes = editor(page).getByRole("button", { name: /^Remove/ });
    while (await removes.and(page.locator(":enabled")).count()) await removes.and(page.locator(":enabled")).first().click();
    await expect(removes).toHaveCount(4);
    await editor(page).getByRole("button", { name: "Done" }).click();
    await expect(page.locator("#rewards input")).toHaveCount(4);
    await playground.started();
    await expectWholePolicies(playground);
    await page.getByRole("button", { name: "Defaults" }).click();
    await expectNames(page, playground, RESPONSES, REWARDS);
    await expectFragment(page, "");
  });

  test("that cannot be loaded says so", async ({ page, playground, faults }) => {
    faults.expect(/request failed: .*reward-dialog\.js/);
    faults.allow(/Failed to load resource/);
    faults.allow(/Failed to fetch dynamically imported module/);
    await editor(page).getByRole("button", { name: "Done" }).click();
    await page.route("**/pkg/page/settings/reward-dialog.js", (route) => route.abort());
    await page.reload();
    await playground.started();
    await page.getByRole("button", { name: "Edit…" }).click();
    await expect(playground.status).toHaveText(/could not be loaded/);
  });
});
