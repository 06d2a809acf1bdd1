// Links: every set of settings comes back as it was, and no fragment, however hostile, yields anything that is not allowed.

import { expect, test } from "@playwright/test";

import { fromFragment, toFragment } from "../../www/settings/fragment.js";
import { defaults, entryOf, type Name, SCHEMA, type Settings } from "../../www/settings/schema.js";

const NAMES = Object.keys(SCHEMA) as Name[];

/** Numbers from 0 to 1, the same in each run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function anyNumber(random: () => number, { min, max, integer }: { min: number; max: number; integer?: boolean }): number {
  const pick = random();
  if (pick < 0.1) return min;
  if (pick < 0.2) return max;
  const value = min + (max - min) * random() ** (1 + Math.floor(40 * random()));
  if (integer) return Math.round(value);
  return pick < 0.5 ? Math.min(max, Math.max(min, Number(value.toPrecision(2)))) : value;
}

function anyValue(random: () => number, name: Name): unknown {
  const entry = entryOf(name);
  switch (entry.type) {
    case "number":
      return anyNumber(random, entry);
    case "choice":
      return entry.values[Math.floor(random() * entry.values.length)];
    case "names":
      return entry.values.filter(() => random() < 0.3);
    case "letters":
      return random() < 0.3 ? entry.default : Array.from({ length: 1 + Math.floor(entry.most * random()) }, () => entry.of[Math.floor(entry.of.length * random())]).join("");
    case "labels":
      return withoutLastEmpty(Array.from({ length: Math.floor((entry.most + 1) * random()) }, () => anyLabel(random)));
    case "table": {
      const size = ([from, to]: readonly [number, number]) => from + Math.floor((to - from + 1) * random());
      const drawn = size(entry.columns);
      const columns = drawn === entry.neverColumns ? entry.columns[0] : drawn;
      return Array.from({ length: size(entry.rows) }, () => Array.from({ length: columns }, () => anyNumber(random, entry)));
    }
  }
}

const LABELS = ["", "", "Safe", "Höflich, klar", "a=b&c#d", "<b>", "100 %", "+1", "安全", "🎲", "%41", "“x”", "O'Neil", "1,2", "مهذب"];

function anyLabel(random: () => number): string {
  return LABELS[Math.floor(LABELS.length * random())]!;
}

/** An empty name at the end is none. */
function withoutLastEmpty(labels: string[]): string[] {
  while (labels.at(-1) === "") labels.pop();
  return labels;
}

function anySettings(random: () => number): Settings {
  const chosen = NAMES.filter(() => random() < 0.4).map((name) => [name, anyValue(random, name)]);
  const settings = Object.fromEntries(chosen) as Partial<Settings>;
  return { ...defaults(settings.scenario), ...settings };
}

/** What is wrong with a value, in words. */
function faults(name: Name, value: unknown): string[] {
  const entry = entryOf(name);
  const fault = `${name} = ${JSON.stringify(value)?.slice(0, 80)}`;
  const inRange = (x: unknown) => typeof x === "number" && "min" in entry && x >= entry.min && x <= entry.max;
  switch (entry.type) {
    case "number":
      return inRange(value) && (!entry.integer || Number.isInteger(value)) ? [] : [fault];
    case "choice":
      return entry.values.includes(value as string) ? [] : [fault];
    case "names":
      return Array.isArray(value) && value.every((some) => entry.values.includes(some)) && new Set(value).size === value.length ? [] : [fault];
    case "letters":
      return typeof value === "string" && value.length <= entry.most && [...value].every((letter) => entry.of.includes(letter)) ? [] : [fault];
    case "labels":
      return Array.isArray(value) && value.length <= entry.most && value.every((some) => typeof some === "string" && some.length <= entry.longest && some.isWellFormed()) ? [] : [fault];
    case "table": {
      const within = (list: unknown, [from, to]: readonly [number, number]): list is unknown[] => Array.isArray(list) && list.length >= from && list.length <= to;
      return within(value, entry.rows) && value.every((row) => within(row, entry.columns) && row.length === (value[0] as unknown[]).length && row.length !== entry.neverColumns && row.every(inRange)) ? [] : [fault];
    }
  }
}

/** The same for all settings; an `expect` for each of so many would take its time. */
function allFaults(settings: Settings): string[] {
  const keys = Object.keys(settings).sort().join() === [...NAMES].sort().join() && Object.getPrototypeOf(settings) === Object.prototype;
  return [...(keys ? [] : ["other keys"]), ...NAMES.flatMap((name) => faults(name, settings[name]))];
}

test("the defaults need no fragment, and no fragment means the defaults", () => {
  expect(toFragment(defaults())).toBe("");
  for (const none of ["", "#", "#&&"]) expect(fromFragment(none)).toEqual({ settings: defaults(), problems: [] });
  // Nor does one reading change what the next one gets.
  fromFragment("#k=99&rewards=").settings.rewards[0]![0] = 0.123;
  expect(fromFragment("#k=99&rewards=").settings).toEqual(defaults());
});

test("a fragment can be read", () => {
  const { settings, problems } = fromFragment("#k=0.5&noise=0.3&speed=120&rewards=1,1,1,1,0;.5,.5,.5,.5,.5;0,0,0,0,1;0,0,0,0,1e-3&hide=seed,k&lock=noise&theme=projector&embed=1");
  expect(problems).toEqual([]);
  expect(settings).toEqual({
    ...defaults(),
    k: 0.5,
    noise: 0.3,
    speed: 120,
    rewards: [[1, 1, 1, 1, 0], [0.5, 0.5, 0.5, 0.5, 0.5], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0.001]],
    hide: ["k", "seed"],
    lock: ["noise"],
    theme: "projector",
    embed: 1,
  });
  expect(toFragment({ ...defaults(), k: 0.1 + 0.2, speed: Infinity, seed: 4294967295 })).toBe("seed=4294967295&speed=Infinity&k=0.30000000000000004");
});

test("every set of settings comes back as it was", () => {
  const random = generator(7);
  for (let i = 0; i < 1000; i++) {
    const settings = anySettings(random);
    const fragment = toFragment(settings);
    // Nothing that a browser, a mail or a chat would have to escape.
    expect(fragment).toMatch(/^[\w.,;=&%!~*'()-]*$/);
    expect(fromFragment(`#${fragment}`)).toEqual({ settings, problems: [] });
    expect(toFragment(fromFragment(new URL(`#${fragment}`, "http://localhost/").hash).settings)).toBe(fragment);
  }
});

const LONG = 100_000;
const HOSTILE = [
  "<script>alert(1)</script>", "%3Cscript%3Ealert(1)%3C/script%3E", "javascript:alert(1)", "\0", "%00", "%", "%E0%A4%A", "%zz", "__proto__", "constructor", "toString", "hasOwnProperty", "prototype",
  "1e999", "-1e999", "NaN", "Infinity", "-0", "-1", "0x10", "1_0", "１", "٣", "∞", "🎲", "\u202e", "\ud800", "é", "null", "undefined", "true", "[]", "{}", "", " ", "+", "0.5.5", ",", ",,,", ";", ";;;", "1;1", "1,1;", "play,play", "play,", ",hide",
  "9".repeat(LONG), `${"9".repeat(LONG)}x`, `0.${"0".repeat(LONG)}1`, "a".repeat(LONG), "%".repeat(LONG), ",".repeat(LONG), ";".repeat(LONG), "play,".repeat(LONG / 5), "=".repeat(LONG), "&".repeat(LONG), "é".repeat(LONG),
];

test("no fragment does harm", () => {
  test.setTimeout(60_000);
  const before = JSON.stringify(SCHEMA);
  const fragments = [
    ...HOSTILE,
    ...HOSTILE.map((text) => `${text}=${text}`),
    ...NAMES.flatMap((name) => HOSTILE.map((text) => `#${name}=${text}`)),
    "k=1&".repeat(LONG / 4),
    "__proto__=1&".repeat(LONG / 12),
    "#k", "#k=", "#=1", "#=", "#k==1", "#K=1", "#k=1#k=2", "#%6B=1",
  ];
  const random = generator(11);
  const pieces = [...NAMES, ...HOSTILE.filter((text) => text.length < 50), "=", "=", "=", "&", "&", "&", "#", "0.5", "1", "2"];
  for (let i = 0; i < 20_000; i++) {
    fragments.push(Array.from({ length: 1 + Math.floor(12 * random()) }, () => pieces[Math.floor(random() * pieces.length)]).join(""));
  }
  const found: unknown[] = [];
  for (const fragment of fragments) {
    const { settings, problems } = fromFragment(fragment);
    const faults = allFaults(settings);
    if (faults.length > 0 || problems.some(({ key, text }) => typeof key !== "string" || typeof text !== "string")) {
      found.push([fragment.slice(0, 200), ...faults]);
    }
  }
  expect(found).toEqual([]);
  expect(JSON.stringify(SCHEMA), "the schema is as it was").toBe(before);
  expect(({} as Record<string, unknown>)["1"]).toBeUndefined();
});

test("a bad value falls back and is reported, the good ones beside it hold", () => {
  for (const name of NAMES) {
    const { settings, problems } = fromFragment(`#${name}=%3Cb%3E%00`);
    expect(settings, name).toEqual(defaults());
    expect(problems, name).toEqual([{ key: name, text: "<b>\0", entry: entryOf(name) }]);
  }
  const { settings, problems } = fromFragment("#k=51&noise=0.3&nonsense=1&seed=1.5");
  expect(settings).toEqual({ ...defaults(), noise: 0.3 });
  expect(problems.map(({ key }) => key)).toEqual(["k", "nonsense", "seed"]);
});

test("of a key that comes twice, the last one counts", () => {
  expect(fromFragment("#k=5&k=7").settings.k).toBe(7);
  expect(fromFragment("#k=5&k=x").settings.k).toBe(defaults().k);
  expect(fromFragment("#k=x&k=7").settings.k).toBe(7);
});
