// RVPO for the trainers: the files of trainers/ with the chosen settings written in, and what to set in the trainer itself.
// It knows no page: the caller fetches a file from `trainers/` beside the built scripts.

/** @typedef {"numpy" | "torch" | "trl" | "verl" | "ms-swift" | "nemo-rl"} TrainerId */
/**
 * `k`: the risk coefficient, or how it moves in a straight line over `steps` training steps, which a constant k does not need; `weights`: one for
 * each of `rewards`, null for the trainer's own; `rewards`: their names, in the order of the weights; `groupSize`: rollouts for each prompt, null
 * where that varies or is not known.
 * @typedef {{ k: number | { from: number, to: number }, steps?: number | undefined, weights: number[] | null, rewards: string[], groupSize?: number | null }} Choice
 */
/** Text to copy, and what it is written in. @typedef {{ language: "python" | "shell" | "yaml", text: string }} Snippet */

/** @type {readonly { id: TrainerId, file: string, name: string }[]} */
export const trainers = [
  { id: "trl", file: "trl_rvpo.py", name: "TRL" },
  { id: "verl", file: "verl_rvpo.py", name: "verl" },
  { id: "ms-swift", file: "ms_swift_rvpo.py", name: "ms-swift" },
  { id: "nemo-rl", file: "nemo_rl_rvpo.py", name: "NeMo-RL" },
  { id: "torch", file: "rvpo_torch.py", name: "PyTorch" },
  { id: "numpy", file: "rvpo_numpy.py", name: "NumPy" },
];

const [START, END] = ["# --- settings ---", "# --- end of settings ---"];
/** The settings in a file, in their order. */
const SETTINGS = ["K", "K_FROM", "K_TO", "STEPS", "WEIGHTS"];
/** What the core counts steps with ends there. */
export const MOST_STEPS = 4294967295;

/**
 * A trainer's file with the settings written in; all else stays byte for byte. What the choice does not need, it leaves as it is.
 * @param {TrainerId} id @param {string} source the file as it lies in trainers/ @param {Choice} choice
 * @throws {Error} naming field, value and what is allowed; or if the file's block of settings is not as it should be
 */
export function fill(id, source, choice) {
  const { file } = trainerOf(id);
  check(choice);
  const values = literals(id, choice);
  const lines = source.split("\n");
  const [start, end] = [START, END].map((mark) => {
    const at = lines.flatMap((line, i) => (line === mark || line === `${mark}\r` ? [i] : []));
    if (at.length !== 1) throw new Error(`${file}: “${mark}” stands there ${at.length} times, not once`);
    return /** @type {number} */ (at[0]);
  });
  if (end - start !== SETTINGS.length + 1) throw new Error(`${file}: the settings are not ${SETTINGS.join(", ")}, each in a line`);
  SETTINGS.forEach((name, i) => {
    const at = start + 1 + i;
    // Name and type, the value, a comment.
    const [, left, right] = /^([A-Z_]+(?:: [\w |[\]]+)? = )[^#=]*?((?:  #.*)?\r?)$/.exec(lines[at]) ?? [];
    if (left === undefined || /^\w+/.exec(left)?.[0] !== name) throw new Error(`${file}: “${lines[at]}” does not set ${name}`);
    if (name in values) lines[at] = `${left}${values[name]}${right}`;
  });
  return lines.join("\n");
}

/**
 * What must be set in the trainer's own configuration or call for the file to run, the rewards named in the trainer's order.
 * @param {TrainerId} id @param {Choice} choice @returns {Snippet[]}
 * @throws {Error} naming field, value and what is allowed
 */
export function howTo(id, choice) {
  const { file } = trainerOf(id);
  check(choice);
  const module = file.replace(/\.py$/, "");
  const scheduled = typeof choice.k === "object";
  const names = order(id, choice.rewards).map((j) => choice.rewards[j]);
  const size = choice.groupSize ?? null;
  switch (id) {
    case "numpy":
    case "torch":
      return [
        python(
          `from ${module} import advantages`,
          "",
          `# rewards: N x ${names.length}, NaN where missing, its columns in this order: ${list(names)}`,
          "# groups: the prompt's id for each of the N rollouts",
          ...(scheduled ? ["# step: the training step, counted from 0", "a = advantages(rewards, groups, step=step)"] : ["a = advantages(rewards, groups)"]),
        ),
      ];
    case "trl": {
      refuseRepeated(names);
      const functions = names.every(isIdentifier) ? `[${names.join(", ")}]` : "[...]";
      const config = [...(size === null ? [] : [`num_generations=${size}`]), 'multi_objective_aggregation="normalize_then_sum"'];
      return [
        python(
          "from trl import GRPOConfig",
          `from ${module} import RVPOTrainer`,
          "",
          "trainer = RVPOTrainer(",
          "    model=...,",
          `    reward_funcs=${functions},  # in this order: ${list(names)}`,
          `    args=GRPOConfig(${config.join(", ")}),`,
          "    train_dataset=...,",
          ")",
        ),
      ];
    }
    case "verl":
      refuseRepeated(names);
      return [
        shell(
          `# ${file} must lie on PYTHONPATH, also for Ray's workers, and your reward function return a dictionary with these keys.`,
          [`VERL_USE_EXTERNAL_MODULES=${module} python3 -m verl.trainer.main_ppo`],
          ["algorithm.adv_estimator=gdpo"],
          // With a plus: verl's configuration files do not have the key.
          [`+algorithm.gdpo_reward_keys=[${names.map(hydraText).join(",")}]`],
          ...(size === null ? [] : [[`actor_rollout_ref.rollout.n=${size}`]]),
          ["trainer.use_v1=False"],
        ),
      ];
    case "ms-swift":
      refuseRepeated(names);
      names.forEach((name) => {
        // Its command line would take it for an option.
        if (name === "" || name.startsWith("-")) throw refusal(`rewards[${choice.rewards.indexOf(name)}]`, text(name), "a name that is not empty and does not begin with -");
      });
      return [
        shell(
          "# Besides your model, your data and the plugin with your reward functions:",
          ["swift rlhf --rlhf_type grpo"],
          ["--scale_rewards", "gdpo"],
          ...(size === null ? [] : [["--num_generations", String(size)]]),
          ["--reward_funcs", ...names],
          ["--external_plugins", file],
          ...(scheduled ? [["--callbacks", "rvpo_step"]] : []),
        ),
      ];
    case "nemo-rl":
      refuseRepeated(names);
      return [
        python(
          `import ${module}  # at the top of the script that calls grpo's setup and grpo_train`,
          "",
          `${module}.use_in_place_of_gdpo()`,
          `# The rewards come, and their weights stand, in this order: ${list(names.map(nemoKey(choice.rewards)))}`,
        ),
        {
          language: "yaml",
          text: joined(
            "grpo:",
            ...(size === null ? [] : [`  num_generations_per_prompt: ${size}`]),
            "  adv_estimator:",
            '    name: "gdpo"',
            "    normalize_rewards: true",
            "    use_leave_one_out_baseline: false",
          ),
        },
      ];
  }
}

/** @param {TrainerId} id */
function trainerOf(id) {
  const found = trainers.find((trainer) => trainer.id === id);
  if (!found) throw refusal("id", text(id), trainers.map((trainer) => trainer.id).join(", "));
  return found;
}

/** @param {TrainerId} id @param {Choice} choice @returns {Record<string, string>} Python for the settings that the choice has */
function literals(id, { k, steps, weights, rewards }) {
  return {
    ...(typeof k === "number" ? { K: float(k) } : { K: "None", K_FROM: float(k.from), K_TO: float(k.to) }),
    ...(steps === undefined ? {} : { STEPS: String(steps) }),
    WEIGHTS: weights === null ? "None" : `[${order(id, rewards).map((j) => float(weights[j])).join(", ")}]`,
  };
}

/** A number as Python reads it, to the last digit; never as a whole number's type. @param {number} x */
function float(x) {
  const digits = String(x);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

/**
 * The order in which the trainer has the rewards, as their places in `rewards`. NeMo-RL sorts them by key, the others keep the order given.
 * @param {TrainerId} id @param {string[]} rewards
 */
function order(id, rewards) {
  const places = rewards.map((_, j) => j);
  if (id !== "nemo-rl") return places;
  const keys = rewards.map(nemoKey(rewards));
  if (rewards.every(isNumbered)) return places.sort((a, b) => Number(keys[a].slice(6)) - Number(keys[b].slice(6)));
  const points = keys.map((key) => Array.from(key, (letter) => letter.codePointAt(0) ?? 0));
  return places.sort((a, b) => compare(points[a], points[b]));
}

/** As Python compares texts: by code point, a beginning first. @param {number[]} a @param {number[]} b */
function compare(a, b) {
  const at = a.findIndex((point, i) => point !== b[i]);
  return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
}

/** reward1, reward2, ...: how older versions of NeMo-RL call all of them. @param {string} name */
function isNumbered(name) {
  return /^reward\d+$/.test(name);
}

/** Gives the key of a reward in NeMo-RL's batch. @param {string[]} rewards all names */
function nemoKey(rewards) {
  const old = rewards.every(isNumbered);
  return (/** @type {string} */ name) => (old || name.startsWith("reward/") ? name : `reward/${name}`);
}

/** @param {Choice} choice */
function check({ k, steps, weights, rewards, groupSize }) {
  const above0 = (/** @type {string} */ field, /** @type {unknown} */ value) => {
    if (!(typeof value === "number" && value > 0 && value < Infinity)) throw refusal(field, value, "a finite number above 0");
  };
  if (typeof k === "object" && k !== null) {
    above0("k.from", k.from);
    above0("k.to", k.to);
  } else above0("k", k);
  if (!(steps === undefined && typeof k === "number")) whole("steps", steps, MOST_STEPS);
  if (groupSize !== undefined && groupSize !== null) whole("groupSize", groupSize, MOST_STEPS);
  if (!Array.isArray(rewards) || rewards.length === 0) throw refusal("rewards", rewards, "the names of one or more rewards");
  rewards.forEach((name, j) => {
    // What no shell, no YAML and no UTF-8 can hold.
    if (typeof name !== "string" || name.includes("\0") || /\p{Cs}/u.test(name)) throw refusal(`rewards[${j}]`, text(name), "well-formed text without U+0000");
  });
  if (weights === null) return;
  if (!Array.isArray(weights)) throw refusal("weights", weights, "null or a list of numbers");
  if (weights.length !== rewards.length) throw refusal("weights", `length ${weights.length}`, `${rewards.length}, one for each reward`);
  weights.forEach((weight, j) => {
    if (!(typeof weight === "number" && weight >= 0 && weight < Infinity)) throw refusal(`weights[${j}]`, weight, "a finite number, 0 or more");
  });
  const sum = weights.reduce((a, b) => a + b);
  if (!(sum > 0 && sum < Infinity)) throw refusal("weights", `their sum ${sum}`, "a finite sum above 0");
}

/** @param {string} field @param {unknown} value @param {number} most */
function whole(field, value, most) {
  if (!(typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most)) throw refusal(field, value, `a whole number from 1 to ${most}`);
}

/** Where names are keys or functions. @param {string[]} names */
function refuseRepeated(names) {
  const repeated = names.find((name, j) => names.indexOf(name) !== j);
  if (repeated !== undefined) throw refusal("rewards", text(repeated), "names that differ");
}

/** @param {string} field @param {unknown} value @param {string} allowed */
function refusal(field, value, allowed) {
  return new Error(`${field}: ${value} is not allowed; allowed: ${allowed}`);
}

/** @param {string[]} rows */
function joined(...rows) {
  return rows.map((row) => `${row}\n`).join("");
}

/** @param {string[]} rows @returns {Snippet} */
function python(...rows) {
  return { language: "python", text: joined(...rows) };
}

/**
 * One command for a POSIX shell, a row for each part; the words of all parts but the first are quoted.
 * @param {string} remark @param {string[]} command @param {string[][]} parts @returns {Snippet}
 */
function shell(remark, command, ...parts) {
  const rows = [command.join(" "), ...parts.map((words) => `  ${words.map(shellWord).join(" ")}`)];
  return { language: "shell", text: joined(remark, rows.join(" \\\n")) };
}

/** @param {string} word */
function shellWord(word) {
  return /^[\w.,:=+/@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A text in Hydra's lists: only what stands before a quote, an interpolation or the end is escaped. @param {string} name */
function hydraText(name) {
  return `"${name.replace(/(\\*)\$\{/g, "$1$1\\${").replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}

/** Texts in a Python comment. @param {string[]} names */
function list(names) {
  return names.map(text).join(", ");
}

/** A text as a literal of Python, in which nothing is invisible, breaks the line or turns the direction of writing. @param {unknown} name */
function text(name) {
  return (JSON.stringify(name) ?? String(name)).replace(/(?! )[\p{C}\p{Z}]/gu, (letter) => {
    const point = letter.codePointAt(0) ?? 0;
    return point > 0xffff ? `\\U${point.toString(16).padStart(8, "0")}` : `\\u${point.toString(16).padStart(4, "0")}`;
  });
}

/** Words that Python keeps for itself, of those that a function cannot be called. */
const KEPT = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(" "),
);

/** @param {string} name */
function isIdentifier(name) {
  return /^[A-Za-z_]\w*$/.test(name) && !KEPT.has(name);
}
