// The signs that tell curves apart without colour, on the page as in the charts.

import { element, makeSvg } from "./dom.js";

/** The same five signs as the chart draws: cards and legend show which curve is whose without colour. */
export const MARKERS = /** @type {const} */ ({ grpo: "circle", "dr-grpo": "circle", gdpo: "square", variance: "triangle", rvpo: "diamond", min: "cross" });
/** In a box of 12 by 12. */
export const MARKERS_DRAWN = {
  circle: "M6 1.6a4.4 4.4 0 1 0 .01 0z",
  square: "M2 2h8v8H2z",
  triangle: "M6 1.2 11 10.4H1z",
  diamond: "M6 .6 11.4 6 6 11.4.6 6z",
  cross: "M2.6 1 6 4.4 9.4 1 11 2.6 7.6 6 11 9.4 9.4 11 6 7.6 2.6 11 1 9.4 4.4 6 1 2.6z",
  down: "M6 10.8 1 1.6h10z",
};

/** @param {import("../../pkg/rvpo_playground.js").ChartMarker} shape */
export function marker(shape) {
  return makeSvg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, makeSvg("path", { d: MARKERS_DRAWN[shape] }));
}

/** A line of a chart's legend. @param {import("../../pkg/rvpo_playground.js").ChartMarker} shape @param {string} color a custom property @param {string} words */
export function legendItem(shape, color, words) {
  const item = document.createElement("li");
  item.style.setProperty("--method", `var(${color})`);
  const swatch = element("span", "swatch");
  swatch.append(marker(shape));
  item.append(swatch, words);
  return item;
}
