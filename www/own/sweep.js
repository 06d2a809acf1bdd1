// RVPO against k on one's own rewards: three charts, all numbers of which are the report's.

import { drawAxes, drawCurves } from "../../pkg/page/rvpo_playground.js";
import { element, make, setText } from "../base/dom.js";
import { legendItem } from "../base/markers.js";
import { short } from "../words/short.js";
import { Canvases } from "../picture/canvases.js";
import { WORDS } from "../words/own.js";
import { TEXT } from "../words/page.js";
import { addExportButtons } from "../picture/export-buttons.js";

/** @typedef {import("../../pkg/rvpo_playground.js").ChartMarker} ChartMarker */
/** @typedef {import("../../pkg/rvpo_playground.js").Report} Report */
/** `label`: short; `color`: a custom property; `values`: one for each point of the sweep. @typedef {{ name: string, label: string, color: string, marker: ChartMarker, values: (number | null)[] }} Line */
/** @typedef {"shares" | "flips" | "effective"} Kind */

/** Colours and signs for as many rewards as one can tell apart; more are not drawn. @type {[string, ChartMarker][]} */
const DRESSES = [
  ["--rvpo", "diamond"],
  ["--grpo", "circle"],
  ["--gdpo", "square"],
  ["--min", "cross"],
  ["--variance", "triangle"],
  ["--muted", "down"],
  ["--neutral", "circle"],
];
/** @type {Kind[]} */
const KINDS = ["shares", "flips", "effective"];
/** Of the charts in a file. */
const SIZE = { width: 720, height: 400 };
const SAY = WORDS.sweep;
/** The chart's colours, in the order in which `Canvases` reads them; the last is the range's. */
const COLORS = [...DRESSES.map(([color]) => color), "--accent"];

export class OwnSweep {
  host = make("div", { className: "own-block own-sweep" });
  #charts;
  #suggestion = make("p", { className: "own-suggestion", id: "own-suggestion" });
  #sampled = element("p", "caption");
  /** @type {{ report: Report, k: number } | null} */
  #shown = null;
  #asked = false;

  /** @param {(error: unknown) => void} missing */
  constructor(missing) {
    this.#charts = KINDS.map((kind) => new SweepChart(kind, () => this.#ask(), missing));
    this.host.append(make("h4", {}, SAY.title), this.#suggestion, make("div", { className: "own-charts" }, ...this.#charts.map(({ host }) => host)), element("p", "caption", `${SAY.hint} ${SAY.beyond}`), this.#sampled);
  }

  /** @param {Report} report @param {string} suggestion in words @param {number} k the present one */
  show(report, suggestion, k) {
    const { sweep, sizes } = report;
    this.#shown = { report, k };
    setText(this.#suggestion, suggestion);
    setText(this.#sampled, sweep.rollouts < sizes.rollouts ? SAY.sampled(sweep.rollouts) : "");
    for (const chart of this.#charts) chart.show(report, k);
    this.#ask();
  }

  restyle() {
    for (const chart of this.#charts) chart.restyle();
  }

  /** @returns {import("../picture/paper.js").Printed[]} */
  get printed() {
    return this.#charts.filter((chart) => chart.drawable).map((chart) => ({ canvas: chart.paper, of: chart, picture: (scale) => chart.picture(scale) }));
  }

  /** At most once a frame, and after whatever else is changing now. */
  #ask() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      if (this.#shown) for (const chart of this.#charts) chart.draw();
    });
  }
}

class SweepChart {
  host = element("div", "own-chart");
  paper;
  #kind;
  #chart = make("div", { className: "chart", role: "img" }, document.createElement("canvas"), document.createElement("canvas"));
  #legend = element("ul", "legend");
  #canvases;
  #exports;
  #broken = false;
  /** Of the picture. @type {Line[]} */
  #lines = [];
  /** Of the table and the file. @type {Pick<Line, "name" | "values">[]} */
  #all = [];
  /** @type {number[]} */
  #ks = [];
  #k = 1;
  /** Where the suggested range begins and ends among the points. @type {[number, number] | null} */
  #range = null;
  #top = 1;

  /** @param {Kind} kind @param {() => void} ask @param {(error: unknown) => void} missing */
  constructor(kind, ask, missing) {
    this.#kind = kind;
    this.paper = `own-${kind}-paper`;
    this.#chart.append(make("canvas", { className: "on-paper", id: this.paper }));
    this.#chart.id = `own-${kind}`;
    const exports = make("fieldset", { className: "exports" });
    exports.dataset.control = "data";
    const below = make("div", { className: "data", id: `own-${kind}-data`, hidden: true });
    this.host.append(make("h5", {}, SAY[kind]), this.#legend, this.#chart, exports, below);
    this.#canvases = new Canvases(this.#chart, COLORS, ask);
    this.#canvases.describe(SAY[kind]);
    this.#exports = addExportButtons(exports, below, {
      name: `rewards-${kind}`,
      stamp: () => `k${this.#k}`,
      rows: () => [["k", ...this.#all.map(({ name }) => name)], ...this.#ks.map((k, i) => [k, ...this.#all.map(({ values }) => values[i])])],
      table: () => ({
        caption: SAY.table(SAY[kind]),
        rows: [["k", ...this.#all.map(({ name }) => short(name))], ...this.#ks.flatMap((k, i) => (i % 3 === 0 ? [[TEXT.plain(k), ...this.#all.map(({ values }) => written(values[i]))]] : []))],
      }),
      picture: () => this.picture(),
      missing,
    });
  }

  /** @param {Report} report @param {number} k */
  show({ sweep: { points, suggestion }, rewardNames }, k) {
    this.#ks = points.map((point) => point.k);
    this.#k = k;
    const at = (/** @type {number | null | undefined} */ end) => (end == null ? -1 : this.#ks.findIndex((some) => Math.abs(some / end - 1) < 1e-6));
    const [from, to] = [at(suggestion.from), at(suggestion.to)];
    this.#range = from >= 0 && to >= from ? [from, to] : null;
    this.#lines = linesOf(this.#kind, points, rewardNames);
    this.#all = this.#kind === "shares" ? rewardNames.map((name, j) => ({ name, values: points.map(({ shares }) => shares[j]) })) : this.#lines;
    const most = Math.max(...this.#lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
    this.#top = this.#kind === "effective" ? Math.max(2, rewardNames.length) : this.#kind === "flips" ? Math.min(1, Math.max(0.1, most * 1.05)) : Math.min(1, Math.max(0.1, most * 1.1));
    const items = this.#lines.map(({ marker, color, label, name }) => {
      const item = legendItem(marker, color, label);
      item.title = name;
      return item;
    });
    if (this.#all.length > this.#lines.length) items.push(make("li", {}, SAY.others(this.#all.length - this.#lines.length)));
    if (this.#range) items.push(make("li", {}, make("span", { className: "own-swatch range" }), SAY.range));
    this.#legend.replaceChildren(...items);
    const nearest = this.#ks.reduce((best, some, i) => (Math.abs(Math.log(some / k)) < Math.abs(Math.log(this.#ks[best] / k)) ? i : best), 0);
    this.#canvases.describe(SAY.summary(SAY[this.#kind], this.#lines.map(({ label, values }) => [label, values[nearest] ?? null]), this.#ks[nearest] ?? k));
    void this.#exports.refresh();
  }

  restyle() {
    this.#canvases.restyle();
  }

  get drawable() {
    return !this.#broken && this.#ks.length > 1;
  }

  draw() {
    if (!this.drawable || !this.#canvases.fit()) return;
    const { appearance } = this.#canvases;
    try {
      const [axes, lines] = this.#canvases.layers;
      drawAxes(axes, this.#axes, appearance.style, this.#labels);
      drawCurves(lines, this.#axes, appearance.style, this.#curves(appearance.colors));
    } catch (error) {
      console.error(error);
      this.#broken = true;
      this.#canvases.giveUp(SAY.failed);
    }
  }

  /** For a file, or for paper. @param {number} [scale] dots for each pixel @returns {import("../picture/svg.js").Picture} */
  picture(scale = 1) {
    const { appearance } = this.#canvases;
    const style = { ...appearance.style, scale, fontSize: 15 };
    const curves = this.#curves(appearance.colors);
    return {
      title: SAY[this.#kind],
      description: this.#canvases.words,
      ...SIZE,
      style,
      legend: curves,
      layers: [(canvas) => drawAxes(canvas, this.#axes, style, this.#labels), (canvas) => drawCurves(canvas, this.#axes, style, curves)],
    };
  }

  get #labels() {
    return { x: SAY.x, y: SAY.y[this.#kind] };
  }

  get #axes() {
    const [from, to] = [this.#ks[0], this.#ks.at(-1) ?? 1];
    return { steps: this.#ks.length - 1, min: this.#kind === "effective" ? 1 : Math.min(0, ...this.#lines.flatMap(({ values }) => values.map((value) => value ?? 0))), max: this.#top, x: { from, to, log: true, mark: this.#k } };
  }

  /** The range's band is a curve without a line. @param {string[]} colors */
  #curves(colors) {
    const { min, max } = this.#axes;
    const lines = this.#lines.map(({ label, color, marker, values }) => {
      const mean = Float64Array.from(values, (value) => value ?? Number.NaN);
      return { label, color: colors[COLORS.indexOf(color)], marker, mean, low: mean, high: mean };
    });
    if (!this.#range) return lines;
    const [from, to] = this.#range;
    const inside = (/** @type {number} */ value) => Float64Array.from(this.#ks, (_, i) => (i >= from && i <= to ? value : Number.NaN));
    return [{ label: SAY.range, color: colors[COLORS.length - 1], marker: /** @type {ChartMarker} */ ("square"), mean: inside(Number.NaN), low: inside(min), high: inside(max) }, ...lines];
  }
}

/**
 * @param {Kind} kind @param {Report["sweep"]["points"]} points @param {string[]} names @returns {Line[]}
 */
function linesOf(kind, points, names) {
  const dress = (/** @type {string} */ name, /** @type {number} */ i) => ({ name, label: short(name), color: DRESSES[i][0], marker: DRESSES[i][1] });
  const values = (/** @type {(point: Report["sweep"]["points"][number]) => number | null | undefined} */ of) => points.map((point) => of(point) ?? null);
  if (kind === "effective") return [{ ...dress(SAY.lines.effective, 0), label: SAY.lines.effective, values: values(({ effective }) => effective) }];
  if (kind === "flips")
    return [
      { ...dress(SAY.lines.signFlips, 1), label: SAY.lines.signFlips, values: values(({ signFlips }) => signFlips) },
      { ...dress(SAY.lines.taylorError, 4), label: SAY.lines.taylorError, values: values(({ taylorError }) => taylorError) },
    ];
  const shares = names.map((name, j) => ({ name, j, most: Math.max(...points.map((point) => Math.abs(point.shares[j]))) }));
  // Those that get the most somewhere, in the order of the data.
  const shown = shares.toSorted((a, b) => b.most - a.most).slice(0, DRESSES.length).sort((a, b) => a.j - b.j);
  return shown.map(({ name, j }, i) => ({ ...dress(name, i), values: values((point) => point.shares[j]) }));
}

/** @param {number | null} value */
function written(value) {
  return value === null ? "" : TEXT.number(value, 3);
}
