// The JavaScript API on generated input, most of it damaged: no trap, no error but those that name what is wrong, and nothing that stays behind in the
// module. RVPO_FUZZ_CASES sets the number of inputs for each test.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { test } from "@playwright/test";
import fc from "fast-check";

import { ROOT } from "./golden.js";
import init, { advantages, breakdown, type Convention, credit, RewardLoader, softmin, taylor, taylorRows } from "../../pkg/rvpo_playground.js";

test.beforeAll(async () => {
  await init({ module_or_path: await readFile(path.join(ROOT, "pkg/rvpo_playground_bg.wasm")) });
});

const CASES = Number(process.env["RVPO_FUZZ_CASES"] ?? 2000);

/** After a trap the module is in a state of its own, so there is no looking for a smaller input. */
const run = <T>(input: fc.Arbitrary<T>, check: (input: T) => void) => {
  test.setTimeout(60_000 + 2 * CASES);
  // A stack for each refusal would take longer than all the rest; that of a failure is fast-check's anyway.
  Error.stackTraceLimit = 0;
  fc.assert(fc.property(input, check), { numRuns: CASES, endOnFailure: true });
};

// `expect` takes longer than what is tested, and so does writing numbers that nobody reads.
function must(holds: boolean, what: string | (() => string)): asserts holds {
  if (!holds) throw new Error(typeof what === "string" ? what : what());
}

/** What a caller may bring, made anew for each case. Inputs hold their indices, since many of the values themselves can neither be shown nor copied. */
const LONG = "x".repeat(1_000_000);
const thrower = (): never => {
  throw new Error("thrown by the caller's own\nobject");
};
const everyTrap = new Proxy({}, { get: () => thrower });
const withLength = (length: unknown, entries: object = { 0: 1, 1: 2 }) => ({ ...entries, length });
const sparse = (length: number) => Object.assign([], { length });
class Longer extends Float64Array {
  override get length() {
    return 2 ** 30;
  }
}
class Silent extends Float64Array {
  override get length() {
    return thrower();
  }
}
class LongerBytes extends Uint8Array {
  override get length() {
    return 2 ** 31;
  }
}
const detached = <T extends Float64Array | Uint8Array>(array: T): T => {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
  return array;
};
const HOSTILE: (() => unknown)[] = [
  ...[undefined, null, true, false, 0, -0, 1, -1, 2, 0.5, 1e308, -1e308, 1e151, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, NaN, Infinity, -Infinity, 0n, 2n ** 70n].map((value) => () => value),
  ...["", "0", "rvpo", "a\nb", "\ud800", "__proto__", "length", LONG, `${LONG}\u{1f600}`].map((text) => () => text),
  () => Symbol("s"),
  () => Symbol.iterator,
  () => thrower,
  () => ({}),
  () => Object.create(null),
  () => Object.create(Float64Array.prototype),
  () => Object.create(Array.prototype),
  () => Object.setPrototypeOf([1, 2], Float64Array.prototype),
  () => Object.setPrototypeOf([1, 2], null),
  () => Object.setPrototypeOf({ 0: 1, length: 1 }, new Proxy({}, everyTrap)),
  () => new Proxy({}, everyTrap),
  () => new Proxy([], everyTrap),
  () => new Proxy([1, 2], {}),
  () => new Proxy(new Float64Array(2), {}),
  () => new Proxy(new Uint8Array(2), {}),
  () => new Proxy([1, 2], { get: (target, key) => (key === "length" ? 2 : key === "0" ? thrower() : Reflect.get(target, key)) }),
  () => new Proxy({}, { ownKeys: () => [LONG, "name"], getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 1 }) }),
  () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => [],
  () => [[]],
  () => [1, 2],
  () => [[1, 2], [3]],
  () => ["a", "b"],
  () => [1n, 2n],
  () => [null, undefined],
  () => Object.freeze([1, 2]),
  () => Object.defineProperty([1, 2], 1, { get: thrower }),
  () => [Object.defineProperty([1, 2], 0, { get: thrower })],
  () => Object.defineProperty({ length: 2 }, "length", { get: thrower }),
  () => Object.defineProperties({}, { name: { get: thrower, enumerable: true }, from: { get: thrower, enumerable: true } }),
  () => ({ name: "rvpo", get k() { return thrower(); } }),
  () => ({ valueOf: () => 2, toString: () => "2" }),
  () => ({ valueOf: thrower, toString: thrower, [Symbol.toPrimitive]: thrower, [Symbol.iterator]: thrower }),
  () => ({ [LONG]: 1 }),
  () => ({ from: 1, to: 2 }),
  () => ({ from: 2, to: 2 }),
  () => {
    const cyclic: Record<string, unknown> = { name: "rvpo", length: 1 };
    cyclic["k"] = cyclic[0] = cyclic["self"] = cyclic;
    return cyclic;
  },
  () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic, cyclic);
    return cyclic;
  },
  ...[-1, 0.5, NaN, Infinity, "2", null, 3, 1000, 2 ** 27 + 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2n, thrower].map((length) => () => withLength(length)),
  ...[1, 3, 5000, 2 ** 27, 2 ** 29, 2 ** 32 - 1].map((length) => () => sparse(length)),
  () => [sparse(2 ** 32 - 1)],
  () => [sparse(5000), sparse(5001)],
  () => {
    let asked = 0;
    return { 0: 1, 1: 1, get length() { return asked++ % 3; } };
  },
  () => new Longer(2),
  () => new Silent(2),
  () => new LongerBytes(2),
  () => Object.defineProperty(new Float64Array(4), "length", { value: 1 }),
  () => Object.defineProperty(new Float64Array(4), "buffer", { get: thrower }),
  () => Object.defineProperty(new Float64Array(4), "buffer", { value: withLength(2 ** 30) }),
  () => Object.defineProperty(new Uint8Array(4), "byteOffset", { value: -8 }),
  () => detached(new Float64Array(2)),
  () => detached(new Uint8Array(2)),
  () => new Float64Array(new SharedArrayBuffer(16)),
  () => new Float64Array(0),
  () => Float64Array.of(1, NaN),
  () => Float32Array.of(1, 2),
  () => Int8Array.of(1, 2),
  () => BigInt64Array.of(1n, 2n),
  () => new DataView(new ArrayBuffer(16)),
  () => new ArrayBuffer(16),
  () => new Map([["name", "rvpo"]]),
  () => new Set([1, 2]),
  () => new Date(NaN),
  () => new Number(2),
  () => new String("rvpo"),
  () => /x/,
  () => new Error("x"),
  () => Promise.resolve(2),
  () => globalThis,
  () => new RewardLoader(),
  // Calls that come while another one looks at its input.
  () => Object.defineProperty([1, 2], 0, { get: () => softmin([1, 2], 1) }),
  () => Object.defineProperty([1, 2], 0, { get: () => softmin([1, 2], 0) }),
];
const hostile = fc.nat(HOSTILE.length - 1);
const made = (index: number) => HOSTILE[index]!();

/** The error of a call, if it is one that the API may throw, or what the call gave. */
function outcome<T>(call: () => T, isForm: RegExp): { result: T } | { message: string } {
  try {
    return { result: call() };
  } catch (error) {
    must(error instanceof Error && error.constructor === Error, () => `not the API's own error: ${String(error)}`);
    const { message } = error;
    must(isForm.test(message) && message.length < 2000 && !/JsValue|panicked|unreachable|undefined is not|null pointer|own\\?\nobject|\n/.test(message), () => `a message of another form: ${message.slice(0, 2000)}`);
    return { message };
  }
}
/** The field, the value and what is allowed. */
const REFUSAL = /^[a-z][\w.[\]]*: .+ (is|are) not allowed; allowed: .+/i;
/** Also what the readers say of a table. */
const ANY = /^\S.*\w/;

const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 }).map((x) => x / 4) },
  { weight: 2, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(-0, 5e-324, -5e-324, 1e-300, 1e150, -1e150, 1e100, 1 / 3) },
);
const risk = fc.oneof({ weight: 4, arbitrary: fc.double({ min: 0.01, max: 100, noNaN: true }) }, { weight: 1, arbitrary: fc.constantFrom(1e-300, 5e-324, 1e-12, 1e12, 1e300, Number.MAX_VALUE) });

const METHODS = ["grpo", "dr-grpo", "gdpo", "variance", "rvpo", "min", "rloo", "reinforce++", "dvao"] as const;
const method = fc.record({ name: fc.constantFrom(...METHODS), k: risk }).map(({ name, k }) => (name === "rvpo" || name === "variance" ? { name, k } : { name }));
const CONVENTIONS: Convention[] = ["paper", "trl", "verl", "ms-swift", "nemo-rl"];
/** The same, undone where it is missing. */
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Puts a value where another one is. */
interface Damage {
  at: number;
  i: number;
  j: number;
  value: number;
}
const damages = fc.array(fc.record({ at: fc.nat(20), i: fc.nat(11), j: fc.nat(4), value: hostile }), { maxLength: 3 });

/** Options with something wrong in them. Once they run code of their own they stay as they are, since one more change would have to look at them. */
function damageOptions(options: object, list: readonly Damage[], fields: readonly string[]): unknown {
  const { method } = options as { method: object };
  for (const { at, i, value: index } of list) {
    const value = made(index);
    const place = at % (fields.length + 6);
    if (place < fields.length) {
      options = { ...options, [fields[place]!]: value };
      continue;
    }
    switch (place - fields.length) {
      case 0:
        options = { ...options, method: { ...method, name: value } };
        break;
      case 1:
        options = { ...options, method: { ...method, k: value } };
        break;
      case 2:
        options = { ...options, extra: value };
        break;
      case 3:
        return Object.defineProperty({ ...options }, fields[i % fields.length]!, { get: thrower, enumerable: true });
      case 4:
        return new Proxy({ ...options }, i % 2 === 0 ? {} : { ownKeys: thrower });
      default:
        return value;
    }
  }
  return options;
}

test("softmin, credit, taylor, taylorRows and breakdown", () => {
  const z = fc.oneof({ weight: 3, arbitrary: fc.array(number, { minLength: 1, maxLength: 8 }) }, { weight: 1, arbitrary: fc.constantFrom([1e308, -1e308], [Number.MAX_VALUE, Number.MAX_VALUE], [-0, 0], [5e-324, 0]) });
  const input = fc.record({ z, k: risk, share: fc.double({ min: 1e-3, max: 1, noNaN: true }), change: optional(fc.record({ what: fc.nat(3), i: fc.nat(7), value: hostile })) });
  run(input, ({ z: numbers, k, share, change }) => {
    const before = { softmin: softmin(numbers, k), credit: credit(numbers, k) };
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    const blur = 1e-12 * Math.max(Math.abs(least), Math.abs(most));
    must(before.softmin >= least - blur && before.softmin <= most + blur, () => `softmin ${before.softmin}`);
    must(before.credit.length === numbers.length && Math.abs(before.credit.reduce((a, b) => a + b) - 1) < 1e-12, () => `credit ${before.credit}`);
    const check = (list: unknown, risk: unknown, count: unknown, part: unknown) => {
      const value = outcome(() => softmin(list as number[], risk as number), REFUSAL);
      if ("result" in value) must(Number.isFinite(value.result), () => `softmin ${value.result}`);
      const shares = outcome(() => credit(list as number[], risk as number), REFUSAL);
      if ("result" in shares) must(Math.abs(shares.result.reduce((a, b) => a + b) - 1) < 1e-12, () => `credit ${shares.result}`);
      const series = outcome(() => taylor(list as number[], risk as number), REFUSAL);
      if ("result" in series) {
        const { cumulants, orders, exact, min } = series.result;
        must(cumulants.length === 4 && orders.length === 4 && Number.isFinite(exact) && Number.isFinite(min), () => JSON.stringify(series.result));
      }
      const rows = outcome(() => taylorRows(list as Float64Array, count as number, Float64Array.of(k, k)), REFUSAL);
      if ("result" in rows) must(rows.result instanceof Float64Array && rows.result.length % 7 === 0, "taylorRows");
      const along = outcome(() => taylorRows(Float64Array.from(numbers), numbers.length, risk as Float64Array), REFUSAL);
      if ("result" in along) must(along.result.length % 7 === 0, "taylorRows along k");
      const off = outcome(() => breakdown(list as number[], part as number), REFUSAL);
      if ("result" in off) must(off.result.length === 0 || (off.result.length === 2 && off.result[0]! <= off.result[1]!), () => `breakdown ${off.result}`);
    };
    if (change === undefined) return check(numbers, k, numbers.length, share);
    const value = made(change.value);
    switch (change.what) {
      case 0:
        check(value, k, numbers.length, share);
        break;
      case 1:
        check(numbers, value, numbers.length, share);
        break;
      case 2:
        check(numbers, k, value, value);
        break;
      default:
        check(numbers.with(change.i % numbers.length, value as number), k, numbers.length, share);
    }
    must(Object.is(softmin(numbers, k), before.softmin), "softmin is another after that");
  });
});

const same = (one: Float64Array, other: Float64Array) => one.length === other.length && one.every((x, i) => Object.is(x, other[i]));

/** What must hold of any advantages; their mean only where the convention is known. */
function checkAdvantages(result: ReturnType<typeof advantages>, { name, k = 1 }: { name: string; k?: number }, convention: Convention | undefined, tokens: ArrayLike<number>): void {
  const { advantages: gains, scores, z, credit: credits, warnings } = result;
  const rollouts = gains.length;
  // A Float32Array is among the values that the rewards may become.
  const digits = (gains as unknown) instanceof Float32Array ? 1e5 : 1;
  must(rollouts > 0 && scores.length === rollouts, "lengths");
  must(gains.every(Number.isFinite), () => `advantages ${gains}`);
  must(z.length === credits.length && z.length % rollouts === 0, "details");
  must(warnings.every((text) => typeof text === "string" && text.length > 0), "warnings");
  const rewards = z.length / rollouts;
  for (let i = 0; i < rollouts && rewards > 0; i++) {
    const row = credits.subarray(rewards * i, rewards * (i + 1));
    const [sum, size] = [row.reduce((a, b) => a + b), row.reduce((a, b) => a + Math.abs(b), 0)];
    // The penalty's are 1 - k (z - mean), whose rounding k multiplies.
    const rounding = name === "variance" ? 1e-12 * k : 0;
    must(size === 0 || Math.abs(sum - 1) <= 1e-9 * digits * Math.max(1, size) + rounding || rounding > 1, () => `credits ${row}`);
  }
  // NeMo-RL divides by however small a deviation, and subnormal numbers have few digits.
  const isNormal = scores.some((score) => Math.abs(score) > 1e-290);
  if (convention !== undefined && isNormal && ["gdpo", "variance", "rvpo", "min"].includes(name)) {
    const weight = (i: number) => (convention === "verl" ? tokens[i]! : 1);
    const total = gains.reduce((sum, _, i) => sum + weight(i), 0);
    const mean = gains.reduce((sum, gain, i) => sum + (gain * weight(i)) / total, 0);
    must(Math.abs(mean) < 1e-6 * digits, () => `the mean is ${mean}`);
  }
}

test("advantages", () => {
  const FIELDS = ["method", "convention", "groupSize", "groupIds", "weights", "responseTokens", "scaleRewards", "rewardCount", "details"] as const;
  const cell = fc.oneof({ weight: 9, arbitrary: number }, { weight: 1, arbitrary: fc.constant(null) });
  const input = fc.record({
    width: fc.integer({ min: 1, max: 5 }),
    whole: fc.array(fc.tuple(cell, cell, cell, cell, cell), { minLength: 1, maxLength: 12 }),
    isFlat: fc.boolean(),
    method,
    convention: optional(fc.constantFrom(...CONVENTIONS)),
    groups: fc.oneof(fc.constant(1), fc.constant("all" as const), fc.array(fc.constantFrom("a", "b", "", "ä"), { minLength: 12, maxLength: 12 })),
    weights: optional(fc.array(fc.oneof({ weight: 4, arbitrary: fc.double({ min: 1e-3, max: 4, noNaN: true }) }, { weight: 1, arbitrary: fc.constantFrom(0, 1, 1e-300, 1e150) }), { minLength: 5, maxLength: 5 })),
    tokens: fc.array(fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constantFrom(1, 2 ** 32 - 1)), { minLength: 12, maxLength: 12 }),
    scale: optional(fc.constantFrom("group", "batch", "none")),
    details: optional(fc.boolean()),
    damages,
  });
  let results = 0;
  run(input, ({ width, whole, isFlat, method, convention, groups, weights, tokens, scale, details, damages }) => {
    const rows: (number | null)[][] = whole.map((row) => row.slice(0, width));
    const rollouts = rows.length;
    const takesTokens = convention === "verl" && !method.name.startsWith("grpo") && !method.name.startsWith("dr");
    const options = {
      method,
      ...(convention && { convention }),
      ...(typeof groups === "object" ? { groupIds: groups.slice(0, rollouts) } : { groupSize: groups === "all" ? rollouts : groups }),
      ...(weights && { weights: weights.slice(0, width) }),
      ...(takesTokens && { responseTokens: tokens.slice(0, rollouts) }),
      ...(scale && method.name === "grpo" && { scaleRewards: scale }),
      ...(details !== undefined && { details }),
      ...(isFlat && { rewardCount: width }),
    };
    const rewards = isFlat ? Float64Array.from(rows.flat(), (cell) => cell ?? NaN) : rows;
    const call = (rewards: unknown, options: unknown) => outcome(() => advantages(rewards as number[][], options as never), REFUSAL);
    const before = call(rewards, options);
    if ("result" in before) {
      results++;
      const { advantages: gains, z } = before.result;
      must(gains.length === rollouts && z.length === (details === false ? 0 : rollouts * width), "N and N x M");
      checkAdvantages(before.result, method, convention ?? "paper", tokens);
    }
    if (damages.length === 0) return;
    const ofOptions = damages.filter(({ at }) => at > 3);
    let brokenRewards: unknown = rewards;
    for (const { at, i, j, value } of damages) {
      if (at === 0) brokenRewards = made(value);
      else if (at === 1) brokenRewards = rows.with(i % rollouts, made(value) as number[]);
      else if (at === 2) brokenRewards = rows.with(i % rollouts, rows[i % rollouts]!.with(j % width, made(value) as number));
      else if (at === 3) brokenRewards = Object.defineProperty([...rows], i % rollouts, { get: thrower });
    }
    const broken = call(brokenRewards, damageOptions(options, ofOptions, FIELDS));
    // The options may have told another k, and another convention.
    if ("result" in broken) checkAdvantages(broken.result, { ...method, k: Infinity }, undefined, tokens);
    const after = call(rewards, options);
    if ("result" in before && "result" in after) {
      for (const key of ["advantages", "scores", "z", "credit"] as const) must(same(before.result[key], after.result[key]), () => `${key} are others after that`);
    } else {
      must("message" in before && "message" in after && before.message === after.message, "another error after that");
    }
  });
  must(results > CASES / 4, () => `only ${results} of ${CASES} came to a result`);
});

test("RewardLoader, RewardTable, RewardSelection and RewardAnalysis", () => {
  const FIELDS = ["convention", "method", "compare", "weights", "scaleRewards", "step", "steps"] as const;
  const cell = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 4 }).map((x) => String(x / 4)) }, { weight: 1, arbitrary: fc.constantFrom("", "NA", "-0", "1e150", "5e-324", "1e999", "x", '"a,b"', "1e39") });
  const row = fc.tuple(fc.constantFrom("p", "q", "r"), fc.tuple(cell, cell, cell), fc.constantFrom("1", "7", "4294967295"));
  const input = fc.record({
    width: fc.integer({ min: 1, max: 3 }),
    rows: fc.array(row, { minLength: 1, maxLength: 12 }),
    method,
    compare: method,
    convention: fc.constantFrom(...CONVENTIONS),
    weights: optional(fc.array(fc.double({ min: 1e-3, max: 4, noNaN: true }), { minLength: 3, maxLength: 3 })),
    // What is handed to which of the calls in the place of what it takes.
    bad: fc.array(fc.record({ call: fc.constantFrom("name", "feed", "cells", "roles", "role", "size", "which", "rows", "csv", "json"), value: hostile }), { maxLength: 2 }),
    damages,
    isWhole: fc.nat(19).map((n) => n === 0),
  });
  let reports = 0;
  run(input, ({ width, rows, method, compare, convention, weights, bad, damages, isWhole }) => {
    const text = `prompt,${Array.from({ length: width }, (_, j) => `=r${j}`)},response_length\n${rows.map(([group, cells, length]) => `${group},${cells.slice(0, width)},${length}\n`).join("")}`;
    const broken = (call: string) => bad.filter((one) => one.call === call).map(({ value }) => made(value) as never);
    for (const name of broken("name")) {
      const loader = outcome(() => new RewardLoader(name), REFUSAL);
      if ("result" in loader) loader.result.free();
    }
    using loader = new RewardLoader();
    // Bytes are bytes, whatever they say of themselves; what is none of them changes nothing.
    const isFed = broken("feed").map((bytes) => "result" in outcome(() => loader.feed(bytes), ANY));
    const read = outcome(() => {
      loader.feed(new TextEncoder().encode(text));
      return loader.finish();
    }, ANY);
    if ("message" in read) return;
    using table = read.result;
    must(isFed.includes(true) || (table.rows === rows.length && table.columns().length === width + 2), "the table is another");
    const cells = JSON.stringify(table.cells(0, 100));
    for (const place of broken("cells")) [outcome(() => table.cells(place, 2), REFUSAL), outcome(() => table.cells(0, place), REFUSAL)];
    const roles = table.columns().map(({ role }) => role);
    for (const value of broken("roles")) outcome(() => table.select(value), ANY);
    for (const role of broken("role")) outcome(() => table.select(roles.with(1, role)), ANY);
    for (const size of broken("size")) outcome(() => table.select(roles, size), ANY);
    must(JSON.stringify(table.cells(0, 100)) === cells, "the cells are others after that");
    const selected = outcome(() => table.select(roles), ANY);
    if ("message" in selected) return;
    using selection = selected.result;
    const options = { method, compare, convention, ...(weights && { weights: weights.slice(0, selection.rewardNames.length) }) };
    for (const damage of damages) {
      const analysis = outcome(() => selection.analyse(damageOptions(options, [damage], FIELDS) as never), REFUSAL);
      if ("result" in analysis) {
        outcome(() => analysis.result.report(), REFUSAL);
        analysis.result.free();
      }
    }
    const begun = outcome(() => selection.analyse(options as never), REFUSAL);
    if ("message" in begun) return;
    using analysis = begun.result;
    if (!isWhole) {
      must(analysis.step() < 1, "done at once");
      return;
    }
    for (let before = 0; before < 1; ) {
      const now = analysis.step();
      must(now >= before && now <= 1, () => `from ${before} to ${now}`);
      before = now;
    }
    reports++;
    const gains = analysis.advantages("method");
    must(gains.advantages.length === table.rows && gains.z.length === table.rows * selection.rewardNames.length, "N and N x M");
    checkAdvantages(gains, method, convention, rows.map(([, , length]) => Number(length)));
    const [report, csv, json] = [analysis.report(), analysis.csv(0, 100), analysis.json(0, 100)];
    for (const which of broken("which")) [outcome(() => analysis.advantages(which), REFUSAL), outcome(() => analysis.rows(which, 0, 1), REFUSAL)];
    for (const place of broken("rows")) [outcome(() => analysis.rows("method", place, 1), REFUSAL), outcome(() => analysis.rows("compare", 0, place), REFUSAL)];
    for (const place of broken("csv")) [outcome(() => analysis.csv(place, 1), REFUSAL), outcome(() => analysis.csv(0, place), REFUSAL)];
    for (const place of broken("json")) [outcome(() => analysis.json(place, 1), REFUSAL), outcome(() => analysis.json(0, place), REFUSAL)];
    must(report.sizes.rollouts === table.rows && analysis.rows("method", 0, 100).length === table.rows, "the report's size");
    must(analysis.csv(0, 100) === csv && analysis.json(0, 100) === json, "the files are others after that");
    must(JSON.parse(json).rollouts.length === table.rows, "the file's rows");
  });
  must(reports > CASES / 200, () => `only ${reports} of ${CASES} came to a report`);
});
