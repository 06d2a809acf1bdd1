// The signs that tell curves apart without colour, on the page as in the charts, which know their shapes.

import { markerPath } from "../../pkg/page/rvpo_playground.js";
import { element, makeSvg } from "./dom.js";

/** The same five signs as the chart draws: cards and legend show which curve is whose without colour. */
export const MARKERS = /** @type {const} */ ({ grpo: "circle", "dr-grpo": "circle", gdpo: "square", variance: "triangle", rvpo: "diamond", min: "cross" });

/** @param {import("../../pkg/rvpo_playground.js").ChartMarker} shape */
export function marker(shape) {
  return makeSvg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, makeSvg("path", { d: markerPath(shape) }));
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
