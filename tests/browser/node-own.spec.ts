// Rewards of one's own in Node, on the package as it lies in pkg/: from bytes to a report and to files.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "@playwright/test";

import { ROOT } from "./golden.js";
import init, {
  type AdvantageOptions,
  type AnalysisOptions,
  advantages,
  type ColumnRole,
  type ComparedMethod,
  type Convention,
  type Method,
  type RefusalDetails,
  type RewardAnalysis,
  RewardLoader,
  type RewardSelection,
  type RewardTable,
words } from "../../pkg/rvpo_playground.js";

test.beforeAll(async () => {
  await init({ module_or_path: await readFile(path.join(ROOT, "pkg/rvpo_playground_bg.wasm")) });
});

type Reward = number | null;
type AnyMethod = Method | ComparedMethod;
type MethodName = AnyMethod["name"];

function load(input: string | Uint8Array, { name, piece = 1 << 16 }: { name?: string; piece?: number } = {}): RewardTable {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const loader = new RewardLoader(name);
  for (let from = 0; from < bytes.length; from += piece) loader.feed(bytes.subarray(from, from + piece));
  return loader.finish();
}

const rolesOf = (table: RewardTable): ColumnRole[] => table.columns().map(({ role }) => role);

function complete(analysis: RewardAnalysis): RewardAnalysis {
  for (let before = 0; ; ) {
    const fraction = analysis.step();
    expect(fraction).toBeGreaterThanOrEqual(before);
    expect(fraction).toBeLessThanOrEqual(1);
    if (fraction === 1) return analysis;
    before = fraction;
  }
}

const analyse = (selection: RewardSelection, options: AnalysisOptions) => complete(selection.analyse(options));
const RVPO: AnalysisOptions = { method: { name: "rvpo", k: 2 }, compare: { name: "gdpo" } };

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Rollouts {
  groups: string[];
  rewards: Reward[][];
  lengths: number[];
  names: string[];
}

/** Groups of 1 to 6 rollouts, not all of which stand together; some rewards constant in their group, some missing if asked for. */
function rollouts(count: number, rewards: number, { seed = 1, missing = 0, single = true } = {}): Rollouts {
  const next = random(seed);
  const made: Rollouts = { groups: [], rewards: [], lengths: [], names: Array.from({ length: rewards }, (_, j) => `skill ${j}`) };
  for (let group = 0; made.groups.length < count; group++) {
    const size = Math.min(count - made.groups.length, (single ? 1 : 2) + Math.floor(5 * next()));
    const constant = Math.floor(3 * rewards * next());
    for (let i = 0; i < size; i++) {
      made.groups.push(`prompt ${i % 5 === 4 ? 0 : group}`);
      made.rewards.push(made.names.map((_, j) => (next() < missing ? null : j === constant ? 0.5 : Math.round(20 * next()) / 20 + j)));
      made.lengths.push(1 + Math.floor(500 * next() * next()));
    }
  }
  return made;
}

const csvOf = ({ groups, rewards, lengths, names }: Rollouts) =>
  [["prompt_id", ...names, "response_length"], ...rewards.map((row, i) => [groups[i], ...row.map((reward) => reward ?? ""), lengths[i]])].map((row) => `${row.join(",")}\n`).join("");

test.describe("tables", () => {
  test("the examples: their columns, groups and a report on each", async () => {
    const examples = {
      "rubric.csv": { format: "csv", rows: 96, roles: { prompt_id: "group", helpful: "reward", accurate: "reward", polite: "reward", safe: "reward" } },
      "trl_completions.jsonl": { format: "json-lines", rows: 48, roles: { step: "group", prompt: "group", completion: "ignore", format_reward: "reward", accuracy_reward: "reward", safety_reward: "reward", advantage: "ignore" } },
      "verl_rollouts.tsv": { format: "tsv", rows: 48, roles: { input: "group", output: "ignore", gts: "ignore", score: "ignore", step: "group", response_length: "length", correct: "reward", format: "reward", concise: "reward" } },
    } as const;
    for (const [name, expected] of Object.entries(examples)) {
      const table = load(await readFile(path.join(ROOT, "www/examples", name)), { name, piece: 100 });
      const columns = table.columns();
      expect.soft(table.format, name).toBe(expected.format);
      expect.soft(table.rows, name).toBe(expected.rows);
      expect.soft(Object.fromEntries(columns.map(({ name, role }) => [name, role])), name).toEqual(expected.roles);
      const selection = table.select(rolesOf(table), table.groupSize);
      expect.soft(selection.rollouts, name).toBe(expected.rows);
      expect.soft(selection.rewardNames, name).toEqual(columns.filter(({ role }) => role === "reward").map(({ name }) => name));
      expect.soft(selection.hasLengths, name).toBe(name.startsWith("verl"));
      const report = analyse(selection, { ...RVPO, convention: name.startsWith("verl") ? "verl" : name.startsWith("trl") ? "trl" : "paper" }).report();
      expect.soft(report.sizes.rollouts, name).toBe(expected.rows);
      expect.soft(report.sizes.groups, name).toBe(selection.groups);
    }
  });

  test("what a column holds", () => {
    const table = load('id_of_group;a;b;completion;note\nx;0,5;1;"many; words";u\nx;;what;more;u\ny;1e200;true;again;v\n');
    expect(table.format).toBe("semicolons");
    expect(table.columns()).toEqual([
      { name: "id_of_group", kind: "text", missing: 0, unreadable: 0, different: 2, role: "ignore" },
      { name: "a", kind: "number", missing: 1, unreadable: 1, different: null, role: "reward" },
      { name: "b", kind: "number", missing: 0, unreadable: 1, different: null, role: "reward" },
      { name: "completion", kind: "text", missing: 0, unreadable: 0, different: null, role: "ignore" },
      { name: "note", kind: "text", missing: 0, unreadable: 0, different: 2, role: "ignore" },
    ]);
    expect(table.cells(0, 2)).toEqual([
      ["x", 0.5, 1, "…", "u"],
      ["x", null, "what", "…", "u"],
    ]);
    expect(table.cells(2, 10)).toEqual([["y", "1e200", 1, "…", "v"]]);
    expect(table.cells(3, 10)).toEqual([]);
    expect(table.groupSize).toBeUndefined();
  });

  test("the same table in every format, however it is divided", () => {
    const made = rollouts(60, 3, { missing: 0.1 });
    const objects = made.rewards.map((row, i) => ({ prompt_id: made.groups[i], ...Object.fromEntries(row.map((reward, j) => [made.names[j], reward])), response_length: made.lengths[i] }));
    const texts = [csvOf(made), csvOf(made).replaceAll(",", "\t"), JSON.stringify(objects), objects.map((row) => JSON.stringify(row)).join("\n")];
    const [first, ...others] = texts.flatMap((text) =>
      [1, 7, 1 << 20].map((piece) => {
        const table = load(text, { piece });
        return { columns: table.columns(), cells: table.cells(0, 100) };
      }),
    );
    expect(first!.cells).toEqual(made.rewards.map((row, i) => [made.groups[i], ...row, made.lengths[i]]));
    for (const other of others) expect(other).toEqual(first);
  });

  test("rows are counted while they come in", () => {
    const loader = new RewardLoader();
    const seen: number[] = [];
    const line = new TextEncoder().encode("0.25,0.5\n".repeat(10_000));
    for (let i = 0; i < 5; i++) {
      loader.feed(line);
      seen.push(loader.rows);
    }
    expect(seen).toEqual([10_000, 20_000, 30_000, 40_000, 50_000]);
    expect(loader.finish().rows).toBe(50_000);
    expect(loader.rows).toBe(50_000);
    loader.free();
  });

  test("roles by hand, groups by size", () => {
    const table = load("1,2,30\n3,4,40\n5,6,50\n7,8,60\n");
    const selection = table.select(["ignore", "reward", "length"], 2);
    expect([selection.rollouts, selection.groups, selection.rewardNames, selection.hasLengths]).toEqual([4, 2, ["column 2"], true]);
    const rows = analyse(selection, RVPO).rows("method", 0, 4);
    expect(rows.map(({ rewards, group }) => [group, ...rewards])).toEqual([[0, 2], [0, 4], [1, 6], [1, 8]]);
    // What was selected does not need the table.
    table.free();
    expect(analyse(selection, RVPO).report().sizes.groups).toBe(2);
  });
});

/** What `advantages` is to be called with for the same rollouts. */
function direct({ groups, rewards, lengths }: Rollouts, method: AnyMethod, convention: Convention, others: Partial<AdvantageOptions> = {}) {
  // verl's sums of raw rewards are not whitened.
  const isWhitened = convention === "verl" && !["grpo", "dr-grpo"].includes(method.name);
  return advantages(rewards, { method, convention, groupIds: groups, ...(isWhitened && { responseTokens: lengths }), ...others });
}

test.describe("analyses", () => {
  const METHODS: Record<MethodName, AnyMethod> = {
    grpo: { name: "grpo" },
    "dr-grpo": { name: "dr-grpo" },
    gdpo: { name: "gdpo" },
    variance: { name: "variance", k: 0.5 },
    rvpo: { name: "rvpo", k: 3 },
    min: { name: "min" },
    rloo: { name: "rloo" },
    "reinforce++": { name: "reinforce++" },
    dvao: { name: "dvao" },
  };
  const OF_TRAINERS = ["grpo", "dr-grpo", "gdpo", "variance", "rvpo", "min"] as const;

  for (const convention of ["paper", "trl", "verl", "ms-swift", "nemo-rl"] as const) {
    test(`advantages under ${convention} are what advantages() gives`, () => {
      const hasMissing = ["paper", "trl", "ms-swift"].includes(convention);
      for (const missing of hasMissing ? [0, 0.2] : [0]) {
        const made = rollouts(120, 4, { seed: 3, missing });
        const table = load(csvOf(made));
        const selection = table.select(rolesOf(table));
        const names = convention === "paper" ? (Object.keys(METHODS) as MethodName[]) : OF_TRAINERS;
        for (const [i, name] of names.entries()) {
          const compare = METHODS[names[(i + 1) % names.length]!];
          const weights = i % 2 === 0 ? undefined : [1, 0.5, 2, 1];
          const analysis = analyse(selection, { convention, method: METHODS[name], compare, ...(weights && { weights }) });
          for (const [which, method] of [["method", METHODS[name]], ["compare", compare]] as const) {
            expect(analysis.advantages(which), `${name} beside ${compare.name}: ${which}`).toEqual(direct(made, method, convention, weights && { weights }));
          }
        }
      }
    });
  }

  test("grpo's scale, and a k on its way", () => {
    const made = rollouts(40, 3);
    const table = load(csvOf(made));
    const selection = table.select(rolesOf(table));
    for (const scaleRewards of ["group", "batch", "none"] as const) {
      const analysis = analyse(selection, { method: { name: "gdpo" }, compare: { name: "grpo" }, scaleRewards });
      expect(analysis.advantages("compare")).toEqual(direct(made, { name: "grpo" }, "paper", { scaleRewards }));
    }
    const scheduled = analyse(selection, { method: { name: "rvpo", k: { from: 1, to: 3 } }, compare: { name: "gdpo" }, step: 5, steps: 11 });
    expect(scheduled.advantages("method")).toEqual(direct(made, { name: "rvpo", k: 2 }, "paper"));
    expect(scheduled.report().method).toEqual({ name: "rvpo", k: 2, kFrom: 1, kTo: 3 });
  });

  test("the report says what the advantages say", () => {
    const made = rollouts(200, 3, { seed: 9 });
    const table = load(csvOf(made));
    const selection = table.select(rolesOf(table));
    const analysis = analyse(selection, { convention: "trl", method: { name: "rvpo", k: 2 }, compare: { name: "gdpo" } });
    const report = analysis.report();
    const one = direct(made, { name: "rvpo", k: 2 }, "trl");
    const other = direct(made, { name: "gdpo" }, "trl");

    expect(report.convention).toBe("trl");
    expect(report.method).toEqual({ name: "rvpo", k: 2, kFrom: 2, kTo: 2 });
    expect(report.compare).toEqual({ name: "gdpo", k: null, kFrom: null, kTo: null });
    expect(report.rewardNames).toEqual(made.names);
    const groups = [...new Set(made.groups)];
    const sizes = groups.map((group) => made.groups.filter((other) => other === group).length);
    expect(report.sizes).toMatchObject({ rollouts: 200, rewards: 3, groups: groups.length, smallestGroup: Math.min(...sizes), largestGroup: Math.max(...sizes), missing: 0, unscored: 0 });

    const flips = one.advantages.filter((a, i) => a * other.advantages[i]! < -1e-15).length;
    expect(flips).toBeGreaterThan(0);
    expect(report.comparison.signFlips).toBe(flips);
    const { movers } = report.comparison;
    expect(movers.length).toBe(100);
    expect(movers.filter(({ flips }) => flips).length).toBe(Math.min(100, flips));
    for (const { rollout, group, advantage, compareAdvantage } of movers) {
      expect.soft(advantage).toBe(one.advantages[rollout]);
      expect.soft(compareAdvantage).toBe(other.advantages[rollout]);
      expect.soft(groups[group]).toBe(made.groups[rollout]);
    }
    const shares = made.names.map((_, j) => made.rewards.reduce((sum, _, i) => sum + one.credit[3 * i + j]!, 0) / 200);
    shares.forEach((share, j) => expect.soft(report.credit.shares[j]).toBeCloseTo(share, 10));
    report.compareCredit.shares.forEach((share) => expect.soft(share).toBeCloseTo(1 / 3, 10));
    expect(report.sweep.points.length).toBeGreaterThan(20);
    expect(report.checks.find(({ property }) => property === "monotone")!.outcome).toBe("pass");
    for (const { severity, lint } of report.findings) expect.soft([severity, lint.code].every((text) => typeof text === "string")).toBe(true);
    const said = analysis.words();
    expect(said.findings.map(({ sentence, advice }) => [sentence, advice].every((text) => text.length > 0))).toEqual(report.findings.map(() => true));
    expect(said.checks).toHaveLength(report.checks.length);
    expect(said.warnings.join("\n").toLowerCase()).toBe(analysis.warnings().join("\n").toLowerCase());
    const german = analysis.words("de");
    expect(german.properties).toHaveLength(report.checks.length);
    expect(german.suggestion).toMatch(/^(Vorgeschlagen|Kein k)/);
    expect(said.suggestion).not.toBe("");
  });

  test("rows are those of the arrays", () => {
    const made = rollouts(50, 3, { missing: 0.3, seed: 4 });
    made.rewards[7] = [null, null, null];
    const table = load(csvOf(made));
    const analysis = analyse(table.select(rolesOf(table)), RVPO);
    const groups = [...new Set(made.groups)];
    for (const which of ["method", "compare"] as const) {
      const [one, other] = [analysis.advantages("method"), analysis.advantages("compare")];
      const detailed = which === "method" ? one : other;
      const orNull = (number: number | undefined) => (Number.isNaN(number) ? null : number);
      const expected = made.rewards.map((rewards, i) => ({
        index: i,
        group: groups.indexOf(made.groups[i]!),
        groupName: made.groups[i]!,
        rewards,
        z: Array.from(detailed.z.subarray(3 * i, 3 * i + 3), orNull),
        credit: Array.from(detailed.credit.subarray(3 * i, 3 * i + 3)),
        score: orNull(one.scores[i]),
        advantage: one.advantages[i],
        compareScore: orNull(other.scores[i]),
        compareAdvantage: other.advantages[i],
        flips: Math.sign(one.advantages[i]!) * Math.sign(other.advantages[i]!) < 0,
      }));
      expect(expected[7]!.score).toBeNull();
      expect(analysis.rows(which, 0, 50)).toEqual(expected);
      expect(analysis.rows(which, 48, 1000)).toEqual(expected.slice(48));
      expect(analysis.rows(which, 5, 0)).toEqual([]);
      expect(analysis.rows(which, 50, 4_294_967_295)).toEqual([]);
    }
  });
});

test.describe("files", () => {
  /** In pieces of so many rows. */
  function whole(analysis: RewardAnalysis, kind: "csv" | "json", count: number, rows: number): string {
    let text = "";
    for (let from = 0; from < rows; from += count) text += analysis[kind](from, count);
    return text;
  }

  const NAMES = ["row", "score", "z score", "=HYPERLINK(1)", 'a "quoted", name', "5", "größe", "'=x", "=x", "true"];

  test("what is written is read again, with the same numbers", () => {
    const made = rollouts(70, NAMES.length, { missing: 0.2, seed: 5 });
    // Numbers that need all their digits, and very large and small ones.
    const next = random(8);
    made.rewards = made.rewards.map((row) => row.map((reward) => (reward === null ? null : (next() - 0.5) * 10 ** Math.round(40 * next() - 20))));
    made.names = NAMES;
    const text = JSON.stringify(made.rewards.map((row, i) => ({ group: made.groups[i], ...Object.fromEntries(row.map((reward, j) => [`x${j}`, reward])) }))).replaceAll(/"x(\d+)":/g, (_, j) => `${JSON.stringify(NAMES[Number(j)])}:`);
    const table = load(text);
    const roles = table.columns().map(({ name }): ColumnRole => (name === "group" ? "group" : "reward"));
    const selection = table.select(roles);
    // Keys that are numbers come first in an object of JavaScript, but not in the text.
    expect(selection.rewardNames).toEqual(NAMES);
    const analysis = analyse(selection, { ...RVPO, weights: NAMES.map((_, j) => 1 + j) });
    const rows = analysis.rows("method", 0, 70);
    const others = analysis.rows("compare", 0, 70);
    const numbers = rows.map(({ index, group, rewards, z, credit, score, advantage, compareScore, compareAdvantage }, i) => [index + 1, group + 1, ...rewards, ...z, ...credit, ...others[i]!.credit, score, advantage, compareScore, compareAdvantage]);
    const width = 2 + 4 * NAMES.length + 4;

    const csv = whole(analysis, "csv", 70, 70);
    expect(csv.startsWith("\ufeff\"row_\",\"group\",\"row\",")).toBe(true);
    expect(csv.split("\r\n")).toHaveLength(72);
    expect(csv).toContain("\"'=HYPERLINK(1)\"");
    expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
    const read = load(csv, { name: "a.csv", piece: 33 });
    expect(read.rows).toBe(70);
    expect(read.columns()).toHaveLength(width);
    expect(read.columns().every(({ kind, unreadable }) => kind === "number" && unreadable === 0)).toBe(true);
    // Ids are kept as they are written.
    expect(read.cells(0, 70).map((row) => row.map((cell) => (cell === null ? null : Number(cell))))).toEqual(numbers);
    for (const count of [1, 3, 69, 1000]) expect(whole(analysis, "csv", count, 70)).toBe(csv);

    const json = whole(analysis, "json", 1000, 70);
    for (const count of [1, 3, 69]) expect(whole(analysis, "json", count, 70)).toBe(json);
    const parsed = JSON.parse(json) as { settings: unknown; report: unknown; rollouts: unknown[] };
    const object = (list: Reward[]) => Object.fromEntries(list.map((reward, j) => [NAMES[j], reward]));
    expect(parsed.rollouts).toEqual(
      rows.map(({ index, group, groupName: _, rewards, z, credit, ...results }, i) => ({ row: index + 1, group: group + 1, rewards: object(rewards), z: object(z), credit: object(credit), compareCredit: object(others[i]!.credit), ...results })),
    );
    expect(parsed.report).toEqual(analysis.report());
    expect(parsed.settings).toEqual(analysis.report().settings);
    // The list alone is a table again.
    const readJson = load(json.slice(json.indexOf('\n"rollouts":') + '\n"rollouts":'.length, json.lastIndexOf("}")));
    expect(readJson.format).toBe("json");
    expect(readJson.cells(0, 70).map((row) => row.slice(0, width).map((cell) => (cell === null ? null : Number(cell))))).toEqual(numbers);
    expect(readJson.columns().slice(2, 2 + NAMES.length).map(({ name }) => name)).toEqual(NAMES.map((name) => `rewards.${name}`));

    for (const kind of ["csv", "json"] as const) {
      expect(analysis[kind](70, 5)).toBe("");
      expect(analysis[kind](4_294_967_295, 4_294_967_295)).toBe("");
    }
  });

  test("and computed again, it gives the same", () => {
    const made = rollouts(60, 3, { seed: 6 });
    const table = load(csvOf(made));
    const analysis = analyse(table.select(rolesOf(table)), RVPO);
    const read = load(whole(analysis, "csv", 25, 60));
    const roles = read.columns().map(({ name }): ColumnRole => (made.names.includes(name) ? "reward" : name === "group" ? "group" : "ignore"));
    const again = analyse(read.select(roles), RVPO);
    for (const which of ["method", "compare"] as const) expect(again.advantages(which)).toEqual(analysis.advantages(which));
    expect(again.csv(0, 60)).toBe(analysis.csv(0, 60));
  });
});

test.describe("refusals", () => {
  const table = () => load("prompt_id,a,b,n,length\np,0.5,1,x,10\np,0.25,0,y,20\nq,0.5,,z,30\nq,0.75,1,z,0\n");
  const ROLES: ColumnRole[] = ["group", "reward", "reward", "ignore", "ignore"];
  const selection = () => table().select(ROLES);
  const analysis = () => selection().analyse(RVPO);
  const bad = <T>(value: unknown) => value as T;

  const REFUSED: Record<string, [() => unknown, ...RegExp[]]> = {
    "a ragged row": [() => load("a,b\n1,2\n1\n"), /^line 3, column 2: a row of 1 cells; allowed: 2/],
    "no UTF-8": [() => load(Uint8Array.of(97, 10, 255)), /^line 2, column 1: not UTF-8/],
    "nothing": [() => load(""), /^no rows/],
    "deep JSON": [() => load("[".repeat(1000)), /nested more than 128 deep/],
    "bytes that are text": [() => new RewardLoader().feed(bad("a,b")), /^bytes: "a,b" is not allowed; allowed: a Uint8Array/],
    "bytes that are numbers": [() => new RewardLoader().feed(bad(new Float64Array(3))), /^bytes: .*Uint8Array/],
    "a file name that is none": [() => new RewardLoader(bad(5)), /^fileName: 5 .*a text/],
    "feeding after the end": [
      () => {
        const loader = new RewardLoader();
        loader.feed(new TextEncoder().encode("1\n"));
        loader.finish();
        loader.feed(Uint8Array.of(49));
      },
      /^loader: finished is not allowed/,
    ],
    "a second end": [
      () => {
        const loader = new RewardLoader();
        loader.feed(new TextEncoder().encode("1\n"));
        loader.finish();
        loader.finish();
      },
      /^loader: finished/,
    ],
    "cells from nowhere": [() => table().cells(-1, 2), /^from: -1 .*a whole number from 0/],
    "cells without end": [() => table().cells(0, Infinity), /^count: inf .*a whole number from 0/i],
    "too few roles": [() => table().select(["group", "reward"]), /^roles: 2 are given; allowed: 5/],
    "an unknown role": [() => table().select([...ROLES.slice(0, 4), bad("prompt")]), /^roles\[4\]: "prompt" .*reward, group, length, ignore/],
    "roles that are none": [() => table().select(bad("reward")), /^roles: "reward" .*an array of roles/],
    "no reward": [() => table().select(["group", "ignore", "ignore", "ignore", "ignore"]), /^0 columns are rewards/],
    "no group": [() => table().select(["ignore", ...ROLES.slice(1)]), /^groups: neither/],
    "a group and a size": [() => table().select(ROLES, 2), /^groups: both/],
    "a size of nothing": [() => table().select(ROLES, 0), /^groupSize: 0 .*a whole number from 1/],
    "a size that does not divide": [() => table().select(["ignore", ...ROLES.slice(1)], 3), /^groupSize: 3 .*divides the 4 rollouts/],
    "text as a reward": [() => table().select(["group", "reward", "ignore", "reward", "ignore"]), /^line 2, column 4, column "n": "x" is not a number/],
    "a huge reward": [() => load("group,a\n1,1e999\n1,2\n").select(["group", "reward"]), /^line 2, column 2, column "a": "1e999" is not allowed/],
    "no options": [() => selection().analyse(bad(undefined)), /^options: nothing .*an object/],
    "a misspelt field": [() => selection().analyse(bad({ ...RVPO, wieghts: [1, 1] })), /^options: a field "wieghts" .*weights/],
    "no method to compare with": [() => selection().analyse(bad({ method: { name: "gdpo" } })), /^options\.compare: nothing/],
    "a method without k": [() => selection().analyse({ method: { name: "rvpo" }, compare: { name: "gdpo" } }), /^options\.method\.k: nothing/],
    "an unknown convention": [() => selection().analyse(bad({ ...RVPO, convention: "mine" })), /^options\.convention: "mine" .*paper, trl, verl, ms-swift, nemo-rl/],
    "a missing reward under verl": [() => complete(selection().analyse({ ...RVPO, convention: "verl" })), /^rewards: 1 missing .*verl has no place/],
    "verl without lengths": [() => complete(table().select(["group", "reward", "ignore", "ignore", "ignore"]).analyse({ ...RVPO, convention: "verl" })), /length|tokens/i, /verl/],
    "verl with a length of 0": [() => complete(table().select(["group", "reward", "ignore", "ignore", "length"]).analyse({ ...RVPO, convention: "verl" })), /\b0\b/, /from 1/],
    "too few weights": [() => selection().analyse({ ...RVPO, weights: [1] }), /^options\.weights: length 1 .*2, one for each reward/],
    "a negative weight": [() => selection().analyse({ ...RVPO, weights: [1, -1] }), /^options\.weights\[1\]: -1 /],
    "a scale without grpo": [() => selection().analyse({ ...RVPO, scaleRewards: "none" }), /^options\.scaleRewards: "none" .*grpo/],
    "a step past the end": [() => selection().analyse({ ...RVPO, step: 3, steps: 3 }), /^options\.step: 3 .*from 0 to 2/],
    "a report too early": [() => analysis().report(), /^analysis: under way is not allowed/],
    "advantages too early": [() => analysis().advantages("method"), /^analysis: under way/],
    "rows too early": [() => analysis().rows("method", 0, 1), /^analysis: under way/],
    "a file too early": [() => analysis().csv(0, 1), /^analysis: under way/],
    "words too early": [() => analysis().words(), /^analysis: under way/],
    "neither of the two": [() => complete(analysis()).advantages(bad("both")), /^which: "both" .*method, compare/],
    "half a row": [() => complete(analysis()).rows("method", 0.5, 1), /^from: 0\.5 .*a whole number/],
    "a count that is none": [() => complete(analysis()).csv(0, bad("all")), /^count: "all" .*a whole number/],
  };
  for (const [name, [call, ...patterns]] of Object.entries(REFUSED)) {
    test(name, () => {
      let error: unknown;
      try {
        call();
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(WebAssembly.RuntimeError);
      const { message } = error as Error;
      for (const pattern of patterns) expect.soft(message).toMatch(pattern);
      expect.soft(message).not.toMatch(/JsValue|panicked|unreachable|undefined is not|\n/);
    });
  }

  test("what is refused comes in parts, too", () => {
    const details = (call: () => unknown): unknown => {
      try {
        call();
      } catch (error) {
        return (error as { details?: RefusalDetails }).details;
      }
      return "not refused";
    };
    const select = (text: string, ...roles: ColumnRole[]) => details(() => load(text).select(roles));
    const parts: [unknown, RefusalDetails][] = [
      [details(() => load("")), { code: "empty" }],
      [details(() => load(Uint8Array.of(97, 10, 255))), { code: "not-utf8", place: { line: 2, column: 1 }, likeness: null, looksLike: null }],
      [details(() => load("PK\u0003\u0004\0")), { code: "nul", place: { line: 1, column: 5 }, likeness: "zip", looksLike: "a ZIP archive or a spreadsheet" }],
      [details(() => load('[{"a":1},[2]]')), { code: "not-a-row", place: { line: 1, column: 10 }, value: '"[2]"', row: "object-as-first", allowed: "an object, as in the first row" }],
      [details(() => load("a,b\n1,2\n1\n")), { code: "ragged", place: { line: 3, column: 2 }, found: 1, expected: 2 }],
      [details(() => load('a\n"1\n')), { code: "open-quote", line: 2 }],
      [details(() => load("a,b,a\n1,2,3\n")), { code: "duplicate-name", place: { line: 1, column: 3 }, name: "a" }],
      [details(() => load("[".repeat(1000))), { code: "too-deep", place: { line: 1, column: 130 }, limit: 128 }],
      [details(() => load(",".repeat(2000))), { code: "too-many-columns", place: { line: 1, column: 1025 }, limit: 1024 }],
      [select("a\n1\n", "reward", "group"), { code: "roles", found: 2, expected: 1 }],
      [select("a\n1\n", "group"), { code: "rewards", found: 0, limit: 64 }],
      [select("a\n1\n", "reward"), { code: "groups", found: "neither" }],
      [select("a,b\n1,1\nx,2\n", "reward", "group"), { code: "not-a-number", place: { line: 3, column: 1 }, name: "a", value: '"x"' }],
      [select("a,b\n1,1\n1,\n", "reward", "group"), { code: "missing", place: { line: 3, column: 2 }, name: "b" }],
      // Also what the core refuses, by whatever way.
      [details(() => load("a\n1\n2\n3\n").select(["reward"], 2)), { code: "value", path: ["groupSize"], given: { code: "written", text: "2" }, rule: { code: "divides-rollouts", rollouts: 3 }, field: "groupSize", value: "2", allowed: "a whole number that divides the 3 rollouts" }],
      [details(() => selection().analyse({ ...RVPO, weights: [0, 0] })), { code: "value", path: ["options", "weights"], given: { code: "all-zero" }, rule: { code: "some-weight" }, field: "options.weights", value: "all 0", allowed: "at least one weight above 0" }],
      [details(() => selection().analyse({ ...RVPO, method: { name: "dvao" }, convention: "trl" })), { code: "value", path: ["convention"], given: { code: "written", text: "trl" }, rule: { code: "paper-only", method: "dvao", convention: "trl" }, field: "convention", value: "trl", allowed: "paper, for dvao" }],
    ];
    for (const [seen, expected] of parts) expect.soft(seen, expected.code).toEqual(expected);
    // In sentences, in either language; without one in English.
    const [, , , , ragged] = parts;
    expect(words(ragged![1])).toBe("line 3, column 2: a row of 1 cells; allowed: 2, as in the first row");
    expect(words(ragged![1], "de")).toBe("Zeile 3, Spalte 2: eine Zeile mit 1 Zelle; erlaubt: 2, wie in der ersten.");
    expect(words(parts.at(-1)![1], "de")).toBe("DVAO gibt es nur nach der Konvention des Papers, nicht nach der von TRL.");
    for (const bad of [undefined, {}, { code: "unheard-of" }, "text"]) expect(() => words(bad as never)).toThrow(/^details: /);
    expect(() => words({ code: "empty" }, "fr" as never)).toThrow(/^language: "fr" .*en, de/);
  });

  test("an error stays, and the module works on", () => {
    const loader = new RewardLoader();
    const broken = new TextEncoder().encode("a,b\n1,2,3\n".padEnd(1 << 17, "1,2\n"));
    const message = /^line 2, column 3: a row of 3 cells/;
    expect(() => loader.feed(broken)).toThrow(message);
    expect(() => loader.feed(broken)).toThrow(message);
    expect(() => loader.finish()).toThrow(message);
    loader.free();
    const verl = selection().analyse({ ...RVPO, method: { name: "gdpo" } });
    complete(verl);
    expect(verl.step()).toBe(1);
    verl.free();
  });

  test("a gigabyte of commas and a million columns are refused with their first piece", () => {
    const refusedAfter = (piece: string, most: number) => {
      const loader = new RewardLoader();
      const bytes = new TextEncoder().encode(piece.repeat(2 ** 20 / piece.length));
      let fed = 0;
      expect(() => {
        for (; fed < most; fed++) loader.feed(bytes);
      }).toThrow(/^line 1, column 1025: more than 1024 columns/);
      loader.free();
      return fed;
    };
    expect(refusedAfter(",", 1024)).toBe(0);
    expect(refusedAfter("a,", 1024)).toBe(0);
  });
});
