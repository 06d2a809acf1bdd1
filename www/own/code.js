// RVPO for one's own trainer: a file of trainers/ with the chosen k, schedule and weights written in, and what to set in the trainer itself.

import { fill, howTo, MOST_STEPS, trainers } from "./trainers.js";
import { built } from "../base/built.js";
import { copy, make, setText } from "../base/dom.js";
import { button, methodName, scrolls } from "./elements.js";
import { COMPLETE } from "./methods.js";
import { SCHEMA } from "../settings/schema.js";
import { WORDS } from "../words/own.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("./trainers.js").TrainerId} TrainerId */
/** @typedef {import("./worker.js").Analysed} Analysed */
/** What was analysed: k, also where neither method has one; a weight for each reward. @typedef {{ k: number, weights: number[] }} Chosen */

/** What k runs between where nothing else is set: the paper's schedule, over as many steps as the page's own. */
const USUAL = [0.5, 2, 300];
/** The framework whose convention is chosen comes first. @type {Record<string, TrainerId>} */
const TRAINER_OF = { paper: "torch", trl: "trl", verl: "verl", "ms-swift": "ms-swift", "nemo-rl": "nemo-rl" };
/** And back. @type {Record<TrainerId, string>} */
const CONVENTION_OF = { numpy: "paper", torch: "paper", trl: "trl", verl: "verl", "ms-swift": "ms-swift", "nemo-rl": "nemo-rl" };
const SAY = WORDS.out;

export class Code {
  #settings;
  #sources;
  /** @type {{ report: Analysed["report"], choice: Chosen } | null} */
  #shown = null;
  /** By file. @type {Map<string, Promise<string>>} */
  #texts = new Map();
  #turn = 0;
  #trainer = make("select", { id: "own-trainer" }, ...trainers.map(({ id, name }) => new Option(name, id)));
  #schedule = make("select", { id: "own-schedule" }, new Option(SAY.constant, "constant"), new Option(SAY.linear, "linear"));
  #fields = SAY.ramp.map((words) => make("input", { type: "text", inputMode: "decimal", autocomplete: "off", ariaLabel: words, title: words }));
  #ramp;
  #rampError = make("p", { className: "error", role: "alert", id: "own-ramp-error" });
  #error = make("p", { className: "error", role: "alert", id: "own-code-error" });
  /** In what the code is not what the answers are of. */
  #differs = make("p", { className: "own-differs", id: "own-code-differs" });
  #code = make("code", {});
  #how = make("code", {});
  #copy = button(SAY.copyCode, "own-copy", "quiet");
  #save = button(SAY.saveCode, "own-save", "quiet");
  #copyHow = button(SAY.copyHow, "own-copy-how", "quiet");

  /** @param {HTMLElement} host @param {import("../settings/schema.js").Settings} settings changed in place @param {{ changed: () => void, missing: (error: unknown) => void }} sources */
  constructor(host, settings, sources) {
    this.#settings = settings;
    this.#sources = sources;
    const field = (/** @type {string} */ words, /** @type {HTMLElement} */ control) => make("label", { className: "own-field" }, make("span", {}, words), control);
    this.#ramp = make("span", { className: "own-ramp" }, ...this.#fields);
    for (const input of this.#fields) input.setAttribute("aria-describedby", "own-ramp-error");
    const [how, code] = [this.#how, this.#code].map((of) => make("pre", { dir: "ltr" }, of));
    how.classList.add("own-how");
    scrolls(how, SAY.how);
    scrolls(code, SAY.code);
    host.append(
      make("h3", {}, SAY.code),
      make("p", { className: "caption" }, SAY.codeHint),
      this.#differs,
      make("div", { className: "own-choices" }, field(SAY.trainer, this.#trainer), field(SAY.schedule, this.#schedule), this.#ramp),
      this.#rampError,
      this.#error,
      make("div", { className: "own-pres" }, make("div", {}, make("div", { className: "own-over" }, make("h4", {}, SAY.file), make("span", { className: "buttons" }, this.#copy, this.#save)), code), make("div", {}, make("div", { className: "own-over" }, make("h4", {}, SAY.how), this.#copyHow), how)),
    );
    this.#trainer.addEventListener("change", () => {
      const picked = /** @type {TrainerId} */ (this.#trainer.value);
      this.#settings.ownTrainer = picked === this.#usual ? "auto" : picked;
      this.#sources.changed();
      void this.#write();
    });
    this.#schedule.addEventListener("change", () => this.#take(this.#schedule.value === "linear" ? USUAL : [0]));
    this.#ramp.addEventListener("change", () => this.#takeFields());
    this.#copy.addEventListener("click", () => copy(this.#copy, TEXT.fixed.copied, this.#code.textContent, () => getSelection()?.selectAllChildren(this.#code)));
    this.#copyHow.addEventListener("click", () => copy(this.#copyHow, TEXT.fixed.copied, this.#how.textContent, () => getSelection()?.selectAllChildren(this.#how)));
    this.#save.addEventListener("click", async () => {
      try {
        const { download } = await import("../picture/download.js");
        download(this.#file.file, "text/x-python;charset=utf-8", this.#code.textContent);
      } catch (error) {
        this.#sources.missing(error);
      }
    });
  }

  /** @param {Analysed} analysed @param {Chosen} choice */
  show({ report }, choice) {
    this.#shown = { report, choice };
    for (const [made, words] of /** @type {const} */ ([[this.#copy, SAY.copyCode], [this.#copyHow, SAY.copyHow]])) setText(made, words);
    return this.#write();
  }

  /** Whose code is shown unless another's is wanted. */
  get #usual() {
    return TRAINER_OF[this.#shown?.report.convention ?? ""] ?? "torch";
  }

  get #file() {
    return trainers.find(({ id }) => id === this.#trainer.value) ?? trainers[0];
  }

  /** From, to, steps; or null for a k that stays. */
  get #linear() {
    const [ramp] = this.#settings.ownSchedule;
    return ramp.length === 3 ? ramp : null;
  }

  /** The schedule may be another, or the trainer. */
  showSettings() {
    this.#noError();
    void this.#write();
  }

  #takeFields() {
    const { min, max } = SCHEMA.ownK;
    const ramp = this.#fields.map(({ value }, i) => {
      const text = value.trim().replace(",", ".");
      const number = /^\d/.test(text) ? Number(text) : Number.NaN;
      return (i < 2 ? number >= min && number <= max : number >= 1 && number <= MOST_STEPS && Number.isInteger(number)) ? number : null;
    });
    const wrong = ramp.indexOf(null);
    this.#fields.forEach((input, i) => input.setAttribute("aria-invalid", String(ramp[i] === null)));
    setText(this.#rampError, wrong < 0 ? "" : wrong < 2 ? SAY.badK(SAY.ramp[wrong], this.#fields[wrong].value, min, max) : SAY.badSteps(this.#fields[wrong].value, MOST_STEPS));
    if (wrong < 0) this.#take(/** @type {number[]} */ (ramp));
  }

  /** @param {number[]} ramp */
  #take(ramp) {
    this.#noError();
    this.#settings.ownSchedule = [ramp];
    this.#sources.changed();
    void this.#write();
  }

  #noError() {
    setText(this.#rampError, "");
    for (const input of this.#fields) input.setAttribute("aria-invalid", "false");
  }

  async #write() {
    const shown = this.#shown;
    if (!shown) return;
    const turn = ++this.#turn;
    const linear = this.#linear;
    const { ownTrainer } = this.#settings;
    this.#trainer.value = ownTrainer === "auto" ? this.#usual : ownTrainer;
    this.#schedule.value = linear ? "linear" : "constant";
    this.#ramp.hidden = linear === null;
    linear?.forEach((value, i) => {
      // What is wrong stays to be mended.
      if (this.#fields[i] !== document.activeElement && this.#fields[i].ariaInvalid !== "true") this.#fields[i].value = TEXT.typed(value);
    });
    const { report, choice: chosen } = shown;
    const { smallestGroup, largestGroup } = report.sizes;
    const choice = {
      k: linear ? { from: linear[0], to: linear[1] } : chosen.k,
      ...(linear && { steps: linear[2] }),
      // Also where all are 1: the trainer's own may be others.
      weights: chosen.weights,
      rewards: report.rewardNames,
      groupSize: smallestGroup === largestGroup ? largestGroup : null,
    };
    const { id, file } = this.#file;
    const [own, theirs] = [report.convention, CONVENTION_OF[id]];
    const words = [
      ...(report.method.name === "rvpo" ? [] : [SAY.isRvpo(methodName(report.method.name))]),
      ...(own === theirs ? [] : [SAY.otherConvention(theirs, own)]),
      ...(report.sizes.missing > 0 && COMPLETE.has(theirs) ? [SAY.noMissing(theirs, report.sizes.missing)] : []),
    ];
    setText(this.#differs, words.join(" "));
    this.#differs.hidden = words.length === 0;
    try {
      const source = await this.#source(file);
      if (turn !== this.#turn) return;
      const [code, how] = [fill(id, source, choice), howTo(id, choice).map(({ text }) => text).join("\n")];
      setText(this.#code, code);
      setText(this.#how, how);
      setText(this.#error, "");
    } catch (error) {
      if (turn !== this.#turn) return;
      // What is wrong must not be copied.
      for (const part of [this.#code, this.#how]) setText(part, "");
      setText(this.#error, SAY.badCode(error instanceof Error ? error.message : String(error)));
    }
    for (const made of [this.#copy, this.#save, this.#copyHow]) made.disabled = this.#code.textContent === "";
  }

  /** @param {string} file */
  #source(file) {
    const known = this.#texts.get(file);
    if (known) return known;
    const source = fetch(built(`trainers/${file}`)).then((response) => {
      if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`);
      return response.text();
    });
    // Another time it may come.
    source.catch(() => this.#texts.delete(file));
    this.#texts.set(file, source);
    return source;
  }
}
