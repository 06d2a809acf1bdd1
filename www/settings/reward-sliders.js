// The reward table: a slider for what each response earns from each reward.

import { byId, element, setText } from "../base/dom.js";
import { SCHEMA } from "./schema.js";
import { TEXT } from "../words/page.js";

/** As many rewards have room side by side. */
const COLUMNS = 5;

export class RewardSliders {
  #host = byId("rewards");
  /** @type {{ slider: HTMLInputElement, value: HTMLElement }[][]} */
  #cells = [];
  #onChange;
  /** The names that it was built with. */
  #built = "";

  /** @param {(response: number, reward: number, value: number) => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** @param {number[][]} rewards @param {import("./names.js").Names} names */
  show(rewards, names) {
    const wanted = JSON.stringify(names);
    if (wanted !== this.#built) this.#build(names);
    this.#built = wanted;
    this.#cells.forEach((row, r) =>
      row.forEach((cell, j) => {
        cell.slider.value = String(rewards[r][j]);
        show(cell, rewards[r][j]);
      }),
    );
  }

  /** @param {import("./names.js").Names} names */
  #build(names) {
    // Up to five rewards stand under one row of heads; of more, each cell bears its own.
    const wraps = names.rewards.length > COLUMNS;
    this.#host.style.setProperty("--columns", String(wraps ? 3 : Math.max(names.rewards.length, 3)));
    this.#host.classList.toggle("wraps", wraps);
    const heads = element("div", "table-heads");
    heads.setAttribute("aria-hidden", "true");
    if (!wraps) heads.append(...names.rewards.map((name) => element("span", "", name)));
    this.#host.replaceChildren(heads);
    this.#cells = names.responses.map((response, r) => {
      const row = element("div", "table-row");
      row.setAttribute("role", "group");
      const name = element("div", "table-name", response);
      name.id = `response-${r}`;
      row.setAttribute("aria-labelledby", name.id);
      row.append(name);
      const cells = names.rewards.map((reward, j) => {
        const cell = element("div", "table-cell");
        const value = element("span", "value");
        value.setAttribute("aria-hidden", "true");
        const slider = document.createElement("input");
        const { min, max, step } = SCHEMA.rewards;
        Object.assign(slider, { type: "range", min: String(min), max: String(max), step: String(step) });
        slider.setAttribute("aria-label", TEXT.cell(response, reward));
        slider.dataset.cell = `${r},${j}`;
        slider.addEventListener("input", () => {
          const picked = Number(Number(slider.value).toFixed(2));
          show({ slider, value }, picked);
          this.#onChange(r, j, picked);
        });
        if (wraps) {
          const head = element("span", "table-reward", reward);
          head.title = reward;
          cell.append(head);
        }
        cell.append(value, slider);
        row.append(cell);
        return { slider, value };
      });
      this.#host.append(row);
      return cells;
    });
  }
}

/** @param {{ slider: HTMLInputElement, value: HTMLElement }} cell @param {number} number */
function show({ slider, value }, number) {
  const words = TEXT.number(number, 2);
  setText(value, words);
  slider.setAttribute("aria-valuetext", words);
  slider.style.setProperty("--at", String(number));
}
