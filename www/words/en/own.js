// The words of the view for rewards of one's own in English.

import { short } from "../short.js";
import { TEXT } from "../page.js";

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
/** Names come from the data. @param {string} name */
const quoted = (name) => `“${short(name, 40)}”`;
/** @param {number} bytes */
const size = (bytes) => (bytes < 1e6 ? `${number(bytes / 1e3, 1)} kB` : `${number(bytes / 1e6, 1)} MB`);

/** @type {Record<string, string>} */
const CONVENTIONS = { paper: "paper (our reading)", trl: "TRL 1.16", verl: "verl 0.9", "ms-swift": "ms-swift 4.6", "nemo-rl": "NeMo-RL" };

/** @param {string} convention */
const conventionOf = (convention) => (convention === "paper" ? "the paper’s convention (our reading)" : `the convention of ${CONVENTIONS[convention]}`);

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
  },

  checks: {
    title: "Does the method keep what one expects?",
    hint: "Tried on these very data, with the chosen method.",
    /** @type {Record<string, string>} */
    signs: { pass: "✓", fail: "✕", "not-applicable": "·" },
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
