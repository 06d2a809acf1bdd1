// The rollouts of an analysis, page by page: those that move, or all.

import { element, make, setText } from "../base/dom.js";
import { WORDS as SAY } from "../words/own.js";
import { TEXT } from "../words/page.js";
import { short } from "../words/short.js";
import { Cancelled } from "./client.js";
import { block, breakable, button, hint, namesInReport, scrolls } from "./elements.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Report} Report */
/** @typedef {import("../../pkg/rvpo_playground.js").RolloutRow} RolloutRow */
/** `failed`: rows did not come. @typedef {{ rows: (from: number, count: number) => Promise<RolloutRow[]>, picked: (rollouts: number[]) => Promise<RolloutRow[]>, failed: (error: unknown) => void }} Source */

/** Rows of a page of rollouts. */
const PAGE = 15;
/** As many as a report lists, if there are so many. */
const MOST_MOVERS = 100;
/** A credit of this much has the full colour. */
const FULL_HEAT = 1;

export class Rollouts {
  /** Where it stands. */
  host;
  #source;
  /** @type {Report | null} */
  #report = null;
  /** Counted from 0, of those that are listed. */
  #first = 0;
  /** The rows were cancelled. */
  #lacking = false;
  /** Counts the pages asked for, so that only the last shows. */
  #turn = 0;
  #view = make("select", { id: "own-view" }, new Option(SAY.movers.movers, "movers"), new Option(SAY.movers.all, "all"));
  #moved = element("p", "caption");
  #rows = element("div", "");
  #earlier = button(SAY.movers.earlier, "own-earlier", "quiet");
  #later = button(SAY.movers.later, "own-later", "quiet");
  #page = make("span", { className: "figure", role: "status" });

  /** @param {Source} source */
  constructor(source) {
    this.#source = source;
    const { movers } = SAY;
    const pager = make("div", { className: "own-pager" }, this.#earlier, this.#page, this.#later);
    const view = make("label", { className: "own-field" }, make("span", {}, movers.view), this.#view);
    this.host = block("own-movers", movers.title, make("div", { className: "own-over" }, view, pager), this.#moved, this.#rows, hint(movers.hint));
    scrolls(this.#rows, movers.title);
    this.#view.addEventListener("change", () => this.#turnTo(0));
    this.#earlier.addEventListener("click", () => this.#turnTo(this.#first - PAGE));
    this.#later.addEventListener("click", () => this.#turnTo(this.#first + PAGE));
  }

  /** @param {Report} report */
  show(report) {
    const before = this.#report;
    this.#report = report;
    const { inGroups, movers } = report.comparison;
    setText(this.#moved, [SAY.movers.inGroups(inGroups.up, inGroups.down, inGroups.unchanged), ...(movers.length === MOST_MOVERS ? [SAY.movers.listed(MOST_MOVERS)] : [])].join(" "));
    // Of other data it begins at the front.
    const same = before?.sizes.rollouts === report.sizes.rollouts && before.rewardNames.join("\n") === report.rewardNames.join("\n");
    if (!same) this.#rows.replaceChildren();
    void this.#turnTo(same ? this.#first : 0);
  }

  clear() {
    this.#report = null;
    this.#rows.replaceChildren();
  }

  /** No other rows can be had just now, or again. @param {boolean} held */
  hold(held) {
    this.#view.disabled = held;
    if (held) this.#earlier.disabled = this.#later.disabled = true;
  }

  /** They can be had again. */
  goOn() {
    this.hold(false);
    if (this.#lacking) void this.#turnTo(this.#first);
    else this.#showPage();
  }

  /** What is listed, if not all are. */
  get #listed() {
    return this.#view.value === "movers" ? this.#report?.comparison.movers : undefined;
  }

  /** How many are listed. */
  get #count() {
    return this.#listed?.length ?? this.#report?.sizes.rollouts ?? 0;
  }

  /** @param {number} first */
  async #turnTo(first) {
    const report = this.#report;
    if (!report) return;
    this.#first = first < this.#count ? Math.max(0, first) : 0;
    this.#lacking = false;
    const listed = this.#listed?.slice(this.#first, this.#first + PAGE);
    this.#showPage();
    const turn = ++this.#turn;
    const isLast = () => report === this.#report && turn === this.#turn;
    try {
      const rows = await (listed ? this.#source.picked(listed.map(({ rollout }) => rollout)) : this.#source.rows(this.#first, PAGE));
      if (isLast()) this.#showRows(report, rows, listed);
    } catch (error) {
      if (!isLast()) return;
      this.#rows.replaceChildren();
      // They come with what ended them, or when that is over; for a file that was ended nobody has to wait.
      if (!(error instanceof Cancelled)) this.#source.failed(error);
      else if (this.#view.disabled) this.#lacking = true;
      else void this.#turnTo(this.#first);
    }
  }

  #showPage() {
    const all = this.#count;
    const end = Math.min(all, this.#first + PAGE);
    setText(this.#page, all === 0 ? "" : SAY.movers.page(this.#first + 1, end, all));
    this.#earlier.disabled = this.#first === 0;
    this.#later.disabled = end >= all;
  }

  /** @param {Report} report @param {RolloutRow[]} rows @param {Report["comparison"]["movers"]} [listed] */
  #showRows(report, rows, listed) {
    const { movers } = SAY;
    const [method, compare] = namesInReport(report);
    if (rows.length === 0) return this.#rows.replaceChildren(make("p", {}, movers.none));
    const heads = [
      ...[movers.rollout, movers.group, compare, method, movers.sign, ...(listed ? [movers.rank] : [])].map((words) => make("th", { scope: "col" }, words.replace(" = ", "\u00a0=\u00a0"))),
      ...report.rewardNames.map((name) => make("th", { scope: "col" }, make("span", { className: "own-label", title: name }, ...breakable(short(name))))),
    ];
    const lines = rows.map((row, i) => line(row, listed?.[i]));
    const table = make("table", {}, make("caption", { className: "sr" }, movers.caption(method, compare)), make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...lines));
    this.#rows.replaceChildren(table);
  }
}

/** @param {RolloutRow} row @param {Report["comparison"]["movers"][number]} [mover] its ranks under both methods */
function line({ index, group, groupName, rewards, credit, advantage, compareAdvantage, flips }, mover) {
  const { movers, columns } = SAY;
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
  const made = make("tr", {}, make("th", { scope: "row" }, TEXT.number(index + 1, 0)), ...cells);
  made.dataset.flips = String(flips);
  made.dataset.rollout = String(index);
  return made;
}
