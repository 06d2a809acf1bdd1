// What came out for rewards of one's own: figures, who moves, whose reward counts, what looks wrong, what holds, and the way out of the page.

import { byId, copy, element, make, setText } from "../page/dom.js";
import { linkTo } from "../page/address.js";
import { Cancelled } from "./client.js";
import { breakable, button, scrolls, short } from "./elements.js";
import { OwnSweep } from "./sweep.js";
import { OWN } from "../words/en/own.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("../../pkg/rvpo_playground.js").RolloutRow} RolloutRow */
/** @typedef {import("./worker.js").Analysed} Analysed */
/** @typedef {import("../words/en/own.js").Report} Report */

/** Rows of a page of rollouts. */
const PAGE = 15;
/** As many as a report lists, if there are so many. */
const MOST_MOVERS = 100;
/** The bars of more rewards, whose shares are small, are longer than their share. */
const MOST_TO_SCALE = 8;
/** A credit of this much has the full colour. */
const FULL_HEAT = 1;
/** What is computed again sooner does not look old meanwhile. */
const PATIENCE_MS = 200;
const SAY = OWN;

/**
 * @typedef {object} Sources
 * @property {(from: number, count: number) => Promise<RolloutRow[]>} rows
 * @property {(rollouts: number[]) => Promise<RolloutRow[]>} picked
 * @property {(error: unknown) => void} failed rows did not come
 * @property {(kind: "csv" | "json") => Promise<Blob | null>} file null: it was not made
 * @property {(error: unknown) => void} missing what is loaded when it is asked for did not come
 * @property {(name: string) => string} method its name on the page
 * @property {() => void} changed the settings have, in what nothing else depends on
 */

export class Answers {
  /** Where it stands. */
  host = make("div", { className: "own-answers", hidden: true, id: "own-answers" });
  /** Where the progress of a file shows. */
  underFiles = element("div", "");
  /** And why there is none. */
  fileError = make("p", { className: "error", role: "alert", id: "own-file-error" });
  /** In words. */
  sentence = "";
  #settings;
  #sources;
  #sweep;
  /** @type {Analysed | null} */
  #shown = null;
  /** Counts the analyses, so that what belongs to an older one is not shown. */
  #version = 0;
  #first = 0;
  /** Its rows were cancelled. */
  #lacking = false;
  /** Counts the pages asked for, so that only the last shows. */
  #turn = 0;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #patience = 0;
  /** @type {import("./code.js").Code | undefined} */
  #code;

  #sentence = make("p", { className: "own-sentence", id: "own-sentence" });
  #figures = make("dl", { className: "own-figures" });
  #warnings = make("ul", { className: "own-warnings" });
  #findings = make("ul", { className: "own-findings" });
  #checks = make("ul", { className: "own-checks" });
  #shares = make("ul", { className: "bars own-shares" });
  #shareLegend = element("ul", "legend");
  #scale = element("p", "caption");
  #negative = element("p", "caption");
  #view = make("select", { id: "own-view" }, new Option(SAY.movers.movers, "movers"), new Option(SAY.movers.all, "all"));
  #moved = element("p", "caption");
  #rows = element("div", "");
  #earlier = button(SAY.movers.earlier, "own-earlier", "quiet");
  #later = button(SAY.movers.later, "own-later", "quiet");
  #page = make("span", { className: "figure", role: "status" });
  #files = make("fieldset", { className: "buttons" });
  #link = button(SAY.out.link, "own-link", "quiet");
  #codeHost = make("fieldset", { className: "own-code" });

  /** @param {import("../settings/schema.js").Settings} settings @param {Sources} sources */
  constructor(settings, sources) {
    this.#settings = settings;
    this.#sources = sources;
    this.#sweep = new OwnSweep(sources.missing);
    const { answers, movers, credits, findings, checks, out } = SAY;
    const block = (/** @type {string} */ className, /** @type {string} */ title, /** @type {Node[]} */ ...content) => make("div", { className: `own-block ${className}` }, make("h4", {}, title), ...content);
    const hint = (/** @type {string} */ words) => element("p", "caption", words);
    for (const part of [this.#files, this.#codeHost]) part.dataset.control = "data";
    const shares = make("div", {}, this.#shares);
    const found = make("div", {}, this.#findings);
    // Without a clipboard the dialog has it to be copied by hand.
    this.#link.addEventListener("click", () => copy(this.#link, linkTo(this.#settings), () => byId("share").click()));
    this.#files.append(...[["csv", out.csv], ["json", out.json]].map(([kind, words]) => this.#fileButton(/** @type {"csv" | "json"} */ (kind), words)), this.#link);
    const pager = make("div", { className: "own-pager" }, this.#earlier, this.#page, this.#later);
    const view = make("label", { className: "own-field" }, make("span", {}, movers.view), this.#view);
    this.host.append(
      make("h3", {}, answers.title),
      this.#sentence,
      this.#warnings,
      this.#figures,
      make(
        "div",
        { className: "own-grid" },
        make(
          "div",
          {},
          block("own-wrong", findings.title, found),
          block("own-movers", movers.title, make("div", { className: "own-over" }, view, pager), this.#moved, this.#rows, hint(movers.hint)),
        ),
        make("div", {}, block("own-credits", credits.title, this.#shareLegend, shares, hint(credits.hint), this.#scale, this.#negative), block("own-keeps", checks.title, hint(checks.hint), this.#checks)),
      ),
      this.#sweep.host,
      make("div", { className: "own-block own-out" }, make("h3", {}, out.title), hint(`${out.hint} ${out.linkHint}`), this.#files, this.underFiles, this.fileError),
      this.#codeHost,
    );
    scrolls(found, findings.title);
    scrolls(shares, credits.title);
    scrolls(this.#rows, movers.title);
    this.#view.addEventListener("change", () => this.#turnTo(0));
    this.#earlier.addEventListener("click", () => this.#turnTo(this.#first - PAGE));
    this.#later.addEventListener("click", () => this.#turnTo(this.#first + PAGE));
  }

  /** Whether there is anything to see. */
  get shown() {
    return this.#shown !== null;
  }

  get papers() {
    return this.#shown ? this.#sweep.papers : [];
  }

  lookAgain() {
    this.#sweep.lookAgain();
  }

  /** Files and rows cannot be had just now. */
  hold() {
    this.#setHeld(true);
  }

  /** What is shown can be used again. */
  goOn() {
    if (!this.#shown || this.host.classList.contains("old")) return;
    this.#setHeld(false);
    if (this.#lacking) void this.#turnTo(this.#first);
    else this.#showPage();
  }

  /** The answers to another choice are on their way. */
  wait() {
    this.hold();
    this.host.ariaBusy = "true";
    this.#patience ||= setTimeout(() => this.host.classList.add("old"), PATIENCE_MS);
  }

  /** What is shown is of another choice by now, and none is on its way. */
  age() {
    this.#settle();
    this.hold();
    this.host.classList.add("old");
  }

  clear() {
    this.#settle();
    this.#shown = null;
    this.#version++;
    this.#rows.replaceChildren();
    this.host.hidden = true;
  }

  /** Nothing is on its way any more. */
  #settle() {
    clearTimeout(this.#patience);
    this.#patience = 0;
    this.host.ariaBusy = "false";
  }

  /** @param {boolean} held */
  #setHeld(held) {
    for (const control of [...this.#files.querySelectorAll("[data-file]"), this.#view]) /** @type {HTMLButtonElement} */ (control).disabled = held;
    if (held) this.#earlier.disabled = this.#later.disabled = true;
  }

  /** The settings have changed in what nothing is computed from. */
  showSettings() {
    this.#code?.showSettings();
  }

  /** @param {Analysed} analysed @param {import("./code.js").Chosen} choice */
  show(analysed, choice) {
    const { report } = analysed;
    const before = this.#shown?.report;
    this.#shown = analysed;
    this.#version++;
    this.#settle();
    this.#setHeld(false);
    this.host.hidden = false;
    this.host.classList.remove("old");
    const [method, compare] = this.#methods(report);
    const { sizes, comparison } = report;
    this.sentence = SAY.answers.sentence(method, compare, report.convention, comparison.signFlips, sizes.rollouts);
    setText(this.#sentence, this.sentence);
    // It is another one by now.
    setText(this.#link, SAY.out.link);
    this.#warnings.replaceChildren(...analysed.warnings.map((words) => make("li", { lang: "en" }, words)));
    this.#warnings.hidden = analysed.warnings.length === 0;
    this.#showFigures(report, compare);
    this.#showFindings(report);
    this.#showChecks(report);
    this.#showShares(report, method, compare);
    const { up, down, unchanged } = comparison.inGroups;
    setText(this.#moved, [SAY.movers.inGroups(up, down, unchanged), ...(comparison.movers.length === MOST_MOVERS ? [SAY.movers.listed(MOST_MOVERS)] : [])].join(" "));
    this.#sweep.show(report, choice.k);
    // Of other data it begins at the front.
    const same = before?.sizes.rollouts === sizes.rollouts && before.rewardNames.join("\n") === report.rewardNames.join("\n");
    if (!same) this.#rows.replaceChildren();
    void this.#turnTo(same ? this.#first : 0);
    void this.#showCode(analysed, choice);
  }

  /** Both methods' names, with their k. @param {Report} report */
  #methods({ method, compare }) {
    return [method, compare].map(({ name, k }) => SAY.withK(this.#sources.method(name), k ?? null));
  }

  /** @param {Report} report @param {string} compare */
  #showFigures({ sizes, comparison, credit, compareCredit }, compare) {
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
    this.#figures.replaceChildren(
      ...figures.map(([key, name, value, more]) => {
        const figure = make("div", {}, make("dt", {}, name), make("dd", { className: "number" }, value), make("dd", { className: "small" }, more));
        figure.dataset.figure = key;
        return figure;
      }),
    );
  }

  /** @param {Report} report */
  #showFindings({ findings, rewardNames }) {
    const words = SAY.findings;
    const items = findings.map(({ severity, lint }) => {
      const [found, advice] = words.words(lint, (reward) => rewardNames[reward] ?? "");
      const item = make("li", {}, make("strong", {}, words.severity[severity]), " ", make("span", {}, found), " ", make("span", { className: "own-advice" }, advice));
      item.dataset.code = lint.code;
      item.dataset.severity = severity;
      return item;
    });
    this.#findings.replaceChildren(...(items.length > 0 ? items : [make("li", {}, words.none)]));
  }

  /** @param {Report} report */
  #showChecks({ checks, rewardNames }) {
    const words = SAY.checks;
    this.#checks.replaceChildren(
      ...checks.map((check) => {
        const { property, outcome, reason, counterexample } = check;
        const item = make(
          "li",
          {},
          make("span", { className: "sign", ariaHidden: "true" }, words.signs[outcome]),
          make("span", {}, make("strong", {}, words.names[property]), `: ${words.outcomes[outcome]}${outcome === "not-applicable" ? "" : `, ${words.tried(check)}`}${reason ? `: ${words.reasons[reason]}` : ""}.`),
        );
        if (counterexample) item.append(make("span", { className: "own-advice" }, words.example(property, counterexample, (reward) => rewardNames[reward] ?? "")));
        item.dataset.property = property;
        item.dataset.outcome = outcome;
        return item;
      }),
    );
  }

  /** @param {Report} report @param {string} method @param {string} compare */
  #showShares({ rewardNames, weights, credit, compareCredit }, method, compare) {
    const words = SAY.credits;
    const all = [...credit.shares, ...compareCredit.shares];
    const most = Math.max(...all.map(Math.abs), ...weights, rewardNames.length > MOST_TO_SCALE ? 1e-9 : 1);
    const both = [
      { name: method, shares: credit.shares, className: "method" },
      { name: compare, shares: compareCredit.shares, className: "compare" },
    ];
    this.#shareLegend.replaceChildren(...both.map(({ name, className }) => make("li", {}, make("span", { className: `own-swatch ${className}` }), name)));
    this.#shares.replaceChildren(
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

  // ---- Rollouts, page by page

  /** What is listed, if not all are. */
  get #listed() {
    return this.#view.value === "movers" ? this.#shown?.report.comparison.movers : undefined;
  }

  /** @param {number} first */
  async #turnTo(first) {
    if (!this.#shown) return;
    const version = this.#version;
    const { report } = this.#shown;
    const all = this.#listed?.length ?? report.sizes.rollouts;
    this.#first = first < all ? Math.max(0, first) : 0;
    this.#lacking = false;
    const listed = this.#listed?.slice(this.#first, this.#first + PAGE);
    this.#showPage();
    const turn = ++this.#turn;
    try {
      const rows = await (listed ? this.#sources.picked(listed.map(({ rollout }) => rollout)) : this.#sources.rows(this.#first, PAGE));
      if (version === this.#version && turn === this.#turn) this.#showRows(report, rows, listed);
    } catch (error) {
      if (version !== this.#version || turn !== this.#turn) return;
      this.#rows.replaceChildren();
      // They come with what ended them, or when that is over; for a file that was ended nobody has to wait.
      if (!(error instanceof Cancelled)) this.#sources.failed(error);
      else if (this.#view.disabled) this.#lacking = true;
      else void this.#turnTo(this.#first);
    }
  }

  #showPage() {
    const all = this.#listed?.length ?? this.#shown?.report.sizes.rollouts ?? 0;
    const end = Math.min(all, this.#first + PAGE);
    setText(this.#page, all === 0 ? "" : SAY.movers.page(this.#first + 1, end, all));
    this.#earlier.disabled = this.#first === 0;
    this.#later.disabled = end >= all;
  }

  /** @param {Report} report @param {RolloutRow[]} rows @param {Report["comparison"]["movers"]} [listed] */
  #showRows(report, rows, listed) {
    const { movers, columns } = SAY;
    const [method, compare] = this.#methods(report);
    if (rows.length === 0) return this.#rows.replaceChildren(make("p", {}, movers.none));
    const heads = [
      ...[movers.rollout, movers.group, compare, method, movers.sign, ...(listed ? [movers.rank] : [])].map((words) => make("th", { scope: "col" }, words.replace(" = ", "\u00a0=\u00a0"))),
      ...report.rewardNames.map((name) => make("th", { scope: "col" }, make("span", { className: "own-label", title: name }, ...breakable(short(name))))),
    ];
    const lines = rows.map(({ index, group, groupName, rewards, credit, advantage, compareAdvantage, flips }, i) => {
      const mover = listed?.[i];
      const cells = [
        groupName === null ? make("td", {}, TEXT.number(group + 1, 0)) : make("td", { title: groupName }, short(groupName, 16)),
        make("td", {}, SAY.answers.signed(compareAdvantage)),
        make("td", {}, make("strong", {}, SAY.answers.signed(advantage))),
        make("td", { className: "own-sign" }, flips ? `${compareAdvantage < 0 ? "−" : "+"} → ${advantage < 0 ? "−" : "+"}` : ""),
        ...(mover ? [make("td", {}, movers.ranks(mover.compareRankInGroup, mover.rankInGroup))] : []),
        ...rewards.map((reward, j) => {
          const cell = make("td", { className: "own-reward" }, reward === null ? make("em", {}, columns.absent) : SAY.answers.figure(reward));
          cell.style.setProperty("--heat", `${Math.round(60 * Math.min(1, Math.abs(credit[j]) / FULL_HEAT))}%`);
          cell.classList.toggle("below", credit[j] < 0);
          cell.append(make("span", { className: "sr" }, `, ${movers.credit(credit[j])}`));
          return cell;
        }),
      ];
      const line = make("tr", {}, make("th", { scope: "row" }, TEXT.number(index + 1, 0)), ...cells);
      line.dataset.flips = String(flips);
      line.dataset.rollout = String(index);
      return line;
    });
    const table = make("table", {}, make("caption", { className: "sr" }, movers.caption(method, compare)), make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...lines));
    this.#rows.replaceChildren(table);
  }

  // ---- The way out

  /** @param {"csv" | "json"} kind @param {string} words */
  #fileButton(kind, words) {
    const made = button(words, `own-${kind}`);
    made.dataset.file = kind;
    made.addEventListener("click", async () => {
      try {
        const [{ download }, blob] = await Promise.all([import("../picture/out.js"), this.#sources.file(kind)]);
        if (blob) download(`rvpo-playground-rewards.${kind}`, blob.type, blob);
      } catch (error) {
        this.#sources.missing(error);
      }
    });
    return made;
  }

  /** @param {Analysed} analysed @param {import("./code.js").Chosen} choice */
  async #showCode(analysed, choice) {
    try {
      const { Code } = await import("./code.js");
      this.#code ??= new Code(this.#codeHost, this.#settings, this.#sources);
      await this.#code.show(analysed, choice);
    } catch (error) {
      this.#sources.missing(error);
    }
  }
}
