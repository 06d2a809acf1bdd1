// The code for the trainers: every digit and nothing but the settings written in, and no name that gets out of its quotes.

import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { expect, test } from "@playwright/test";

import { type Choice, fill, howTo, type TrainerId, trainers } from "../../www/own/trainers.js";
import { ROOT } from "./golden.js";

const SOURCES = new Map<TrainerId, string>();
const COMMENTS = {
  K: "  # the risk coefficient k; None: from K_FROM to K_TO, linearly over STEPS steps",
  WEIGHTS: "  # one for each reward, 0 or more; None: the trainer's own, else 1 each",
};
const rewards = ["correct", "polite", "short"];
const plain: Choice = { k: 2, weights: null, rewards };

test.beforeAll(async () => {
  for (const { id, file } of trainers) SOURCES.set(id, await readFile(path.join(ROOT, "trainers", file), "utf8"));
});

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

/** Any double above 0, of any size, half of them with few digits. */
function anyNumber(random: () => number): number {
  const [value] = new Float64Array(new Uint32Array([random() * 2 ** 32, random() * 0x7ff00000]).buffer);
  const rounded = Number(value!.toPrecision(1 + Math.floor(4 * random())));
  const chosen = random() < 0.5 ? rounded : value!;
  return chosen > 0 && chosen < Infinity ? chosen : 1;
}

/** The lines that differ, by their number; both texts have as many. */
function changes(before: string, after: string): string[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  expect(b.length).toBe(a.length);
  return b.filter((line, i) => line !== a[i]);
}

/** What a filled file sets, read as Python writes it. */
function settings(text: string): Record<string, unknown> {
  const [, block] = /^# --- settings ---\n(.*?)^# --- end of settings ---$/ms.exec(text)!;
  return Object.fromEntries(
    block!
      .trimEnd()
      .split("\n")
      .map((line) => {
        const [, name, value] = /^(\w+): [^=]+ = (.+?)(?:  #.*)?$/.exec(line)!;
        return [name, JSON.parse(value === "None" ? "null" : value!)];
      }),
  );
}

test("all files of trainers/ are offered, each under an id and a name of its own", async () => {
  for (const key of ["id", "file", "name"] as const) expect(new Set(trainers.map((trainer) => trainer[key])).size).toBe(6);
  for (const { file } of trainers) expect(await readFile(path.join(ROOT, "trainers", file), "utf8")).toContain("# --- settings ---\n");
});

for (const { id, file } of trainers) {
  test(`${file}: only the settings chosen change`, () => {
    const source = SOURCES.get(id)!;
    expect(fill(id, source, plain)).toBe(source);
    expect(fill(id, source, { ...plain, steps: 300, weights: null })).toBe(source);
    expect(changes(source, fill(id, source, { ...plain, k: 0.1 }))).toEqual([`K: float | None = 0.1${COMMENTS.K}`]);
    expect(changes(source, fill(id, source, { ...plain, k: 50, steps: 4294967295 }))).toEqual([`K: float | None = 50.0${COMMENTS.K}`, "STEPS: int = 4294967295"]);
    expect(changes(source, fill(id, source, { k: { from: 1 / 3, to: 1e21 }, steps: 1, weights: [0, 1e-7, 3], rewards }))).toEqual([
      `K: float | None = None${COMMENTS.K}`,
      "K_FROM: float = 0.3333333333333333",
      "K_TO: float = 1e+21",
      "STEPS: int = 1",
      `WEIGHTS: list[float] | None = [0.0, 1e-7, 3.0]${COMMENTS.WEIGHTS}`,
    ]);
  });

  test(`${file}: a filled file can be filled again, and line ends stay`, () => {
    const source = SOURCES.get(id)!;
    const filled = fill(id, source, { k: { from: 1, to: 3 }, steps: 7, weights: [1, 2, 3], rewards });
    const other: Choice = { k: { from: 0.5, to: 2 }, steps: 300, weights: null, rewards };
    expect(fill(id, filled, other)).toBe(fill(id, source, other));
    const crlf = source.replaceAll("\n", "\r\n");
    expect(fill(id, crlf, other)).toBe(fill(id, source, other).replaceAll("\n", "\r\n"));
  });

  test(`${file}: every number comes back to the last digit`, () => {
    const random = generator(trainers.findIndex((trainer) => trainer.id === id));
    const source = SOURCES.get(id)!;
    for (let i = 0; i < 200; i++) {
      const [k, from, to] = [anyNumber(random), anyNumber(random), anyNumber(random)];
      const steps = 1 + Math.floor(4294967295 * random() ** 5);
      // Finite in sum.
      const weights = Array.from({ length: 1 + Math.floor(17 * random()) }, () => (random() < 0.2 ? 0 : anyNumber(random) / 20));
      weights[0] = 0.1;
      const names = weights.map((_, j) => `r${String(j).padStart(2, "0")}`);
      expect(settings(fill(id, source, { k, weights, rewards: names }))).toEqual({ K: k, K_FROM: 0.5, K_TO: 2, STEPS: 300, WEIGHTS: weights });
      const text = fill(id, source, { k: { from, to }, steps, weights, rewards: names });
      expect(settings(text)).toEqual({ K: null, K_FROM: from, K_TO: to, STEPS: steps, WEIGHTS: weights });
      // No int where Python expects a float.
      expect(text).not.toMatch(/^(K_FROM|K_TO): float = \d+$/m);
      expect(text).not.toMatch(/^WEIGHTS.*[[ ]\d+[,\]]/m);
    }
  });

  test(`${file}: a block that is not as expected is not written into`, () => {
    const source = SOURCES.get(id)!;
    const broken: [string, (text: string) => string][] = [
      ["no beginning", (text) => text.replace("# --- settings ---\n", "")],
      ["no end", (text) => text.replace("# --- end of settings ---\n", "")],
      ["two beginnings", (text) => text.replace("# --- settings ---\n", "$&$&")],
      ["two blocks", (text) => text + text],
      ["turned round", (text) => text.replace("# --- settings ---", "x").replace("# --- end of settings ---", "# --- settings ---").replace("x", "# --- end of settings ---")],
      ["a setting is gone", (text) => text.replace(/^STEPS.*\n/m, "")],
      ["a setting more", (text) => text.replace(/^STEPS.*\n/m, "$&BETA: float = 1.0\n")],
      ["twice the same", (text) => text.replace(/^K_TO.*\n/m, "K_FROM: float = 2.0\n")],
      ["another order", (text) => text.replace(/^(K_FROM.*\n)(K_TO.*\n)/m, "$2$1")],
      ["another name", (text) => text.replace(/^STEPS:/m, "STEP:")],
      ["indented", (text) => text.replace(/^STEPS:/m, "  STEPS:")],
      ["over two lines", (text) => text.replace(/^WEIGHTS.*\n/m, "WEIGHTS = [\n    1.0]\n")],
      ["not one value", (text) => text.replace(/^K_TO.*\n/m, "K_TO: float = K = 2.0\n")],
      ["empty", () => ""],
    ];
    for (const [what, change] of broken) {
      const text = change(source);
      expect(text, what).not.toBe(source);
      expect(() => fill(id, text, plain), what).toThrow(new RegExp(`^${file}: `));
    }
  });
}

test("what is not allowed is refused, with field, value and what is", () => {
  const scheduled = { ...plain, k: { from: 1, to: 2 }, steps: 10 };
  const number = "a finite number above 0";
  const cases: [unknown, string][] = [
    [{ ...plain, k: 0 }, `k: 0 is not allowed; allowed: ${number}`],
    [{ ...plain, k: -1 }, `k: -1 is not allowed; allowed: ${number}`],
    [{ ...plain, k: NaN }, `k: NaN is not allowed; allowed: ${number}`],
    [{ ...plain, k: Infinity }, `k: Infinity is not allowed; allowed: ${number}`],
    [{ ...plain, k: "2" }, `k: 2 is not allowed; allowed: ${number}`],
    [{ ...plain, k: null }, `k: null is not allowed; allowed: ${number}`],
    [{ ...scheduled, k: { from: 0, to: 1 } }, `k.from: 0 is not allowed; allowed: ${number}`],
    [{ ...scheduled, k: { from: 1 } }, `k.to: undefined is not allowed; allowed: ${number}`],
    [{ ...scheduled, steps: undefined }, "steps: undefined is not allowed; allowed: a whole number from 1 to 4294967295"],
    [{ ...scheduled, steps: 0 }, "steps: 0 is not allowed; allowed: a whole number from 1 to 4294967295"],
    [{ ...scheduled, steps: 4294967296 }, "steps: 4294967296 is not allowed; allowed: a whole number from 1 to 4294967295"],
    [{ ...plain, steps: 1.5 }, "steps: 1.5 is not allowed; allowed: a whole number from 1 to 4294967295"],
    [{ ...plain, groupSize: 0 }, "groupSize: 0 is not allowed; allowed: a whole number from 1 to 4294967295"],
    [{ ...plain, weights: [1, 2] }, "weights: length 2 is not allowed; allowed: 3, one for each reward"],
    [{ ...plain, weights: [1, -1, 1] }, "weights[1]: -1 is not allowed; allowed: a finite number, 0 or more"],
    [{ ...plain, weights: [1, 1, NaN] }, "weights[2]: NaN is not allowed; allowed: a finite number, 0 or more"],
    [{ ...plain, weights: ["1); import os  #", 1, 1] }, "weights[0]: 1); import os  # is not allowed; allowed: a finite number, 0 or more"],
    [{ ...plain, weights: [0, 0, 0] }, "weights: their sum 0 is not allowed; allowed: a finite sum above 0"],
    [{ ...plain, weights: [1e308, 1e308, 0] }, "weights: their sum Infinity is not allowed; allowed: a finite sum above 0"],
    [{ ...plain, weights: undefined }, "weights: undefined is not allowed; allowed: null or a list of numbers"],
    [{ ...plain, rewards: [] }, "rewards:  is not allowed; allowed: the names of one or more rewards"],
    [{ ...plain, rewards: ["a\0"] }, 'rewards[0]: "a\\u0000" is not allowed; allowed: well-formed text without U+0000'],
    [{ ...plain, rewards: ["a", "\ud800"] }, 'rewards[1]: "\\ud800" is not allowed; allowed: well-formed text without U+0000'],
  ];
  for (const { id } of trainers) {
    for (const [choice, message] of cases) {
      expect(() => fill(id, SOURCES.get(id)!, choice as Choice)).toThrow(new Error(message));
      expect(() => howTo(id, choice as Choice)).toThrow(new Error(message));
    }
  }
  const unknown = new Error('id: "openrlhf" is not allowed; allowed: trl, verl, ms-swift, nemo-rl, torch, numpy');
  expect(() => fill("openrlhf" as TrainerId, SOURCES.get("trl")!, plain)).toThrow(unknown);
  expect(() => howTo("openrlhf" as TrainerId, plain)).toThrow(unknown);
});

test("names that are keys or functions must differ, and be such that the trainer takes them", () => {
  for (const { id } of trainers) {
    const twice = { ...plain, rewards: ["a", "b", "a"] };
    if (id === "numpy" || id === "torch") expect(howTo(id, twice)).toHaveLength(1);
    else expect(() => howTo(id, twice)).toThrow(new Error('rewards: "a" is not allowed; allowed: names that differ'));
  }
  for (const name of ["-x", "--model", ""]) {
    const message = `rewards[1]: ${JSON.stringify(name)} is not allowed; allowed: a name that is not empty and does not begin with -`;
    expect(() => howTo("ms-swift", { ...plain, rewards: ["a", name] })).toThrow(new Error(message));
    for (const { id } of trainers) if (id !== "ms-swift") expect(howTo(id, { ...plain, rewards: ["a", name] })).not.toHaveLength(0);
  }
});

test("weights stand in the order in which NeMo-RL has the rewards, and in that of the others", () => {
  const orders: [string[], number[], string][] = [
    [["short", "correct", "polite"], [1, 2, 0], '"reward/correct", "reward/polite", "reward/short"'],
    [["b", "reward/a", "B"], [2, 1, 0], '"reward/B", "reward/a", "reward/b"'],
    [["ab", "a", "abc"], [1, 0, 2], '"reward/a", "reward/ab", "reward/abc"'],
    // All numbered, as in older versions: by number. Not all: by key.
    [["reward10", "reward2", "reward1"], [2, 1, 0], '"reward1", "reward2", "reward10"'],
    [["reward10", "reward2", "x"], [0, 1, 2], '"reward/reward10", "reward/reward2", "reward/x"'],
    // Python goes by code points, JavaScript by halves of them.
    [["🎲", "｡", "a"], [2, 1, 0], '"reward/a", "reward/｡", "reward/🎲"'],
  ];
  for (const [names, places, keys] of orders) {
    const choice: Choice = { ...plain, weights: [1, 2, 3], rewards: names };
    for (const { id } of trainers) {
      const expected = id === "nemo-rl" ? places.map((j) => j + 1) : [1, 2, 3];
      expect(settings(fill(id, SOURCES.get(id)!, choice)).WEIGHTS, `${id}: ${names.join()}`).toEqual(expected);
    }
    expect(howTo("nemo-rl", choice)[0]!.text).toContain(`in this order: ${keys}\n`);
  }
});

test("what to set, for each trainer", () => {
  const scheduled: Choice = { k: { from: 0.5, to: 2 }, steps: 300, weights: null, rewards, groupSize: 16 };
  const texts = (id: TrainerId, choice: Choice) => howTo(id, choice).map(({ language, text }) => `${language}\n${text}`);
  const verl = (size: string) => [
    `shell
# verl_rvpo.py must lie on PYTHONPATH, also for Ray's workers, and your reward function return a dictionary with these keys.
VERL_USE_EXTERNAL_MODULES=verl_rvpo python3 -m verl.trainer.main_ppo \\
  algorithm.adv_estimator=gdpo \\
  '+algorithm.gdpo_reward_keys=["correct","polite","short"]' \\
${size}  trainer.use_v1=False
`,
  ];
  expect(texts("verl", scheduled)).toEqual(verl("  actor_rollout_ref.rollout.n=16 \\\n"));
  expect(texts("verl", plain)).toEqual(verl(""));
  const swift = (size: string, callback: string) => [
    `shell
# Besides your model, your data and the plugin with your reward functions:
swift rlhf --rlhf_type grpo \\
  --scale_rewards gdpo \\
${size}  --reward_funcs correct polite short \\
  --external_plugins ms_swift_rvpo.py${callback}
`,
  ];
  expect(texts("ms-swift", scheduled)).toEqual(swift("  --num_generations 16 \\\n", " \\\n  --callbacks rvpo_step"));
  expect(texts("ms-swift", plain)).toEqual(swift("", ""));
  const trl = (size: string) => [
    `python
from trl import GRPOConfig
from trl_rvpo import RVPOTrainer

trainer = RVPOTrainer(
    model=...,
    reward_funcs=[correct, polite, short],  # in this order: "correct", "polite", "short"
    args=GRPOConfig(${size}multi_objective_aggregation="normalize_then_sum"),
    train_dataset=...,
)
`,
  ];
  expect(texts("trl", scheduled)).toEqual(trl("num_generations=16, "));
  expect(texts("trl", plain)).toEqual(trl(""));
  for (const names of [["correct", "not polite"], ["correct", "lambda"], ["correct", "höflich"], ["2short"], ["a, b"], ["a\n"]]) {
    expect(texts("trl", { ...plain, rewards: names })[0], names[0]).toContain("reward_funcs=[...],  # in this order: ");
  }
  const nemo = (size: string) => [
    `python
import nemo_rl_rvpo  # at the top of the script that calls grpo's setup and grpo_train

nemo_rl_rvpo.use_in_place_of_gdpo()
# The rewards come, and their weights stand, in this order: "reward/correct", "reward/polite", "reward/short"
`,
    `yaml
grpo:
${size}  adv_estimator:
    name: "gdpo"
    normalize_rewards: true
    use_leave_one_out_baseline: false
`,
  ];
  expect(texts("nemo-rl", scheduled)).toEqual(nemo("  num_generations_per_prompt: 16\n"));
  expect(texts("nemo-rl", plain)).toEqual(nemo(""));
  const loop = (module: string, step: string[]) => [
    ["python", `from ${module} import advantages`, "", '# rewards: N x 3, NaN where missing, its columns in this order: "correct", "polite", "short"', "# groups: the prompt's id for each of the N rollouts", ...step, ""].join("\n"),
  ];
  for (const [id, module] of [["numpy", "rvpo_numpy"], ["torch", "rvpo_torch"]] as const) {
    expect(texts(id, scheduled)).toEqual(loop(module, ["# step: the training step, counted from 0", "a = advantages(rewards, groups, step=step)"]));
    expect(texts(id, plain)).toEqual(loop(module, ["a = advantages(rewards, groups)"]));
  }
});

test("Hydra reads verl's keys as they were", () => {
  // As hydra-core 1.3.8 reads them, checked with it once.
  const keys: [string, string][] = [
    ["two words", String.raw`"two words"`],
    [String.raw`say "x"`, String.raw`"say \"x\""`],
    [String.raw`a\b`, String.raw`"a\b"`],
    [String.raw`a\"b`, String.raw`"a\\\"b"`],
    ["a\\\\", '"a\\\\\\\\"'],
    ["${oc.env:HOME}", String.raw`"\${oc.env:HOME}"`],
    ["\\${x}", String.raw`"\\\${x}"`],
    ['${"', String.raw`"\${\""`],
    ["$(id) `id` # ! ]", '"$(id) `id` # ! ]"'],
  ];
  for (const [name, expected] of keys) expect(howTo("verl", { ...plain, rewards: [name] })[0]!.text).toContain(`'+algorithm.gdpo_reward_keys=[${expected}]'`);
});

const HOSTILE = [
  "two words", "it's", "'; exit 1; '", '"', "\\", "a\\'b", "$HOME", "$(exit 1)", "`exit 1`", "a\nb", "a\n# b", "a\r\nb", "\t", "#", "# x", "!!", "*", "~", "&", "|", ">x", "a;b", "é", "奖励", "🎲", "\u2028", "\u202e", "a=b", "{a,b}", "%s", "end\\",
];

test("a shell hands every name over as it is", () => {
  test.skip(process.platform === "win32", "no POSIX shell there");
  const words = (id: TrainerId, names: string[]) => {
    const text = howTo(id, { ...plain, rewards: names })[0]!.text;
    const program = 'show() { printf "%s\\0" "$@"; }\n' + text.replace(/^(VERL_USE\S+ python3|swift) /m, "show ");
    return execFileSync("sh", ["-eu", "-c", program], { encoding: "utf8" }).split("\0").slice(0, -1);
  };
  for (const names of [HOSTILE, ...HOSTILE.map((name) => [name])]) {
    const swift = words("ms-swift", names);
    expect(swift.slice(0, 6)).toEqual(["rlhf", "--rlhf_type", "grpo", "--scale_rewards", "gdpo", "--reward_funcs"]);
    expect(swift.slice(6)).toEqual([...names, "--external_plugins", "ms_swift_rvpo.py"]);
    const verl = words("verl", names);
    expect(verl.length).toBe(5);
    expect(verl[4]).toBe("trainer.use_v1=False");
    // Hydra writes what has neither backslash nor interpolation as JSON does, but for what cannot be seen.
    for (const name of names.filter((name) => !/[\\"\n\r\t]|\$\{/.test(name))) expect(verl[3]).toContain(JSON.stringify(name));
  }
});

test("in Python, names stay in their line of comment, and nothing in them is invisible", () => {
  for (const { id } of trainers) {
    const python = (names: string[]) => howTo(id, { ...plain, rewards: names }).filter(({ language }) => language === "python").map(({ text }) => text);
    const [usual] = python(["not a name"]);
    if (usual === undefined) continue;
    for (const name of HOSTILE) {
      const [text] = python([name]) as [string];
      expect(text.split("\n").length, name).toBe(usual.split("\n").length);
      expect(text.replace(/: "(reward\/)?.*"$/m, ""), name).toBe(usual.replace(/: "(reward\/)?.*"$/m, ""));
      expect(text.replaceAll("\n", ""), name).not.toMatch(/(?! )[\p{C}\p{Z}]/u);
    }
  }
});
