// Rewards of one's own as a part of the page: from a table to what the methods make of it. The worker reads and computes; here it is asked, and
// the answers are handed on to be shown.

import { byId, make } from "../base/dom.js";
import { loadStyles } from "../base/styles.js";
import { WORDS as SAY } from "../words/own.js";
import { TEXT } from "../words/page.js";
import { Answers } from "./answers.js";
import { Choice } from "./choice.js";
import { Broken, Cancelled, OwnClient } from "./client.js";
import { Columns } from "./columns.js";
import { askBeforeLanguage, DataInput } from "./data-input.js";
import { button } from "./elements.js";
import { Tasks } from "./tasks.js";

/** @typedef {import("../../pkg/rvpo_playground.js").ColumnRole} ColumnRole */
/** @typedef {import("../../pkg/rvpo_playground.js").AnalysisOptions} AnalysisOptions */
/** @typedef {import("./columns.js").Table} Table */
/** @typedef {import("../page/parts.js").Page} Page */
/** @typedef {import("../page/parts.js").Part} Part */

/** After a change it is said what came out, but not while one change follows the other. */
const SAY_MS = 900;

/** @param {Page} page */
export async function begin(page) {
  await loadStyles("own.css");
  return new OwnPart(page);
}

/** @implements {Part} */
class OwnPart {
  #page;
  #client = new OwnClient(TEXT.lang === "de" ? "de" : "en");
  #input;
  #columns;
  #choice;
  #answers;
  #tasks;
  #again = button(SAY.data.again, "own-again", "quiet");
  /** What was last computed, or refused. */
  #asked = "";
  /** Whose answers are shown. @type {Table | null} */
  #answered = null;
  /** What is shown is of another choice than what is set. */
  #outdated = false;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #saying = 0;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    const { settings } = page;
    const section = byId("own");
    this.#input = new DataInput(section, {
      data: (source, fileName, remark) => void this.#load(source, fileName, remark),
      forget: () => this.#reset(),
      dropped: () => {
        page.show("own");
        section.scrollIntoView();
      },
    });
    this.#columns = new Columns(settings, () => this.#changed());
    this.#choice = new Choice(settings, () => this.#changed());
    this.#answers = new Answers(settings, {
      rows: (from, count) => this.#client.rows("method", from, count),
      picked: (rollouts) => this.#client.picked("method", rollouts),
      failed: (error) => {
        if (!this.#lost(error)) this.#choice.refuse(wordsOf(error));
      },
      file: (kind) => this.#makeFile(kind),
      missing: page.missing,
      changed: () => {
        this.#unsay();
        page.changed();
      },
    });
    this.#tasks = new Tasks(this.#client, { load: this.#input.under, analyse: this.#choice.under, file: this.#answers.underFiles }, (task) => {
      if (!this.#again.hidden) this.#again.focus({ preventScroll: true });
      else if (task === "file") byId("own-json").focus({ preventScroll: true });
      else this.#input.focus();
    });
    this.#again.hidden = true;
    this.#again.addEventListener("click", () => void this.#analyse());
    this.#choice.under.append(this.#again);
    askBeforeLanguage(() => this.#columns.table !== null);
    this.#build(section);
    this.showSettings();
  }

  /** @param {HTMLElement} section */
  #build(section) {
    const title = make("h2", { id: "own-title" }, SAY.title);
    section.setAttribute("aria-labelledby", title.id);
    section
      .querySelector("[data-control]")
      ?.append(title, make("p", { className: "caption own-local" }, SAY.local), make("div", { className: "own-first" }, this.#input.host, this.#columns.host), this.#choice.host, this.#answers.host);
  }

  // ---- As the page's other parts

  showSettings() {
    this.#client.rest(false);
    if (this.#columns.showSettings()) this.#page.followed();
    this.#choice.show();
    if (this.#columns.table && this.#asked !== JSON.stringify(this.#ask)) {
      this.#unsay();
      void this.#analyse();
    } else this.#answers.showSettings();
  }

  leave() {
    this.#client.rest(true);
  }

  restyle() {
    this.#answers.restyle();
  }

  printed() {
    return this.#answers.printed;
  }

  // ---- Data in

  /** @param {Blob} source @param {string | undefined} fileName @param {string} remark */
  async #load(source, fileName, remark) {
    const name = fileName ?? capital(SAY.data.pasted);
    this.#input.say(remark);
    // What is said to be there may soon not be.
    this.#silence();
    this.#answers.refuseFile("");
    this.#answers.hold();
    const loaded = await this.#tasks
      .do("load", () => this.#client.load(source, fileName, ({ bytes, total, rows }) => this.#tasks.showProgress(bytes / total, SAY.data.reading(fileName ?? SAY.data.pasted, bytes, total, rows))))
      .catch((error) => {
        if (error instanceof Cancelled) this.#input.say(SAY.data.cancelledLoad(this.#columns.table !== null));
        else if (!this.#lost(error)) this.#input.say([SAY.data.unreadable(name, wordsOf(error)), this.#columns.table ? SAY.data.kept : ""].join(" "));
        return null;
      });
    if (loaded) {
      if (this.#columns.take({ ...loaded, name })) this.#page.changed();
      this.#input.showThere(true);
    }
    // What was changed meanwhile, or cut short for this.
    if (loaded || this.#outdated) await this.#analyse();
    else if (this.#tasks.doing === null) this.#answers.goOn();
  }

  /** There are no data. */
  #reset() {
    this.#tasks.stop();
    this.#client.clear();
    this.#again.hidden = true;
    this.#outdated = false;
    this.#silence();
    this.#input.outdate();
    this.#input.say("");
    this.#input.showThere(false);
    this.#columns.take(null);
    this.#choice.refuse("");
    this.#answers.refuseFile("");
    this.#answers.clear();
  }

  /** The worker is gone, and what it knew. What stands in the field can be read again. @param {unknown} error */
  #lost(error) {
    if (!(error instanceof Broken)) return false;
    this.#reset();
    this.#input.say(SAY.data.broken(error.message));
    return true;
  }

  // ---- Answers

  /** By hand, here. */
  #changed() {
    this.#unsay();
    this.#choice.show();
    this.#page.changed();
    void this.#analyse();
  }

  /** What became of the last attempt to read is known by now. */
  #unsay() {
    if (this.#tasks.doing !== "load") this.#input.say("");
  }

  /** What is to be computed. @returns {[ColumnRole[], number | undefined, AnalysisOptions]} */
  get #ask() {
    return [this.#columns.roles, this.#columns.groupSize, this.#choice.options(this.#columns.weights)];
  }

  async #analyse() {
    const { table, weights } = this.#columns;
    if (table === null) return;
    this.#outdated = true;
    clearTimeout(this.#saying);
    // It comes when the table is there.
    if (this.#tasks.doing === "load") return;
    this.#again.hidden = true;
    const ask = this.#ask;
    this.#asked = JSON.stringify(ask);
    if (!this.#columns.grouped) {
      this.#tasks.stop();
      this.#age();
      return this.#choice.refuse(SAY.columns.noGroups);
    }
    const choice = { k: this.#page.settings.ownK, weights };
    this.#answers.wait();
    const analysed = await this.#tasks
      .do("analyse", () => this.#client.analyse(...ask, (fraction) => this.#tasks.showProgress(fraction, SAY.data.computing(fraction))))
      .catch((error) => {
        this.#age();
        const old = this.#answers.shown ? SAY.choice.old : "";
        if (error instanceof Cancelled) {
          // By the button; for the next turn it would not come here.
          this.#again.hidden = false;
          this.#choice.refuse([SAY.data.cancelled, old].join(" ").trim());
        } else if (!this.#lost(error)) this.#choice.refuse([SAY.choice.refused(wordsOf(error)), old].join(" ").trim());
        return null;
      });
    if (!analysed) return;
    this.#outdated = false;
    this.#answered = table;
    this.#choice.refuse("");
    this.#answers.show(analysed, choice);
    this.#saying = setTimeout(() => this.#choice.say(this.#answers.sentence), SAY_MS);
  }

  /** There are no answers to what is set now: those to the choice before stay, those to other data do not. */
  #age() {
    clearTimeout(this.#saying);
    if (this.#answered === this.#columns.table) this.#answers.age();
    else this.#answers.clear();
  }

  /** What was said of the answers. */
  #silence() {
    clearTimeout(this.#saying);
    this.#choice.say("");
  }

  /** @param {"csv" | "json"} kind @returns {Promise<Blob | null>} null: it was ended, or something else is done just now */
  async #makeFile(kind) {
    const before = this.#tasks.doing;
    if (before === "load" || before === "analyse") return null;
    const { table } = this.#columns;
    let ended = false;
    this.#answers.refuseFile("");
    const blob = await this.#tasks
      .do("file", () => this.#client.file(kind, (fraction) => this.#tasks.showProgress(fraction, SAY.data.writing(fraction))))
      .catch((error) => {
        if (!(error instanceof Cancelled) && !this.#lost(error)) throw error;
        ended = true;
        return null;
      });
    // It had to make way; where the data are gone there is nothing to say it beside.
    if (!blob && !ended && table && this.#columns.table === table) this.#answers.refuseFile(SAY.out.unwritten(kind, this.#tasks.doing ?? "analyse"));
    return blob;
  }
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} words */
function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
