// A against k: SoftMin, its bounds, and the orders of its expansion.

import { drawAxes, drawCurves, taylor, taylorRows } from "../../pkg/page/rvpo_playground.js";
import { byId } from "../base/dom.js";
import { legendItem } from "../base/markers.js";
import { Canvases } from "../picture/canvases.js";
import { SCHEMA } from "../settings/schema.js";
import { WORDS as SAY } from "../words/expansion.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Taylor} Taylor */
/** @typedef {import("../../pkg/rvpo_playground.js").ChartMarker} ChartMarker */
/** @typedef {{ key: "exact" | "mean" | "order2" | "order3" | "order4" | "min", color: string, marker: ChartMarker, of: (expansion: Taylor) => number }} Line */

/** In the order of the table and of the columns of `taylorRows`; the colours and signs of mean, order 2, exact and min are those of the methods that they are. @type {Line[]} */
export const LINES = [
  { key: "exact", color: "--rvpo", marker: "diamond", of: ({ exact }) => exact },
  { key: "mean", color: "--gdpo", marker: "square", of: ({ orders }) => orders[0] },
  { key: "order2", color: "--variance", marker: "triangle", of: ({ orders }) => orders[1] },
  { key: "order3", color: "--neutral", marker: "circle", of: ({ orders }) => orders[2] },
  { key: "order4", color: "--muted", marker: "down", of: ({ orders }) => orders[3] },
  { key: "min", color: "--min", marker: "cross", of: ({ min }) => min },
];
/** Points along the axis of k. */
export const K_STEPS = 150;
const K_AXIS = { from: SCHEMA.k.min, to: SCHEMA.k.max };

/** The k of a point of the curves. @param {number} i */
export const kAt = (i) => K_AXIS.from * (K_AXIS.to / K_AXIS.from) ** (i / K_STEPS);

const AT = Float64Array.from({ length: K_STEPS + 1 }, (_, i) => kAt(i));
const [COLUMNS, CAP] = [7, 6];
/** A column of `taylorRows`. @param {Float64Array} rows @param {number} column */
export const column = (rows, column) => Float64Array.from({ length: rows.length / COLUMNS }, (_, i) => rows[COLUMNS * i + column]);

/** @param {Line["key"]} key */
export function columnOf(key) {
  return LINES.findIndex((line) => line.key === key);
}

/**
 * Each line's A, how far it is off the exact one, and that as a share of the way from the mean to the min; `null` where there is none.
 * @param {Taylor} now
 */
export function figures(now) {
  const way = now.orders[0] - now.min;
  return LINES.map(({ key, of }) => {
    const value = of(now);
    const off = key === "exact" ? null : value - now.exact;
    return { value, off, share: off === null || way === 0 ? null : Math.abs(off) / way };
  });
}

export class LinesChart {
  #subject;
  #canvases;

  /** @param {import("./subject.js").Subject} subject @param {() => void} onChange something outside asks for a redraw */
  constructor(subject, onChange) {
    this.#subject = subject;
    this.#canvases = new Canvases(byId("expansion-chart"), LINES.map(({ color }) => color), onChange);
    // A name until there are figures.
    this.#canvases.describe(SAY.fixed.againstK);
    byId("expansion-legend").append(...LINES.map(({ key, color, marker }) => legendItem(marker, color, SAY.lines[key])));
  }

  /** @param {Taylor} now at the present k */
  draw(now) {
    this.#canvases.describe(SAY.summary(this.#subject.k, LINES.map(({ key, of }) => [SAY.lines[key], of(now)])));
    if (!this.#canvases.fit()) return;
    const { style, colors } = this.#canvases.appearance;
    const { range, curves } = this.#curves(now, colors);
    const [axes, lines] = this.#canvases.layers;
    drawAxes(axes, range, style, SAY);
    drawCurves(lines, range, style, curves);
  }

  /** For a file, or for paper. @param {number} [scale] dots for each pixel @returns {import("../picture/svg.js").Picture} */
  picture(scale = 1) {
    const { appearance } = this.#canvases;
    const style = { ...appearance.style, scale, fontSize: 15 };
    const { range, curves } = this.#curves(taylor(this.#subject.z, this.#subject.k), appearance.colors);
    return {
      title: SAY.fixed.againstK,
      description: this.#canvases.words,
      width: 960,
      height: 480,
      style,
      legend: curves,
      layers: [(canvas) => drawAxes(canvas, range, style, SAY), (canvas) => drawCurves(canvas, range, style, curves)],
    };
  }

  restyle() {
    this.#canvases.restyle();
  }

  /** Words in place of the chart. @param {string} words */
  giveUp(words) {
    this.#canvases.giveUp(words);
  }

  /** @param {Taylor} now @param {string[]} colors */
  #curves(now, colors) {
    const { z, k } = this.#subject;
    const pad = Math.max(0.15, 0.3 * (now.orders[0] - now.min));
    const range = { steps: K_STEPS, min: now.min - pad, max: now.orders[0] + pad, x: { ...K_AXIS, log: true, mark: k } };
    const rows = taylorRows(Float64Array.from(z), z.length, AT);
    const [mean, min, cap] = [1, 5, CAP].map((at) => column(rows, at));
    const curves = LINES.map(({ key, marker }, i) => {
      const line = column(rows, i);
      // Around the exact one, where it must lie.
      const [low, high] = key === "exact" ? [min, cap.map((most, at) => Math.min(most, mean[at]))] : [line, line];
      return { label: SAY.lines[key], color: colors[i], marker, mean: line, low, high };
    });
    // The exact one last, above the others.
    return { range, curves: [...curves.slice(1), curves[0]] };
  }
}
