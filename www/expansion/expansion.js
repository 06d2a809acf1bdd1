// The expansion: A against k for one rollout's z, with the orders of its expansion, and A over two of the z. Every number is the core's.

import { breakdown, taylor } from "../../pkg/page/rvpo_playground.js";
import { byId, element, fill, setText } from "../base/dom.js";
import { WORDS as SAY } from "../words/expansion.js";
import { TEXT } from "../words/page.js";
import { Inputs } from "./inputs.js";
import { figures, LINES, LinesChart } from "./lines.js";
import { Maps } from "./maps.js";
import { Subject } from "./subject.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Taylor} Taylor */

/** What counts as off: this share of the way from the mean to the min. */
const OFF = 0.05;
/** As often at most are the maps drawn while a slider is pulled: they are many, and the lines go first. */
const MAPS_MS = 80;

export class Expansion {
  /** What it is of. */
  subject;
  #inputs;
  #chart;
  #maps;
  /** @type {HTMLElement[][]} */
  #cells;
  #inSight = false;
  #asked = false;
  /** Something has changed since it was drawn. */
  #wanted = false;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #mapsTimer = 0;
  #mapsDrawn = false;
  #broken = false;

  /** @param {import("../settings/schema.js").Settings} settings changed in place @param {() => void} onChange they have changed */
  constructor(settings, onChange) {
    fill(byId("expansion"), SAY.fixed);
    const ask = () => this.#ask();
    this.subject = new Subject(settings);
    this.#inputs = new Inputs(settings, this.subject, () => {
      onChange();
      ask();
    });
    this.#chart = new LinesChart(this.subject, ask);
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
    this.#maps = new Maps(this.subject, ask);
    this.#inputs.show();
    // Nothing is computed or drawn before someone sees it, and more of it than an edge.
    const onSight = (/** @type {IntersectionObserverEntry[]} */ entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? false;
      if (this.#inSight) ask();
    };
    new IntersectionObserver(onSight, { rootMargin: "-10% 0px" }).observe(byId("expansion"));
  }

  /** The rewards' names, and k. @param {string[]} names @param {number} k */
  show(names, k) {
    const { subject } = this;
    const renamed = names.join("\n") !== subject.names.join("\n");
    if (k === subject.k && !renamed) return;
    Object.assign(subject, { k, names });
    if (renamed && subject.byHand) this.#inputs.show();
    this.#ask();
  }

  /** Another rollout is under the microscope, or none. @param {number[] | null} z @param {string[]} names */
  take(z, names) {
    const { subject } = this;
    const before = subject.byHand;
    subject.rollout = z && { z, names };
    byId("by-hand-choice").hidden = !z;
    if (before && subject.byHand) return;
    this.#inputs.show();
    this.#ask();
  }

  /** The settings have changed. */
  showSettings() {
    this.#inputs.show();
    this.#ask();
  }

  /** Sizes or colours have changed. */
  restyle() {
    this.#chart.restyle();
    this.#maps.restyle();
  }

  /** The lines for a file. */
  picture() {
    return this.#chart.picture();
  }

  /** The maps for files. */
  get maps() {
    return this.#maps.exports;
  }

  /** @returns {import("../picture/paper.js").Printed[]} */
  get printed() {
    return [
      { canvas: "expansion-paper", of: this, picture: (scale) => this.#chart.picture(scale) },
      ...this.maps.map(({ name, picture }) => ({ canvas: `${name}-paper`, of: this, picture })),
    ];
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
      this.#chart.giveUp(SAY.failed);
      this.#maps.giveUp(SAY.failed);
    }
  }

  #draw() {
    this.#wanted = false;
    const now = taylor(this.subject.z, this.subject.k);
    this.#chart.draw(now);
    this.#mapsTimer ||= setTimeout(() => {
      this.#mapsTimer = 0;
      this.#attempt(() => this.#maps.draw());
    }, this.#mapsDrawn ? MAPS_MS : 0);
    this.#mapsDrawn = true;
    this.#showFigures(now);
  }

  /** @param {Taylor} now */
  #showFigures(now) {
    const { z, k } = this.subject;
    figures(now).forEach(({ value, off, share }, i) => {
      const words = [SAY.number(value), off === null ? "" : SAY.signed(off), share === null ? "" : TEXT.percent(share)];
      words.forEach((word, at) => setText(this.#cells[i][at], word));
    });
    setText(byId("expansion-k"), TEXT.kSlider(k));
    setText(byId("bounds"), SAY.bounds(now));
    const [first, last] = breakdown(z, OFF);
    setText(byId("breakdown"), SAY.breakdown(TEXT.percent(OFF), first, last));
  }
}
