// The JavaScript API in Node, on the package as it lies in pkg/: no browser, no page. What its tests share.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { ROOT } from "./golden.js";
import init, { type Method, type SimulateOptions } from "../../pkg/rvpo_playground.js";

export const run = promisify(execFile);

/** Starts the module, before a file's tests. */
export async function load(): Promise<void> {
  await init({ module_or_path: await readFile(path.join(ROOT, "pkg/rvpo_playground_bg.wasm")) });
}

export const largest = (values: readonly number[]) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** An error of at most so many units of 2^-52 max |z|. */
export const UNITS = 4;

export const EPSILON = 2 ** -52;

export const SCENARIO = {
  rewardTable: [
    [1, 1, 1, 1, 0],
    [0.6, 0.6, 0.6, 0.6, 0.6],
    [0.2, 0.2, 0.2, 0.2, 1],
    [0.3, 0.3, 0.3, 0.3, 0.3],
  ],
  noise: 0.15,
};

/** Repeatable numbers from 0 to 1. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    // Lehmer's generator.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The paper's convention, written from the formulas. */
export function plainAdvantages(rewards: number[][], groupSize: number, { name, k }: { name: Method["name"]; k?: number }): number[] {
  const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;
  const std = (x: number[]) => Math.sqrt(x.reduce((sum, value) => sum + (value - mean(x)) ** 2, 0) / (x.length - 1));
  const standardise = (x: number[]) => x.map((value) => (value - mean(x)) / (std(x) + 1e-6));
  const groups = Array.from({ length: rewards.length / groupSize }, (_, g) => rewards.slice(g * groupSize, (g + 1) * groupSize));
  const sum = (row: number[]) => row.reduce((a, b) => a + b, 0);
  if (name === "grpo") return groups.flatMap((group) => standardise(group.map(sum)));
  if (name === "dr-grpo") return groups.flatMap((group) => group.map((row) => sum(row) - mean(group.map(sum))));
  const scores = groups.flatMap((group) => {
    const channels = group[0]!.map((_, j) => standardise(group.map((row) => row[j]!)));
    return group.map((_, g) => {
      const z = channels.map((channel) => channel[g]!);
      switch (name) {
        case "gdpo":
          return mean(z);
        case "variance":
          return mean(z) - (k! / 2) * mean(z.map((x) => (x - mean(z)) ** 2));
        case "rvpo":
          return -Math.log(mean(z.map((x) => Math.exp(-k! * x)))) / k!;
        default:
          return Math.min(...z);
      }
    });
  });
  return standardise(scores);
}

export const one: Method = { name: "gdpo" };

export const good: SimulateOptions = { ...SCENARIO, methods: [one], steps: 2, seeds: 2 };
