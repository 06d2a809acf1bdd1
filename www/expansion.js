// The expansion: A against k for one rollout's z, with the orders of its expansion, and A over two of the z. Every number is the core's.

import { breakdown, drawAxes, drawCurves, taylor } from "../pkg/rvpo_playground.js";
import { byId, element, fill, inputById, legendItem, setText } from "./dom.js";
import { SCHEMA } from "./schema.js";
import { Sheet } from "./sheet.js";
import { LOOK } from "./text-look.js";
import { TEXT } from "./text.js";

/** @typedef {import("../pkg/rvpo_playground.js").Taylor} Taylor */
/** @typedef {import("../pkg/rvpo_playground.js").ChartMarker} ChartMarker */
/** @typedef {{ key: "exact" | "mean" | "order2" | "order3" | "order4" | "min", color: string, marker: ChartMarker, of: (expansion: Taylor) => number }} Line */

/** In the order of the table; the colours and signs of mean, order 2, exact and min are those of the methods that they are. @type {Line[]} */
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
const SIDE = 37;
/** Between the lines of a map. */
const LEVEL = 0.5;
const [FEWEST, MOST] = SCHEMA.z.columns;

const SAY = LOOK.expansion;
const AXES = /** @type {const} */ (["across", "up"]);

const K_AXIS = { from: SCHEMA.k.min, to: SCHEMA.k.max };

/** The k of a point of the curves. @param {number} i */
export const kAt = (i) => K_AXIS.from * (K_AXIS.to / K_AXIS.from) ** (i / K_STEPS);

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
  #broken = false;
  #sheet;
  /** @type {Sheet[]} */
  #maps;
  /** @type {{ slider: HTMLInputElement, value: HTMLElement }[]} */
  #sliders = [];
  /** @type {HTMLElement[][]} */
  #cells;

  /** @param {import("./schema.js").Settings} settings changed in place @param {() => void} onChange they have changed */
  constructor(settings, onChange) {
    this.#settings = settings;
    this.#onChange = onChange;
    fill(byId("expansion"), LOOK.fixed);
    const ask = () => this.#ask();
    this.#sheet = new Sheet(byId("expansion-chart"), LINES.map(({ color }) => color), ask);
    // A name until there are figures.
    this.#sheet.describe(TEXT.fixed.againstK);
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
      host.append(document.createElement("canvas"));
      const figure = element("div", "");
      figure.append(element("h4", "sub", SAY.maps[key]), host, element("p", "caption", SAY.mapHints[key]));
      byId("maps").append(figure);
      const sheet = new Sheet(host, ["--accent"], ask);
      sheet.describe(SAY.maps[key]);
      return sheet;
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
    const onSight = (/** @type {IntersectionObserverEntry[]} */ [entry]) => {
      this.#inSight = entry.isIntersecting;
      if (this.#inSight) ask();
    };
    new IntersectionObserver(onSight, { rootMargin: "-10% 0px" }).observe(byId("expansion"));
  }

  /** The rewards' names, and k. @param {string[]} names @param {number} k */
  show(names, k) {
    if (k === this.#k && names.join("\n") === this.#names.join("\n")) return;
    this.#k = k;
    this.#names = names;
    if (this.#byHand) this.#showInputs();
    this.#ask();
  }

  /** Another rollout is looked at. @param {number[]} z @param {string[]} names */
  take(z, names) {
    this.#rollout = { z, names };
    byId("by-hand-choice").hidden = false;
    if (this.#byHand) return;
    this.#showInputs();
    this.#ask();
  }

  /** The settings have changed. */
  showSettings() {
    this.#showInputs();
    this.#ask();
  }

  /** Sizes or colours have changed. */
  lookAgain() {
    for (const sheet of [this.#sheet, ...this.#maps]) sheet.lookAgain();
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

  #ask() {
    if (this.#asked || !this.#inSight || this.#broken) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      try {
        this.#draw();
      } catch (error) {
        console.error(error);
        this.#broken = true;
        for (const sheet of [this.#sheet, ...this.#maps]) sheet.giveUp(SAY.failed);
      }
    });
  }

  // ---- What is set by hand

  #countField() {
    const field = inputById("count");
    Object.assign(field, { min: String(FEWEST), max: String(MOST) });
    field.addEventListener("input", () => {
      const count = field.valueAsNumber;
      const fits = Number.isInteger(count) && count >= FEWEST && count <= MOST;
      const [z] = this.#settings.z;
      setText(byId("count-error"), fits ? "" : SAY.countError(FEWEST, MOST, z.length));
      field.setAttribute("aria-invalid", String(!fits));
      if (!fits) return;
      this.#settings.z = [Array.from({ length: count }, (_, j) => z[j] ?? 0)];
      this.#changed();
    });
  }

  #showInputs() {
    inputById("by-hand").checked = this.#byHand;
    const field = inputById("count");
    field.value = String(this.#shown.z.length);
    field.setAttribute("aria-invalid", "false");
    setText(byId("count-error"), "");
    /** @type {HTMLFieldSetElement} */ (byId("hand")).disabled = !this.#byHand;
    this.#showSliders();
  }

  #showSliders() {
    const { z } = this.#shown;
    const sliders = (this.#sliders = z.map((_, j) => this.#sliders[j] ?? this.#slider(j)));
    byId("z-sliders").replaceChildren(...sliders.map(({ slider }) => /** @type {HTMLElement} */ (slider.parentElement)));
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
      const select = byId(id);
      select.replaceChildren(...this.#shown.z.map((_, j) => new Option(this.#name(j), String(j), false, j === this.#axes[i])));
    });
  }

  // ---- What is drawn

  #draw() {
    const { z } = this.#shown;
    const now = taylor(z, this.#k);
    this.#drawLines(z, now);
    this.#drawMaps(z, now);
    const way = now.orders[0] - now.min;
    LINES.forEach(({ of }, i) => {
      const off = of(now) - now.exact;
      const [value, error, share] = this.#cells[i];
      setText(value, SAY.number(of(now)));
      setText(error, i === 0 ? "" : SAY.signed(off));
      setText(share, i === 0 || way === 0 ? "" : TEXT.percent(Math.abs(off) / way));
    });
    setText(byId("expansion-k"), TEXT.kSlider(this.#k));
    setText(byId("bounds"), SAY.bounds(now));
    const [first, last] = breakdown(z, OFF);
    setText(byId("breakdown"), SAY.breakdown(TEXT.percent(OFF), first, last));
  }

  /** @param {number[]} z @param {Taylor} now */
  #drawLines(z, now) {
    this.#sheet.describe(SAY.summary(this.#k, LINES.map(({ key, of }) => [SAY.lines[key], of(now)])));
    if (!this.#sheet.fit()) return;
    const { style, colors } = this.#sheet.look;
    const { range, curves } = this.#lines(z, now, colors);
    const [axes, lines] = this.#sheet.canvases;
    drawAxes(axes, range, style, SAY);
    drawCurves(lines, range, style, curves);
  }

  /** @param {number[]} z @param {Taylor} now @param {string[]} colors */
  #lines(z, now, colors) {
    const pad = Math.max(0.15, 0.3 * (now.orders[0] - now.min));
    const range = { steps: K_STEPS, min: now.min - pad, max: now.orders[0] + pad, x: { ...K_AXIS, log: true, mark: this.#k } };
    const points = Array.from({ length: K_STEPS + 1 }, (_, i) => taylor(z, kAt(i)));
    const curves = LINES.map(({ key, marker, of }, i) => {
      const mean = Float64Array.from(points, of);
      // Around the exact one, where it must lie.
      const [low, high] =
        key === "exact" ? [points.map(({ min }) => min), points.map(({ orders, cap }) => Math.min(orders[0], cap))] : [mean, mean];
      return { label: SAY.lines[key], color: colors[i], marker, mean, low: Float64Array.from(low), high: Float64Array.from(high) };
    });
    // The exact one last, above the others.
    return { range, curves: [...curves.slice(1), curves[0]] };
  }

  /** The lines for a file, or for paper. @param {number} [scale] dots for each pixel @returns {import("./picture.js").Picture} */
  picture(scale = 1) {
    const { z } = this.#shown;
    const { look } = this.#sheet;
    const style = { ...look.style, scale, fontSize: 15 };
    const { range, curves } = this.#lines(z, taylor(z, this.#k), look.colors);
    return {
      title: TEXT.fixed.againstK,
      description: this.#sheet.words,
      width: 960,
      height: 480,
      style,
      legend: curves,
      layers: [(canvas) => drawAxes(canvas, range, style, SAY), (canvas) => drawCurves(canvas, range, style, curves)],
    };
  }

  /** Whose expansion it is. */
  get z() {
    return this.#shown.z;
  }

  /** @param {number[]} z @param {Taylor} now */
  #drawMaps(z, now) {
    const [a, b] = this.#axes;
    const [across, up] = this.#axes.map((j) => this.#name(j));
    const reach = this.#reach;
    const at = (/** @type {number} */ i) => -reach + (2 * reach * i) / (SIDE - 1);
    const moved = [...z];
    const points = Array.from({ length: SIDE * SIDE }, (_, i) => {
      [moved[a], moved[b]] = [at(i % SIDE), at(Math.floor(i / SIDE))];
      return taylor(moved, this.#k);
    });
    // The penalty's derivatives, but for the factor 1/M: below 0 where a z is more than 1/k above the mean.
    const slope = (/** @type {(i: number) => number} */ of) => points.map(({ orders }, i) => 1 - this.#k * (of(i) - orders[0]));
    const slopes = [...slope((i) => at(i % SIDE)), ...slope((i) => at(Math.floor(i / SIDE)))];
    const share = points.filter((_, i) => Math.min(slopes[i], slopes[i + points.length]) < 0).length / points.length;
    const range = { steps: 1, min: -reach, max: reach, x: { from: -reach, to: reach, log: false } };
    const levels = Array.from({ length: (2 * reach) / LEVEL + 1 }, (_, i) => -reach + LEVEL * i);
    setText(byId("hatched"), SAY.hatched(across, up, TEXT.percent(share)));
    MAPS.forEach((key, i) => {
      const { of } = /** @type {Line} */ (LINES.find((line) => line.key === key));
      const sheet = this.#maps[i];
      const falls = key === "order2";
      sheet.describe(SAY.mapSummary(SAY.maps[key], across, up, reach, of(now)) + (falls ? ` ${SAY.hatched(across, up, TEXT.percent(share))}` : ""));
      if (!sheet.fit()) return;
      const { style, colors } = sheet.look;
      drawAxes(sheet.canvases[0], range, style, { x: SAY.axis(across), y: SAY.axis(up) }, {
        values: Float64Array.from(points, of),
        slopes: Float64Array.from(falls ? slopes : []),
        levels,
        color: colors[0],
        point: [z[a], z[b]],
      });
    });
  }
}
