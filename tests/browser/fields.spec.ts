// What is typed into the number fields: nonsense is named and changes nothing.

import { expect, test } from "./playground.js";

const NONSENSE = {
  "Risk coefficient k": { field: "k", range: "from 0.05 to 50", kept: "2", typed: ["abc", "", "0", "-1", "1e9", "NaN", "Infinity", "0x10", "2 3", "51", "0.049"] },
  Seed: { field: "Seed", range: "from 0 to 4294967295", kept: "1", typed: ["x", "", "1.5", "-3", "4294967296", "1e99", "∞"] },
};

test.beforeEach(async ({ playground }) => {
  await playground.lighten();
  await playground.open();
});

for (const [name, { field, range, kept, typed }] of Object.entries(NONSENSE)) {
  test(`nonsense in ${name} is named with the allowed range, and the run goes on`, async ({ page, playground }) => {
    await playground.speed.press("Home");
    await playground.speed.press("ArrowRight");
    const input = page.getByRole("textbox", { name });
    for (const nonsense of typed) {
      await input.fill(nonsense);
      await input.press("Enter");
      const message = page.getByRole("alert").filter({ hasText: /\S/ });
      await expect.soft(message, nonsense).toHaveCount(1);
      await expect.soft(message).toContainText(field);
      await expect.soft(message).toContainText(`“${nonsense}”`);
      await expect.soft(message).toContainText(range);
      await expect.soft(message).toContainText(new RegExp(`still using ${kept}\\b`, "i"));
      await expect.soft(input).toHaveAttribute("aria-invalid", "true");
      await expect.soft(input).toHaveAccessibleDescription(new RegExp(range));
    }
    const step = await playground.step();
    await playground.reach(step + 2);
    await playground.expectState("running");

    // A good value clears it.
    await input.fill(kept);
    await input.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
    await expect(input).toHaveAttribute("aria-invalid", "false");
  });
}

test("nonsense in k from and k to is named", async ({ page, playground }) => {
  await page.getByRole("radio", { name: "from – to" }).check();
  for (const name of ["from", "to"]) {
    const input = page.getByRole("textbox", { name, exact: true });
    await input.fill("-0.5");
    await input.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toContainText(new RegExp(`k ${name}.*“-0\\.5”.*from 0\\.05 to 50`));
    await input.fill("3");
    await input.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCount(0);
  }
  await playground.reach((await playground.step()) + 2);
});

test("a message waits until the typing pauses", async ({ page, playground }) => {
  await playground.kField.fill("");
  await playground.kField.pressSequentially("-7", { delay: 30 });
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toContainText("“-7”");
  await expect(playground.kField).toHaveValue("-7");
  // Without Enter, and without losing what was typed.
  await playground.kField.fill("0.7");
  await expect(playground.k).toHaveAttribute("aria-valuetext", "k = 0.7");
  await expect(playground.kField).toHaveValue("0.7");
});

test("markup that is typed stays text", async ({ page, playground }) => {
  await playground.kField.fill("<img src=x onerror=alert(1)>");
  await playground.kField.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toContainText("“<img src=x onerror=aler");
  await expect(page.locator("#k-error img")).toHaveCount(0);
});
