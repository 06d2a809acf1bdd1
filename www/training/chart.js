// The chart: two stacked canvases, axes below and curves above, so that a frame redraws only the curves.
// The page gives sizes, colours and numbers; the drawing itself is the wasm's.

import { drawAxes, drawCurves } from "../../pkg/page/rvpo_playground.js";
import { Z95 } from "./cards.js";
import { byId } from "../base/dom.js";
import { MARKERS, legendItem } from "../base/markers.js";
import { Canvases } from "../picture/canvases.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("../../pkg/rvpo_playground.js").ChartRange} ChartRange */
/** @typedef {import("../settings/schema.js").MethodName} MethodName */
/** @typedef {{ mean: number[], standardError: number[] }} Curve */

export class Chart {
  #canvases;
  #axes = /** @type {HTMLCanvasElement} */ (byId("chart-axes"));
  #curves = /** @type {HTMLCanvasElement} */ (byId("chart-curves"));
  #methods;
  #drawnAxes = "";
  #broken = false;

  /** @param {readonly MethodName[]} methods @param {() => void} onChange something outside asks for a redraw */
  constructor(methods, onChange) {
    this.#methods = methods;
    const colors = methods.map((name) => `--${name}`);
    this.#canvases = new Canvases(byId("chart"), colors, onChange);
    byId("legend").append(...methods.map((name, i) => legendItem(MARKERS[name], colors[i], TEXT.methodNames[name])));
  }

  /** @param {Curve[]} history from step 0 @param {number} steps the x axis's end @param {number} reachable a level that must be in sight */
  draw(history, steps, reachable) {
    if (this.#broken || !this.#canvases.fit()) return;
    const { style, colors } = this.#canvases.appearance;
    const range = { steps, min: 0, max: top(history, reachable) };
    try {
      const key = JSON.stringify([range, style, this.#axes.width, this.#axes.height]);
      if (key !== this.#drawnAxes) {
        drawAxes(this.#axes, range, style, TEXT.chart);
        this.#drawnAxes = key;
      }
      drawCurves(this.#curves, range, style, this.#curvesOf(history, range, colors));
    } catch (error) {
      console.error(error);
      this.#broken = true;
      this.#canvases.giveUp(TEXT.chart.failed);
    }
  }

  /**
   * The same for a file, always of one size. `draw` says what the arguments are.
   * @param {Curve[]} history @param {number} steps @param {number} reachable @param {number} [scale] dots for each pixel
   * @returns {import("../picture/svg.js").Picture}
   */
  picture(history, steps, reachable, scale = 1) {
    const { appearance } = this.#canvases;
    const style = { ...appearance.style, scale, fontSize: 15 };
    const range = { steps, min: 0, max: top(history, reachable) };
    const curves = this.#curvesOf(history, range, appearance.colors);
    return {
      title: TEXT.fixed.chart,
      description: this.#canvases.words,
      width: 960,
      height: 420,
      style,
      legend: curves,
      layers: [(canvas) => drawAxes(canvas, range, style, TEXT.chart), (canvas) => drawCurves(canvas, range, style, curves)],
    };
  }

  /** @param {Curve[]} history @param {ChartRange} range @param {string[]} colors */
  #curvesOf(history, range, colors) {
    return history.map(({ mean, standardError }, i) => {
      const name = this.#methods[i];
      const at = (/** @type {number} */ side) => Float64Array.from(mean, (m, s) => clamp(m + side * standardError[s], range));
      return {
        label: TEXT.methodNames[name],
        color: colors[i],
        marker: MARKERS[name],
        mean: at(0),
        low: at(-Z95),
        high: at(Z95),
      };
    });
  }

  /** The chart in words, for those who do not see it. @param {import("../../pkg/rvpo_playground.js").Snapshot} snapshot */
  describe(snapshot) {
    const rows = snapshot.methods.map(({ name, bottleneck }) => ({
      name: TEXT.methodNames[name],
      mean: bottleneck.mean,
      half: Z95 * bottleneck.standardError,
    }));
    this.#canvases.describe(TEXT.chart.summary(snapshot.step, rows));
  }

  /** Sizes or colours have changed. */
  restyle() {
    this.#canvases.restyle();
  }
}

/** @param {number} value @param {ChartRange} range */
function clamp(value, range) {
  return Math.min(range.max, Math.max(range.min, value));
}

/** The y axis's end: a fifth at a time, so that it seldom moves. @param {Curve[]} history @param {number} reachable */
function top(history, reachable) {
  let highest = Math.max(reachable, 0.15);
  for (const { mean, standardError } of history) {
    for (let s = 0; s < mean.length; s++) highest = Math.max(highest, mean[s] + Z95 * standardError[s]);
  }
  return Math.min(1, Math.ceil(highest * 5.2) / 5);
}
