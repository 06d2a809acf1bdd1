// The expansion: A against k for one rollout's z, with the orders of its expansion, and A over two of the z. Every number is the core's.

import { breakdown, drawAxes, drawCurves, taylor, taylorRows } from "../../pkg/page/rvpo_playground.js";
import { byId, element, fill, inputById, setText } from "../base/dom.js";
import { legendItem } from "../base/markers.js";
import { SCHEMA } from "../settings/schema.js";
import { Canvases } from "../picture/canvases.js";
import { WORDS as SAY } from "../words/expansion.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Taylor} Taylor */
/** @typedef {import("../../pkg/rvpo_playground.js").ChartMarker} ChartMarker */
/** @typedef {{ key: "exact" | "mean" | "order2" | "order3" | "order4" | "min", color: string, marker: ChartMarker, of: (expansion: Taylor) => number }} Line */

/** @typedef {{ rows: Float64Array, slopes: Float64Array[], across: string, up: string, reach: number, at: (i: number) => number, point: number[] }} Grid */

/** In the order of the table and of the columns of `taylorRows`; the colours and signs of mean, order 2, exact and min are those of the methods that they are. @type {Line[]} */
export const LINES = [
  { key: "exact", color: "--rvpo", marker: "diamond", of: ({ exact }) => exact },
  { key: "mean", color: "--gdpo", marker: "square", of: ({ orders }) => orders[0] },
  { key: "order2", color: "--variance", marker: "triangle", of: ({ orders }) => orders[1] },
  { key: "order3", color: "--neutral", marker: "circle", of: ({ orders }) => orders[2] },
  { key: "order4", color: "--muted", marker: "down", of: ({ orders }) => orders[3] },
  { key: "min", color: "--min", marker: "cross", of: ({ min }) => min },
];
/** What the maps show. @type {Line["key"][]} */
const MAPS = ["mean", "order2", "exact", "min"];
/** What counts as off: this share of the way from the mean to the min. */
const OFF = 0.05;
/** Points along the axis of k, and along each side of a map. */
export const K_STEPS = 150;
const SIDE = 41;
/** Between the lines of a map. */
const LEVEL = 0.5;
/** As often at most are the maps drawn while a slider is pulled: they are many, and the lines go first. */
const MAPS_MS = 80;
const [FEWEST, MOST] = SCHEMA.z.columns;

const AXES = /** @type {const} */ (["across", "up"]);

const K_AXIS = { from: SCHEMA.k.min, to: SCHEMA.k.max };

/** The k of a point of the curves. @param {number} i */
export const kAt = (i) => K_AXIS.from * (K_AXIS.to / K_AXIS.from) ** (i / K_STEPS);

const AT = Float64Array.from({ length: K_STEPS + 1 }, (_, i) => kAt(i));
const [COLUMNS, CAP] = [7, 6];
/** A column of `taylorRows`. @param {Float64Array} rows @param {number} column */
const column = (rows, column) => Float64Array.from({ length: rows.length / COLUMNS }, (_, i) => rows[COLUMNS * i + column]);

/** @param {number} z */
const clamp = (z) => Math.min(SCHEMA.z.max, Math.max(SCHEMA.z.min, z));

export class Expansion {
  #k = SCHEMA.k.default;
  #settings;
  #onChange;
  /** What is shown while nothing is set by hand. @type {{ z: number[], names: string[] } | null} */
  #rollout = null;
  /** Names for what is set by hand. @type {string[]} */
  #names = [];
  #inSight = false;
  #asked = false;
  /** Something has changed since it was drawn. */
  #wanted = false;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #mapsTimer = 0;
  #mapsDrawn = false;
  /** Where each map's buttons and its table go. @type {{ host: HTMLElement, below: HTMLElement }[]} */
  #mapExports = [];
  #broken = false;
  #canvases;
  /** @type {Canvases[]} */
  #maps;
  /** @type {{ slider: HTMLInputElement, value: HTMLElement }[]} */
  #sliders = [];
  /** @type {HTMLElement[][]} */
  #cells;

  /** @param {import("../settings/schema.js").Settings} settings changed in place @param {() => void} onChange they have changed */
  constructor(settings, onChange) {
    this.#settings = settings;
    this.#onChange = onChange;
    fill(byId("expansion"), SAY.fixed);
    const ask = () => this.#ask();
    this.#canvases = new Canvases(byId("expansion-chart"), LINES.map(({ color }) => color), ask);
    // A name until there are figures.
    this.#canvases.describe(SAY.fixed.againstK);
    byId("expansion-legend").append(...LINES.map(({ key, color, marker }) => legendItem(marker, color, SAY.lines[key])));
    this.#cells = LINES.map(({ key }) => {
      const row = element("tr", "");
      const head = element("th", "", SAY.lines[key]);
      head.setAttribute("scope", "row");
      const cells = ["value", "off", "share"].map((name) => element("td", name));
      row.dataset.line = key;
      row.append(head, ...cells);
      byId("expansion-rows").append(row);
      return cells;
    });
    this.#maps = MAPS.map((key) => {
      const host = element("div", "chart map");
      host.dataset.map = key;
      host.setAttribute("role", "img");
      const paper = element("canvas", "on-paper");
      paper.id = `map-${key}-paper`;
      host.append(document.createElement("canvas"), paper);
      const figure = element("div", "");
      const exports = element("fieldset", "exports");
      exports.dataset.control = "data";
      const below = element("div", "data");
      Object.assign(below, { id: `map-${key}-data`, hidden: true });
      this.#mapExports.push({ host: exports, below });
      figure.append(element("h4", "sub", SAY.maps[key]), host, element("p", "caption", SAY.mapHints[key]), exports, below);
      byId("maps").append(figure);
      const canvases = new Canvases(host, ["--accent"], ask);
      canvases.describe(SAY.maps[key]);
      return canvases;
    });
    byId("by-hand").addEventListener("change", () => {
      settings.hand = inputById("by-hand").checked ? 1 : 0;
      // From the rollout on, not back to what was set before.
      if (settings.hand && this.#rollout) settings.z = [this.#rollout.z.map((z) => clamp(Number(z.toFixed(2))))];
      this.#changed();
    });
    this.#countField();
    AXES.forEach((id, i) => {
      byId(id).addEventListener("change", () => {
        const before = this.#axes;
        const picked = Number(inputById(id).value);
        settings[id] = picked + 1;
        // The other one gives way.
        if (picked === before[1 - i]) settings[AXES[1 - i]] = before[i] + 1;
        this.#changed();
      });
    });
    this.#showInputs();
    // Nothing is computed or drawn before someone sees it, and more of it than an edge.
    const onSight = (/** @type {IntersectionObserverEntry[]} */ entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? false;
      if (this.#inSight) ask();
    };
    new IntersectionObserver(onSight, { rootMargin: "-10% 0px" }).observe(byId("expansion"));
  }

  /** The rewards' names, and k. @param {string[]} names @param {number} k */
  show(names, k) {
    const renamed = names.join("\n") !== this.#names.join("\n");
    if (k === this.#k && !renamed) return;
    this.#k = k;
    this.#names = names;
    if (renamed && this.#byHand) this.#showInputs();
    this.#ask();
  }

  /** Another rollout is looked at, or none. @param {number[] | null} z @param {string[]} names */
  take(z, names) {
    const before = this.#byHand;
    this.#rollout = z && { z, names };
    byId("by-hand-choice").hidden = !z;
    if (before && this.#byHand) return;
    this.#showInputs();
    this.#ask();
  }

  /** The settings have changed. */
  showSettings() {
    this.#showInputs();
    this.#ask();
  }

  /** Sizes or colours have changed. */
  restyle() {
    for (const canvases of [this.#canvases, ...this.#maps]) canvases.restyle();
  }

  /** The k that it is drawn at. */
  get k() {
    return this.#k;
  }

  get #byHand() {
    return this.#settings.hand === 1 || !this.#rollout;
  }

  get #shown() {
    return (!this.#byHand && this.#rollout) || { z: this.#settings.z[0], names: this.#names };
  }

  /** Which two z the maps move. */
  get #axes() {
    const last = this.#shown.z.length - 1;
    const [across, up] = AXES.map((id) => Math.min(this.#settings[id] - 1, last));
    return across === up ? [0, last] : [across, up];
  }

  #changed() {
    this.#showInputs();
    this.#onChange();
    this.#ask();
  }

  /** How far the sliders and the maps reach to both sides. */
  get #reach() {
    return Math.max(SCHEMA.z.max, ...this.#shown.z.map((z) => Math.ceil(Math.abs(z))));
  }

  /** @param {number} j */
  #name(j) {
    return this.#shown.names[j] ?? SAY.another(j + 1);
  }

  /** Draws at once, so that the picture follows the hand, and at most once a frame. */
  #ask() {
    if (!this.#inSight || this.#broken) return;
    this.#wanted = true;
    if (this.#asked) return;
    this.#asked = true;
    // After whatever else is changing now.
    queueMicrotask(() => this.#attempt(() => this.#draw()));
    requestAnimationFrame(() => {
      this.#asked = false;
      if (this.#wanted) this.#ask();
    });
  }

  /** @param {() => void} draw */
  #attempt(draw) {
    try {
      draw();
    } catch (error) {
      console.error(error);
      this.#broken = true;
      for (const canvases of [this.#canvases, ...this.#maps]) canvases.giveUp(SAY.failed);
    }
  }

  // ---- What is set by hand

  #countField() {
    const field = inputById("count");
    Object.assign(field, { min: String(FEWEST), max: String(MOST) });
    field.addEventListener("input", () => {
      const count = field.valueAsNumber;
      const fits = Number.isInteger(count) && count >= FEWEST && count <= MOST;
      const [z] = this.#settings.z;
      setText(byId("count-error"), fits ? "" : SAY.countError(field.value, FEWEST, MOST, z.length));
      field.setAttribute("aria-invalid", String(!fits));
      if (!fits) return;
      this.#settings.z = [Array.from({ length: count }, (_, j) => z[j] ?? 0)];
      this.#settings.hand = 1;
      this.#changed();
    });
  }

  #showInputs() {
    inputById("by-hand").checked = this.#byHand;
    const field = inputById("count");
    // Not while someone types another one.
    if (Number(field.value) !== this.#shown.z.length && field !== document.activeElement) {
      field.value = String(this.#shown.z.length);
      field.setAttribute("aria-invalid", "false");
      setText(byId("count-error"), "");
    }
    /** @type {HTMLFieldSetElement} */ (byId("hand")).disabled = !this.#byHand;
    this.#showSliders();
  }

  #showSliders() {
    const { z } = this.#shown;
    // Those that stay are left where they are: one of them may have the focus.
    for (const { slider } of this.#sliders.splice(z.length)) slider.parentElement?.remove();
    while (this.#sliders.length < z.length) {
      const made = this.#slider(this.#sliders.length);
      this.#sliders.push(made);
      byId("z-sliders").append(/** @type {HTMLElement} */ (made.slider.parentElement));
    }
    z.forEach((_, j) => this.#showSlider(j));
    this.#showAxes();
  }

  /** @param {number} j */
  #slider(j) {
    const row = element("label", "z-row");
    const slider = document.createElement("input");
    const value = element("span", "value");
    value.setAttribute("aria-hidden", "true");
    Object.assign(slider, { type: "range", step: String(SCHEMA.z.step) });
    row.append(element("span", "label"), slider, value);
    slider.addEventListener("input", () => {
      this.#settings.z[0][j] = Number(Number(slider.value).toFixed(2));
      this.#settings.hand = 1;
      this.#showSlider(j);
      this.#onChange();
      this.#ask();
    });
    return { slider, value };
  }

  /** @param {number} j */
  #showSlider(j) {
    const { slider, value } = this.#sliders[j];
    const z = this.#shown.z[j];
    const reach = this.#reach;
    const words = SAY.number(z);
    Object.assign(slider, { min: String(-reach), max: String(reach), value: String(z) });
    slider.style.setProperty("--at", String((z + reach) / (2 * reach)));
    slider.setAttribute("aria-valuetext", words);
    slider.setAttribute("aria-label", SAY.zOf(this.#name(j)));
    setText(/** @type {Element} */ (slider.previousElementSibling), this.#name(j));
    setText(value, words);
  }

  #showAxes() {
    AXES.forEach((id, i) => {
      const select = /** @type {HTMLSelectElement} */ (byId(id));
      const names = this.#shown.z.map((_, j) => this.#name(j));
      // An open list stays open.
      if ([...select.options].map(({ text }) => text).join("\n") !== names.join("\n")) select.replaceChildren(...names.map((name, j) => new Option(name, String(j))));
      select.value = String(this.#axes[i]);
    });
  }

  // ---- What is drawn

  #draw() {
    this.#wanted = false;
    const { z } = this.#shown;
    const now = taylor(z, this.#k);
    this.#drawLines(z, now);
    this.#mapsTimer ||= setTimeout(() => {
      this.#mapsTimer = 0;
      this.#attempt(() => this.#drawMaps());
    }, this.#mapsDrawn ? MAPS_MS : 0);
    this.#mapsDrawn = true;
    figures(now).forEach(({ value, off, share }, i) => {
      const words = [SAY.number(value), off === null ? "" : SAY.signed(off), share === null ? "" : TEXT.percent(share)];
      words.forEach((word, at) => setText(this.#cells[i][at], word));
    });
    setText(byId("expansion-k"), TEXT.kSlider(this.#k));
    setText(byId("bounds"), SAY.bounds(now));
    const [first, last] = breakdown(z, OFF);
    setText(byId("breakdown"), SAY.breakdown(TEXT.percent(OFF), first, last));
  }

  /** @param {number[]} z @param {Taylor} now */
  #drawLines(z, now) {
    this.#canvases.describe(SAY.summary(this.#k, LINES.map(({ key, of }) => [SAY.lines[key], of(now)])));
    if (!this.#canvases.fit()) return;
    const { style, colors } = this.#canvases.appearance;
    const { range, curves } = this.#lines(z, now, colors);
    const [axes, lines] = this.#canvases.layers;
    drawAxes(axes, range, style, SAY);
    drawCurves(lines, range, style, curves);
  }

  /** @param {number[]} z @param {Taylor} now @param {string[]} colors */
  #lines(z, now, colors) {
    const pad = Math.max(0.15, 0.3 * (now.orders[0] - now.min));
    const range = { steps: K_STEPS, min: now.min - pad, max: now.orders[0] + pad, x: { ...K_AXIS, log: true, mark: this.#k } };
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

  /** The lines for a file, or for paper. @param {number} [scale] dots for each pixel @returns {import("../picture/svg.js").Picture} */
  picture(scale = 1) {
    const { z } = this.#shown;
    const { appearance } = this.#canvases;
    const style = { ...appearance.style, scale, fontSize: 15 };
    const { range, curves } = this.#lines(z, taylor(z, this.#k), appearance.colors);
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

  /** @returns {import("../picture/paper.js").Printed[]} */
  get printed() {
    return [
      { canvas: "expansion-paper", of: this, picture: (scale) => this.picture(scale) },
      ...this.maps.map(({ name, picture }) => ({ canvas: `${name}-paper`, of: this, picture })),
    ];
  }

  /** Whose expansion it is. */
  get z() {
    return this.#shown.z;
  }

  /** A over the two z, and the slopes of the variance penalty along each. @returns {Grid} */
  #grid() {
    const { z } = this.#shown;
    const [a, b] = this.#axes;
    const reach = this.#reach;
    const at = (/** @type {number} */ i) => -reach + (2 * reach * i) / (SIDE - 1);
    const moved = new Float64Array(SIDE * SIDE * z.length);
    for (let i = 0; i < SIDE * SIDE; i++) {
      moved.set(z, i * z.length);
      moved[i * z.length + a] = at(i % SIDE);
      moved[i * z.length + b] = at(Math.floor(i / SIDE));
    }
    const rows = taylorRows(moved, z.length, Float64Array.of(this.#k));
    const mean = column(rows, 1);
    // But for the factor 1/M: below 0 where a z is more than 1/k above the mean.
    const slopes = [a, b].map((axis) => mean.map((mu, i) => 1 - this.#k * (moved[i * z.length + axis] - mu)));
    const [across, up] = [a, b].map((axis) => this.#name(axis));
    return { rows, slopes, across, up, reach, at, point: [z[a], z[b]] };
  }

  /** How a map is drawn. @param {Grid} grid @param {Line["key"]} key @param {import("../picture/canvases.js").Appearance} appearance @returns {(canvas: HTMLCanvasElement) => void} */
  #map({ rows, slopes, across, up, reach, point }, key, { style, colors }) {
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

  #drawMaps() {
    const grid = this.#grid();
    const { slopes, across, up, reach } = grid;
    const now = taylor(this.#shown.z, this.#k);
    const falling = slopes[0].filter((slope, i) => Math.min(slope, slopes[1][i]) < 0);
    const hatched = SAY.hatched(across, up, TEXT.percent(falling.length / slopes[0].length));
    setText(byId("hatched"), hatched);
    MAPS.forEach((key, i) => {
      const canvases = this.#maps[i];
      const words = SAY.mapSummary(SAY.maps[key], across, up, reach, LINES[columnOf(key)].of(now));
      canvases.describe(key === "order2" ? `${words} ${hatched}` : words);
      if (canvases.fit()) this.#map(grid, key, canvases.appearance)(canvases.layers[0]);
    });
  }

  /** The maps for files: where their buttons go, their names, their numbers, their pictures. */
  get maps() {
    return MAPS.map((key, i) => ({
      ...this.#mapExports[i],
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
        const { appearance, words } = this.#maps[i];
        const style = { ...appearance.style, scale, fontSize: 15 };
        return { title: SAY.maps[key], description: words, width: 560, height: 560, style, legend: [], layers: [this.#map(this.#grid(), key, { ...appearance, style })] };
      },
    }));
  }
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

/** @param {Line["key"]} key */
function columnOf(key) {
  return LINES.findIndex((line) => line.key === key);
}
