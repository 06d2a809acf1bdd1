// Your rewards: what a link brings back, hides and locks.

import { alerts, choose, computed, groupSize, kField, number, open, part, PLAIN, read, role, rolesOf, rows, sentence, SMALL, text } from "./own.js";
import { expect, expectFragment, showOwn, test } from "./playground.js";

test("a link brings back the settings, and no data", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  await choose(page, "Framework", "ms-swift");
  await choose(page, "Method", "variance");
  await choose(page, "Compared with", "min");
  await kField(page).fill("3.5");
  await kField(page).press("Enter");
  const weight = page.getByRole("textbox", { name: "Weight of “helpful”" });
  await weight.fill("3");
  await weight.press("Enter");
  await expect(sentence(page)).toHaveText(/^Variance penalty, k = 3\.5, beside Hard min, by the convention of ms-swift 4\.6/);
  await expectFragment(page, "#ownConvention=ms-swift&ownMethod=variance&ownCompare=min&ownK=3.5&ownWeights=3");
  const before = await rows(page);
  expect(page.url()).not.toContain("p1");
  await page.reload();
  await showOwn(page);
  await expect(page.locator("#own-answers")).toBeHidden();
  await expect(page.locator("#own-ownConvention")).toHaveValue("ms-swift");
  await expect(page.locator("#own-ownMethod")).toHaveValue("variance");
  await expect(kField(page)).toHaveValue("3.5");
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("Variance penalty, k = 3.5, beside Hard min");
  await expect(page.getByRole("textbox", { name: "Weight of “helpful”" })).toHaveValue("3");
  expect(await rows(page)).toEqual(before);
  // Neither another scenario nor the defaults are this part's business; going back is.
  await page.locator("#views button[data-to=playground]").click();
  await playground.defaults.click();
  await showOwn(page);
  await expect(page.locator("#own-ownMethod")).toHaveValue("variance");
  await page.evaluate(() => (location.hash = "view=own&ownMethod=rvpo"));
  await expect(sentence(page)).toHaveText(/^RVPO, k = 2, beside GDPO, by the paper’s convention/);
});

test("hidden, locked and embedded", async ({ page, playground }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await open(page, playground, "lock=own");
  await expect(part(page).locator(":is(input, select, button, textarea):enabled")).toHaveCount(0);
  await expect(text(page)).toBeDisabled();
  const data = await page.evaluateHandle((table) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([table], "a.csv"));
    return transfer;
  }, SMALL);
  await part(page).dispatchEvent("drop", { dataTransfer: data });
  await page.evaluate(() => (location.hash = "hide=own"));
  await expect(part(page)).toBeHidden();
  await page.evaluate(() => (location.hash = "view=own"));
  await expect(text(page)).toBeEnabled();
  // It would have been asked for with the drop.
  expect(loaded.filter((path) => path.endsWith("/own/part.js"))).toHaveLength(1);
  expect(loaded.filter((path) => path.endsWith("/own/worker.js"))).toEqual([]);
  await part(page).dispatchEvent("drop", { dataTransfer: data });
  await expect(page.locator("#own tbody select")).toHaveCount(4);
  expect(loaded.filter((path) => path.endsWith("/own/worker.js"))).toHaveLength(1);
  await page.evaluate(() => (location.hash = "embed=1"));
  await expect(part(page)).toBeHidden();
});

test("a link brings back what columns are taken as, the group size and the trainer; back and forward, too", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, PLAIN);
  await expect(alerts(page)).toContainText("Say what makes a group");
  await groupSize(page).fill("2");
  await groupSize(page).press("Enter");
  await expectFragment(page, "#ownGroupSize=2");
  await role(page, "d").selectOption("length");
  await expectFragment(page, "#ownRoles=rrrl&ownGroupSize=2");
  await role(page, "a").selectOption("ignore");
  const weight = page.getByRole("textbox", { name: "Weight of “c”" });
  await weight.fill("3");
  await weight.press("Enter");
  await computed(page);
  await expect(number(page, "rewards")).toHaveText("2");
  const trainer = page.locator("#own-trainer");
  await expect(trainer).toHaveValue("torch");
  await trainer.selectOption("verl");
  await expectFragment(page, "#ownWeights=1,3&ownRoles=irrl&ownGroupSize=2&ownTrainer=verl");
  const before = await rows(page);

  // A page that knows only the address.
  await page.reload();
  await showOwn(page);
  await read(page, PLAIN);
  await computed(page);
  expect(await rolesOf(page)).toEqual(["ignore", "reward", "reward", "length"]);
  await expect(groupSize(page)).toHaveValue("2");
  // The weights are those of the link's rewards.
  await expect(weight).toHaveValue("3");
  await expect(trainer).toHaveValue("verl");
  await expect(page.locator(".own-code pre code").first()).toContainText("verl");
  expect(await rows(page)).toEqual(before);
  await expect(alerts(page)).toHaveCount(0);

  // The usual one needs no key, and follows the framework.
  await trainer.focus();
  await trainer.selectOption("torch");
  await expectFragment(page, "#ownWeights=1,3&ownRoles=irrl&ownGroupSize=2");
  await page.locator("#own-ownConvention").focus();
  await choose(page, "Framework", "trl");
  await expect(trainer).toHaveValue("trl");
  await page.goBack();
  await page.goBack();
  await expectFragment(page, "#ownWeights=1,3&ownRoles=irrl&ownGroupSize=2&ownTrainer=verl");
  await expect(trainer).toHaveValue("verl");

  // With the roles, the weights: those of an entry are for its rewards.
  await role(page, "b").selectOption("ignore");
  await expectFragment(page, "#ownWeights=3&ownRoles=iirl&ownGroupSize=2&ownTrainer=verl");
  await groupSize(page).fill("4");
  await groupSize(page).press("Enter");
  await expect(number(page, "groups")).toHaveText("1");
  await page.goBack();
  await expect(groupSize(page)).toHaveValue("2");
  await expect(number(page, "groups")).toHaveText("2");
  await page.goBack();
  expect(await rolesOf(page)).toEqual(["ignore", "reward", "reward", "length"]);
  await expect(weight).toHaveValue("3");
  await expect(number(page, "rewards")).toHaveText("2");
  await page.goForward();
  await expect(number(page, "rewards")).toHaveText("1");
  await expectFragment(page, "#ownWeights=3&ownRoles=iirl&ownGroupSize=2&ownTrainer=verl");

  // By hand in the address.
  await page.evaluate(() => (location.hash = "ownRoles=rrii&ownGroupSize=4&ownTrainer=numpy"));
  await expect(number(page, "groups")).toHaveText("1");
  expect(await rolesOf(page)).toEqual(["reward", "reward", "ignore", "ignore"]);
  await expect(trainer).toHaveValue("numpy");
  await page.evaluate(() => (location.hash = "ownGroupSize=4"));
  await expect(number(page, "rewards")).toHaveText("4");
  await expect(trainer).toHaveValue("torch");
});

test("what a link says of columns counts where it fits, and elsewhere the page says that it does not", async ({ page, playground }) => {
  await open(page, playground, "ownRoles=irrl&ownGroupSize=2&ownWeights=1,3&ownTrainer=verl");
  await read(page, SMALL.replaceAll("prompt_id,", "prompt_id,note,").replaceAll(/^(p\d)/gm, "$1,x"));
  await expect(alerts(page)).toHaveText("The link says what 4 columns are taken as, and here are 5: its roles, weights and group size do not count.");
  await computed(page);
  expect((await rolesOf(page)).filter((role) => role === "reward")).toHaveLength(3);
  for (const name of ["helpful", "polite", "safe"]) await expect.soft(page.getByRole("textbox", { name: `Weight of “${name}”` })).toHaveValue("1");
  await expectFragment(page, "#ownTrainer=verl");

  // An address that is edited while there is a table; the entry before stays what it is.
  await page.evaluate(() => (location.hash = "ownRoles=rr&ownK=3"));
  await expect(alerts(page)).toHaveText("The link says what 2 columns are taken as, and here are 5: its roles, weights and group size do not count.");
  await expectFragment(page, "#ownK=3");
  await page.goBack();
  await expectFragment(page, "#ownTrainer=verl");
  await expect(alerts(page)).toHaveCount(0);
  await page.goForward();
  await expectFragment(page, "#ownK=3");

  // What was set by hand is for those columns, also when they are read again; not for others, of which there are as many.
  await read(page, PLAIN);
  await groupSize(page).fill("4");
  await groupSize(page).press("Enter");
  await role(page, "d").selectOption("length");
  await expectFragment(page, "#ownK=3&ownRoles=rrrl&ownGroupSize=4");
  await page.getByRole("button", { name: "Forget the data" }).click();
  await read(page, PLAIN);
  await computed(page);
  expect(await rolesOf(page)).toEqual(["reward", "reward", "reward", "length"]);
  await expect(groupSize(page)).toHaveValue("4");
  await read(page, PLAIN.replace("d", "e"));
  await expect(alerts(page)).toContainText("Say what makes a group");
  expect(await rolesOf(page)).toEqual(["reward", "reward", "reward", "reward"]);
  await expect(groupSize(page)).toHaveValue("");
  await expectFragment(page, "#ownK=3");

  // An address that comes while there are no data is for those that come next, whatever was there before.
  await page.getByRole("button", { name: "Forget the data" }).click();
  await page.evaluate(() => (location.hash = "ownRoles=rrri&ownGroupSize=2"));
  await read(page, PLAIN);
  await computed(page);
  expect(await rolesOf(page)).toEqual(["reward", "reward", "reward", "ignore"]);
  await expect(number(page, "groups")).toHaveText("2");
  // Roles that these data cannot have are refused as by hand.
  await page.evaluate(() => (location.hash = "ownRoles=iiii&ownGroupSize=2"));
  await expect(alerts(page)).toContainText(/does not work on these data: .*reward/i);
});

test("bad roles, group sizes and trainers in a link are named", async ({ page, playground }) => {
  await open(page, playground, "ownRoles=rgx&ownGroupSize=1.5&ownTrainer=openrlhf");
  const notice = page.locator("#link-notice");
  await expect(notice).toContainText("ownRoles: “rgx” is not 1 to 1024 of the letters rgli");
  await expect(notice).toContainText("ownGroupSize: “1.5” is not a whole number from 0 to 999999999");
  await expect(notice).toContainText("ownTrainer: “openrlhf” is not one of auto, trl, verl");
  await expectFragment(page, "#view=own");
});
