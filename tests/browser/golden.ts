// The golden data in tests/golden.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import type { Method, SimulateOptions } from "../../pkg/rvpo_playground.js";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

export function golden<Case>(name: string): Case[] {
  const file = JSON.parse(readFileSync(path.join(ROOT, `tests/golden/${name}.json`), "utf8"));
  return file.cases ?? file.rows;
}

/** One row of the reference figures. */
export interface Row {
  m: number;
  noise: number;
  method: Method["name"];
  k_from: number;
  k_to: number;
  bottleneck_mean: number;
  bottleneck_sem: number;
}

/** The reference figures as runs: the rows of one number of rewards and one noise are the methods of one run. */
export function referenceRuns(): { name: string; options: SimulateOptions; rows: Row[] }[] {
  const runs = new Map<string, Row[]>();
  for (const row of golden<Row>("reference_sim")) {
    const name = `M = ${row.m}, noise ${row.noise}`;
    runs.set(name, [...(runs.get(name) ?? []), row]);
  }
  return Array.from(runs, ([name, rows]) => {
    const { m, noise } = rows[0]!;
    const easy = (level: number, hard: number) => [...Array<number>(m - 1).fill(level), hard];
    const methods = rows.map(({ method: name, k_from: from, k_to: to }): Method => (from === 0 ? { name } : { name, k: from === to ? from : { from, to } }));
    return { name, rows, options: { rewardTable: [easy(1, 0), easy(0.6, 0.6), easy(0.2, 1), easy(0.3, 0.3)], noise, methods } };
  });
}

/** How far a run may be from a row: 0.03, or 4 standard errors of the difference. */
export function allowed(row: Row, bottleneck: { standardError: number }): number {
  return Math.max(0.03, 4 * Math.hypot(row.bottleneck_sem, bottleneck.standardError));
}
