// Rewards of one's own: from a table that is pasted, dropped or opened to what the methods make of it. The worker reads and computes; here it is
// asked, one thing at a time, and the answers are handed on to be shown.

import { byId, dressParts, element, make, setText } from "../page/dom.js";
import { Answers } from "./answers.js";
import { Broken, Cancelled, OwnClient, Refused } from "./client.js";
import { button, scrolls, short } from "./elements.js";
import { entryOf, fromSlider, parse, SCHEMA, sliderRange, toSlider, USES_K } from "../settings/schema.js";
import { OWN } from "../words/en/own.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("../../pkg/rvpo_playground.js").ColumnRole} ColumnRole */
/** @typedef {import("../../pkg/rvpo_playground.js").AnalysisOptions} AnalysisOptions */
/** @typedef {import("./worker.js").Loaded} Loaded */
/** @typedef {import("../settings/schema.js").Settings} Settings */
/** changed: the settings; tidied: likewise, of what came with the address; missing: what is loaded when asked for did not come. @typedef {{ changed: () => void, tidied: () => void, missing: (error: unknown) => void }} Events */
/** @typedef {"ownConvention" | "ownMethod" | "ownCompare" | "ownScale"} ChoiceName */

/** Beside the page. */
const EXAMPLES = "examples/";
/** @type {ColumnRole[]} */
const ROLES = ["reward", "group", "length", "ignore"];
/** As in settings/controls.js: someone who types is given this long to go on. */
const TYPING_MS = 600;
/** What takes no longer shows no progress. */
const PATIENCE_MS = 200;
/** What is pasted and longer than this is read without going through the field, which would be slow with it. In characters. */
const LONGEST_SHOWN = 100_000;
/** After a change it is said what came out, but not while one change follows the other. */
const SAY_MS = 900;
/** So many of a column's first values are shown beside its name. */
const FIRST_VALUES = 3;
const SAY = OWN;

/**
 * Builds the part.
 * @param {Settings} settings changed in place
 * @param {Events} events
 */
export async function begin(settings, events) {
  await dressParts("own.css");
  return new OwnPart(settings, events);
}

/** A method's name as it stands on the page. @param {string} name */
export function methodName(name) {
  return SAY.choice.methods[name] ?? TEXT.methodNames[/** @type {import("../settings/schema.js").MethodName} */ (name)];
}

export class OwnPart {
  #host = byId("own");
  #settings;
  #events;
  #client = new OwnClient();
  #answers;
  /** @type {(Loaded & { name: string }) | null} */
  #table = null;
  /** One for each column. @type {ColumnRole[]} */
  #roles = [];
  /** Likewise; only those of rewards count. @type {number[]} */
  #weights = [];
  /** The names of the rewards that the settings' weights are for. @type {string | null} null: for those that are here, or come next */
  #weighed = null;
  /** The names of the columns that the settings' roles and group size are for. @type {string | null} likewise */
  #assigned = null;
  /** What the settings said of columns when they were last looked at: all else came with the address. */
  #told = "";
  /** @type {number | undefined} */
  #groupSize;
  /** What the worker does. @type {"load" | "analyse" | "file" | null} */
  #doing = null;
  /** Counts what was begun, so that only the last goes on. */
  #turn = 0;
  /** Counts the tables that were asked for, some of which have to be fetched first. */
  #wanted = 0;
  /** What stood in the field when it was last taken to be read. */
  #taken = "";
  /** What was last computed, or refused. */
  #asked = "";
  /** Ends when the worker is free. @type {Promise<unknown>} */
  #idle = Promise.resolve();
  /** Whose answers are shown. @type {Loaded | null} */
  #answered = null;
  /** What is shown is of another choice than what is set. */
  #outdated = false;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #patience = 0;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  #saying = 0;

  #text = make("textarea", { id: "own-text", rows: 6, spellcheck: false, autocomplete: "off", placeholder: SAY.data.placeholder });
  #file = make("input", { type: "file", hidden: true, id: "own-file", accept: ".csv,.tsv,.tab,.txt,.json,.jsonl,.ndjson,text/csv,text/tab-separated-values,application/json" });
  #read = button(SAY.data.read, "own-read");
  #open = button(SAY.data.open, "own-open");
  #clear = button(SAY.data.clear, "own-clear", "quiet");
  #examples = make("div", { className: "buttons" });
  #progress = make("progress", { max: 1, id: "own-progress" });
  #progressWords = element("span", "caption");
  #progressRow = make("div", { className: "own-progress", hidden: true });
  /** Where it shows, by what is done; files have a place of their own among the answers. */
  #under = { load: element("div", ""), analyse: element("div", "own-under") };
  #cancel = button(SAY.data.cancel, "own-cancel", "quiet");
  #again = button(SAY.data.again, "own-again", "quiet");
  #dataError = alert("own-data-error");
  /** Over all of the page, which the part is not the whole of. */
  #dropWords = make("p", { className: "own-drop", ariaHidden: "true", hidden: true }, SAY.data.drop);
  #found = make("div", { className: "own-found", hidden: true });
  #loaded = make("p", { className: "own-loaded", id: "own-loaded" });
  #columns = element("div", "");
  #columnsError = alert("own-columns-error");
  #groupField = make("input", { type: "text", inputMode: "numeric", id: "own-group-size", autocomplete: "off" });
  #groupRow = make("p", { className: "own-field", hidden: true });
  #preview = make("details", { className: "own-preview" });
  #k = make("input", { type: "text", inputMode: "decimal", id: "own-k", autocomplete: "off" });
  #kSlider = make("input", { type: "range", id: "own-k-slider" });
  #kRow = make("div", { className: "own-k" });
  #kError = alert("own-k-error");
  #refused = alert("own-refused");
  #status = make("p", { className: "sr", role: "status", id: "own-status" });
  /** @type {Record<ChoiceName, HTMLSelectElement>} */
  #selects;
  #scaleRow;

  /** @param {Settings} settings @param {Events} events */
  constructor(settings, events) {
    this.#settings = settings;
    this.#events = events;
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
    this.#answers = new Answers(settings, {
      rows: (from, count) => this.#client.rows("method", from, count),
      picked: (rollouts) => this.#client.picked("method", rollouts),
      failed: (error) => {
        if (!this.#lost(error)) setText(this.#refused, wordsOf(error));
      },
      file: (kind) => this.#makeFile(kind),
      missing: events.missing,
      method: methodName,
      changed: () => {
        this.#unsay();
        events.changed();
      },
    });
    this.#build([convention.label, method.label, compare.label, scale.label]);
    this.#listen();
    this.showSettings();
  }

  // ---- What it is made of

  /** @param {HTMLElement[]} choices */
  #build(choices) {
    const { data, columns, choice } = SAY;
    const part = /** @type {HTMLFieldSetElement} */ (this.#host.querySelector("[data-control]"));
    const title = make("h2", { id: "own-title" }, SAY.title);
    this.#host.setAttribute("aria-labelledby", title.id);
    this.#progress.setAttribute("aria-label", data.progress);
    this.#text.setAttribute("aria-describedby", "own-hint own-data-error");
    this.#file.setAttribute("aria-label", data.file);
    this.#examples.append(
      ...Object.entries(data.example).map(([name, words]) => {
        const made = button(words, "", "quiet");
        made.dataset.example = name;
        return made;
      }),
    );
    this.#progressRow.append(this.#progress, this.#progressWords, this.#cancel);
    this.#under.analyse.append(this.#again);
    this.#again.hidden = true;
    this.#clear.hidden = true;
    this.#groupField.setAttribute("aria-describedby", "own-columns-error");
    this.#groupRow.append(make("label", { htmlFor: "own-group-size" }, columns.groupSize), this.#groupField);
    Object.assign(this.#kSlider, range());
    this.#kSlider.setAttribute("aria-label", choice.kName);
    this.#k.setAttribute("aria-label", choice.kName);
    this.#k.setAttribute("aria-describedby", "own-k-error");
    this.#kRow.append(make("span", { className: "own-name", ariaHidden: "true" }, choice.k), this.#kSlider, this.#k);
    const input = make(
      "div",
      { className: "own-input" },
      make("h3", {}, data.title),
      make("div", {}, make("label", { htmlFor: "own-text" }, data.text), this.#text),
      make(
        "div",
        {},
        make("p", { className: "caption", id: "own-hint" }, data.hint),
        make("div", { className: "buttons" }, this.#read, this.#open, this.#file, this.#clear),
        make("div", { className: "own-examples" }, make("span", { className: "caption" }, data.examples), this.#examples),
        this.#under.load,
        this.#dataError,
      ),
    );
    this.#found.append(make("h3", {}, columns.title), this.#loaded, this.#columns, this.#groupRow, this.#columnsError, this.#preview);
    const setting = make(
      "div",
      { className: "own-choice" },
      make("h3", {}, choice.title),
      make("div", { className: "own-choices" }, ...choices, this.#kRow),
      this.#kError,
      this.#refused,
      this.#under.analyse,
      this.#status,
    );
    part.append(title, make("p", { className: "caption own-local" }, SAY.local), make("div", { className: "own-first" }, input, this.#found), setting, this.#answers.host);
    document.body.append(this.#dropWords);
  }

  /** @param {ChoiceName} name @param {string} words @param {Record<string, string>} options */
  #select(name, words, options) {
    const select = make("select", { id: `own-${name}` }, ...Object.entries(options).map(([value, text]) => new Option(text, value)));
    select.addEventListener("change", () => {
      Object.assign(this.#settings, { [name]: parse(name, select.value) ?? SCHEMA[name].default });
      this.#changed();
    });
    return { select, label: make("label", { className: "own-field" }, make("span", {}, words), select) };
  }

  #listen() {
    this.#read.addEventListener("click", () => this.#takeField());
    this.#text.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const [file] = event.clipboardData?.files ?? [];
      if (text === "" && file) {
        event.preventDefault();
        void this.#load(file, file.name);
      } else if (text.length > LONGEST_SHOWN) {
        event.preventDefault();
        this.#takeText(text);
      } else {
        // What was read already makes way for it; what is marked, and what was typed since, is for the hand that did it.
        if (this.#text.value === this.#taken && this.#text.selectionStart === this.#text.selectionEnd) this.#text.select();
        // When it stands in the field.
        setTimeout(() => this.#takeField());
      }
    });
    this.#open.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => {
      const [file] = this.#file.files ?? [];
      if (file) void this.#load(file, file.name);
      // The same file again is another choice.
      this.#file.value = "";
    });
    this.#examples.addEventListener("click", (event) => {
      const name = event.target instanceof HTMLElement ? event.target.dataset.example : undefined;
      if (name) void this.#example(name);
    });
    this.#clear.addEventListener("click", () => this.#forget());
    this.#cancel.addEventListener("click", () => this.#client.cancel());
    this.#again.addEventListener("click", () => void this.#analyse());
    this.#columns.addEventListener("change", (event) => this.#columnChanged(event.target));
    this.#groupField.addEventListener("change", () => this.#takeGroupSize());
    this.#kSlider.addEventListener("input", () => this.#setK(fromSlider("ownK", Number(this.#kSlider.value))));
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
    this.#listenToDrops();
    const lang = /** @type {HTMLSelectElement} */ (byId("lang"));
    // Before the page hears of it, which begins again in the other language. In another's page nobody can be asked.
    const askable = parent === window || frameElement !== null;
    document.addEventListener(
      "change",
      (event) => {
        if (event.target !== lang || this.#table === null || !askable || confirm(SAY.data.leave)) return;
        event.stopImmediatePropagation();
        lang.value = [...lang.options].find(({ value }) => TEXT.lang.startsWith(value))?.value ?? "";
      },
      true,
    );
  }

  #listenToDrops() {
    let over = 0;
    const show = (/** @type {number} */ by) => {
      over = Math.max(0, over + by);
      this.#dropWords.hidden = over === 0 || this.#locked;
    };
    // A file wherever it comes down: else the browser would leave the page for it. A text only here.
    const here = (/** @type {DragEvent} */ { target }) => target instanceof Node && this.#host.contains(target);
    const ours = (/** @type {DragEvent} */ event) => here(event) || event.dataTransfer?.types.includes("Files") === true;
    document.addEventListener("dragenter", (event) => {
      if (!ours(event)) return;
      event.preventDefault();
      show(1);
    });
    document.addEventListener("dragleave", (event) => {
      if (ours(event)) show(-1);
    });
    document.addEventListener("dragover", (event) => {
      if (ours(event)) event.preventDefault();
    });
    document.addEventListener("drop", (event) => {
      if (!ours(event)) return;
      event.preventDefault();
      show(-Infinity);
      if (this.#locked) return;
      const [file, ...others] = event.dataTransfer?.files ?? [];
      const text = event.dataTransfer?.getData("text/plain") ?? "";
      if (file) void this.#load(file, file.name, others.length > 0 ? SAY.data.several : "");
      else if (text !== "") this.#takeText(text);
      // What comes of it is to be seen.
      if (file && !here(event)) this.#host.scrollIntoView();
    });
  }

  /** Or not to be seen. */
  get #locked() {
    return this.#read.matches(":disabled, [hidden] *");
  }

  // ---- What it is told

  /** The settings have changed elsewhere. */
  showSettings() {
    if (this.#told !== this.#tells) this.#assigned = this.#weighed = null;
    setText(this.#columnsError, "");
    if (this.#table && this.#spread(this.#table)) this.#events.tidied();
    this.#told = this.#tells;
    this.#showChoice();
    this.#showColumns();
    if (this.#table && this.#asked !== JSON.stringify(this.#ask)) {
      this.#unsay();
      void this.#analyse();
    } else this.#answers.showSettings();
  }

  /** Sizes or colours have changed. */
  lookAgain() {
    this.#answers.lookAgain();
  }

  /** What is printed. */
  get papers() {
    return this.#answers.papers;
  }

  // ---- Data in

  #takeField() {
    this.#taken = this.#text.value;
    this.#takeText(this.#taken);
  }

  /** @param {string} text */
  #takeText(text) {
    if (text.trim() === "") setText(this.#dataError, SAY.data.empty);
    else void this.#load(new Blob([text]), undefined);
  }

  /** @param {string} name */
  async #example(name) {
    const wanted = ++this.#wanted;
    const blob = await fetch(EXAMPLES + name)
      .then((response) => {
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        return response.blob();
      })
      .catch((error) => void console.warn(error));
    // What was read meanwhile is newer.
    if (wanted !== this.#wanted) return;
    if (blob) await this.#load(blob, name);
    else setText(this.#dataError, SAY.data.noExample);
  }

  /** @param {Blob} source @param {string | undefined} fileName @param {string} [remark] */
  async #load(source, fileName, remark = "") {
    const name = fileName ?? capital(SAY.data.pasted);
    this.#wanted++;
    setText(this.#dataError, remark);
    // What is said to be there may soon not be.
    clearTimeout(this.#saying);
    setText(this.#status, "");
    setText(this.#answers.fileError, "");
    this.#answers.hold();
    const loaded = await this.#do("load", () =>
      this.#client.load(source, fileName, ({ bytes, total, rows }) => this.#showProgress(bytes / total, SAY.data.reading(fileName ?? SAY.data.pasted, bytes, total, rows))),
    ).catch((error) => {
      if (error instanceof Cancelled) setText(this.#dataError, SAY.data.cancelledLoad(this.#table !== null));
      else if (!this.#lost(error)) setText(this.#dataError, [SAY.data.unreadable(name, wordsOf(error)), this.#table ? SAY.data.kept : ""].join(" "));
      return null;
    });
    if (loaded) this.#take({ ...loaded, name });
    // What was changed meanwhile, or cut short for this.
    if (loaded || this.#outdated) await this.#analyse();
    else if (this.#doing === null) this.#answers.goOn();
  }

  /** @param {Loaded & { name: string }} table */
  #take(table) {
    this.#table = table;
    setText(this.#columnsError, "");
    if (this.#spread(table)) this.#tell();
    this.#clear.hidden = false;
    this.#showColumns();
    this.#showPreview(table);
  }

  /** By hand: also what was pasted. */
  #forget() {
    this.#reset();
    this.#text.value = "";
    this.#open.focus();
  }

  /** There are no data. */
  #reset() {
    this.#stop();
    this.#wanted++;
    this.#again.hidden = true;
    this.#client.clear();
    this.#table = null;
    this.#outdated = false;
    this.#clear.hidden = true;
    clearTimeout(this.#saying);
    for (const error of [this.#dataError, this.#columnsError, this.#refused, this.#status, this.#answers.fileError]) setText(error, "");
    this.#columns.replaceChildren();
    delete this.#columns.dataset.of;
    this.#preview.replaceChildren();
    this.#showColumns();
    this.#answers.clear();
  }

  /** The worker is gone, and what it knew. What stands in the field can be read again. @param {unknown} error */
  #lost(error) {
    if (!(error instanceof Broken)) return false;
    this.#reset();
    setText(this.#dataError, SAY.data.broken(error.message));
    return true;
  }

  // ---- Columns

  /** @param {Loaded} table */
  #rewardsOf({ columns }) {
    return columns.filter((_, i) => this.#roles[i] === "reward").map(({ name }) => name);
  }

  /** What the settings say of columns, in one text. */
  get #tells() {
    const { ownRoles, ownGroupSize, ownWeights } = this.#settings;
    return JSON.stringify([ownRoles, ownGroupSize, ownWeights]);
  }

  /** The settings have changed here. */
  #tell() {
    this.#told = this.#tells;
    this.#events.changed();
  }

  /** Roles, group size and weights of the settings to the columns; those for others are dropped. @param {Loaded} table @returns {boolean} whether any were */
  #spread(table) {
    const before = this.#tells;
    const { columns } = table;
    const { ownRoles } = this.#settings;
    const names = JSON.stringify(columns.map(({ name }) => name));
    const others = this.#assigned !== null && this.#assigned !== names;
    const misfits = ownRoles !== "" && ownRoles.length !== columns.length;
    if (others || misfits) Object.assign(this.#settings, { ownRoles: "", ownGroupSize: 0 });
    if (misfits && !others) {
      setText(this.#columnsError, SAY.columns.otherRoles(ownRoles.length, columns.length));
      this.#settings.ownWeights = [[1]];
    }
    this.#assigned = names;
    const letters = this.#settings.ownRoles;
    this.#roles = columns.map(({ role }, i) => ROLES.find((some) => some[0] === letters[i]) ?? role);
    this.#groupSize = this.#settings.ownGroupSize || table.groupSize;
    this.#groupField.value = String(this.#groupSize ?? "");
    this.#groupField.setAttribute("aria-invalid", "false");
    this.#spreadWeights(table);
    return before !== this.#tells;
  }

  /** And back. @param {Loaded} table */
  #gather(table) {
    const { columns } = table;
    const recognised = this.#roles.every((role, i) => role === columns[i].role);
    this.#settings.ownRoles = recognised ? "" : this.#roles.map((role) => role[0]).join("");
    this.#settings.ownGroupSize = this.#groupSize === table.groupSize ? 0 : (this.#groupSize ?? 0);
    this.#gatherWeights(table);
  }

  /** Weights of the settings to the columns that are rewards; those for other rewards are dropped. @param {Loaded} table */
  #spreadWeights(table) {
    const rewards = this.#rewardsOf(table);
    const names = JSON.stringify(rewards);
    const [weights] = this.#settings.ownWeights;
    const others = this.#weighed !== null && this.#weighed !== names;
    if ((others || weights.length > rewards.length) && weights.some((weight) => weight !== 1)) {
      if (!others) setText(this.#columnsError, SAY.columns.otherWeights(weights.length, rewards.length));
      this.#settings.ownWeights = [[1]];
    }
    this.#weighed = names;
    let j = 0;
    this.#weights = this.#roles.map((role) => (role === "reward" ? (this.#settings.ownWeights[0][j++] ?? 1) : 1));
  }

  /** Those at the end that are 1 need not be told. @param {Loaded} table */
  #gatherWeights(table) {
    const weights = this.#rewardWeights;
    while (weights.length > 1 && weights.at(-1) === 1) weights.pop();
    this.#settings.ownWeights = [weights.length > 0 ? weights : [1]];
    this.#weighed = JSON.stringify(this.#rewardsOf(table));
  }

  /** One for each reward. */
  get #rewardWeights() {
    return this.#weights.filter((_, i) => this.#roles[i] === "reward");
  }

  #showColumns() {
    const { data } = SAY;
    const table = this.#table;
    this.#found.hidden = table === null;
    if (!table) return;
    this.#groupRow.hidden = this.#roles.includes("group");
    setText(this.#loaded, data.loaded(table.name, table.rows, table.columns.length, data.formats[table.format] ?? table.format, table.hasHeader));
    // The table stays while it is the same, and with it the focus.
    if (this.#columns.dataset.of !== String(this.#built(table))) this.#buildColumns(table);
    this.#columns.querySelectorAll("tbody tr").forEach((row, i) => {
      const select = /** @type {HTMLSelectElement} */ (row.querySelector("select"));
      const weight = /** @type {HTMLInputElement} */ (row.querySelector("input"));
      select.value = this.#roles[i];
      weight.hidden = this.#roles[i] !== "reward";
      if (weight !== document.activeElement) {
        weight.value = TEXT.typed(this.#weights[i]);
        weight.setAttribute("aria-invalid", "false");
      }
      row.classList.toggle("ignored", this.#roles[i] === "ignore");
    });
  }

  #tables = new WeakMap();
  #tableCount = 0;

  /** A number for each table. @param {object} table @returns {number} */
  #built(table) {
    if (!this.#tables.has(table)) this.#tables.set(table, ++this.#tableCount);
    return this.#tables.get(table);
  }

  /** @param {Loaded} table */
  #buildColumns(table) {
    const { columns } = SAY;
    const heads = [columns.name, columns.role, columns.weight, columns.kind, columns.missing, columns.unreadable, columns.first];
    const rows = table.columns.map(({ name, kind, missing, unreadable }, i) => {
      const select = make("select", { ariaLabel: columns.roleOf(name) }, ...ROLES.map((role) => new Option(columns.roles[role], role)));
      const weight = make("input", { type: "text", inputMode: "decimal", autocomplete: "off", ariaLabel: columns.weightOf(name) });
      weight.setAttribute("aria-describedby", "own-columns-error");
      for (const control of [select, weight]) control.dataset.column = String(i);
      const first = table.preview.slice(0, FIRST_VALUES).map((row) => shown(row[i]));
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, make("span", { className: "own-label", title: name }, short(name))),
        make("td", {}, select),
        make("td", {}, weight),
        make("td", {}, columns.kinds[kind] ?? kind),
        make("td", {}, TEXT.number(missing, 0)),
        make("td", { className: unreadable > 0 ? "own-bad" : "" }, TEXT.number(unreadable, 0)),
        make("td", {}, make("span", { className: "own-label" }, first.join(" · "))),
      );
    });
    this.#columns.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, ...rows)));
    scrolls(this.#columns, columns.title);
    this.#columns.dataset.of = String(this.#built(table));
  }

  /** @param {EventTarget | null} target */
  #columnChanged(target) {
    if (!(target instanceof HTMLElement) || this.#table === null) return;
    const i = Number(target.dataset.column);
    if (target instanceof HTMLSelectElement) {
      const role = /** @type {ColumnRole} */ (target.value);
      // A rollout has one length; several columns may together make the group.
      if (role === "length") this.#roles = this.#roles.map((other) => (other === role ? "ignore" : other));
      this.#roles[i] = role;
      setText(this.#columnsError, "");
    } else if (target instanceof HTMLInputElement) {
      const value = /** @type {number[][] | null} */ (parse("ownWeights", target.value.trim().replace(",", ".")))?.[0]?.[0];
      const { min, max } = SCHEMA.ownWeights;
      showError(this.#columnsError, target, value === undefined ? SAY.columns.badWeight(target.value, min, max) : "");
      if (value === undefined) return;
      this.#weights[i] = value;
      target.value = TEXT.typed(value);
    }
    this.#gather(this.#table);
    this.#showColumns();
    this.#changed();
  }

  #takeGroupSize() {
    const typed = this.#groupField.value.trim();
    const fits = /^\d{1,9}$/.test(typed) && Number(typed) > 0;
    showError(this.#columnsError, this.#groupField, fits ? "" : SAY.columns.badGroupSize(typed));
    if (!fits) return;
    this.#groupSize = Number(typed);
    if (this.#table) this.#gather(this.#table);
    this.#changed();
  }

  /** Built when it is opened: there may be a thousand columns. @param {Loaded} table */
  #showPreview({ columns, preview }) {
    const words = SAY.columns;
    const label = (/** @type {string} */ text) => make("span", { className: "own-label" }, text);
    const box = element("div", "");
    scrolls(box, words.preview(preview.length));
    const build = () => {
      if (!this.#preview.open || box.hasChildNodes()) return;
      const head = make("tr", {}, make("th", { scope: "col" }, words.row), ...columns.map(({ name }) => make("th", { scope: "col" }, make("span", { className: "own-label", title: name }, short(name)))));
      const rows = preview.map((row, i) => make("tr", {}, make("th", { scope: "row" }, String(i + 1)), ...row.map((cell) => make("td", {}, label(shown(cell))))));
      box.append(make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
    };
    this.#preview.replaceChildren(make("summary", {}, words.preview(preview.length)), box);
    this.#preview.ontoggle = build;
    build();
  }

  // ---- The choice

  #showChoice() {
    const { ownK, ownMethod, ownCompare } = this.#settings;
    for (const name of /** @type {ChoiceName[]} */ (Object.keys(this.#selects))) this.#selects[name].value = this.#settings[name];
    // What comes with the address may be one of them, and is refused in words.
    const onlyPaper = new Set(Object.keys(SAY.choice.methods));
    const elsewhere = this.#settings.ownConvention !== "paper";
    for (const option of [...this.#selects.ownMethod.options, ...this.#selects.ownCompare.options]) {
      option.disabled = elsewhere && onlyPaper.has(option.value);
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
    this.#scaleRow.hidden = ownMethod !== "grpo" && ownCompare !== "grpo";
  }

  /** @param {number} k */
  #setK(k) {
    this.#settings.ownK = k;
    this.#changed();
  }

  /** What became of the last attempt to read is known by now. */
  #unsay() {
    if (this.#doing !== "load") setText(this.#dataError, "");
  }

  #changed() {
    this.#unsay();
    this.#showChoice();
    this.#tell();
    if (this.#table) void this.#analyse();
  }

  /** As the settings are. @returns {AnalysisOptions} */
  get #options() {
    const { ownConvention, ownMethod, ownCompare, ownK, ownScale } = this.#settings;
    const method = (/** @type {typeof ownMethod} */ name) => (/** @type {Set<string>} */ (USES_K).has(name) ? { name, k: ownK } : { name });
    const weights = this.#rewardWeights;
    return {
      convention: ownConvention,
      method: method(ownMethod),
      compare: method(ownCompare),
      ...(weights.some((weight) => weight !== 1) && { weights }),
      ...(ownScale !== "group" && !this.#scaleRow.hidden && { scaleRewards: ownScale }),
    };
  }

  /** What is to be computed. @returns {[ColumnRole[], number | undefined, AnalysisOptions]} */
  get #ask() {
    return [this.#roles, this.#roles.includes("group") ? undefined : this.#groupSize, this.#options];
  }

  // ---- What the worker does

  async #analyse() {
    const table = this.#table;
    if (table === null) return;
    this.#outdated = true;
    clearTimeout(this.#saying);
    // It comes when the table is there.
    if (this.#doing === "load") return;
    this.#again.hidden = true;
    const ask = this.#ask;
    this.#asked = JSON.stringify(ask);
    if (this.#groupSize === undefined && !this.#roles.includes("group")) {
      this.#stop();
      this.#age();
      return setText(this.#refused, SAY.columns.noGroups);
    }
    const choice = { k: this.#settings.ownK, weights: this.#rewardWeights };
    this.#answers.wait();
    const analysed = await this.#do("analyse", () => this.#client.analyse(...ask, (fraction) => this.#showProgress(fraction, SAY.data.computing(fraction)))).catch((error) => {
      this.#age();
      if (error instanceof Cancelled) {
        // By the button; for the next turn it would not come here.
        this.#again.hidden = false;
        setText(this.#refused, [SAY.data.cancelled, this.#answers.shown ? SAY.choice.old : ""].join(" ").trim());
      } else if (!this.#lost(error)) setText(this.#refused, [SAY.choice.refused(wordsOf(error)), this.#answers.shown ? SAY.choice.old : ""].join(" ").trim());
      return null;
    });
    if (!analysed) return;
    this.#outdated = false;
    this.#answered = table;
    setText(this.#refused, "");
    this.#answers.show(analysed, choice);
    this.#saying = setTimeout(() => setText(this.#status, this.#answers.sentence), SAY_MS);
  }

  /** There are no answers to what is set now: those to the choice before stay, those to other data do not. */
  #age() {
    clearTimeout(this.#saying);
    if (this.#answered === this.#table) this.#answers.age();
    else this.#answers.clear();
  }

  /** @param {"csv" | "json"} kind @returns {Promise<Blob | null>} null: it was ended, or something else is done just now */
  async #makeFile(kind) {
    if (this.#doing === "load" || this.#doing === "analyse") return null;
    const table = this.#table;
    let ended = false;
    setText(this.#answers.fileError, "");
    const blob = await this.#do("file", () => this.#client.file(kind, (fraction) => this.#showProgress(fraction, SAY.data.writing(fraction)))).catch((error) => {
      if (!(error instanceof Cancelled) && !this.#lost(error)) throw error;
      ended = true;
      return null;
    });
    const doing = /** @type {"load" | "analyse" | "file" | null} */ (this.#doing);
    // It had to make way; where the data are gone there is nothing to say it beside.
    if (!blob && !ended && table && this.#table === table) setText(this.#answers.fileError, SAY.out.unwritten(kind, doing ?? "analyse"));
    return blob;
  }

  /** Ends what is under way; nothing comes in its place. */
  #stop() {
    this.#turn++;
    this.#client.cancel();
    this.#doing = null;
    this.#endProgress();
  }

  /**
   * One thing at a time: what is under way makes way, and of those that wait only the last is done.
   * @template Result
   * @param {"load" | "analyse" | "file"} what @param {() => Promise<Result>} work
   * @returns {Promise<Result | null>} null: another has taken its turn; a table that is there is the worker's, and comes nevertheless
   */
  async #do(what, work) {
    const turn = ++this.#turn;
    // A file can wait for some rows.
    if (what !== "file" || this.#doing === "file") this.#client.cancel();
    this.#doing = what;
    await this.#idle;
    if (turn !== this.#turn) return null;
    this.#endProgress();
    (what === "file" ? this.#answers.underFiles : this.#under[what]).append(this.#progressRow);
    this.#patience = setTimeout(() => (this.#progressRow.hidden = false), PATIENCE_MS);
    this.#showProgress(0, "");
    const result = work();
    this.#idle = result.catch(() => {});
    try {
      const done = await result;
      return turn === this.#turn || what === "load" ? done : null;
    } catch (error) {
      // For another's sake; unless that one has nothing to work with any more.
      if (turn !== this.#turn && !(error instanceof Broken)) return null;
      throw error;
    } finally {
      if (turn === this.#turn) {
        this.#doing = null;
        this.#endProgress();
      }
    }
  }

  #endProgress() {
    clearTimeout(this.#patience);
    const focused = document.activeElement === this.#cancel;
    const file = this.#progressRow.parentElement === this.#answers.underFiles;
    this.#progressRow.hidden = true;
    // Not lost with the button. A task later: then what comes in its place is there.
    if (focused) setTimeout(() => (!this.#again.hidden ? this.#again : file ? byId("own-json") : this.#open).focus({ preventScroll: true }));
  }

  /** @param {number} fraction @param {string} words */
  #showProgress(fraction, words) {
    this.#progress.value = fraction;
    setText(this.#progressWords, words);
  }
}

/** @param {string} id */
function alert(id) {
  return make("p", { className: "error", id, role: "alert" });
}

/** @param {HTMLElement} error @param {HTMLElement} field @param {string} words */
function showError(error, field, words) {
  setText(error, words);
  field.setAttribute("aria-invalid", String(words !== ""));
}

/** Attributes of the slider. */
function range() {
  const { min, max, step } = sliderRange("ownK");
  return { min: String(min), max: String(max), step: String(step) };
}

/** @param {string | number | null | undefined} cell */
function shown(cell) {
  if (cell === null || cell === undefined) return SAY.columns.absent;
  // Every digit: ids are numbers, too.
  return typeof cell === "number" ? TEXT.typed(cell) : cell;
}

/** @param {unknown} error */
function wordsOf(error) {
  const words = error instanceof Refused && error.details ? SAY.refusal(error.details) : null;
  return words ?? (error instanceof Error ? error.message : String(error));
}

/** @param {string} words */
function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
