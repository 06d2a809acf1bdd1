// Your rewards: the answers are the core's, and of what is chosen now.

import { alerts, choose, computed, csvOf, dropLarge, golden, kField, kSlider, number, open, read, role, rows, sentence, SMALL } from "./own.js";
import { expectInOrder } from "./page-order.js";
import { expect, expectFragment, test } from "./playground.js";

test("a weight counts, and nonsense in one is named", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("of 8 advantages");
  const weight = page.getByRole("textbox", { name: "Weight of “safe”" });
  await weight.fill("2");
  await weight.press("Enter");
  await expectFragment(page, "#ownWeights=1,1,2");
  // The mean's share is the weight's alone.
  await expect(page.locator(".own-shares li").nth(2).locator(".compare .value")).toHaveText("50.0%");
  await weight.fill("-1");
  await weight.press("Enter");
  await expect(alerts(page)).toHaveText("Weight: “-1” is not a number from 0 to 1000. The one before still counts.");
  await expect(weight).toHaveAttribute("aria-invalid", "true");
  await weight.fill("1");
  await weight.press("Enter");
  await expect(alerts(page)).toHaveCount(0);
  await expectFragment(page, "#view=own");
});

test("each convention gives its framework's numbers", async ({ page, playground }) => {
  await open(page, playground, "ownMethod=gdpo&ownCompare=rvpo");
  const trl = (await golden("trl")).find(({ mode, rewards }) => mode === "normalize_then_sum" && rewards.length > 10 && rewards.flat().includes(null))!;
  const weighted = trl.weights.some((weight) => weight !== 1);
  await read(page, csvOf(trl));
  await expect(sentence(page)).toContainText("the paper’s convention (our reading)");
  if (weighted) {
    for (const [j, weight] of trl.weights.entries()) {
      const field = page.getByRole("textbox", { name: `Weight of “r${j + 1}”` });
      await field.fill(String(weight));
      await field.press("Enter");
    }
  }
  const paper = await rows(page);
  await choose(page, "Framework", "trl");
  await expect(sentence(page)).toContainText("TRL 1.16");
  const asTrl = await rows(page);
  asTrl.forEach(({ advantage }, i) => expect.soft(Math.abs(advantage - trl.advantages[i]!), `${trl.id} ${i}`).toBeLessThan(1e-9));
  expect(asTrl.some(({ advantage }, i) => Math.abs(advantage - paper[i]!.advantage) > 1e-6)).toBe(true);

  // GRPO, undivided.
  const grpo = (await golden("trl")).find(({ mode, scale_rewards, rewards, weights }) => mode === "sum_then_normalize" && scale_rewards === "batch" && rewards.length > 10 && weights.every((weight) => weight === 1))!;
  await read(page, csvOf(grpo));
  await choose(page, "Method", "grpo");
  await choose(page, "GRPO divides by the standard deviation of", "batch");
  await expect(sentence(page)).toContainText("GRPO, beside RVPO");
  await expect(page.locator('[data-figure="rollouts"] .number')).toHaveText(String(grpo.rewards.length));
  await expectFragment(page, "#ownConvention=trl&ownMethod=grpo&ownCompare=rvpo&ownScale=batch");
  (await rows(page)).forEach(({ advantage }, i) => expect.soft(Math.abs(advantage - grpo.advantages[i]!), `${grpo.id} ${i}`).toBeLessThan(1e-9));

  // verl counts tokens; it rounds rewards to single precision.
  const verl = (await golden("verl")).find(({ mode, rewards, weights }) => mode === "gdpo" && rewards.length > 10 && weights.every((weight) => weight === 1))!;
  await read(page, csvOf(verl));
  await choose(page, "Method", "gdpo");
  await choose(page, "Framework", "verl");
  await expect(sentence(page)).toContainText("GDPO, beside RVPO, k = 2, by the convention of verl 0.9");
  await expect(page.locator('[data-figure="rollouts"] .number')).toHaveText(String(verl.rewards.length));
  (await rows(page)).forEach(({ advantage }, i) => expect.soft(Math.abs(advantage - verl.advantages[i]!), `${verl.id} ${i}`).toBeLessThan(1e-5));
});

test("all nine methods answer; what a framework does not have is refused in words at the choice", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  for (const [name, words] of Object.entries({ grpo: "GRPO", "dr-grpo": "Dr. GRPO", gdpo: "GDPO", variance: "Variance penalty, k = 2", rvpo: "RVPO, k = 2", min: "Hard min", rloo: "RLOO", "reinforce++": "REINFORCE++", dvao: "DVAO" })) {
    await choose(page, "Method", name);
    await expect.soft(sentence(page)).toContainText(`${words}, beside GDPO`);
  }
  await choose(page, "Framework", "trl");
  await expect(alerts(page)).toContainText("This choice does not work on these data: ");
  await expect(alerts(page)).toContainText("DVAO is there only by the paper’s convention, not by that of TRL.");
  await expect(alerts(page)).toContainText("The answers below are of the choice before.");
  await expect(page.locator("#own-csv")).toBeDisabled();
  await choose(page, "Framework", "paper");
  await expect(alerts(page)).toHaveCount(0);
  await expect(page.locator("#own-csv")).toBeEnabled();
  // verl must know the lengths.
  await choose(page, "Method", "rvpo");
  await choose(page, "Framework", "verl");
  await expect(alerts(page)).toHaveText("This choice does not work on these data: verl whitens over tokens: take a column as response length. The answers below are of the choice before.");
  // What only the paper's convention has can be chosen only there.
  const options = (select: string) => page.locator(`#own-own${select} option`).evaluateAll((all) => all.filter((option) => (option as HTMLOptionElement).disabled).map((option) => (option as HTMLOptionElement).value));
  for (const select of ["Method", "Compare"]) expect(await options(select)).toEqual(["rloo", "reinforce++", "dvao"]);
  await choose(page, "Framework", "paper");
  for (const select of ["Method", "Compare"]) expect(await options(select)).toEqual([]);
  await expect(alerts(page)).toHaveCount(0);
  for (const name of ["helpful", "polite", "safe"]) {
    const weight = page.getByRole("textbox", { name: `Weight of “${name}”` });
    await weight.fill("0");
    await weight.press("Enter");
  }
  await expect(alerts(page)).toContainText("all weights are 0: at least one must be above 0.");
  await role(page, "prompt_id").selectOption("ignore");
  const size = page.getByRole("textbox", { name: /^Rollouts in a group/ });
  await size.fill("3");
  await size.press("Enter");
  await expect(alerts(page)).toContainText(/the \d+ rows cannot be divided into groups of 3: say a number that goes into theirs, or take a column as the group\./);
});

test("k moves the shares, by slider and by field", async ({ page, playground }) => {
  await open(page, playground);
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await expect(sentence(page)).toContainText("RVPO, k = 2");
  const shares = () => page.locator(".own-bar.method .value").allTextContents();
  const before = await shares();
  await kSlider(page).press("End");
  await expect(sentence(page)).toContainText("RVPO, k = 50");
  const after = await shares();
  expect(after).not.toEqual(before);
  await expectFragment(page, "#ownK=50");
  await kField(page).fill("0.05");
  await kField(page).press("Enter");
  await expect(sentence(page)).toContainText("RVPO, k = 0.05");
  // So small that it is the mean.
  const mean = await page.locator(".own-bar").evaluateAll((bars) => bars.map((bar) => Number((bar as HTMLElement).dataset["share"])));
  for (const share of mean) expect.soft(Math.abs(share - 0.25)).toBeLessThan(0.02);
  await kField(page).fill("nonsense");
  await kField(page).press("Enter");
  await expect(alerts(page)).toHaveText("k: “nonsense” is not a number from 0.05 to 50. Still using 0.05.");
  // The playground's k has not moved.
  await expect(page.locator("#k")).toHaveValue("2");
});

test("answers to other data do not stay when there are none", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("of 8 advantages");
  await read(page, "prompt_id,a,b\np1,1,1e999\np1,2,0\np1,0,1\n");
  await expect(alerts(page)).toContainText(/line 2, column 3.*1e999/);
  await expect(page.locator("#own-answers")).toBeHidden();
  await role(page, "b").selectOption("ignore");
  await expect(sentence(page)).toContainText("paper’s convention");
  await expect(alerts(page)).toHaveCount(0);
  await expect(page.locator("#own-suggestion")).toHaveText("No k is suggested: with one reward it changes nothing.");
});

test("many rewards: the picture has those with the most credit, the table all", async ({ page, playground }) => {
  await open(page, playground);
  const names = Array.from({ length: 40 }, (_, j) => `reward ${j}`);
  const lines = Array.from({ length: 32 }, (_, i) => [`p${i >> 2}`, ...names.map((_, j) => ((i * 7 + j * 13) % 11) / 10)].join(","));
  await read(page, `${["prompt_id", ...names].join(",")}\n${lines.join("\n")}\n`);
  await expect(page.locator('[data-figure="rewards"] .number')).toHaveText("40");
  await expect(page.locator("#own-shares ~ .exports")).toBeVisible();
  await expect(page.locator(".own-chart").first().locator(".legend li")).toHaveCount(9);
  await expect(page.locator(".own-chart").first()).toContainText("33 with less credit");
  await page.locator(".own-chart .exports button").first().click();
  await expect(page.locator("#own-shares-data thead th")).toHaveCount(41);
  await expectInOrder(page, "forty rewards");
});

test("computing can be ended by keyboard, which then stands at what begins it again; meanwhile old answers do not look current", async ({ page, playground }) => {
  test.slow();
  await open(page, playground);
  await dropLarge(page);
  await expect(page.locator('[data-figure="rollouts"] .number')).toHaveText("200,000", { timeout: 60_000 });
  await computed(page);
  await choose(page, "Method", "variance");
  await expect(page.locator("#own-answers")).toHaveAttribute("aria-busy", "true");
  for (const held of ["#own-csv", "#own-json", "#own-view", "#own-later"]) await expect.soft(page.locator(held), held).toBeDisabled();
  const cancel = page.locator(".own-choice").getByRole("button", { name: "Cancel", exact: true });
  await cancel.focus();
  await page.keyboard.press("Enter");
  const again = page.getByRole("button", { name: "Compute", exact: true });
  await expect(again).toBeFocused();
  await expect(alerts(page)).toHaveText("Cancelled. The answers below are of the choice before.");
  await expect(page.locator("#own-answers")).toHaveClass(/\bold\b/);
  await expect(page.locator("#own-json")).toBeDisabled();
  // What nothing is computed from does not begin it.
  await page.evaluate(() => (location.hash = `${location.hash.slice(1)}&theme=dark`));
  await expect(page.locator("html")).toHaveAttribute("data-theme", /dark/);
  await expect(again).toBeVisible();
  // A group that is no group any more ends what is under way.
  await again.press("Enter");
  await role(page, "prompt_id").selectOption("ignore");
  await expect(alerts(page)).toContainText("Say what makes a group");
  await expect(page.locator("#own-answers")).toHaveAttribute("aria-busy", "false");
  await expect(page.locator("#own-answers")).toHaveClass(/\bold\b/);
  await expect(cancel).toBeHidden();
  await role(page, "prompt_id").selectOption("group");
  await expect(sentence(page)).toContainText("Variance penalty, k = 2", { timeout: 60_000 });
  await computed(page);

  // Rows that are asked for while a file is written come, also where that is ended.
  const rowHead = page.locator(".own-movers tbody th").first();
  await page.getByRole("combobox", { name: "Show" }).selectOption("all");
  await expect(rowHead).toHaveText("1");
  await page.locator("#own-json").click();
  await page.locator("#own-later").click();
  const end = page.locator(".own-out").getByRole("button", { name: "Cancel", exact: true });
  await end.focus();
  await page.keyboard.press("Enter");
  await expect(rowHead).toHaveText("16");
  await expect(page.locator("#own-json")).toBeFocused();
});

test("a million rollouts: the page goes on while they are read and computed, and each can be ended", async ({ page, playground }) => {
  test.slow();
  await open(page, playground);
  await page.evaluate(() => {
    const parts = ["prompt_id,a,b,c,d,e,f,g,h\n"];
    let state = 1;
    const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    for (let block = 0; block < 100; block++) {
      let text = "";
      for (let row = 10_000 * block; row < 10_000 * (block + 1); row++) {
        text += `p${row >> 4}`;
        for (let j = 1; j <= 8; j++) text += `,${(j * next()).toFixed(3)}`;
        text += "\n";
      }
      parts.push(text);
    }
    const transfer = new DataTransfer();
    transfer.items.add(new File(parts, "million.csv"));
    // What came, in order: a frame, or progress that was told.
    const told: string[] = [];
    let endAt = "";
    new MutationObserver(() => {
      const words = document.querySelector(".own-progress .caption")?.textContent ?? "";
      if (words === "") return;
      told.push(words);
      if (words.startsWith(endAt || "-") && document.querySelector("progress")!.value > 0.2) {
        endAt = "";
        document.querySelector<HTMLElement>("#own-cancel")!.click();
      }
    }).observe(document.getElementById("own")!, { childList: true, characterData: true, subtree: true });
    const frame = () => {
      told.push("frame");
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(window, {
      drop: () => document.getElementById("own")!.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })),
      /** Presses Cancel at a fifth of what begins with these words. */
      end: (words: string) => (endAt = words),
      told: () => told.splice(0),
    });
  });
  interface Helpers {
    drop: () => void;
    end: (words: string) => void;
    told: () => string[];
  }
  const call = (words: string) => page.evaluate((words) => {
    const { drop, end } = window as unknown as Helpers;
    end(words);
    drop();
  }, words);
  /** Frames came among the progress, all along: not by the clock, since nobody knows how fast the machine is. */
  const expectFrames = async (words: RegExp) => {
    const told = await page.evaluate(() => (window as unknown as Helpers).told());
    let [inARow, most, all] = [0, 0, 0];
    for (const one of told) {
      inARow = one === "frame" ? 0 : inARow + 1;
      most = Math.max(most, inARow);
      if (words.test(one)) all++;
    }
    expect(all, "progress is told").toBeGreaterThan(5);
    expect(most, "progress in a row without a frame").toBeLessThan(20);
  };

  await call("Reading");
  await expect(alerts(page)).toHaveText("Cancelled.", { timeout: 60_000 });
  await expect(page.locator(".own-found")).toBeHidden();
  await expectFrames(/^Reading million\.csv/);
  await call("Computing");
  await expect(alerts(page)).toHaveText("Cancelled.", { timeout: 60_000 });
  await expect(page.locator("#own-loaded")).toHaveText("million.csv: 1,000,000 rows, 9 columns, CSV.");
  await expect(page.locator("#own-answers")).toBeHidden();
  await expectFrames(/^(Reading million\.csv|Computing)/);
  await page.getByRole("button", { name: "Compute", exact: true }).click();
  await expect(number(page, "rollouts")).toHaveText("1,000,000", { timeout: 120_000 });
  await computed(page);
  await expectFrames(/^Computing/);
  await expect(number(page, "groups")).toHaveText("62,500");
  await expect(number(page, "rewards")).toHaveText("8");
  await expect(page.locator(".own-movers tbody tr")).toHaveCount(15);
  await expect(page.locator(".own-checks li")).toHaveCount(5);
});

test("weights stay with their rewards", async ({ page, playground }) => {
  await open(page, playground, "ownWeights=1,2,3,4");
  const weight = (name: string) => page.getByRole("textbox", { name: `Weight of “${name}”` });
  // More than there are rewards.
  await read(page, SMALL);
  await expect(alerts(page)).toHaveText("The link’s weights are for 4 rewards, and here are 3: all weights are 1.");
  await expect(weight("safe")).toHaveValue("1");
  await expectFragment(page, "#view=own");
  await weight("safe").fill("3");
  await weight("safe").press("Enter");
  await expect(alerts(page)).toHaveCount(0);
  await expectFragment(page, "#ownWeights=1,1,3");
  // Without the first reward it is the second's.
  await role(page, "helpful").selectOption("ignore");
  await expectFragment(page, "#ownWeights=1,3&ownRoles=girr");
  await computed(page);
  // Also when the same table is read again.
  await read(page, SMALL);
  await computed(page);
  await expect(weight("safe")).toHaveValue("3");
  await role(page, "helpful").selectOption("reward");
  await expectFragment(page, "#ownWeights=1,1,3");
  await weight("safe").fill("1");
  await weight("safe").press("Enter");
  await expectFragment(page, "#view=own");
  await weight("polite").fill("2");
  await weight("polite").press("Enter");
  await expectFragment(page, "#ownWeights=1,2");
  // The same rewards keep theirs, also when the data were forgotten; others do not.
  await page.getByRole("button", { name: "Forget the data" }).click();
  await read(page, SMALL);
  await expect(weight("polite")).toHaveValue("2");
  await page.getByRole("button", { name: "Forget the data" }).click();
  await read(page, SMALL.replace("polite", "brief"));
  await expect(weight("brief")).toHaveValue("1");
  await expectFragment(page, "#view=own");
});

test("a bar is as long as its share, and where it is longer the page says so", async ({ page, playground }) => {
  await open(page, playground);
  const widths = () =>
    page.locator(".own-shares .own-bar").evaluateAll((bars) =>
      bars.map((bar) => ({
        share: Math.abs(Number((bar as HTMLElement).dataset["share"])),
        part: bar.querySelector(".fill")!.getBoundingClientRect().width / bar.querySelector(".track")!.getBoundingClientRect().width,
      })),
    );
  await read(page, SMALL);
  await computed(page);
  const few = await widths();
  expect(few).toHaveLength(6);
  for (const { share, part } of few) expect.soft(part).toBeCloseTo(share, 2);
  await expect(page.locator(".own-credits")).not.toContainText("A bar over the full width");
  const names = Array.from({ length: 12 }, (_, j) => `r${j}`);
  await read(page, `prompt_id,${names.join()}\n${[0, 1, 2, 3].map((i) => `p1,${names.map((_, j) => ((i + 1) * (j + 3) * 7) % 11).join()}\n`).join("")}`);
  await expect(page.locator(".own-shares .own-bar")).toHaveCount(24);
  await computed(page);
  const many = await widths();
  const full = Math.max(...many.map(({ share }) => share));
  expect(full).toBeLessThan(0.9);
  await expect(page.locator(".own-credits")).toContainText(`A bar over the full width is ${(100 * full).toFixed(1)}%.`);
  for (const { share, part } of many) expect.soft(part).toBeCloseTo(share / full, 2);
});
