// The words of the view for rewards of one's own in English.

import { short } from "../short.js";
import { TEXT } from "../page.js";

/** @typedef {import("../../../pkg/rvpo_playground.js").Report} Report */
/** @typedef {Report["findings"][number]} Finding */
/** @typedef {Report["checks"][number]} Check */
/** @typedef {Report["sweep"]} Sweep */
/** @typedef {import("../../../pkg/rvpo_playground.js").Pushed} Pushed */
/** @typedef {import("../../../pkg/rvpo_playground.js").MissingUse} MissingUse */
/** @typedef {import("../../../pkg/rvpo_playground.js").RefusalDetails} RefusalDetails */

const { number, plain, percent } = TEXT;

/** @param {number} value */
const signed = (value) => number(value, 2).replace("-", "−");
/** With three digits, however small or large. @param {number} value */
const figure = (value) => plain(value).replace("-", "−");
/** Ranks that are shared lie between. @param {number} rank */
const rankDigits = (rank) => (Number.isInteger(rank) ? 0 : 1);
/** What is not nothing must not read 0%. @param {number} share */
const share = (share) => (share > 0 && share < 0.005 ? "under 1%" : percent(share));
/** @param {number} n @param {string} one @param {string} [many] */
const count = (n, one, many = `${one}s`) => `${number(n, 0)} ${n === 1 ? one : many}`;
/** @param {string[]} names */
const list = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");
/** Names come from the data. @param {string} name */
const quoted = (name) => `“${short(name, 40)}”`;
/** @param {number} bytes */
const size = (bytes) => (bytes < 1e6 ? `${number(bytes / 1e3, 1)} kB` : `${number(bytes / 1e6, 1)} MB`);

/** @type {Record<string, string>} */
const CONVENTIONS = { paper: "paper (our reading)", trl: "TRL 1.16", verl: "verl 0.9", "ms-swift": "ms-swift 4.6", "nemo-rl": "NeMo-RL" };

/** @param {string} name @returns {string} */
const methodName = (name) => WORDS.choice.methods[name] ?? TEXT.methodNames[/** @type {import("../../settings/schema.js").MethodName} */ (name)];
/** @param {string} convention */
const conventionOf = (convention) => (convention === "paper" ? "the paper’s convention (our reading)" : `the convention of ${CONVENTIONS[convention]}`);
/** What becomes of rollouts in whose group nothing differs. @param {Pushed[]} pushed */
const pushes = (pushed) =>
  pushed
    .map(({ method, advantage }) => ` Under ${methodName(method)} ${advantage === null ? "each is moved by its distance from the batch’s mean" : `all of them are pushed ${advantage > 0 ? "up" : "down"} by ${figure(Math.abs(advantage))}`}.`)
    .join("");
/** What becomes of missing rewards. @type {Record<MissingUse, string>} */
const MISSING = {
  "left-out": "are left out, and the others of the rollout count for more",
  "raw-zero": "count as 0 in the sum of raw rewards",
  neutral: "add nothing to the sum of z, as if they were average",
  "zero-z": "have a z of 0, which caps a SoftMin at (ln M)/k",
};

/** What the core refuses in a choice; null: what this page does not ask of it. @param {{ field: string, value: string }} refused */
function refusedValue({ field, value }) {
  const [, list, i, j] = /^(\w+)\[(\d+)\](?:\[(\d+)\])?$/.exec(field) ?? [];
  const rollout = `rollout ${number(Number(i) + 1, 0)}`;
  switch (list ?? field) {
    case "convention":
    case "compare.convention":
      return `RLOO, REINFORCE++ and DVAO are there only by the paper’s convention, not by that of ${CONVENTIONS[value] ?? value}.`;
    case "scaleRewards":
    case "compare.scaleRewards":
      return "this framework does not divide by the standard deviation of the batch: take that of the group, or nothing.";
    case "rewards":
      return j === undefined
        ? `${count(Number.parseInt(value, 10), "reward is", "rewards are")} missing, for which this framework has no place: score every rollout, or ignore the columns with gaps.`
        : `${rollout}, reward ${number(Number(j) + 1, 0)}: ${value} has no place in single precision, in which verl’s GDPO computes.`;
    case "responseTokens":
      if (i === undefined) return "verl whitens over tokens: take a column as response length.";
      return value === "0" ? `${rollout} has a response length of 0: it must be 1 or more.` : `${rollout} has a response length of ${value}: where it is the only one, it must be 2 or more.`;
    case "groupSize":
      return `the rows cannot be divided into groups of ${number(Number(value), 0)}: say a number that goes into their number, or take a column as the group.`;
    case "options.weights":
      return value === "all 0" ? "all weights are 0: at least one must be above 0." : null;
    default:
      return null;
  }
}

export const WORDS = {
  title: "Your rewards: what will this aggregator do with them?",
  /** Nothing may be promised here that the code does not keep. */
  local: "Paste, drop or open the rewards of real rollouts: a row for each rollout, a column for each reward. Nothing leaves this machine: the page reads and computes everything itself.",

  data: {
    title: "Data",
    text: "Rows to read: CSV, TSV, JSON or JSON Lines",
    placeholder: "prompt_id,helpful,safe\np1,0.9,0\np1,0.6,1\n…",
    hint: "What you paste is read at once; a file can be dropped anywhere on the page. A header row and missing values are fine.",
    read: "Read the text",
    open: "Open a file…",
    file: "A file with rewards",
    clear: "Forget the data",
    examples: "Or an example:",
    /** @type {Record<string, string>} */
    example: { "rubric.csv": "Rubric, 4 rewards", "trl_completions.jsonl": "TRL completions", "verl_rollouts.tsv": "verl rollouts" },
    pasted: "what you pasted",
    drop: "Drop it: it is read here, and sent nowhere.",
    /** @param {string} name @param {number} bytes @param {number} total @param {number} rows */
    reading: (name, bytes, total, rows) => `Reading ${name}: ${size(bytes)} of ${size(total)}, ${count(rows, "row")}`,
    computing: (/** @type {number} */ fraction) => `Computing: ${percent(fraction)}`,
    writing: (/** @type {number} */ fraction) => `Writing the file: ${percent(fraction)}`,
    progress: "Progress",
    cancel: "Cancel",
    again: "Compute",
    /** @param {boolean} kept @returns {string} */
    cancelledLoad: (kept) => (kept ? "Cancelled. The table before is still here." : "Cancelled."),
    cancelled: "Cancelled.",
    /** @param {string} name @param {string} why */
    unreadable: (name, why) => `${name} cannot be read: ${why}`,
    kept: "The table before is still here.",
    noExample: "The example could not be loaded. Is the network there?",
    several: "Only one file at a time: the first was taken.",
    empty: "There is nothing to read: paste some rows first.",
    leave: "In another language the page begins again, and your table must be read again. Change the language?",
    broken: (/** @type {string} */ why) => `The computation stopped, and the data must be read again: ${why}`,
    /** @param {string} name @param {number} rows @param {number} columns @param {string} format @param {boolean} hasHeader */
    loaded: (name, rows, columns, format, hasHeader) => `${name}: ${count(rows, "row")}, ${count(columns, "column")}, ${format}${hasHeader ? "" : "; no header row was found"}.`,
    /** @type {Record<string, string>} */
    formats: { csv: "CSV", semicolons: "CSV with semicolons", tsv: "TSV", json: "JSON", "json-columns": "JSON by columns", "json-lines": "JSON Lines" },
  },

  columns: {
    title: "Columns",
    name: "Column",
    kind: "Holds",
    /** @type {Record<string, string>} */
    kinds: { number: "numbers", text: "text" },
    missing: "Missing",
    unreadable: "Unreadable",
    first: "First values",
    role: "Taken as",
    /** @type {Record<string, string>} */
    roles: { reward: "reward", group: "group", length: "response length", ignore: "ignored" },
    roleOf: (/** @type {string} */ name) => `What ${quoted(name)} is taken as`,
    weight: "Weight",
    weightOf: (/** @type {string} */ name) => `Weight of ${quoted(name)}`,
    /** @param {string} typed @param {number} min @param {number} max */
    badWeight: (typed, min, max) => `Weight: ${quoted(typed)} is not a number from ${min} to ${max}. The one before still counts.`,
    groupSize: "Rollouts in a group (rows one after the other)",
    noGroups: "Say what makes a group: take a column as the group, or say how many rows one after the other are one.",
    badGroupSize: (/** @type {string} */ typed) => `Rollouts in a group: ${quoted(typed)} is not a whole number above 0.`,
    /** @param {number} told @param {number} rewards */
    otherWeights: (told, rewards) => `The link’s weights are for ${count(told, "reward")}, and here ${rewards === 1 ? "is" : "are"} ${number(rewards, 0)}: all weights are 1.`,
    /** @param {number} told @param {number} columns */
    otherRoles: (told, columns) => `The link says what ${count(told, "column")} ${told === 1 ? "is" : "are"} taken as, and here ${columns === 1 ? "is" : "are"} ${number(columns, 0)}: its roles, weights and group size do not count.`,
    preview: (/** @type {number} */ rows) => `The first ${count(rows, "row")}`,
    row: "#",
    absent: "missing",
  },

  choice: {
    title: "Method",
    convention: "Framework",
    conventions: CONVENTIONS,
    method: "Method",
    compare: "Compared with",
    scale: "GRPO divides by the standard deviation of",
    /** @type {Record<string, string>} */
    scales: { group: "the group", batch: "the batch", none: "nothing" },
    k: "k",
    kName: "k for your rewards",
    refused: (/** @type {string} */ why) => `This choice does not work on these data: ${why}`,
    /** @type {Record<string, string>} */
    methods: { rloo: "RLOO", "reinforce++": "REINFORCE++", dvao: "DVAO" },
    old: "The answers below are of the choice before.",
    onlyPaper: "Only by the paper’s convention",
  },

  /** Why the core has refused data or a choice; null: in its own words, which are English. @type {(details: RefusalDetails) => string | null} */
  refusal: (details) => (details.code === "value" ? refusedValue(details) : null),

  /** The method as it stands in the answers. @param {string} name @param {number | null} k */
  withK: (name, k) => (k === null ? name : `${name}, k = ${plain(k)}`),

  answers: {
    title: "Answers",
    /** @param {string} method @param {string} compare @param {string} convention @param {number} flips @param {number} all */
    sentence: (method, compare, convention, flips, all) =>
      `${method}, beside ${compare}, by ${conventionOf(convention)}: ${flips === 0 ? "no advantage changes" : `${number(flips, 0)} of ${number(all, 0)} advantages ${flips === 1 ? "changes" : "change"}`} sign.`,
    rollouts: "Rollouts",
    groups: "Groups",
    /** @param {number} smallest @param {number} largest */
    groupSizes: (smallest, largest) => (smallest === largest ? `of ${number(smallest, 0)} each` : `of ${number(smallest, 0)} to ${number(largest, 0)}`),
    rewards: "Rewards",
    missing: (/** @type {number} */ missing) => (missing === 0 ? "none missing" : `${number(missing, 0)} values missing`),
    unscored: (/** @type {number} */ rollouts) => `${number(rollouts, 0)} without any reward`,
    flips: "Sign flips",
    ofAll: (/** @type {number} */ part) => `${share(part)} of the rollouts`,
    correlation: "Rank correlation",
    /** @param {number | null} kendall */
    kendall: (kendall) => (kendall === null ? "Spearman" : `Spearman; Kendall ${signed(kendall)}`),
    effective: "Effective rewards",
    /** @param {string} other @param {number | null} value */
    effectiveOther: (other, value) => (value === null ? "in a rollout" : `in a rollout; ${other} ${number(value, 2)}`),
    nothing: "–",
    signed,
    share,
    figure,
  },

  movers: {
    title: "Who moves",
    hint: "The stronger a reward’s colour, the more of the rollout’s credit it has under the method.",
    view: "Show",
    movers: "those who move, sign flips first",
    all: "all rollouts, in their order",
    caption: (/** @type {string} */ method, /** @type {string} */ compare) => `Advantages under ${method} and under ${compare}`,
    rollout: "#",
    group: "Group",
    sign: "Sign",
    rank: "Rank in the group",
    /** @param {number} from @param {number} to */
    ranks: (from, to) => (from === to ? number(to, rankDigits(to)) : `${number(from, rankDigits(from))} → ${number(to, rankDigits(to))} ${to < from ? "▲" : "▼"}`),
    none: "Nobody moves: the two methods agree on these data.",
    /** @param {number} up @param {number} down @param {number} unchanged */
    inGroups: (up, down, unchanged) => `Within their groups ${count(up, "rollout moves", "rollouts move")} up, ${number(down, 0)} down; ${number(unchanged, 0)} keep their rank.`,
    listed: (/** @type {number} */ listed) => `${number(listed, 0)} are listed: sign flips first, then those that change most.`,
    earlier: "Earlier",
    later: "Later",
    /** @param {number} from @param {number} to @param {number} of */
    page: (from, to, of) => `${number(from, 0)} – ${number(to, 0)} of ${number(of, 0)}`,
    credit: (/** @type {number} */ part) => `credit ${percent(part)}`,
  },

  credits: {
    title: "Whose reward counts",
    hint: "Each reward’s share of the credit over all rollouts. Line: what its weight alone gives it, as the mean does where nothing is missing.",
    share: (/** @type {number} */ value) => `${number(100 * value, 1).replace("-", "−")}%`,
    /** The share that a bar over the full width has. @param {number} most */
    scale: (most) => `A bar over the full width is ${number(100 * most, 1)}%.`,
    negative: (/** @type {number} */ negative) => `${count(negative, "credit is", "credits are")} below 0: there a better reward lowers the score.`,
  },

  findings: {
    title: "What looks wrong",
    none: "Nothing that is looked for here.",
    /** @type {Record<string, string>} */
    severity: { error: "Error", warning: "Warning", note: "Note" },
    /** What was found, with its figures, and what to do. @param {Finding["lint"]} lint @param {(reward: number) => string} nameOf @returns {[string, string]} */
    words(lint, nameOf) {
      const name = (/** @type {number} */ reward) => quoted(nameOf(reward));
      switch (lint.code) {
        case "constant-reward":
          return [
            `${name(lint.reward)} is constant in ${count(lint.groups, "group")} (${share(lint.share)}).`,
            "There it says nothing: its z is 0, and under a SoftMin it still caps the score at (ln M)/k. Draw more rollouts for each prompt, or grade it finer.",
          ];
        case "no-signal":
          return [`In ${count(lint.groups, "group")} (${share(lint.share)}) every reward is constant, first in group ${lint.first + 1}.${pushes(lint.pushed)}`, `${lint.pushed.length > 0 ? "The whitening over the batch moves their rollouts alike, failures too." : "Nothing is learned there."} Leave such prompts out, or draw more rollouts.`];
        case "duplicate-reward":
          return [`${name(lint.reward)} and ${name(lint.other)} are the same, number by number.`, "Ignore one of them: else it counts twice."];
        case "correlated-rewards":
          return [`${name(lint.reward)} and ${name(lint.other)} have a correlation of ${signed(lint.correlation)} within the groups.`, "Together they count twice in a mean. Ignore one of them, or halve the weight of each."];
        case "opposed-rewards":
          return [`${name(lint.reward)} and ${name(lint.other)} are nearly opposites: correlation ${signed(lint.correlation)} within the groups.`, "In a mean they cancel; a SoftMin punishes whichever is low. Decide which of the two you want."];
        case "drowning-reward":
          return [
            `${name(lint.reward)} makes up ${share(lint.share)} of the variance in a plain sum: its standard deviation is ${figure(lint.std)}, and that of the next one, weighted, ${share(lint.next)} of it.`,
            lint.isSummed ? "One of the two methods adds up raw rewards and hears little else. Scale it down, lower its weight, or take a method that standardises first." : "The two methods standardise first and do not mind. GRPO, which adds up raw rewards, would hear little else.",
          ];
        case "large-k":
          return [`At k = ${plain(lint.k)} a rollout listens to ${number(lint.effective, 2)} rewards (effective number), fewer than ${plain(lint.bound)}.`, "That is nearly the hard min: the noise of one reward decides. Take a smaller k."];
        case "second-order-off":
          return [
            `At k = ${plain(lint.k)} “mean minus k/2 times variance” is off by ${share(lint.error)} of the way from the mean to the min, for ${share(lint.share)} of the rollouts by more than 20%.`,
            "At this k the variance penalty is another method than RVPO. Do not take the one for the other, or take a smaller k.",
          ];
        case "small-groups":
          return [`${count(lint.groups, "group")} (${share(lint.share)}) ${lint.groups === 1 ? "has" : "have"} fewer than 4 rollouts, the smallest ${lint.smallest}.`, "The mean and the standard deviation of so few say little. Draw more rollouts for each prompt."];
        case "single-rollouts":
          return [
            `${count(lint.groups, "group is a single rollout", "groups are single rollouts")} (${share(lint.share)}).`,
            lint.isRaw ? "This framework takes the raw reward for z there, on another scale than the others. Check the group column." : `A rollout alone has nothing to be compared with: its z is 0.${pushes(lint.pushed)} Check the group column.`,
          ];
        case "token-whitening":
          return [
            `Counted by tokens, the mean of the scores lies ${signed(lint.shift)} standard deviations off, and their spread is ${number(lint.ratio, 2)} times as large.`,
            lint.isUsed ? "verl whitens over tokens: long responses count more, and all advantages shift. Keep an eye on the lengths." : "This framework whitens over rollouts and does not mind; verl would.",
          ];
        case "missing-rewards":
          return [
            `${count(lint.missing, "value is", "values are")} missing (${share(lint.share)}), in ${list(lint.rewards.map(name))}.`,
            `${lint.method === lint.compare ? `They ${MISSING[lint.method]}` : `Under the method they ${MISSING[lint.method]}; under the one compared with it they ${MISSING[lint.compare]}`}. Score every rollout where you can.`,
          ];
        case "unscored":
          return [`${count(lint.rollouts, "rollout has", "rollouts have")} no reward at all (${share(lint.share)}).`, `${lint.isScored ? "Their score is 0, and is centred or whitened with the others." : "The advantage there is 0."} Find out why nothing was scored.`];
        case "noise-whitened":
          return [`The scores of ${methodName(lint.method)} differ by rounding alone (standard deviation ${lint.std.toExponential(1)}).`, "NeMo-RL divides by that: the advantages are noise of size 1. Leave this batch out: nothing can be learned from it."];
        case "single-reward":
          return ["There is only one reward.", "With one there is nothing to aggregate: the methods agree but for the scale."];
        default:
          // A newer core may find more than these words know of.
          return [JSON.stringify(lint), ""];
      }
    },
  },

  checks: {
    title: "Does the method keep what one expects?",
    hint: "Tried on these very data, with the chosen method.",
    /** @type {Record<string, string>} */
    names: {
      monotone: "Better in one reward is never worse",
      "between-min-and-mean": "Between the lowest z and their mean",
      symmetric: "No reward is treated differently",
      "shift-invariant": "A constant added to a reward changes nothing",
      "scale-invariant": "A reward times ten changes nothing",
    },
    /** @type {Record<string, string>} */
    outcomes: { pass: "holds", fail: "fails", "not-applicable": "says nothing here" },
    /** @type {Record<string, string>} */
    signs: { pass: "✓", fail: "✕", "not-applicable": "·" },
    /** @type {Record<string, string>} */
    reasons: {
      "weighted-sum": "the score is a sum, not a mean of standardised rewards",
      "unequal-weights": "the weights differ",
      "single-reward": "there is only one reward",
      "nothing-to-try": "no group gives a case to try",
    },
    /** @param {Check} check */
    tried: ({ outcome, tried, failed, groups, isExhaustive }) =>
      `${outcome === "fail" ? `in ${number(failed, 0)} of ${count(tried, "case")}` : `in ${tried === 1 ? "the one case" : `all ${number(tried, 0)} cases`}`} ${isExhaustive ? "that there are" : `tried in ${count(groups, "group")}`}`,
    /** @param {Check["property"]} property @param {NonNullable<Check["counterexample"]>} example @param {(reward: number) => string} nameOf */
    example(property, { rollout, reward, other, before, after, scoreBefore, scoreAfter }, nameOf) {
      const value = (/** @type {number | null | undefined} */ some) => (some == null ? "missing" : figure(some));
      const scores = `moves its score from ${figure(scoreBefore)} to ${figure(scoreAfter)}`;
      const name = quoted(nameOf(reward));
      switch (property) {
        case "monotone":
          return `Rollout ${rollout + 1}: raising ${name} from ${value(before)} to ${value(after)} ${scores}.`;
        case "between-min-and-mean":
          return `Rollout ${rollout + 1}: its z go from ${value(before)}, ${name}, to a mean of ${value(after)}, and its score is ${figure(scoreBefore)}.`;
        case "symmetric":
          return `Rollout ${rollout + 1}: swapping ${name} (${value(before)}) with ${quoted(nameOf(other ?? 0))} (${value(after)}) ${scores}.`;
        default:
          if (before == null) return `Rollout ${rollout + 1} has no ${name}; that of the other rollouts, changed alike, ${scores}.`;
          return `Rollout ${rollout + 1}: ${name} from ${value(before)} to ${value(after)}, with the other rollouts’ changed alike, ${scores}.`;
      }
    },
  },

  sweep: {
    title: "RVPO against k, on these data",
    shares: "Shares of the credit",
    flips: "Sign flips and the error of order 2",
    effective: "Effective number of rewards",
    x: "k, per standard deviation (log scale)",
    /** @type {Record<"shares" | "flips" | "effective", string>} */
    y: { shares: "share of the credit (0 to 1)", flips: "share (0 to 1)", effective: "effective number of rewards" },
    others: (/** @type {number} */ n) => `${n} with less credit: in the table and the file`,
    /** @type {Record<"signFlips" | "taylorError" | "effective", string>} */
    lines: { signFlips: "share of the rollouts with another sign than by GDPO", taylorError: "error of order 2, as a share of the way from the mean to the min", effective: "effective number in a rollout" },
    range: "suggested k",
    hint: "Upright line: the present k. Shaded: the suggested range.",
    beyond: "An error of more than 1 is off the picture.",
    sampled: (/** @type {number} */ rollouts) => `Computed from ${count(rollouts, "rollout")}, in whole groups drawn by lot.`,
    /** @param {Sweep} sweep @param {(reward: number) => string} nameOf */
    suggestion({ suggestion: { from, to, reason, reward, share: part, signFlips, effective, fromIsFirst, toIsLast }, effectiveBound }, nameOf) {
      switch (reason) {
        case "single-reward":
          return "No k is suggested: with one reward it changes nothing.";
        case "no-difference":
          return "No k is suggested: at none has a reward a tenth more of the credit than under the mean, or do more than 5% of the signs change.";
        case "too-few-rewards":
          return `No k is suggested: wherever RVPO differs from the mean here, a rollout already listens to fewer than ${plain(effectiveBound)} rewards.`;
        default: {
          const begins =
            reason === "share"
              ? `from ${figure(from ?? 0)} on RVPO differs from the mean: ${quoted(nameOf(reward ?? 0))} has ${share(part ?? 0)} of the credit, a tenth more than its weight gives it`
              : `from ${figure(from ?? 0)} on RVPO differs from the mean: ${share(signFlips ?? 0)} of the advantages have another sign`;
          return `Suggested: k from ${figure(from ?? 0)} to ${figure(to ?? 0)}. ${begins.charAt(0).toUpperCase()}${begins.slice(1)}. Up to ${figure(to ?? 0)} a rollout still listens to at least ${plain(effectiveBound)} rewards (${number(effective ?? 0, 2)} there).${fromIsFirst ? " No smaller k was tried." : ""}${toIsLast ? " No larger k was tried." : ""} A rule of thumb: whether training gets better there is not known.`;
        }
      }
    },
    /** @param {string} what @param {[string, number | null][]} now @param {number} k */
    summary: (what, now, k) =>
      `Line chart, ${what}, against k from 0.05 to 50 on a log scale. At k = ${plain(k)}: ${now.map(([name, value]) => `${name} ${value === null ? "none" : number(value, 2)}`).join(", ")}.`,
    table: (/** @type {string} */ what) => `${what}, against k`,
    failed: "This could not be drawn here.",
  },

  out: {
    title: "Take it along",
    hint: "For each rollout: rewards, z, credit, score and advantage, under both methods.",
    csv: "All as CSV",
    json: "All as JSON",
    link: "Copy the link",
    linkHint: "The link brings back the settings of this part, never the data.",
    code: "Code for your trainer",
    codeHint: "RVPO with the k and the weights chosen above.",
    trainer: "Trainer",
    schedule: "k over the training",
    constant: "constant",
    linear: "from – to",
    /** Labels of its fields. */
    ramp: ["k at the first step", "k at the last step", "Steps"],
    file: "The file",
    how: "How to use it",
    copyCode: "Copy the code",
    copyHow: "Copy",
    saveCode: "Save the file",
    /** @param {string} name @param {string} typed @param {number} min @param {number} max */
    badK: (name, typed, min, max) => `${name}: ${quoted(typed)} is not a number from ${plain(min)} to ${plain(max)}. The one before still counts.`,
    /** @param {string} typed @param {number} max */
    badSteps: (typed, max) => `Steps: ${quoted(typed)} is not a whole number from 1 to ${max}. The one before still counts.`,
    isRvpo: (/** @type {string} */ method) => `The chosen method is ${method}; this code is RVPO’s.`,
    /** @param {string} theirs @param {string} chosen */
    otherConvention: (theirs, chosen) => `This code computes by ${conventionOf(theirs)}, and the answers above are by ${conventionOf(chosen)}: its numbers will differ from them.`,
    /** @param {string} theirs @param {number} missing */
    noMissing: (theirs, missing) => `${CONVENTIONS[theirs]} has no place for missing values, and here ${count(missing, "value is", "values are")} missing: score every rollout first.`,
    /** @param {"csv" | "json"} kind @param {"analyse" | "load" | "file"} why */
    unwritten: (kind, why) => `The ${kind.toUpperCase()} file was not written: ${{ analyse: "the settings changed meanwhile", load: "another table is read", file: "the other file was asked for" }[why]}.`,
    badCode: (/** @type {string} */ why) => `No code for this choice: ${why}`,
  },
};
