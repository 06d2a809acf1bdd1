// The training as it is seen: the cards, the chart, what to look for, and the line on speed and backend.

import { byId, setText } from "../base/dom.js";
import { addExportButtons } from "../picture/export-buttons.js";
import { namesOf } from "../settings/names.js";
import { METHODS } from "../settings/schema.js";
import { TEXT } from "../words/page.js";
import { showCaption } from "./caption.js";
import { Cards } from "./cards.js";
import { Chart } from "./chart.js";
import { attainable, judge } from "./verdict.js";

/** @typedef {import("../../pkg/rvpo_playground.js").Snapshot} Snapshot */
/** @typedef {import("../page/parts.js").Page} Page */
/** @typedef {import("../page/parts.js").Part} Part */

/** @implements {Part} */
export class TrainingPart {
  #page;
  #cards = new Cards(METHODS);
  #chart;
  #exports;

  /** @param {Page} page whose run may come later, but before anything is drawn */
  constructor(page) {
    this.#page = page;
    this.#chart = new Chart(METHODS, () => page.outdate());
    const tables = () => import("./tables.js");
    this.#exports = addExportButtons(byId("chart-exports"), byId("chart-data"), {
      name: "bottleneck",
      stamp: () => `seed${page.settings.seed}-step${page.run.snapshot.step}`,
      rows: async () => (await tables()).allRows(page.run.history),
      table: async () => (await tables()).someRows(page.run.history),
      picture: () => {
        this.#chart.describe(page.run.snapshot);
        return this.#picture();
      },
      missing: page.missing,
      more: [{ words: TEXT.exports.settings, name: "settings", rows: async () => (await tables()).settingsRows(page.settings) }],
    });
  }

  /** Whether the snapshot is of the present reward table. */
  get fits() {
    const [{ policy, rewards }] = this.#page.run.snapshot.methods;
    const names = namesOf(this.#page.settings);
    return policy.length === names.responses.length && rewards.length === names.rewards.length;
  }

  /** The cards alone, as soon as there are other numbers. */
  showCards() {
    if (!this.fits) return;
    this.#cards.name(namesOf(this.#page.settings));
    this.#cards.update(this.#page.run.snapshot, this.#judgements, this.#page.run.state === "finished");
  }

  update() {
    const { run, settings } = this.#page;
    this.showCards();
    this.#chart.draw(run.history, run.target, attainable(settings.rewards));
    showCaption(run.snapshot, this.#judgements, run.state, namesOf(settings).rewards, settings.scenario);
    setText(byId("progress"), TEXT.progress(run.snapshot.step, run.target));
  }

  settle() {
    const { run } = this.#page;
    showBadge(run.snapshot, run.rate);
    this.#chart.describe(run.snapshot);
    if (!run.playing) void this.#exports.refresh();
  }

  restyle() {
    this.#chart.restyle();
  }

  printed() {
    return [{ canvas: "chart-paper", of: this.#chart, picture: (/** @type {number} */ scale) => this.#picture(scale) }];
  }

  get #judgements() {
    return judge(this.#page.run.snapshot, attainable(this.#page.settings.rewards));
  }

  /** @param {number} [scale] */
  #picture(scale) {
    const { run, settings } = this.#page;
    return this.#chart.picture(run.history, run.target, attainable(settings.rewards), scale);
  }
}

/** @param {Snapshot} snapshot @param {number | null} rate */
function showBadge({ backend, coreDifference }, rate) {
  const { badge } = TEXT;
  const parts = [
    backend.kind === "cpu" ? badge.cpu : badge.webgpu(backend.adapter),
    rate === null ? badge.noRate : badge.rate(rate),
    ...(coreDifference === null ? [] : [badge.difference(coreDifference)]),
  ];
  setText(byId("badge"), parts.join(" · "));
  setText(byId("notice"), TEXT.notice(backend));
}
