// Rewards of one's own: from a table to answers and files, by the core's numbers, with nothing lost where something cannot be read.

import { readFile } from "node:fs/promises";

import type { Download, Page } from "@playwright/test";

import { picture } from "./canvas.js";
import { expectInOrder } from "./page-order.js";
import { expect, expectFragment, expectNoViolation, openAt, type Playground, showOwn, test } from "./playground.js";

/** Two groups of four; by GDPO and by RVPO some rollouts are judged differently. */
const SMALL = `prompt_id,helpful,polite,safe
p1,1,0.9,0
p1,0.6,0.5,1
p1,0.2,0.4,1
p1,0.3,0.4,0
p2,0.9,1,0.1
p2,0.5,0.6,0.7
p2,0.1,0.3,0.9
p2,0.4,0.2,0.2
`;

const part = (page: Page) => page.locator("#own");
const sentence = (page: Page) => page.locator("#own-sentence");
const text = (page: Page) => page.getByRole("textbox", { name: /^Rows to read/ });
const role = (page: Page, column: string) => page.getByRole("combobox", { name: `What “${column}” is taken as` });
const alerts = (page: Page) => part(page).getByRole("alert").filter({ hasText: /\S/ });
const kField = (page: Page) => page.getByRole("textbox", { name: "k for your rewards" });
const kSlider = (page: Page) => page.getByRole("slider", { name: "k for your rewards" });
const choose = (page: Page, label: string, option: string) => part(page).getByRole("combobox", { name: label, exact: true }).selectOption(option);

/** Opens the page, paused, and goes to the view. */
async function open(page: Page, playground: Playground, fragment = ""): Promise<void> {
  await playground.lighten();
  await openAt(page, playground, `view=playground&${fragment}`);
  await page.locator("#play").click();
  await playground.expectState("paused");
  await showOwn(page);
}

/** What is shown is of what is set. */
async function computed(page: Page): Promise<void> {
  await expect(page.locator("#own-answers")).toHaveAttribute("aria-busy", "false");
  await expect(page.locator("#own-csv")).toBeEnabled();
}

/** Types a table and has it read. */
async function read(page: Page, table: string): Promise<void> {
  await text(page).fill(table);
  await page.locator("#own-read").click();
}

async function file(page: Page, kind: "csv" | "json"): Promise<string> {
  await computed(page);
  const coming = page.waitForEvent("download");
  await page.locator(`#own-${kind}`).click();
  return textOf(await coming);
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), "utf8");
}

interface Row {
  row: number;
  group: number;
  rewards: Record<string, number | null>;
  credit: Record<string, number>;
  advantage: number;
  compareAdvantage: number;
}

async function rows(page: Page): Promise<Row[]> {
  return (JSON.parse(await file(page, "json")) as { rollouts: Row[] }).rollouts;
}

interface Golden {
  id: string;
  rewards: (number | null)[][];
  group_size?: number;
  group_ids?: string[];
  response_tokens?: number[];
  weights: number[];
  mode: string;
  scale_rewards?: string;
  advantages: number[];
}

async function golden(name: string): Promise<Golden[]> {
  return (JSON.parse(await readFile(new URL(`../golden/${name}.json`, import.meta.url), "utf8")) as { cases: Golden[] }).cases;
}

/** A golden case as a table. */
function csvOf({ rewards, group_size, group_ids, response_tokens }: Golden): string {
  const names = rewards[0]!.map((_, j) => `r${j + 1}`);
  const lines = rewards.map((row, i) => [group_ids?.[i] ?? `g${Math.floor(i / group_size!)}`, ...(response_tokens ? [response_tokens[i]] : []), ...row.map((reward) => reward ?? "")].join(","));
  return [["prompt_id", ...(response_tokens ? ["response_length"] : []), ...names].join(","), ...lines, ""].join("\n");
}

test("nothing of it is loaded before its view is seen, and then no worker before there are data", async ({ page, playground }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await playground.lighten();
  await playground.open();
  expect(loaded.filter((path) => /\/own\/|own\.css|examples|trainers\//.test(path))).toEqual([]);
  await showOwn(page);
  expect(loaded.filter((path) => /\/own\/part\.js/.test(path))).toHaveLength(1);
  expect(loaded.filter((path) => /own\/worker|pkg\/rvpo_playground/.test(path))).toEqual([]);
  await expect(part(page)).toContainText("Nothing leaves this machine");
});

test("pasted rows are read, their columns recognised, and the answers are the core's", async ({ page, playground, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, playground);
  await page.evaluate((table) => navigator.clipboard.writeText(table), SMALL);
  await text(page).focus();
  await page.keyboard.press("Control+V");
  await expect(sentence(page)).toHaveText(/^RVPO, k = 2, beside GDPO, by the paper’s convention \(our reading\): \d of 8 advantages changes? sign\.$/);
  await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 8 rows, 4 columns, CSV.");
  await expect(role(page, "prompt_id")).toHaveValue("group");
  for (const name of ["helpful", "polite", "safe"]) await expect(role(page, name)).toHaveValue("reward");

  // Computed again by the API, from the numbers.
  const lines = SMALL.trim().split("\n").slice(1).map((line) => line.split(","));
  const [rvpo, gdpo] = await page.evaluate(
    async ({ rewards, groupIds }) => {
      const api = (await import("/pkg/rvpo_playground.js" as string)) as typeof import("../../pkg/rvpo_playground.js");
      await api.default();
      return [{ name: "rvpo" as const, k: 2 }, { name: "gdpo" as const }].map((method) => Array.from(api.advantages(rewards, { method, groupIds }).advantages));
    },
    { rewards: lines.map(([, ...cells]) => cells.map(Number)), groupIds: lines.map(([id]) => id!) },
  );
  const out = await rows(page);
  expect(out.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(out.map(({ group }) => group)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  out.forEach(({ advantage, compareAdvantage }, i) => {
    expect.soft(Math.abs(advantage - rvpo![i]!)).toBeLessThan(1e-12);
    expect.soft(Math.abs(compareAdvantage - gdpo![i]!)).toBeLessThan(1e-12);
  });
  const flips = out.filter(({ advantage, compareAdvantage }) => advantage * compareAdvantage < 0).length;
  await expect(page.locator('[data-figure="flips"] .number')).toHaveText(String(flips));

  // Sign flips first, and all of them.
  await expect(page.locator('.own-movers tbody tr[data-flips="true"]')).toHaveCount(flips);
  const listed = await page.locator(".own-movers tbody tr").evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dataset["flips"]));
  expect(listed.slice(0, flips).every((flip) => flip === "true")).toBe(true);

  // All rollouts, with what the file has.
  await page.getByRole("combobox", { name: "Show" }).selectOption("all");
  await expect(page.locator(".own-movers tbody tr")).toHaveCount(8);
  const shown = await page.locator(".own-movers tbody tr").evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll("td")].slice(1, 3).map((cell) => cell.textContent)));
  const written = (value: number) => value.toFixed(2).replace(/^-(0\.00)$/, "$1").replace("-", "−");
  expect(shown).toEqual(out.map(({ advantage, compareAdvantage }) => [written(compareAdvantage), written(advantage)]));
});

test("a table without a header says so, and groups go by their names", async ({ page, playground }) => {
  await open(page, playground);
  await text(page).fill("why,0.5,0.25\nwhy,0.7,0.75\nhow,1,0\nhow,0,1\n");
  await page.getByRole("button", { name: "Read the text", exact: true }).click();
  await expect(page.locator("#own-loaded")).toHaveText(/: 4 rows, 3 columns, CSV; no header row was found\.$/);
  const groups = page.locator(".own-movers tbody tr td:nth-of-type(1)");
  await expect(groups.first()).toHaveText(/^(why|how)$/);
  await expect(groups.first()).toHaveAttribute("title", /^(why|how)$/);
});

for (const [name, words, columns] of [
  ["Rubric, 4 rewards", /^rubric\.csv: 96 rows, 5 columns, CSV\.$/, { prompt_id: "group", safe: "reward" }],
  ["TRL completions", /^trl_completions\.jsonl: 48 rows, 7 columns, JSON Lines\.$/, { prompt: "group", safety_reward: "reward", completion: "ignore", advantage: "ignore" }],
  ["verl rollouts", /^verl_rollouts\.tsv: 48 rows, 9 columns, TSV\.$/, { input: "group", correct: "reward", response_length: "length", score: "ignore" }],
] as const) {
  test(`the example “${name}” shows answers at once`, async ({ page, playground }) => {
    await open(page, playground);
    await page.getByRole("button", { name, exact: true }).click();
    await expect(page.locator("#own-loaded")).toHaveText(words);
    await expect(sentence(page)).toContainText("RVPO, k = 2, beside GDPO");
    for (const [column, wanted] of Object.entries(columns)) await expect.soft(role(page, column), column).toHaveValue(wanted);
    await expect(alerts(page)).toHaveCount(0);
    await expect(page.locator(".own-findings li").first()).not.toBeEmpty();
    await expect(page.locator(".own-checks li")).toHaveCount(5);
    await expect(page.locator("#own-suggestion")).toContainText(/suggested/i);
    for (const chart of ["shares", "flips", "effective"]) {
      await expect.poll(async () => (await picture(page.locator(`#own-${chart} canvas:not(.on-paper)`).last())).ink, chart).toBeGreaterThan(300);
      await expect(page.locator(`#own-${chart}`)).toHaveAttribute("aria-label", /At k = 1\.99: /);
    }
    // Each method's shares sum to 1.
    for (const which of ["method", "compare"]) {
      const shares = await page.locator(`.own-bar.${which}`).evaluateAll((bars) => bars.map((bar) => Number((bar as HTMLElement).dataset["share"])));
      expect(shares.length).toBeGreaterThan(1);
      expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-9);
    }
    await page.locator(".own-preview summary").click();
    await expect(page.locator(".own-preview tbody tr")).toHaveCount(20);
  });
}

test("a file is opened, and another dropped", async ({ page, playground }) => {
  await open(page, playground);
  await page.locator("#own-file").setInputFiles({ name: "mine.csv", mimeType: "text/csv", buffer: Buffer.from(SMALL) });
  await expect(page.locator("#own-loaded")).toHaveText("mine.csv: 8 rows, 4 columns, CSV.");
  await expect(sentence(page)).toContainText("of 8 advantages");
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['{"prompt":"a","x":1,"y":0}\n{"prompt":"a","x":0,"y":1}\n{"prompt":"a","x":0.5,"y":0.2}\n'], "log.jsonl"));
    return transfer;
  });
  await part(page).dispatchEvent("dragenter", { dataTransfer: data });
  await expect(page.locator(".own-drop")).toBeVisible();
  await part(page).dispatchEvent("drop", { dataTransfer: data });
  await expect(page.locator(".own-drop")).toBeHidden();
  await expect(page.locator("#own-loaded")).toHaveText("log.jsonl: 3 rows, 3 columns, JSON Lines.");
  await expect(sentence(page)).toContainText("of 3 advantages");
});

test("columns are assigned by hand, and a group size where no column is the group", async ({ page, playground }) => {
  await open(page, playground);
  // No header.
  await read(page, "1,0.9,0,40\n0.6,0.5,1,10\n0.2,0.4,1,20\n0.3,0.4,0,30\n");
  const roles = page.locator("#own tbody select");
  await expect(roles).toHaveCount(4);
  await roles.nth(3).selectOption("length");
  const size = page.getByRole("textbox", { name: /^Rollouts in a group/ });
  await expect(alerts(page)).toContainText("Say what makes a group");
  await size.fill("0");
  await size.press("Enter");
  await expect(page.locator("#own-columns-error")).toContainText("“0” is not a whole number above 0");
  await size.fill("4");
  await size.press("Enter");
  await expect(alerts(page)).toHaveCount(0);
  await expect(page.locator('[data-figure="rewards"] .number')).toHaveText("3");
  await expect(page.locator('[data-figure="groups"] .number')).toHaveText("1");
  await size.fill("2");
  await size.press("Enter");
  await expect(page.locator('[data-figure="groups"] .number')).toHaveText("2");
  await roles.nth(0).selectOption("ignore");
  await expect(page.locator('[data-figure="rewards"] .number')).toHaveText("2");
  // No reward at all is refused in words, and what was there stays.
  for (const i of [1, 2]) await roles.nth(i).selectOption("ignore");
  await expect(alerts(page)).toContainText(/does not work on these data: .*reward/i);
  await expect(sentence(page)).toBeVisible();
});

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

test("what cannot be read is named by line and column, and the rest stays", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("of 8 advantages");
  const before = await rows(page);
  for (const [bad, where] of [
    ["a,b\n1,2\n3,4,5\n", /line 3, column 3/],
    ['[{"a":1},\n{"a":}]', /line 2, column \d+/],
    ["a,b\n1,2\n3\n", /line 3/],
  ] as const) {
    await read(page, bad);
    await expect(alerts(page)).toContainText(where);
    await expect(alerts(page)).toContainText("The table before is still here.");
    await expect(page.locator("#own-loaded")).toContainText("8 rows");
  }
  await text(page).fill("  ");
  await page.locator("#own-read").click();
  await expect(alerts(page)).toContainText("There is nothing to read");
  // It still answers.
  expect(await rows(page)).toEqual(before);
  await kSlider(page).press("ArrowLeft");
  await expect(sentence(page)).toContainText("k = 1.8");
  await read(page, SMALL);
  await expect(alerts(page)).toHaveCount(0);
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
  await expect(alerts(page)).toContainText("RLOO, REINFORCE++ and DVAO are there only by the paper’s convention, not by that of TRL 1.16.");
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
  await expect(alerts(page)).toContainText("the rows cannot be divided into groups of 3: say a number that goes into their number, or take a column as the group.");
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

/** A file that takes far longer to read than anyone waits, and no more memory than one block of it. */
async function dropEndless(page: Page): Promise<void> {
  await page.evaluate(() => {
    const lines = ["prompt_id,a,b,c"];
    for (let i = 0; i < 100_000; i++) lines.push(`p${i >> 4},0.${i % 97},0.${i % 89},0.${i % 83}`);
    const block = new Blob([`${lines.slice(1).join("\n")}\n`]);
    const many = new Blob(Array.from({ length: 20 }, () => block));
    const file = new File([`${lines[0]}\n`, ...Array.from({ length: 20 }, () => many)], "large.csv");
    const transfer = new DataTransfer();
    transfer.items.add(file);
    document.getElementById("own")!.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
}

test("of two tables that are asked for one after the other the second shows, and nothing of the first", async ({ page, playground }) => {
  await open(page, playground);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => seen.push(document.getElementById("own")!.textContent ?? "")).observe(document.getElementById("own")!, { childList: true, characterData: true, subtree: true });
  });
  // Before it has begun, and while it is being read.
  for (const wait of [0, 1]) {
    await dropEndless(page);
    if (wait) await expect(page.locator(".own-progress")).toContainText(/Reading large\.csv: .* [1-9][\d,]* rows/);
    await read(page, SMALL);
    await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 8 rows, 4 columns, CSV.");
    await computed(page);
    await expect(sentence(page)).toContainText("of 8 advantages");
    await expect(page.locator(".own-progress")).toBeHidden();
  }
  // Three at once: what waits for its turn makes way as well.
  await dropEndless(page);
  await page.evaluate(() => {
    for (const rows of ["x,y\n1,0\n0,1\n0,0\n", "prompt_id,u,v\na,1,0\na,0,1\n"]) {
      const transfer = new DataTransfer();
      transfer.items.add(new File([rows], `${rows.length}.csv`));
      document.getElementById("own")!.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  });
  await expect(page.locator("#own-loaded")).toHaveText("26.csv: 2 rows, 3 columns, CSV.");
  await computed(page);
  await expect(sentence(page)).toContainText("sign.");
  await expect(number(page, "rollouts")).toHaveText("2");
  await expect(alerts(page)).toHaveCount(0);
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen.filter((text) => /large\.csv: [\d,]+ rows|16\.csv: |Cancelled/.test(text)).map((text) => text.slice(0, 300))).toEqual([]);
});

test("reading can be ended, and the table before stays", async ({ page, playground }) => {
  test.slow();
  await open(page, playground);
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("of 8 advantages");
  await dropEndless(page);
  const cancel = page.locator(".own-input").getByRole("button", { name: "Cancel", exact: true });
  await expect(page.locator("#own-json")).toBeDisabled();
  await cancel.click();
  await expect(alerts(page)).toContainText("Cancelled. The table before is still here.");
  await expect(page.locator(".own-movers tbody tr")).not.toHaveCount(0);
  await expect(cancel).toBeHidden();
  await expect(page.locator("#own-loaded")).toContainText("8 rows");
  expect(await rows(page)).toHaveLength(8);
});

test("the files hold everything computed", async ({ page, playground }) => {
  await open(page, playground);
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await expect(sentence(page)).toContainText("RVPO");
  const csv = (await file(page, "csv")).trimEnd().split("\r\n");
  expect(csv).toHaveLength(97);
  const head = csv[0]!.slice(1, -1).split('","');
  expect(head.slice(0, 10)).toEqual(["row", "group", "helpful", "accurate", "polite", "safe", "z helpful", "z accurate", "z polite", "z safe"]);
  const at = (pattern: RegExp) => head.flatMap((name, i) => (pattern.test(name) ? [i] : []));
  const [credits, advantages] = [at(/^credit rvpo k=2 /), ["advantage rvpo k=2", "advantage gdpo"].map((name) => head.indexOf(name))];
  expect(credits).toHaveLength(4);
  const json = await rows(page);
  expect(json).toHaveLength(96);
  csv.slice(1).forEach((line, i) => {
    const cells = line.split(",").map(Number);
    expect(advantages.map((column) => cells[column])).toEqual([json[i]!.advantage, json[i]!.compareAdvantage]);
    expect(Math.abs(credits.reduce((sum, column) => sum + cells[column]!, 0) - 1)).toBeLessThan(1e-9);
  });
  // The sweep, as its own file and as a table.
  const tools = page.locator(".own-chart").first().locator(".exports");
  const coming = page.waitForEvent("download");
  await tools.getByRole("button", { name: "Save as CSV" }).click();
  const sweep = (await textOf(await coming)).trimEnd().split("\r\n");
  expect(sweep[0]).toBe('"k","helpful","accurate","polite","safe"');
  expect(sweep).toHaveLength(32);
  await tools.getByRole("button", { name: "Data table" }).click();
  await expect(page.locator("#own-shares-data tbody tr")).toHaveCount(11);
  const svg = page.waitForEvent("download");
  await tools.getByRole("button", { name: "Save as SVG" }).click();
  expect(await textOf(await svg)).toMatch(/Shares of the credit[\s\S]*<\/svg>/);
});

test("the code for each trainer has the choice filled in", async ({ page, playground }) => {
  await open(page, playground, "ownK=1.25");
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("RVPO, k = 1.25");
  const code = page.locator(".own-code pre code").first();
  await expect(code).toContainText(/^K(: .*)? = 1\.25/m);
  // The trainer's own might be others.
  await expect(code).toContainText(/^WEIGHTS(: .*)? = \[1\.0, 1\.0, 1\.0\]/m);
  const trainer = page.getByRole("combobox", { name: "Trainer", exact: true });
  for (const id of ["trl", "verl", "ms-swift", "nemo-rl", "torch", "numpy"]) {
    await trainer.selectOption(id);
    await expect.soft(code, id).toContainText(/^K(: .*)? = 1\.25/m);
    await expect.soft(page.locator(".own-code pre code").last(), id).toContainText("helpful");
  }
  const weight = page.getByRole("textbox", { name: "Weight of “safe”" });
  await weight.fill("0.5");
  await weight.press("Enter");
  await expect(code).toContainText(/^WEIGHTS(: .*)? = \[1\.0, 1\.0, 0\.5\]/m);
  await page.getByRole("combobox", { name: "k over the training" }).selectOption("linear");
  await expect(code).toContainText(/^K(: .*)? = None/m);
  await expect(code).toContainText(/^K_TO(: .*)? = 2\.0/m);
  const steps = page.getByRole("textbox", { name: "Steps", exact: true });
  await steps.fill("1000");
  await steps.press("Enter");
  await expect(code).toContainText(/^STEPS(: .*)? = 1000/m);
  await expectFragment(page, "#ownK=1.25&ownWeights=1,1,0.5&ownTrainer=numpy&ownSchedule=0.5,2,1000");
  for (const wrong of ["half", "0", "1.5", "1e10", ""]) {
    await steps.fill(wrong);
    await steps.press("Enter");
    await expect(alerts(page)).toHaveText(`Steps: “${wrong}” is not a whole number from 1 to 4294967295. The one before still counts.`);
    await expect(steps).toHaveAttribute("aria-invalid", "true");
    await expectFragment(page, "#ownK=1.25&ownWeights=1,1,0.5&ownTrainer=numpy&ownSchedule=0.5,2,1000");
  }
  await expect(code).toContainText(/^STEPS(: .*)? = 1000/m);
  await steps.fill("10");
  await steps.press("Enter");
  await expect(alerts(page)).toHaveCount(0);
  await expect(steps).toHaveAttribute("aria-invalid", "false");
  const first = page.getByRole("textbox", { name: "k at the first step", exact: true });
  await first.fill("0");
  await first.press("Enter");
  await expect(alerts(page)).toHaveText("k at the first step: “0” is not a number from 0.05 to 50. The one before still counts.");
  await first.fill("0.5");
  await first.press("Enter");
  await expect(alerts(page)).toHaveCount(0);
  await expect(code).toContainText(/^STEPS(: .*)? = 10$/m);
  const coming = page.waitForEvent("download");
  await page.locator("#own-save").click();
  const saved = await coming;
  expect(saved.suggestedFilename()).toBe("rvpo_numpy.py");
  expect(await textOf(saved)).toBe(await code.textContent());
});

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

test("forgotten is forgotten", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  await expect(sentence(page)).toBeVisible();
  await page.getByRole("button", { name: "Forget the data" }).click();
  await expect(page.locator("#own-answers")).toBeHidden();
  await expect(text(page)).toHaveValue("");
  await expect(page.locator("#own tbody select")).toHaveCount(0);
  await read(page, SMALL);
  await expect(sentence(page)).toBeVisible();
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

const HOSTILE = "<img src=x onerror=alert(1)>";
const LONG = "a_very_long_name_without_any_place_to_break_".repeat(5);

test("names are text, however hostile or long", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, `prompt_id,"${HOSTILE}",${LONG},"=1+1"\np1,1,0,0.5\np1,0,1,0.2\np1,0.5,0.5,0.9\np1,0.1,0.2,0.3\n`);
  await expect(sentence(page)).toBeVisible();
  await expect(page.locator(".own-shares .label").first()).toHaveText(HOSTILE);
  await expect(page.locator("#own img")).toHaveCount(0);
  await expectInOrder(page, "hostile names");
  expect((await file(page, "csv")).split("\r\n")[0]).toContain(`"'=1+1"`);
  // Names that a trainer cannot have are refused in words, or quoted.
  await expect(page.locator(".own-code pre code").first()).not.toBeEmpty();
});

for (const theme of ["light", "dark", "projector"] as const) {
  test(`axe finds nothing, ${theme}`, async ({ page, playground }) => {
    await open(page, playground, `theme=${theme}`);
    await expectNoViolation(page, "empty");
    await page.getByRole("button", { name: "TRL completions" }).click();
    await expect(sentence(page)).toBeVisible();
    await page.locator(".own-preview summary").click();
    // The strongest colours that there are.
    await page.locator(".own-reward").evaluateAll((cells) =>
      cells.forEach((cell, i) => {
        (cell as HTMLElement).style.setProperty("--heat", "60%");
        cell.classList.toggle("below", i % 2 === 0);
      }),
    );
    await expectNoViolation(page, "with answers");
    await choose(page, "Method", "rloo");
    await choose(page, "Framework", "nemo-rl");
    await expect(alerts(page)).toHaveCount(1);
    await read(page, "a,b\n1\n");
    await expect(alerts(page)).toHaveCount(2);
    await expectNoViolation(page, "with messages");
  });
}

for (const lang of ["en", "de"]) {
  for (const [width, height] of [
    [320, 640],
    [390, 844],
    [768, 1024],
    [1280, 800],
    [1920, 1080],
    [3840, 2160],
  ] as const) {
    test.describe(`${lang}, ${width} x ${height}`, () => {
      test.use({ viewport: { width, height }, hasTouch: width < 800 });

      test("nothing overlaps, nothing is cut off", async ({ page, playground }) => {
        await open(page, playground, `lang=${lang}`);
        await expectInOrder(page, "empty");
        await page.locator('[data-example="trl_completions.jsonl"]').click();
        await expect(sentence(page)).toBeVisible();
        await page.locator(".own-preview summary").click();
        await page.locator("#own-schedule").selectOption("linear");
        await page.locator(".own-chart .exports button").first().click();
        await expect(page.locator("#own-shares-data tbody tr")).toHaveCount(11);
        await expectInOrder(page, "with answers");
        await page.locator("#own-ownMethod").selectOption("variance");
        await page.locator("#own-ownCompare").selectOption("grpo");
        await expect(page.locator("#own-ownScale")).toBeVisible();
        await page.locator("#own-k").fill("x".repeat(40));
        await page.locator("#own-k").press("Enter");
        await read2(page, `a,${"b".repeat(90)}\n1\n`);
        await expect(alerts(page)).toHaveCount(2);
        await expectInOrder(page, "with messages");
      });
    });
  }
}

for (const theme of ["light", "projector"]) {
  test(`names in the head of a table stand apart, ${theme}`, async ({ page, playground }) => {
    await open(page, playground, `theme=${theme}`);
    const names = ["instruction_following_reward", "accuracy_of_all_the_facts", "harmlessnessWithoutAnyBreak", "brief"];
    await read(page, SMALL.replaceAll(/$(?=\n)/gm, ",0.5").replace(/^.*/, `prompt_id,${names.join()}`));
    await computed(page);
    await expect(page.locator(".own-movers thead .own-label")).toHaveText(names);
    const boxes = await page.locator(".own-movers thead th").evaluateAll((heads) =>
      heads.map((head) => {
        const range = document.createRange();
        range.selectNodeContents(head);
        const { left, right } = head.querySelector(".own-label")?.getBoundingClientRect() ?? range.getBoundingClientRect();
        return { left, right };
      }),
    );
    boxes.slice(1).forEach(({ left }, i) => expect.soft(left - boxes[i]!.right, `before column ${i + 2}`).toBeGreaterThan(8));
    await expectInOrder(page, "long names");
  });
}

/** In whichever language. */
async function read2(page: Page, table: string): Promise<void> {
  await page.locator("#own-text").fill(table);
  await page.locator("#own-read").click();
}

test("in German everything is German", async ({ page, playground }) => {
  await open(page, playground, "lang=de");
  await page.locator('[data-example="verl_rollouts.tsv"]').click();
  await expect(sentence(page)).toHaveText(/^RVPO, k = 2, neben GDPO, nach der Konvention des Papers \(unsere Lesart\): .* das Vorzeichen\.$/);
  const strangers = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.getElementById("own")!, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      if (node.parentElement!.closest("pre, td, [lang=en]") === null && /\b(the|of|and|what|with|rows|rewards are|at least)\b/i.test(text)) found.push(text);
    }
    return found;
  });
  expect(strangers).toEqual([]);
});

test("in German also what the core refuses is said in German", async ({ page, playground }) => {
  await open(page, playground, "lang=de");
  const refused = async (table: string, words: string) => {
    await page.locator("#own-text").fill(table);
    await page.locator("#own-read").click();
    await expect(page.locator("#own-data-error")).toHaveText(`Das Eingefügte ist nicht zu lesen: ${words}`);
  };
  await refused("a,b\n1,2\n1\n", "Zeile 3, Spalte 2: eine Zeile mit 1 Zelle; erlaubt: 2, wie in der ersten.");
  await refused("a,b,a\n1,2,3\n", "Zeile 1, Spalte 3: eine zweite Spalte „a“; erlaubt: jeder Name einmal.");
  await refused('a,b\n1,"2\n', 'Zeile 2: hier beginnt eine Zeile mit einem Anführungszeichen, das nie geschlossen wird; erlaubt: " in Paaren.');
  await refused('[{"a":1},[1]]', 'Zeile 1, Spalte 10: "[1]" ist keine Zeile der Tabelle; erlaubt: ein Objekt, wie in der ersten.');
  await refused("a,b\n", "keine Zeilen; erlaubt: eine Tabelle mit mindestens einer Zeile von Werten.");

  const choice = page.locator("#own-refused");
  const select = (name: string, value: string) => page.locator(`#own-own${name}`).selectOption(value);
  const roleOf = (name: string, value: string) => page.getByRole("combobox", { name: `Als was „${name}“ gilt` }).selectOption(value);
  const expectRefused = (words: string) => expect(choice).toContainText(`Diese Wahl geht mit diesen Daten nicht: ${words}`);
  await page.locator("#own-text").fill("prompt_id,a,b,c\np1,1,,0\np1,0.5,1,0\np1,x,0.5,7\n");
  await page.locator("#own-read").click();
  await expectRefused('Zeile 4, Spalte 2, „a“: "x" ist keine Zahl; erlaubt: Zahlen, true und false,');
  await roleOf("a", "ignore");
  await expect(choice).toBeEmpty();
  await select("Convention", "nemo-rl");
  await expectRefused("1 Reward fehlt, und dieses Framework hat dafür keinen Platz: bewerte jeden Rollout, oder nimm die Spalten mit Lücken heraus.");
  await roleOf("b", "ignore");
  await expect(choice).toBeEmpty();
  await select("Convention", "paper");
  await select("Method", "dvao");
  await select("Convention", "nemo-rl");
  await expectRefused("RLOO, REINFORCE++ und DVAO gibt es nur nach der Konvention des Papers, nicht nach der von NeMo-RL.");
  await select("Method", "grpo");
  await select("Scale", "batch");
  await expectRefused("dieses Framework teilt nicht durch die Standardabweichung des Batches: nimm die der Gruppe, oder teil gar nicht.");
  await select("Scale", "group");
  await select("Method", "rvpo");
  await select("Convention", "verl");
  await expectRefused("verl macht das Whitening über Tokens: nimm eine Spalte als Antwortlänge.");
  await select("Convention", "paper");
  await roleOf("c", "ignore");
  await expectRefused("0 Spalten gelten als Reward; erlaubt: 1 bis ");
  await roleOf("c", "reward");
  await roleOf("prompt_id", "ignore");
  await page.locator("#own-group-size").fill("2");
  await page.locator("#own-group-size").press("Enter");
  await expectRefused("die Zeilen gehen in Gruppen von 2 nicht auf: gib eine Zahl an, die ihre Anzahl teilt, oder nimm eine Spalte als Gruppe.");
  await page.locator("#own-group-size").fill("3");
  await page.locator("#own-group-size").press("Enter");
  await expect(choice).toBeEmpty();
  const weight = page.getByRole("textbox", { name: "Faktor von „c“" });
  await weight.fill("0");
  await weight.press("Enter");
  await expectRefused("alle Faktoren sind 0: mindestens einer muss über 0 sein.");
});

test("what came out is said once it is there, and not while k is pulled", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  const status = page.locator("#own-status");
  await expect(status).toContainText("RVPO, k = 2");
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const node = document.getElementById("own-status")!;
    new MutationObserver(() => said.push(node.textContent ?? "")).observe(node, { childList: true, characterData: true, subtree: true });
  });
  for (let i = 0; i < 6; i++) await kSlider(page).press("ArrowLeft");
  await expect(status).toContainText("RVPO, k = 1, beside");
  expect(await page.evaluate(() => (window as unknown as { said: string[] }).said.length)).toBe(1);
});

test("the keyboard goes through all of it, in order, and sees where it is", async ({ page, playground }) => {
  await open(page, playground);
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await expect(sentence(page)).toBeVisible();
  await expect(page.locator(".own-code pre code").first()).not.toBeEmpty();
  const stops = await part(page).evaluate((part) =>
    Array.from(part.querySelectorAll<HTMLElement>("button, input, select, textarea, summary, [tabindex]"))
      .filter((node) => node.tabIndex >= 0 && node.checkVisibility() && !(node as HTMLButtonElement).disabled)
      .map((node, i) => (node.dataset["stop"] = String(i))),
  );
  expect(stops.length).toBeGreaterThan(35);
  await text(page).focus();
  for (const stop of stops) {
    const focused = page.locator(":focus");
    await expect.soft(focused).toHaveAttribute("data-stop", stop);
    await expect.soft(focused).toHaveAccessibleName(/\S/);
    await expect.soft(focused).toBeInViewport();
    expect.soft(await focused.evaluate((node) => Number.parseFloat(getComputedStyle(node).outlineWidth)), stop).toBeGreaterThanOrEqual(2);
    await page.keyboard.press("Tab");
  }
  // A key that the page knows is not taken from who types here.
  await text(page).focus();
  await page.keyboard.type("s ");
  await expect(text(page)).toHaveValue("s ");
  await playground.expectState("paused");
});

test("on paper there are the answers and the charts, and none of the fields", async ({ page, playground }) => {
  await open(page, playground, "theme=dark");
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await expect(sentence(page)).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  for (const kind of ["shares", "flips", "effective"]) {
    await expect(page.locator(`#own-${kind}-paper`)).toBeVisible();
    expect((await picture(page.locator(`#own-${kind}-paper`))).ink, kind).toBeGreaterThan(1000);
  }
  await expect(sentence(page)).toBeVisible();
  await expect(page.locator("#own-suggestion")).toBeVisible();
  for (const gone of ["#own-text", "#own-csv", ".own-code pre >> nth=0", "#own-earlier"]) await expect.soft(page.locator(gone), gone).toBeHidden();
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
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

/** Many rows, by a drop: long to compute. */
async function dropLarge(page: Page): Promise<void> {
  await page.evaluate(() => {
    const lines = ["prompt_id,a,b,c,d"];
    for (let i = 0; i < 200_000; i++) lines.push(`p${i >> 4},0.${(i * 7) % 97},0.${(i * 5) % 89},0.${(i * 3) % 83},0.${i % 79}`);
    const transfer = new DataTransfer();
    transfer.items.add(new File([lines.join("\n")], "large.csv"));
    document.getElementById("own")!.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
}

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

test("a million rollouts: the page goes on while they are read and computed, and each can be ended", async ({ page, playground }, { project }) => {
  test.skip(project.name === "swiftshader", "it has nothing to do with a GPU");
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

test("where the worker is gone, what was pasted stays", async ({ page, playground, faults }) => {
  faults.expect(/request failed: .*own\/worker\.js/);
  faults.allow(/Failed to load resource/);
  await page.route("**/own/worker.js", (route) => route.abort());
  await open(page, playground);
  await read(page, SMALL);
  await expect(page.locator("#own-data-error")).toContainText("the data must be read again");
  await expect(text(page)).toHaveValue(SMALL);
  await expect(page.locator("#own-read")).toBeFocused();
  await page.unroute("**/own/worker.js");
  await page.locator("#own-read").click();
  await expect(sentence(page)).toContainText("of 8 advantages");
});

test("an example that comes late does not take the place of what was read meanwhile", async ({ page, playground }) => {
  let send = () => {};
  const sent = new Promise<void>((resolve) => (send = resolve));
  await page.route("**/examples/rubric.csv", async (route) => {
    await sent;
    await route.continue();
  });
  await open(page, playground);
  await page.getByRole("button", { name: "Rubric, 4 rewards" }).click();
  await read(page, SMALL);
  await expect(sentence(page)).toContainText("of 8 advantages");
  const came = page.waitForResponse("**/examples/rubric.csv");
  send();
  await (await came).finished();
  // It would be read by the time that something else was.
  await kSlider(page).press("End");
  await expect(sentence(page)).toContainText("k = 50");
  await expect(page.locator("#own-loaded")).toContainText("8 rows");
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

/** No column is recognised as the group; the last one holds lengths. */
const PLAIN = "a,b,c,d\n1,0.9,0,40\n0.6,0.5,1,10\n0.2,0.4,1,20\n0.3,0.4,0,30\n";
const groupSize = (page: Page) => page.getByRole("textbox", { name: /^Rollouts in a group/ });
const roles = (page: Page) => page.locator("#own tbody select");
const rolesOf = (page: Page) => roles(page).evaluateAll((selects) => selects.map((select) => (select as HTMLSelectElement).value));
const number = (page: Page, figure: string) => page.locator(`[data-figure="${figure}"] .number`);

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

test("every digit of an id is shown", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, "prompt_id,a,b\n100234,1,0\n100234,0.123456,1\n100234,0.5,0.5\n");
  await page.locator(".own-preview summary").click();
  await expect(page.locator(".own-preview tbody tr").nth(1)).toHaveText(/100234.*0\.123456/);
});

/** A second table, of one group. */
const OTHER = "prompt_id,brief,right\np9,0.1,1\np9,0.7,0\np9,0.4,1\n";

async function paste(page: Page, table: string): Promise<void> {
  await page.evaluate((words) => navigator.clipboard.writeText(words), table);
  await text(page).focus();
  await page.keyboard.press("Control+V");
}

test("a table that is pasted takes the place of the one that was read, and of nothing else", async ({ page, playground, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, playground);
  await paste(page, SMALL);
  await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 8 rows, 4 columns, CSV.");
  await paste(page, OTHER);
  await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 3 rows, 3 columns, CSV.");
  await expect(text(page)).toHaveValue(OTHER);
  // What could not be read makes way as well.
  await paste(page, "a,b\n1,2\n3\n");
  await expect(alerts(page)).toContainText("line 3");
  await paste(page, OTHER);
  await expect(text(page)).toHaveValue(OTHER);
  await expect(alerts(page)).toHaveCount(0);
  // What was typed since stays, and the paste goes where the caret is.
  await page.keyboard.press("Control+End");
  await page.keyboard.type("p9,0.2,0.5\n");
  await paste(page, "p9,0.3,0.5\n");
  await expect(page.locator("#own-loaded")).toHaveText("What you pasted: 5 rows, 3 columns, CSV.");
  // And of what is marked only that is replaced.
  await text(page).evaluate((field) => {
    const from = (field as HTMLTextAreaElement).value.indexOf("p9,0.7");
    (field as HTMLTextAreaElement).setSelectionRange(from, from + 6);
  });
  await paste(page, "p9,0.9");
  await expect(text(page)).toHaveValue(`${OTHER.replace("p9,0.7", "p9,0.9")}p9,0.2,0.5\np9,0.3,0.5\n`);
});

test("a file that is dropped anywhere on the page is read, and the page stays", async ({ page, playground }) => {
  await open(page, playground);
  const drag = (type: string, kind: "file" | "text") =>
    page.locator(".head").evaluate(
      (head, { type, kind, table }) => {
        scrollTo(0, 0);
        const dataTransfer = new DataTransfer();
        if (kind === "file") dataTransfer.items.add(new File([table], "beside.csv"));
        else dataTransfer.setData("text/plain", table);
        // False: the browser is to do nothing.
        return head.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      },
      { type, kind, table: SMALL },
    );
  expect(await drag("dragenter", "file")).toBe(false);
  const words = page.locator(".own-drop");
  await expect(words).toBeVisible();
  // All of it is in sight.
  await expect(words).toBeInViewport({ ratio: 1 });
  expect(await drag("dragover", "file")).toBe(false);
  await drag("dragleave", "file");
  await expect(words).toBeHidden();
  await drag("dragenter", "file");
  expect(await drag("drop", "file")).toBe(false);
  await expect(words).toBeHidden();
  await expect(page.locator("#own-loaded")).toHaveText("beside.csv: 8 rows, 4 columns, CSV.");
  await expect(page.locator("#own-title")).toBeInViewport();
  // A text is the browser's.
  expect(await drag("dragover", "text")).toBe(true);
  expect(await drag("drop", "text")).toBe(true);
});

test("what was said of a table that could not be read goes with the next change, and nothing is said of the one before", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL);
  const status = page.locator("#own-status");
  await expect(status).toContainText("RVPO, k = 2");
  const nonsense = async () => {
    await page.locator("#own-file").setInputFiles({ name: "nonsense.txt", mimeType: "text/plain", buffer: Buffer.from([0, 159, 146, 150]) });
    await expect(page.locator("#own-data-error")).toContainText("nonsense.txt cannot be read: ");
  };
  await nonsense();
  await expect(status).toBeEmpty();
  // Not later, either: what comes out is said after a while.
  await page.waitForTimeout(1200);
  await expect(status).toBeEmpty();
  await expect(page.locator("#own-data-error")).not.toBeEmpty();
  await kSlider(page).press("ArrowLeft");
  await expect(page.locator("#own-data-error")).toBeEmpty();
  await expect(status).toContainText("RVPO, k = 1.8");
  await nonsense();
  await role(page, "polite").selectOption("ignore");
  await expect(page.locator("#own-data-error")).toBeEmpty();
  await nonsense();
  await page.evaluate(() => (location.hash = "ownK=3"));
  await expect(sentence(page)).toContainText("k = 3");
  await expect(page.locator("#own-data-error")).toBeEmpty();
});

test("a file that had to make way for another choice is named", async ({ page, playground }) => {
  test.slow();
  await open(page, playground);
  const lines = Array.from({ length: 200_000 }, (_, i) => `p${i >> 3},${(i * 7) % 11},${(i * 5) % 13}\n`);
  await page.locator("#own-file").setInputFiles({ name: "large.csv", mimeType: "text/csv", buffer: Buffer.from(`prompt_id,a,b\n${lines.join("")}`) });
  await expect(page.locator("#own-loaded")).toContainText("200,000 rows", { timeout: 60_000 });
  await expect(page.locator("#own-csv")).toBeEnabled({ timeout: 60_000 });
  const files: string[] = [];
  page.on("download", (download) => files.push(download.suggestedFilename()));
  await page.locator("#own-csv").click();
  await kSlider(page).press("ArrowLeft");
  await expect(page.locator("#own-file-error")).toHaveText("The CSV file was not written: the settings changed meanwhile.");
  await expect(page.locator("#own-csv")).toBeEnabled({ timeout: 60_000 });
  expect(files).toEqual([]);
  // By hand it needs no words.
  await page.locator("#own-json").click();
  await expect(page.locator("#own-file-error")).toBeEmpty();
  await page.locator("#own-cancel").click();
  await expect(page.locator(".own-progress")).toBeHidden();
  await expect(page.locator("#own-file-error")).toBeEmpty();
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

test("names that begin alike can be told apart where they are cut", async ({ page, playground }) => {
  // The other heads are longer.
  await open(page, playground, "ownMethod=variance");
  const ends = ["correctness", "politeness", "brevity", "style_and_tone"];
  const names = ends.map((end) => `reward_functions/very_long_module_name/${end}`);
  await read(page, SMALL.replaceAll(/$(?=\n)/gm, ",0.5").replace(/^.*/, `prompt_id,${names.join()}`));
  await computed(page);
  for (const where of ["tbody th .own-label[title^=reward]", ".own-shares .label", ".own-movers thead .own-label", ".own-chart:first-child .legend li[title]"]) {
    const labels = part(page).locator(where);
    await expect.soft(labels, where).toHaveCount(ends.length);
    for (const [j, end] of ends.entries()) {
      await expect.soft(labels.nth(j), where).toHaveText(new RegExp(`^reward_functi.*….*${end}$`));
      await expect.soft(labels.nth(j), where).toHaveAttribute("title", names[j]!);
      // Nor does the style cut it.
      expect.soft(await labels.nth(j).evaluate(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth <= clientWidth + 1 && scrollHeight <= clientHeight + 1), `${where} ${end}`).toBe(true);
    }
  }
});

test("beside the code stands in what it is not what the answers are of", async ({ page, playground }) => {
  await open(page, playground);
  await read(page, SMALL.replace("0.9,0\n", ",0\n"));
  await computed(page);
  const differs = page.locator("#own-code-differs");
  await expect(page.locator(".own-code pre code").first()).not.toBeEmpty();
  await expect(differs).toBeHidden();
  const trainer = page.getByRole("combobox", { name: "Trainer", exact: true });
  await trainer.selectOption("verl");
  await expect(differs).toHaveText("This code computes by the convention of verl 0.9, and the answers above are by the paper’s convention (our reading): its numbers will differ from them. verl 0.9 has no place for missing values, and here 1 value is missing: score every rollout first.");
  await trainer.selectOption("numpy");
  await expect(differs).toBeHidden();
  await choose(page, "Framework", "trl");
  await expect(differs).toHaveText("This code computes by the paper’s convention (our reading), and the answers above are by the convention of TRL 1.16: its numbers will differ from them.");
  await trainer.selectOption("trl");
  await choose(page, "Method", "min");
  await expect(differs).toHaveText("The chosen method is Hard min; this code is RVPO’s.");
  // The box beside it wraps.
  expect(await page.locator(".own-how").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
});

test("before a table is thrown away for another language the page asks", async ({ page, playground, faults }) => {
  // What a page that is left was still loading.
  faults.allow(/request failed: .* net::ERR_ABORTED/);
  await open(page, playground);
  await read(page, SMALL);
  await computed(page);
  const lang = page.locator("#lang");
  const asked: string[] = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await lang.selectOption("de");
  await expect(lang).toHaveValue("en");
  expect(asked).toEqual(["In another language the page begins again, and your table must be read again. Change the language?"]);
  await expect(sentence(page)).toBeVisible();
  await expectFragment(page, "#view=own");
  page.once("dialog", (dialog) => void dialog.accept());
  await lang.selectOption("de");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  // With no table there is nothing to ask.
  await showOwn(page);
  await lang.selectOption("en");
  await expect(page.locator("html")).toHaveAttribute("lang", "en-GB");
});
