// Whose numbers, which two methods, which k.

import { element, make, setText } from "../base/dom.js";
import { entryOf, fromSlider, parse, SCHEMA, sliderRange, toSlider, USES_K } from "../settings/schema.js";
import { WORDS as SAY } from "../words/own.js";
import { TEXT } from "../words/page.js";
import { alert, methodName, showError } from "./elements.js";
import { HAS_UNTRAINED, TAKES_SCALE, UNTRAINED } from "./methods.js";

/** @typedef {import("../../pkg/rvpo_playground.js").AnalysisOptions} AnalysisOptions */
/** @typedef {"ownConvention" | "ownMethod" | "ownCompare" | "ownScale"} ChoiceName */

/** As in settings/controls.js: someone who types is given this long to go on. */
const TYPING_MS = 600;

export class Choice {
  /** Where it stands. */
  host;
  /** Where the progress of computing shows. */
  under = element("div", "own-under");
  #settings;
  #onChange;
  #k = make("input", { type: "text", inputMode: "decimal", id: "own-k", autocomplete: "off" });
  #kSlider = make("input", { type: "range", id: "own-k-slider" });
  #kError = alert("own-k-error");
  #refused = alert("own-refused");
  #status = make("p", { className: "sr", role: "status", id: "own-status" });
  /** @type {Record<ChoiceName, HTMLSelectElement>} */
  #selects;
  #scaleRow;

  /** @param {import("../settings/schema.js").Settings} settings changed in place @param {() => void} onChange */
  constructor(settings, onChange) {
    this.#settings = settings;
    this.#onChange = onChange;
    const { choice } = SAY;
    const names = Object.fromEntries(SCHEMA.ownMethod.values.map((name) => [name, methodName(name)]));
    const [convention, method, compare, scale] = [
      this.#select("ownConvention", choice.convention, choice.conventions),
      this.#select("ownMethod", choice.method, names),
      this.#select("ownCompare", choice.compare, names),
      this.#select("ownScale", choice.scale, choice.scales),
    ];
    this.#selects = { ownConvention: convention.select, ownMethod: method.select, ownCompare: compare.select, ownScale: scale.select };
    this.#scaleRow = scale.label;
    const { min, max, step } = sliderRange("ownK");
    Object.assign(this.#kSlider, { min: String(min), max: String(max), step: String(step) });
    this.#kSlider.setAttribute("aria-label", choice.kName);
    this.#k.setAttribute("aria-label", choice.kName);
    this.#k.setAttribute("aria-describedby", "own-k-error");
    const kRow = make("div", { className: "own-k" }, make("span", { className: "own-name", ariaHidden: "true" }, choice.k), this.#kSlider, this.#k);
    const rows = [convention, method, compare, scale].map(({ label }) => label);
    this.host = make(
      "div",
      { className: "own-choice" },
      make("h3", {}, choice.title),
      make("div", { className: "own-choices" }, ...rows, kRow),
      this.#kError,
      this.#refused,
      this.under,
      this.#status,
    );
    this.#listenToK();
  }

  /** Why there are no answers to it. @param {string} words */
  refuse(words) {
    setText(this.#refused, words);
  }

  /** What came out, read out. @param {string} words */
  say(words) {
    setText(this.#status, words);
  }

  /** As the settings are. */
  show() {
    const { ownK, ownMethod, ownCompare, ownConvention } = this.#settings;
    for (const name of /** @type {ChoiceName[]} */ (Object.keys(this.#selects))) this.#selects[name].value = this.#settings[name];
    // What comes with the address may be one of them, and is refused in words.
    for (const option of [...this.#selects.ownMethod.options, ...this.#selects.ownCompare.options]) {
      option.disabled = UNTRAINED.has(option.value) && !HAS_UNTRAINED.has(ownConvention);
      option.title = option.disabled ? SAY.choice.onlyPaper : "";
    }
    const { min, max } = sliderRange("ownK");
    const position = toSlider("ownK", ownK);
    this.#kSlider.value = String(position);
    this.#kSlider.style.setProperty("--at", String((position - min) / (max - min)));
    this.#kSlider.setAttribute("aria-valuetext", TEXT.kSlider(ownK));
    if (this.#k !== document.activeElement) {
      this.#k.value = TEXT.typed(ownK);
      showError(this.#kError, this.#k, "");
    }
    // The sweep has a k whatever the methods; only what nothing depends on is left out.
    this.#scaleRow.hidden = !TAKES_SCALE.has(ownMethod) && !TAKES_SCALE.has(ownCompare);
  }

  /** As the core takes it. @param {number[]} weights one for each reward @returns {AnalysisOptions} */
  options(weights) {
    const { ownConvention, ownMethod, ownCompare, ownK, ownScale } = this.#settings;
    const method = (/** @type {typeof ownMethod} */ name) => (/** @type {Set<string>} */ (USES_K).has(name) ? { name, k: ownK } : { name });
    return {
      convention: ownConvention,
      method: method(ownMethod),
      compare: method(ownCompare),
      ...(weights.some((weight) => weight !== 1) && { weights }),
      ...(ownScale !== "group" && !this.#scaleRow.hidden && { scaleRewards: ownScale }),
    };
  }

  /** @param {ChoiceName} name @param {string} words @param {Record<string, string>} options */
  #select(name, words, options) {
    const select = make("select", { id: `own-${name}` }, ...Object.entries(options).map(([value, text]) => new Option(text, value)));
    select.addEventListener("change", () => {
      Object.assign(this.#settings, { [name]: parse(name, select.value) ?? SCHEMA[name].default });
      this.#onChange();
    });
    return { select, label: make("label", { className: "own-field" }, make("span", {}, words), select) };
  }

  #listenToK() {
    this.#kSlider.addEventListener("input", () => this.#setK(fromSlider("ownK", Number(this.#kSlider.value))));
    /** @type {ReturnType<typeof setTimeout> | 0} */
    let timer = 0;
    const take = (/** @type {boolean} */ tidy) => {
      clearTimeout(timer);
      const value = /** @type {number | null} */ (parse("ownK", this.#k.value));
      showError(this.#kError, this.#k, value === null ? TEXT.fieldError("k", this.#k.value, entryOf("ownK"), this.#settings.ownK) : "");
      if (value !== null && value !== this.#settings.ownK) this.#setK(value);
      if (value !== null && tidy) this.#k.value = TEXT.typed(value);
    };
    this.#k.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(take, TYPING_MS, false);
    });
    this.#k.addEventListener("change", () => take(true));
  }

  /** @param {number} k */
  #setK(k) {
    this.#settings.ownK = k;
    this.#onChange();
  }
}
