// Tables as files: what RFC 4180 says, no digit lost, and nothing that a spreadsheet would run.

import { expect, test } from "@playwright/test";

import { type Cell, toCsv } from "../../www/picture/csv.js";
import { fromFragment } from "../../www/settings/fragment.js";
import { defaults, METHODS } from "../../www/settings/schema.js";
import { speak } from "../../www/words/page.js";

await speak("en");
// It reads the words when it is loaded.
const { allRows, settingsRows, someRows, someSteps } = await import("../../www/training/tables.js");

/** Reads CSV as RFC 4180 has it; quoted tells a text from a number. */
function parse(csv: string): { text: string; quoted: boolean }[][] {
  const rows: { text: string; quoted: boolean }[][] = [];
  let at = csv.startsWith("\ufeff") ? 1 : 0;
  while (at < csv.length) {
    const row: { text: string; quoted: boolean }[] = [];
    for (;;) {
      const [whole, quoted, bare] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|\r\n)/.exec(csv.slice(at))!;
      row.push(quoted === undefined ? { text: bare!, quoted: false } : { text: quoted.replaceAll('""', '"'), quoted: true });
      at += whole.length;
      if (csv[at] === ",") at++;
      else break;
    }
    rows.push(row);
    at += 2;
  }
  return rows;
}

const HOSTILE = [
  "", " ", ",", ";", '"', '""', '","', "\n", "\r\n", "a\r\nb", "a,b", 'say "no"', "'", "tab\there", "<b>&amp;</b>", "é", "奖励", "🎲", "\u202e", "\0",
  "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a", "=", "-", "a;=1+1", '";=1+1;"', '=HYPERLINK("http://x.test","y")',
];

test("CSV reads back as it was, whatever the texts", () => {
  const rows: Cell[][] = [HOSTILE, HOSTILE.map((_, i) => i), ...HOSTILE.map((text) => HOSTILE.map((other, j) => (j % 3 === 0 ? text : j % 3 === 1 ? -j / 7 : other)))];
  const csv = toCsv(rows);
  expect(csv.endsWith("\r\n")).toBe(true);
  const read = parse(csv);
  expect(read.length).toBe(rows.length);
  const back = read.map((row) => row.map(({ text, quoted }) => (quoted ? text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, "") : Number(text))));
  expect(back).toEqual(rows);
});

test("no text begins as a formula does, and numbers stay numbers", () => {
  for (const [{ text, quoted }] of parse(toCsv(HOSTILE.map((name) => [name]))) as [{ text: string; quoted: boolean }][]) {
    expect(quoted, text).toBe(true);
    expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
  }
  expect(toCsv([["=1", -1.5, "-1"]])).toBe("\"'=1\",-1.5,\"'-1\"\r\n");
});

test("numbers keep every digit; what is none is an empty field", () => {
  const numbers = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, -0.1, 4294967295, 1e21, 1e-7];
  expect(parse(toCsv([numbers]))[0]!.map(({ text }) => Number(text))).toEqual(numbers);
  expect(toCsv([[Number.NaN, Infinity, -Infinity, null, undefined, 0, ""]])).toBe(',,,,,0,""\r\n');
  expect(toCsv([])).toBe("");
});

test("other letters than ASCII's are announced", () => {
  expect(toCsv([["a", 1]])).toBe('"a",1\r\n');
  expect(toCsv([["é", 1]])).toBe('\ufeff"é",1\r\n');
});

const history = METHODS.map((_, i) => ({
  mean: Array.from({ length: 301 }, (_, step) => i + step / 1000 + 1e-12),
  standardError: Array.from({ length: 301 }, (_, step) => step / 1e5),
}));

test("a run's file has every step of every method", () => {
  const [head, ...rows] = allRows(history);
  expect(head!.length).toBe(1 + 3 * METHODS.length);
  expect(new Set(head).size).toBe(head!.length);
  for (const name of ["GRPO", "GDPO", "Variance penalty", "RVPO", "Hard min"]) expect(head!.filter((cell) => String(cell).startsWith(`${name}: `)).length).toBe(3);
  expect(rows.length).toBe(301);
  const expected = history[0]!.mean.map((_, step) => [step, ...history.flatMap(({ mean, standardError }) => [mean[step], standardError[step], 1.96 * standardError[step]!])]);
  expect(rows).toEqual(expected);
});

test("the table on the page has some steps, at a round distance, and the last", () => {
  const { rows } = someRows(history);
  expect(rows[0]).toEqual(["training step", "GRPO", "GDPO", "Variance penalty", "RVPO", "Hard min"]);
  expect(rows.slice(1).map(([step]) => Number(step))).toEqual([0, 25, 50, 75, 100, 125, 150, 175, 200, 225, 250, 275, 300]);
  expect(rows.at(-1)).toEqual(["300", "0.300 ± 0.006", "1.300 ± 0.006", "2.300 ± 0.006", "3.300 ± 0.006", "4.300 ± 0.006"]);
  expect(someSteps(0)).toEqual([0]);
  expect(someSteps(3)).toEqual([0, 1, 2, 3]);
  expect(someSteps(301).slice(-2)).toEqual([300, 301]);
  const bad: number[] = [];
  for (let last = 0; last < 5000; last += 7) {
    const steps = someSteps(last);
    const rises = steps.every((step, i) => i === 0 || step > steps[i - 1]!);
    if (steps.length > 16 || steps[0] !== 0 || steps.at(-1) !== last || !rises) bad.push(last);
  }
  expect(bad).toEqual([]);
});

test("the settings' file brings the settings back", () => {
  const settings = { ...defaults(), k: 0.3, noise: 0.123456789, seed: 7 };
  const [head, ...rows] = settingsRows(settings);
  expect(head).toEqual(["setting", "value"]);
  expect(rows.every((row) => row.length === 2)).toBe(true);
  const value = (name: string) => rows.find(([some]) => some === name)?.[1];
  expect(value("noise")).toBe(0.123456789);
  expect(value("reward of “Pleasing, unsafe” for “Safe”")).toBe(0);
  expect(fromFragment(String(value("link"))).settings).toEqual(settings);
});
