// A over two of the z, all others staying: contour maps of the mean, the variance penalty, SoftMin and the min.

import { drawAxes, taylor, taylorRows } from "../../pkg/page/rvpo_playground.js";
import { byId, element, setText } from "../base/dom.js";
import { Canvases } from "../picture/canvases.js";
import { WORDS as SAY } from "../words/expansion.js";
import { TEXT } from "../words/page.js";
import { column, columnOf, LINES } from "./lines.js";

/** @typedef {import("./lines.js").Line["key"]} Key */
/** @typedef {{ rows: Float64Array, slopes: Float64Array[], across: string, up: string, reach: number, at: (i: number) => number, point: number[] }} Grid */
/** @typedef {{ key: Key, canvases: Canvases, host: HTMLElement, below: HTMLElement }} ShownMap `host`, `below`: where its buttons and its table go */

/** @type {Key[]} */
const MAPS = ["mean", "order2", "exact", "min"];
/** Points along each side of a map. */
const SIDE = 41;
/** Between the lines of a map. */
const LEVEL = 0.5;

export class Maps {
  #subject;
  #maps;

  /** @param {import("./subject.js").Subject} subject @param {() => void} onChange something outside asks for a redraw */
  constructor(subject, onChange) {
    this.#subject = subject;
    this.#maps = MAPS.map((key) => build(key, onChange));
  }

  draw() {
    const grid = this.#grid();
    const { slopes, across, up, reach } = grid;
    const now = taylor(this.#subject.z, this.#subject.k);
    const falling = slopes[0].filter((slope, i) => Math.min(slope, slopes[1][i]) < 0);
    const hatched = SAY.hatched(across, up, TEXT.percent(falling.length / slopes[0].length));
    setText(byId("hatched"), hatched);
    for (const { key, canvases } of this.#maps) {
      const words = SAY.mapSummary(SAY.maps[key], across, up, reach, LINES[columnOf(key)].of(now));
      canvases.describe(key === "order2" ? `${words} ${hatched}` : words);
      if (canvases.fit()) drawer(grid, key, canvases.appearance)(canvases.layers[0]);
    }
  }

  restyle() {
    for (const { canvases } of this.#maps) canvases.restyle();
  }

  /** Words in place of the maps. @param {string} words */
  giveUp(words) {
    for (const { canvases } of this.#maps) canvases.giveUp(words);
  }

  /** For files and paper: where their buttons go, their names, their numbers, their pictures. */
  get exports() {
    return this.#maps.map(({ key, canvases, host, below }) => ({
      host,
      below,
      name: `map-${key}`,
      table: () => {
        const { rows, at, across, up } = this.#grid();
        const values = column(rows, columnOf(key));
        // Every fifth, the highest on top as in the picture.
        const some = Array.from({ length: 1 + (SIDE - 1) / 5 }, (_, place) => 5 * place);
        const line = (/** @type {number} */ y) => [SAY.number(at(y)), ...some.map((x) => SAY.number(values[y * SIDE + x]))];
        return { caption: SAY.mapTable(SAY.maps[key], across, up), rows: [["", ...some.map((x) => SAY.number(at(x)))], ...some.toReversed().map(line)] };
      },
      rows: () => {
        const { rows, at, across, up } = this.#grid();
        const values = column(rows, columnOf(key));
        return [[SAY.axis(across), SAY.axis(up), SAY.maps[key]], ...Array.from(values, (value, j) => [at(j % SIDE), at(Math.floor(j / SIDE)), value])];
      },
      picture: (scale = 1) => {
        const { appearance, words } = canvases;
        const style = { ...appearance.style, scale, fontSize: 15 };
        return { title: SAY.maps[key], description: words, width: 560, height: 560, style, legend: [], layers: [drawer(this.#grid(), key, { ...appearance, style })] };
      },
    }));
  }

  /** A over the two z, and the slopes of the variance penalty along each. @returns {Grid} */
  #grid() {
    const { z, k, reach, axes } = this.#subject;
    const [a, b] = axes;
    const at = (/** @type {number} */ i) => -reach + (2 * reach * i) / (SIDE - 1);
    const moved = new Float64Array(SIDE * SIDE * z.length);
    for (let i = 0; i < SIDE * SIDE; i++) {
      moved.set(z, i * z.length);
      moved[i * z.length + a] = at(i % SIDE);
      moved[i * z.length + b] = at(Math.floor(i / SIDE));
    }
    const rows = taylorRows(moved, z.length, Float64Array.of(k));
    const mean = column(rows, 1);
    // But for the factor 1/M: below 0 where a z is more than 1/k above the mean.
    const slopes = axes.map((axis) => mean.map((mu, i) => 1 - k * (moved[i * z.length + axis] - mu)));
    const [across, up] = axes.map((axis) => this.#subject.name(axis));
    return { rows, slopes, across, up, reach, at, point: [z[a], z[b]] };
  }
}

/** @param {Key} key @param {() => void} onChange @returns {ShownMap} */
function build(key, onChange) {
  const chart = element("div", "chart map");
  chart.dataset.map = key;
  chart.setAttribute("role", "img");
  const paper = element("canvas", "on-paper");
  paper.id = `map-${key}-paper`;
  chart.append(document.createElement("canvas"), paper);
  const host = element("fieldset", "exports");
  host.dataset.control = "data";
  const below = element("div", "data");
  Object.assign(below, { id: `map-${key}-data`, hidden: true });
  const figure = element("div", "");
  figure.append(element("h4", "sub", SAY.maps[key]), chart, element("p", "caption", SAY.mapHints[key]), host, below);
  byId("maps").append(figure);
  const canvases = new Canvases(chart, ["--accent"], onChange);
  canvases.describe(SAY.maps[key]);
  return { key, canvases, host, below };
}

/** How a map is drawn. @param {Grid} grid @param {Key} key @param {import("../picture/canvases.js").Appearance} appearance @returns {(canvas: HTMLCanvasElement) => void} */
function drawer({ rows, slopes, across, up, reach, point }, key, { style, colors }) {
  const range = { steps: 1, min: -reach, max: reach, x: { from: -reach, to: reach, log: false } };
  return (canvas) =>
    drawAxes(canvas, range, style, { x: SAY.axis(across), y: SAY.axis(up) }, {
      values: column(rows, columnOf(key)),
      slopes: Float64Array.from(key === "order2" ? slopes.flatMap((slope) => [...slope]) : []),
      levels: Array.from({ length: (2 * reach) / LEVEL + 1 }, (_, i) => -reach + LEVEL * i),
      color: colors[0],
      point,
    });
}
