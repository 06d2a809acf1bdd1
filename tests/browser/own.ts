// Your rewards: what their tests open, fill in and look up.

import { readFile } from "node:fs/promises";

import type { Download, Page } from "@playwright/test";

import { expect, openAt, type Playground, showOwn } from "./playground.js";

/** Two groups of four; by GDPO and by RVPO some rollouts are judged differently. */
export const SMALL = `prompt_id,helpful,polite,safe
p1,1,0.9,0
p1,0.6,0.5,1
p1,0.2,0.4,1
p1,0.3,0.4,0
p2,0.9,1,0.1
p2,0.5,0.6,0.7
p2,0.1,0.3,0.9
p2,0.4,0.2,0.2
`;

export const part = (page: Page) => page.locator("#own");
export const sentence = (page: Page) => page.locator("#own-sentence");
export const text = (page: Page) => page.getByRole("textbox", { name: /^Rows to read/ });
export const role = (page: Page, column: string) => page.getByRole("combobox", { name: `What “${column}” is taken as` });
export const alerts = (page: Page) => part(page).getByRole("alert").filter({ hasText: /\S/ });
export const kField = (page: Page) => page.getByRole("textbox", { name: "k for your rewards" });
export const kSlider = (page: Page) => page.getByRole("slider", { name: "k for your rewards" });
export const choose = (page: Page, label: string, option: string) => part(page).getByRole("combobox", { name: label, exact: true }).selectOption(option);

/** Opens the page, paused, and goes to the view. */
export async function open(page: Page, playground: Playground, fragment = ""): Promise<void> {
  await playground.lighten();
  await openAt(page, playground, `view=playground&${fragment}`);
  await page.locator("#play").click();
  await playground.expectState("paused");
  await showOwn(page);
}

/** What is shown is of what is set. */
export async function computed(page: Page): Promise<void> {
  await expect(page.locator("#own-answers")).toHaveAttribute("aria-busy", "false");
  await expect(page.locator("#own-csv")).toBeEnabled();
}

/** Types a table and has it read. */
export async function read(page: Page, table: string): Promise<void> {
  await text(page).fill(table);
  await page.locator("#own-read").click();
}

export async function file(page: Page, kind: "csv" | "json"): Promise<string> {
  await computed(page);
  const coming = page.waitForEvent("download");
  await page.locator(`#own-${kind}`).click();
  return textOf(await coming);
}

export async function textOf(download: Download): Promise<string> {
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

export async function rows(page: Page): Promise<Row[]> {
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

export async function golden(name: string): Promise<Golden[]> {
  return (JSON.parse(await readFile(new URL(`../golden/${name}.json`, import.meta.url), "utf8")) as { cases: Golden[] }).cases;
}

/** A golden case as a table. */
export function csvOf({ rewards, group_size, group_ids, response_tokens }: Golden): string {
  const names = rewards[0]!.map((_, j) => `r${j + 1}`);
  const lines = rewards.map((row, i) => [group_ids?.[i] ?? `g${Math.floor(i / group_size!)}`, ...(response_tokens ? [response_tokens[i]] : []), ...row.map((reward) => reward ?? "")].join(","));
  return [["prompt_id", ...(response_tokens ? ["response_length"] : []), ...names].join(","), ...lines, ""].join("\n");
}

/** A file that takes far longer to read than anyone waits, and no more memory than one block of it. */
export async function dropEndless(page: Page): Promise<void> {
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

export const HOSTILE = "<img src=x onerror=alert(1)>";
export const LONG = "a_very_long_name_without_any_place_to_break_".repeat(5);

/** In whichever language. */
export async function read2(page: Page, table: string): Promise<void> {
  await page.locator("#own-text").fill(table);
  await page.locator("#own-read").click();
}

/** Many rows, by a drop: long to compute. */
export async function dropLarge(page: Page): Promise<void> {
  await page.evaluate(() => {
    const lines = ["prompt_id,a,b,c,d"];
    for (let i = 0; i < 200_000; i++) lines.push(`p${i >> 4},0.${(i * 7) % 97},0.${(i * 5) % 89},0.${(i * 3) % 83},0.${i % 79}`);
    const transfer = new DataTransfer();
    transfer.items.add(new File([lines.join("\n")], "large.csv"));
    document.getElementById("own")!.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
}

/** No column is recognised as the group; the last one holds lengths. */
export const PLAIN = "a,b,c,d\n1,0.9,0,40\n0.6,0.5,1,10\n0.2,0.4,1,20\n0.3,0.4,0,30\n";

export const groupSize = (page: Page) => page.getByRole("textbox", { name: /^Rollouts in a group/ });
export const roles = (page: Page) => page.locator("#own tbody select");
export const rolesOf = (page: Page) => roles(page).evaluateAll((selects) => selects.map((select) => (select as HTMLSelectElement).value));
export const number = (page: Page, figure: string) => page.locator(`[data-figure="${figure}"] .number`);

/** A second table, of one group. */
export const OTHER = "prompt_id,brief,right\np9,0.1,1\np9,0.7,0\np9,0.4,1\n";

export async function paste(page: Page, table: string): Promise<void> {
  await page.evaluate((words) => navigator.clipboard.writeText(words), table);
  await text(page).focus();
  await page.keyboard.press("Control+V");
}
