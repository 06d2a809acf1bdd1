// What came out for rewards of one's own: figures, who moves, whose reward counts, what looks wrong, what holds, and the way out of the page.

import { byId, copy, element, make, setText } from "../base/dom.js";
import { linkTo } from "../settings/fragment.js";
import { WORDS as SAY } from "../words/own.js";
import { TEXT } from "../words/page.js";
import { alert, block, button, hint, namesInReport, scrolls } from "./elements.js";
import { checksOf, figuresOf, findingsOf, Shares } from "./report.js";
import { Rollouts } from "./rollouts.js";
import { OwnSweep } from "./sweep.js";

/** @typedef {import("./worker.js").Analysed} Analysed */

/** What is computed again sooner does not look old meanwhile. */
const PATIENCE_MS = 200;

/**
 * @typedef {object} OtherSources
 * @property {(kind: "csv" | "json") => Promise<Blob | null>} file null: it was not made
 * @property {(error: unknown) => void} missing what is loaded when it is asked for did not come
 * @property {() => void} changed the settings have, in what nothing else depends on
 * @typedef {OtherSources & import("./rollouts.js").Source} Sources
 */

export class Answers {
  /** Where it stands. */
  host = make("div", { className: "own-answers", hidden: true, id: "own-answers" });
  /** Where the progress of a file shows. */
  underFiles = element("div", "");
  /** In words. */
  sentence = "";
  #settings;
  #sources;
  #sweep;
  #rollouts;
  #shares = new Shares();
  /** @type {Analysed | null} */
  #shown = null;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #patience = 0;
  /** @type {import("./code.js").Code | undefined} */
  #code;

  #sentence = make("p", { className: "own-sentence", id: "own-sentence" });
  #figures = make("dl", { className: "own-figures" });
  #warnings = make("ul", { className: "own-warnings" });
  #findings = make("ul", { className: "own-findings" });
  #checks = make("ul", { className: "own-checks" });
  #files = make("fieldset", { className: "buttons" });
  #fileError = alert("own-file-error");
  #link = button(SAY.out.link, "own-link", "quiet");
  #codeHost = make("fieldset", { className: "own-code" });

  /** @param {import("../settings/schema.js").Settings} settings changed in place @param {Sources} sources */
  constructor(settings, sources) {
    this.#settings = settings;
    this.#sources = sources;
    this.#sweep = new OwnSweep(sources.missing);
    this.#rollouts = new Rollouts(sources);
    const { answers, findings, checks, out } = SAY;
    for (const part of [this.#files, this.#codeHost]) part.dataset.control = "data";
    const found = make("div", {}, this.#findings);
    // Without a clipboard the dialog has it to be copied by hand.
    this.#link.addEventListener("click", () => copy(this.#link, TEXT.fixed.copied, linkTo(this.#settings), () => byId("share").click()));
    this.#files.append(this.#fileButton("csv", out.csv), this.#fileButton("json", out.json), this.#link);
    this.host.append(
      make("h3", {}, answers.title),
      this.#sentence,
      this.#warnings,
      this.#figures,
      make(
        "div",
        { className: "own-grid" },
        make("div", {}, block("own-wrong", findings.title, found), this.#rollouts.host),
        make("div", {}, this.#shares.host, block("own-keeps", checks.title, hint(checks.hint), this.#checks)),
      ),
      this.#sweep.host,
      make("div", { className: "own-block own-out" }, make("h3", {}, out.title), hint(`${out.hint} ${out.linkHint}`), this.#files, this.underFiles, this.#fileError),
      this.#codeHost,
    );
    scrolls(found, findings.title);
  }

  /** Whether there is anything to see. */
  get shown() {
    return this.#shown !== null;
  }

  get printed() {
    return this.#shown ? this.#sweep.printed : [];
  }

  restyle() {
    this.#sweep.restyle();
  }

  /** Why there is no file. @param {string} words */
  refuseFile(words) {
    setText(this.#fileError, words);
  }

  /** Files and rows cannot be had just now. */
  hold() {
    this.#setHeld(true);
  }

  /** What is shown can be used again. */
  goOn() {
    if (!this.#shown || this.host.classList.contains("old")) return;
    this.#setHeld(false);
    this.#rollouts.goOn();
  }

  /** The answers to another choice are on their way. */
  wait() {
    this.hold();
    this.host.ariaBusy = "true";
    this.#patience ||= setTimeout(() => this.host.classList.add("old"), PATIENCE_MS);
  }

  /** What is shown is of another choice by now, and none is on its way. */
  age() {
    this.#settle();
    this.hold();
    this.host.classList.add("old");
  }

  clear() {
    this.#settle();
    this.#shown = null;
    this.#rollouts.clear();
    this.host.hidden = true;
  }

  /** Nothing is on its way any more. */
  #settle() {
    clearTimeout(this.#patience);
    this.#patience = 0;
    this.host.ariaBusy = "false";
  }

  /** @param {boolean} held */
  #setHeld(held) {
    for (const control of this.#files.querySelectorAll("[data-file]")) /** @type {HTMLButtonElement} */ (control).disabled = held;
    this.#rollouts.hold(held);
  }

  /** The settings have changed in what nothing is computed from. */
  showSettings() {
    this.#code?.showSettings();
  }

  /** @param {Analysed} analysed @param {import("./code.js").Chosen} choice */
  show(analysed, choice) {
    const { report, words } = analysed;
    this.#shown = analysed;
    this.#settle();
    this.#setHeld(false);
    this.host.hidden = false;
    this.host.classList.remove("old");
    const [method, compare] = namesInReport(report);
    this.sentence = SAY.answers.sentence(method, compare, report.convention, report.comparison.signFlips, report.sizes.rollouts);
    setText(this.#sentence, this.sentence);
    // It is another one by now.
    setText(this.#link, SAY.out.link);
    this.#warnings.replaceChildren(...words.warnings.map((warning) => make("li", {}, warning)));
    this.#warnings.hidden = words.warnings.length === 0;
    this.#figures.replaceChildren(...figuresOf(report, compare));
    this.#findings.replaceChildren(...findingsOf(report, words));
    this.#checks.replaceChildren(...checksOf(report, words));
    this.#shares.show(report, method, compare);
    this.#sweep.show(report, words.suggestion, choice.k);
    this.#rollouts.show(report);
    void this.#showCode(analysed, choice);
  }

  /** @param {"csv" | "json"} kind @param {string} words */
  #fileButton(kind, words) {
    const made = button(words, `own-${kind}`);
    made.dataset.file = kind;
    made.addEventListener("click", async () => {
      try {
        const [{ download }, blob] = await Promise.all([import("../picture/download.js"), this.#sources.file(kind)]);
        if (blob) download(`rvpo-playground-rewards.${kind}`, blob.type, blob);
      } catch (error) {
        this.#sources.missing(error);
      }
    });
    return made;
  }

  /** @param {Analysed} analysed @param {import("./code.js").Chosen} choice */
  async #showCode(analysed, choice) {
    try {
      const { Code } = await import("./code.js");
      this.#code ??= new Code(this.#codeHost, this.#settings, this.#sources);
      await this.#code.show(analysed, choice);
    } catch (error) {
      this.#sources.missing(error);
    }
  }
}
