// A report in words and figures: what stands among the answers and is only read.

import { element, make, setText } from "../base/dom.js";
import { WORDS as SAY } from "../words/own.js";
import { TEXT } from "../words/page.js";
import { short } from "../words/short.js";
import { block, hint, scrolls } from "./elements.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Report} Report */
/** @typedef {import("../../pkg/rvpo_playground.js").ReportWords} ReportWords */

/** The bars of more rewards, whose shares are small, are longer than their share. */
const MOST_TO_SCALE = 8;

/** The sizes, and how far the two methods agree. @param {Report} report @param {string} compare the other method @returns {HTMLElement[]} */
export function figuresOf({ sizes, comparison, credit, compareCredit }, compare) {
  const { answers } = SAY;
  const words = (/** @type {number | null | undefined} */ value) => (value == null ? answers.nothing : answers.signed(value));
  /** @type {[string, string, string, string][]} */
  const figures = [
    ["rollouts", answers.rollouts, TEXT.number(sizes.rollouts, 0), sizes.unscored > 0 ? answers.unscored(sizes.unscored) : ""],
    ["groups", answers.groups, TEXT.number(sizes.groups, 0), answers.groupSizes(sizes.smallestGroup, sizes.largestGroup)],
    ["rewards", answers.rewards, TEXT.number(sizes.rewards, 0), answers.missing(sizes.missing)],
    ["flips", answers.flips, TEXT.number(comparison.signFlips, 0), answers.ofAll(comparison.signFlips / sizes.rollouts)],
    ["correlation", answers.correlation, words(comparison.spearman), answers.kendall(comparison.kendall ?? null)],
    ["effective", answers.effective, words(credit.effectivePerRollout), answers.effectiveOther(compare, compareCredit.effectivePerRollout ?? null)],
  ];
  return figures.map(([key, name, value, more]) => {
    const figure = make("div", {}, make("dt", {}, name), make("dd", { className: "number" }, value), make("dd", { className: "small" }, more));
    figure.dataset.figure = key;
    return figure;
  });
}

/** What looks wrong, and what to do about it. @param {Report} report @param {ReportWords} words @returns {HTMLElement[]} */
export function findingsOf({ findings }, words) {
  const items = findings.map(({ severity, lint }, i) => {
    const said = words.findings[i];
    const item = make("li", {}, make("strong", {}, said.severity), " ", make("span", {}, said.sentence), " ", make("span", { className: "own-advice" }, said.advice));
    item.dataset.code = lint.code;
    item.dataset.severity = severity;
    return item;
  });
  return items.length > 0 ? items : [make("li", {}, SAY.findings.none)];
}

/** Which properties hold. @param {Report} report @param {ReportWords} words @returns {HTMLElement[]} */
export function checksOf({ checks }, words) {
  return checks.map(({ property, outcome }, i) => {
    const said = words.properties[i];
    const item = make("li", {}, make("span", { className: "sign", ariaHidden: "true" }, SAY.checks.signs[outcome]), make("span", {}, make("strong", {}, said.property), `: ${said.result}.`));
    if (said.example !== null) item.append(make("span", { className: "own-advice" }, said.example));
    item.dataset.property = property;
    item.dataset.outcome = outcome;
    return item;
  });
}

/** Whose reward counts for how much, under both methods. */
export class Shares {
  /** Where it stands. */
  host;
  #legend = element("ul", "legend");
  #bars = make("ul", { className: "bars own-shares" });
  #scale = element("p", "caption");
  #negative = element("p", "caption");

  constructor() {
    const { credits } = SAY;
    const bars = make("div", {}, this.#bars);
    this.host = block("own-credits", credits.title, this.#legend, bars, hint(credits.hint), this.#scale, this.#negative);
    scrolls(bars, credits.title);
  }

  /** @param {Report} report @param {string} method @param {string} compare */
  show({ rewardNames, weights, credit, compareCredit }, method, compare) {
    const words = SAY.credits;
    const all = [...credit.shares, ...compareCredit.shares];
    const most = Math.max(...all.map(Math.abs), ...weights, rewardNames.length > MOST_TO_SCALE ? 1e-9 : 1);
    const both = [
      { name: method, shares: credit.shares, className: "method" },
      { name: compare, shares: compareCredit.shares, className: "compare" },
    ];
    this.#legend.replaceChildren(...both.map(({ name, className }) => make("li", {}, make("span", { className: `own-swatch ${className}` }), name)));
    this.#bars.replaceChildren(
      ...rewardNames.map((reward, j) => {
        const bars = both.map(({ name, shares, className }) => {
          const value = words.share(shares[j]);
          const fill = element("span", "fill");
          fill.style.width = `${((100 * Math.abs(shares[j])) / most).toFixed(1)}%`;
          const track = make("span", { className: "track marked", ariaHidden: "true" }, fill);
          track.style.setProperty("--mark", `${((100 * weights[j]) / most).toFixed(1)}%`);
          const bar = make("span", { className: `own-bar ${className}${shares[j] < 0 ? " below" : ""}` }, make("span", { className: "sr" }, `${name}: `), track, make("span", { className: "value" }, value));
          bar.dataset.share = String(shares[j]);
          return bar;
        });
        return make("li", {}, make("span", { className: "label", title: reward }, short(reward)), ...bars);
      }),
    );
    setText(this.#scale, most === 1 ? "" : words.scale(most));
    setText(this.#negative, credit.negative + compareCredit.negative > 0 ? words.negative(credit.negative + compareCredit.negative) : "");
  }
}
