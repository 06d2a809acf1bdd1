// The reward table: a slider for what each response earns from each reward.

import { byId, element, setText } from "./dom.js";
import { SCHEMA } from "./schema.js";
import { TEXT } from "./text.js";

export class RewardTable {
  /** @type {{ slider: HTMLInputElement, value: HTMLElement }[][]} */
  #cells;

  /** @param {(response: number, reward: number, value: number) => void} onChange */
  constructor(onChange) {
    const host = byId("table");
    const heads = element("div", "table-heads");
    heads.setAttribute("aria-hidden", "true");
    heads.append(...TEXT.rewards.map((name) => element("span", "", name)));
    host.append(heads);
    this.#cells = TEXT.responses.map((response, r) => {
      const row = element("div", "table-row");
      row.setAttribute("role", "group");
      const name = element("div", "table-name", response);
      name.id = `response-${r}`;
      row.setAttribute("aria-labelledby", name.id);
      row.append(name);
      const cells = TEXT.rewards.map((reward, j) => {
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
          onChange(r, j, picked);
        });
        cell.append(value, slider);
        row.append(cell);
        return { slider, value };
      });
      host.append(row);
      return cells;
    });
  }

  /** @param {number[][]} rewards */
  show(rewards) {
    this.#cells.forEach((row, r) =>
      row.forEach((cell, j) => {
        cell.slider.value = String(rewards[r][j]);
        show(cell, rewards[r][j]);
      }),
    );
  }
}

/** @param {{ slider: HTMLInputElement, value: HTMLElement }} cell @param {number} number */
function show({ slider, value }, number) {
  const words = TEXT.number(number, 2);
  setText(value, words);
  slider.setAttribute("aria-valuetext", words);
  slider.style.setProperty("--at", String(number));
}
