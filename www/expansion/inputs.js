// The controls of the expansion: z set by hand, and which two of them the maps move.

import { byId, element, inputById, setText } from "../base/dom.js";
import { SCHEMA } from "../settings/schema.js";
import { WORDS as SAY } from "../words/expansion.js";
import { AXES } from "./subject.js";

const [FEWEST, MOST] = SCHEMA.z.columns;

/** @param {number} z */
const clamp = (z) => Math.min(SCHEMA.z.max, Math.max(SCHEMA.z.min, z));

export class Inputs {
  #settings;
  #subject;
  #onChange;
  /** @type {{ slider: HTMLInputElement, value: HTMLElement }[]} */
  #sliders = [];

  /** @param {import("../settings/schema.js").Settings} settings changed in place @param {import("./subject.js").Subject} subject @param {() => void} onChange */
  constructor(settings, subject, onChange) {
    this.#settings = settings;
    this.#subject = subject;
    this.#onChange = onChange;
    byId("by-hand").addEventListener("change", () => {
      settings.hand = inputById("by-hand").checked ? 1 : 0;
      // From the rollout on, not back to what was set before.
      if (settings.hand && subject.rollout) settings.z = [subject.rollout.z.map((z) => clamp(Number(z.toFixed(2))))];
      this.#changed();
    });
    this.#listenToCount();
    AXES.forEach((id, i) => {
      byId(id).addEventListener("change", () => {
        const before = subject.axes;
        const picked = Number(inputById(id).value);
        settings[id] = picked + 1;
        // The other one gives way.
        if (picked === before[1 - i]) settings[AXES[1 - i]] = before[i] + 1;
        this.#changed();
      });
    });
  }

  /** As settings and rollout are. */
  show() {
    const { z, byHand } = this.#subject;
    inputById("by-hand").checked = byHand;
    const field = inputById("count");
    // Not while someone types another one.
    if (Number(field.value) !== z.length && field !== document.activeElement) {
      field.value = String(z.length);
      field.setAttribute("aria-invalid", "false");
      setText(byId("count-error"), "");
    }
    /** @type {HTMLFieldSetElement} */ (byId("hand")).disabled = !byHand;
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

  #changed() {
    this.show();
    this.#onChange();
  }

  #listenToCount() {
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
    });
    return { slider, value };
  }

  /** @param {number} j */
  #showSlider(j) {
    const { slider, value } = this.#sliders[j];
    const { reach } = this.#subject;
    const z = this.#subject.z[j];
    const name = this.#subject.name(j);
    const words = SAY.number(z);
    Object.assign(slider, { min: String(-reach), max: String(reach), value: String(z) });
    slider.style.setProperty("--at", String((z + reach) / (2 * reach)));
    slider.setAttribute("aria-valuetext", words);
    slider.setAttribute("aria-label", SAY.zOf(name));
    setText(/** @type {Element} */ (slider.previousElementSibling), name);
    setText(value, words);
  }

  #showAxes() {
    const names = this.#subject.z.map((_, j) => this.#subject.name(j));
    AXES.forEach((id, i) => {
      const select = /** @type {HTMLSelectElement} */ (byId(id));
      // An open list stays open.
      if ([...select.options].map(({ text }) => text).join("\n") !== names.join("\n")) select.replaceChildren(...names.map((name, j) => new Option(name, String(j))));
      select.value = String(this.#subject.axes[i]);
    });
  }
}
