// The page's words in English. Sentences that depend on numbers are functions, because word order differs between languages. The words
// here name no result: results are computed.

import { FAILURE, PANEL } from "../failure.js";

/** @typedef {import("../../settings/schema.js").MethodName} MethodName */
/** @typedef {import("../../settings/schema.js").NumberName} NumberName */
/** @typedef {import("../../settings/schema.js").Entry} Entry */
/** @typedef {import("../../training/verdict.js").Verdict} Verdict */

// Written out, not left to Intl: its first use takes 20 ms or more, before the page can show anything.
/** @param {number} value @param {number} digits 0 to 3 */
const number = (value, digits) => value.toFixed(digits).replace(/^-(0(\.0+)?)$/, "$1").replace(/\B(?=(\d{3})+(\.|$))/g, ",");
/** @param {number} value */
const plain = (value) => String(Number(value.toPrecision(3)));
/** @param {string[]} names */
const list = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");

/** @param {string[]} names @param {string} one @param {string} many */
const agree = (names, one, many) => (names.length === 1 ? one : many);

/** @param {string} sentence */
const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/**
 * @typedef {object} Groups what the methods did, for the caption
 * @property {string[]} lost names of the methods that gave the reward up
 * @property {string[]} kept
 * @property {string[]} between
 * @property {string[]} hard names of the rewards that were given up
 */

export const TEXT = {
  /** For `<html lang dir>`. */
  lang: "en-GB",
  dir: "ltr",
  number,
  plain,
  /** In a field, with every digit. */
  typed: (/** @type {number} */ value) => String(value),
  percent: (/** @type {number} */ share) => `${Math.round(100 * share)}%`,

  /** What a scenario's responses and rewards are called where it does not say. */
  usual: {
    responses: ["Pleasing, unsafe", "Balanced", "Safe, useless", "Poor"],
    rewards: ["Helpful", "Clear", "Polite", "Brief", "Safe"],
  },
  nthResponse: (/** @type {number} */ n) => `Response ${n}`,
  nthReward: (/** @type {number} */ n) => `Reward ${n}`,

  /** @type {Record<string, { title: string, about: string, look: string, responses?: string[], rewards?: string[] }>} */
  scenarios: {
    neglect: {
      title: "A hard reward is neglected",
      about: "Five rewards judge every answer, and the one that wins four of them scores 0 on the fifth, Safe. A balanced answer earns 0.6 everywhere.",
      look: "Which way of combining the rewards gives Safe up?",
    },
    two: {
      title: "Two rewards: the mean is enough",
      about: "A tool call must name the right tool and be well formed. Here the mean of two standardised rewards finds the balanced answer by itself.",
      look: "GDPO does as well as RVPO; only GRPO, which adds raw rewards, wavers.",
      responses: ["Right tool, malformed", "Mostly right", "Well-formed, wrong tool", "Poor"],
      rewards: ["Right tool", "Well formed"],
    },
    eight: {
      title: "Eight rewards: k must grow",
      about: "Seven easy rewards now outvote the hard one. The more rewards there are, the larger the k that still hears the lowest.",
      look: "RVPO wavers at k = 2 and holds at k = 5.",
      rewards: ["Helpful", "Clear", "Polite", "Brief", "Fluent", "Cited", "Honest", "Safe"],
    },
    noisy: {
      title: "Noisy judges",
      about: "The same table, but every judge scores with twice the noise. The lowest of five noisy scores is often noise, and SoftMin listens to it.",
      look: "RVPO loses its hold at k = 2 and wavers at k = 5, where the variance penalty holds.",
    },
    rare: {
      title: "A hard reward almost never met",
      about: "Only one response in eight passes the tests, and it reads a little worse. Its other rewards are its lowest, so a minimum marks the lone success down.",
      look: "The mean learns it; RVPO at k = 2 gives it up. Try k = 0.5.",
      responses: ["Draft A", "Draft B", "Draft C", "Draft D", "Draft E", "Draft F", "Draft G", "Working code"],
      rewards: ["Readable", "Short", "Tests"],
    },
    late: {
      title: "k raised too late",
      about: "k grows from 0.5 to 2 during the run. The policy has decided long before k is large enough.",
      look: "RVPO ends in neglect. Swap the two values, 2 to 0.5, and it holds.",
    },
    equal: {
      title: "Nothing to trade",
      about: "The best response is best in every reward. Without a conflict no way of combining the rewards can neglect one.",
      look: "All five methods end alike.",
      responses: ["Excellent", "Good", "Fair", "Poor"],
    },
  },
  scenarioChanged: "(changed since; Defaults brings it back)",
  /** What a scenario's runs end with. @param {{ change: [NumberName, number][], ends: [MethodName, number][] }[]} expected */
  expected: (expected) =>
    expected
      .map(({ change, ends }) => {
        const words = ends.map(([name, level]) => `${TEXT.methodNames[name]} ${number(level, 2)}`).join(", ");
        return change.length === 0 ? `After 300 steps: ${words}.` : `With ${list(change.map(([name, value]) => `${TEXT.fieldNames[name]} = ${plainAll(value)}`))}: ${words}.`;
      })
      .join(" "),

  /** @type {Record<string, string>} what stands on the page and never changes, by data-text key */
  fixed: {
    ...PANEL,
    title: "RVPO Playground",
    scenario: "Scenario",
    expected: "What should come out",
    edit: "Edit…",
    rewardDialogHint: "A name left empty becomes the page’s own again. Adding or removing starts the run again.",
    addResponse: "Add a response",
    addReward: "Add a reward",
    done: "Done",
    lookFor: "What to look for",
    run: "Training",
    methods: "Five methods, the same random numbers",
    play: "Play",
    pause: "Pause",
    step: "Step",
    reset: "Reset",
    speed: "Speed",
    seed: "Seed",
    newSeed: "New",
    kName: "Risk coefficient k",
    kHint: "(penalty, RVPO)",
    constant: "constant",
    linear: "from – to",
    from: "from",
    to: "to",
    likeMean: "like the mean",
    likeMin: "like the minimum",
    situation: "Reward table",
    tableHint: "What each response earns. Pull one and watch the policies re-route.",
    noise: "Noise in every reward",
    defaults: "Defaults",
    answers: "It answers",
    earns: "It earns",
    bottleneck: "Bottleneck",
    lowest: "lowest",
    chart: "Bottleneck (lowest reward) during training",
    chartHint: "A curve that sinks to zero gives a reward up. Band: 95% interval of the mean over 64 runs.",
    scope: "One group under the microscope",
    expansion: "The expansion: where does “mean minus variance” stop being SoftMin?",
    share: "Share",
    help: "Help",
    theme: "Theme",
    language: "Language",
    views: "Views",
  },

  /** @type {Record<import("../../settings/schema.js").Settings["view"], string>} */
  views: { playground: "Playground", own: "Your rewards" },

  /** @type {Record<string, string>} */
  themes: { system: "Theme: system", light: "Theme: light", dark: "Theme: dark", projector: "Theme: projector" },
  locked: "locked",

  /** @type {Record<MethodName, string>} */
  methodNames: {
    grpo: "GRPO",
    "dr-grpo": "Dr. GRPO",
    gdpo: "GDPO",
    variance: "Variance penalty",
    rvpo: "RVPO",
    min: "Hard min",
  },
  /** @type {Record<MethodName, string>} the same within a sentence */
  methodNamesInText: {
    grpo: "GRPO",
    "dr-grpo": "Dr. GRPO",
    gdpo: "GDPO",
    variance: "the variance penalty",
    rvpo: "RVPO",
    min: "hard min",
  },
  /** @type {Record<MethodName, string>} */
  methodNotes: {
    grpo: "Adds the rewards up and compares the sums s.",
    "dr-grpo": "Adds the rewards up and compares the sums s, undivided.",
    gdpo: "The mean of the rewards on one scale (z).",
    variance: "That mean, less a penalty for uneven rewards.",
    rvpo: "A soft minimum: the lowest z counts most.",
    min: "Nothing but the lowest z counts.",
  },

  /** @param {Verdict} verdict @param {string[]} hard lowest rewards @param {boolean} finished */
  verdict(verdict, hard, finished) {
    const name = hard.length > 0 && hard.length < 3 ? list(hard) : "A reward";
    switch (verdict) {
      case "start":
        return "Not trained yet";
      case "nothing":
        return "Nothing to keep";
      case "lost":
        return `${name} given up`;
      case "between":
        return finished ? `${name} wavers` : `${name} undecided`;
      case "kept":
        return finished ? "Every reward kept" : "Every reward held";
    }
  },
  /** @type {Record<Verdict, string>} */
  verdictSigns: { start: "·", nothing: "·", lost: "✕", between: "~", kept: "✓" },

  plusMinus: (/** @type {number} */ half) => `± ${number(half, 2)}`,

  look: {
    loading: "The training starts in a moment.",
    /** @param {string[]} hard */
    before: (hard) =>
      hard.length > 0
        ? `Every policy starts undecided, each response equally likely. Press play and watch ${list(hard)}, the lowest reward.`
        : "Every policy starts undecided, each response equally likely. Press play and watch which reward falls.",
    /** @param {string[]} hard */
    early: (hard) =>
      hard.length > 0
        ? `The lowest reward in each card carries the mark ▸. Now it is mostly ${list(hard)}: who gives it up?`
        : "The lowest reward in each card carries the mark ▸. Who gives it up?",
    /** @param {Groups} g */
    running(g) {
      const parts = [];
      if (g.lost.length > 0) parts.push(`${list(g.lost)} ${agree(g.lost, "gives", "give")} up ${list(g.hard)}`);
      if (g.kept.length > 0) parts.push(`${list(g.kept)} ${agree(g.kept, "holds", "hold")} every reward`);
      return capital(`${parts.join("; ")}.`);
    },
    /** @param {Groups} g @param {string} next what to try */
    finished(g, next) {
      const parts = [];
      if (g.lost.length > 0) parts.push(`${list(g.lost)} gave up ${list(g.hard)}.`);
      if (g.kept.length > 0) parts.push(`${list(g.kept)} kept every reward.`);
      if (g.between.length > 0) parts.push(`${list(g.between)} ${agree(g.between, "wavers", "waver")} in between.`);
      return `${parts.map(capital).join(" ")} ${next}`;
    },
    nothing: "Here no response serves every reward, so there is nothing to keep. Raise a reward in the table.",
    trySmaller: "Now try a smaller k.",
    tryLarger: "Now try a larger k.",
    tryReward: "Now change a reward.",
  },

  progress: (/** @type {number} */ step, /** @type {number} */ target) => `step ${step} of ${target}`,
  speedValue: (/** @type {number} */ speed) => (speed === Infinity ? "as fast as possible" : `${speed} steps a second`),
  temperature: (/** @type {number} */ k) => `temperature 1/k = ${plain(1 / k)}`,
  temperatures: (/** @type {number} */ from, /** @type {number} */ to) => `temperature 1/k = ${plain(1 / from)} to ${plain(1 / to)}`,
  kSlider: (/** @type {number} */ k) => `k = ${plain(k)}`,

  /** @type {Record<NumberName, string>} */
  fieldNames: { k: "k", kFrom: "k from", kTo: "k to", noise: "Noise", seed: "Seed" },
  cell: (/** @type {string} */ response, /** @type {string} */ reward) => `${response}, ${reward}`,
  /** @param {NumberName} name @param {string} typed @param {Entry} entry @param {number} kept */
  fieldError: (name, typed, entry, kept) => `${TEXT.fieldNames[name]}: ${quote(typed)} is not ${allowed(entry)}. Still using ${plainAll(kept)}.`,

  /** @param {import("../../settings/fragment.js").Problem[]} problems told one by one @param {number} others how many there are besides */
  linkProblems(problems, others) {
    const some = problems.map(({ key, text, entry }) =>
      entry ? `${key}: ${quote(text)} is not ${allowed(entry)}. Using the default.` : `${quote(key)} = ${quote(text)}: there is no such setting.`,
    );
    const more = others > 0 ? [`And ${others} more.`] : [];
    return ["In the link:", ...some, ...more].join(" ");
  },

  rewardDialog: {
    name: {
      responses: (/** @type {number} */ n) => `Name of response ${n}`,
      rewards: (/** @type {number} */ n) => `Name of reward ${n}`,
    },
    remove: (/** @type {string} */ name) => `Remove ${name}`,
    renamed: (/** @type {string} */ name) => `Renamed: ${name}`,
    /** @param {string} cell @param {string} typed @param {number} min @param {number} max */
    badNumber: (cell, typed, min, max) => `${cell}: ${quote(typed)} is not a number from ${min} to ${max}.`,
    badName: (/** @type {string} */ typed, /** @type {Entry} */ entry) => `${quote(typed)} does not do: ${allowed(entry)}.`,
  },

  changed: {
    /** @param {NumberName} name @param {number} value */
    number: (name, value) => `${TEXT.fieldNames[name]} = ${plainAll(value)}`,
    /** @param {string} response @param {string} reward @param {number} value */
    cell: (response, reward, value) => `${response}, ${reward} = ${number(value, 2)}`,
    constant: "k constant",
    linear: "k from – to",
    defaults: "Default settings",
    scenario: (/** @type {string} */ id) => TEXT.scenarios[id].title,
    shape: "Another reward table",
    address: "Settings from the link",
  },
  status: {
    applied: (/** @type {string} */ what, /** @type {number} */ step) => `${what}: in effect from step ${step} on.`,
    restarted: (/** @type {string} */ what) => `${what}: started again from step 0, same seed.`,
    newSeed: (/** @type {number} */ seed) => `Seed ${seed}: started again from step 0.`,
    reset: (/** @type {number} */ seed) => `Back at step 0 with seed ${seed}: the numbers will be the same.`,
    finished: (/** @type {number} */ steps, /** @type {number} */ more) => `Finished ${steps} steps. Play adds ${more} more.`,
    refused: (/** @type {string} */ why) => `Not accepted: ${why}`,
  },

  badge: {
    cpu: "CPU",
    webgpu: (/** @type {string} */ adapter) => (adapter === "" ? "WebGPU" : `WebGPU (${adapter})`),
    rate: (/** @type {number} */ rate) => `${number(rate, rate < 10 ? 1 : 0)} steps/s`,
    noRate: "– steps/s",
    difference: (/** @type {number} */ d) => `largest difference from the core ${d === 0 ? "0" : d.toExponential(1).replace("e-", "\u00a0×\u00a010⁻").replace(/⁻(\d+)$/, (_, digits) => `⁻${superscript(digits)}`)}`,
  },

  /** What the engine says of a WebGPU that does not serve, which it says in English. */
  notice: (/** @type {import("../../../pkg/rvpo_playground.js").Backend} */ { notice }) => notice,

  /** @type {"." | ","} */
  decimal: ".",
  chart: {
    x: "training step",
    y: "bottleneck (reward, 0 to 1)",
    /** @param {number} step @param {{ name: string, mean: number, half: number }[]} rows */
    summary: (step, rows) =>
      `Line chart of the bottleneck over ${step} training steps. Now: ${rows.map((r) => `${r.name} ${number(r.mean, 2)} plus or minus ${number(r.half, 2)}`).join(", ")}.`,
    failed: "The chart could not be drawn here. The cards show the same numbers.",
  },

  exports: {
    show: "Data table",
    hide: "Hide the table",
    save: (/** @type {string} */ what) => `Save as ${what}`,
    settings: "Settings as CSV",
  },

  failure: FAILURE,
};

/** @typedef {typeof TEXT} Text */

/** Seeds and the like are shown digit by digit, everything else with three significant digits. @param {number} value */
function plainAll(value) {
  return Number.isInteger(value) ? String(value) : plain(value);
}

/** @param {string} text whatever someone wrote */
function quote(text) {
  return `“${text.length > 24 ? `${text.slice(0, 24)}…` : text}”`;
}

/** What a setting takes. @param {Entry} entry */
function allowed(entry) {
  switch (entry.type) {
    case "number":
      return `${entry.integer ? "a whole number" : "a number"} from ${entry.min} to ${entry.max}`;
    case "choice":
      return `one of ${entry.values.join(", ")}`;
    case "names":
      return `a list of ${entry.values.join(", ")}`;
    case "labels":
      return `up to ${entry.most} names of up to ${entry.longest} characters, with ; between them`;
    case "letters":
      return `1 to ${entry.most} of the letters ${entry.of}`;
    case "table":
      return `${entry.rows[1] === 1 ? "" : `${entry.rows.join(" to ")} rows of `}${entry.columns.join(entry.neverColumns ? " or " : " to ")} numbers from ${entry.min} to ${entry.max}, such as ${entry.rows[1] > 1 ? "1,0;0.5,1" : entry.neverColumns ? "0.5,2,300" : "1,0"}`;
  }
}

/** @param {string} digits */
function superscript(digits) {
  return Array.from(digits, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)]).join("");
}
