// What each column of the table is taken as, with which weight, and how many rows make a group.

import { element, make, setText } from "../base/dom.js";
import { parse, SCHEMA } from "../settings/schema.js";
import { WORDS as SAY } from "../words/own.js";
import { TEXT } from "../words/page.js";
import { short } from "../words/short.js";
import { alert, scrolls, showError } from "./elements.js";

/** @typedef {import("../../pkg/rvpo_playground.js").ColumnRole} ColumnRole */
/** A table and what it is called. @typedef {import("./worker.js").Loaded & { name: string }} Table */

/** @type {ColumnRole[]} */
const ROLES = ["reward", "group", "length", "ignore"];
/** So many of a column's first values are shown beside its name. */
const FIRST_VALUES = 3;

export class Columns {
  /** Where it stands. */
  host = make("div", { className: "own-found", hidden: true });
  #settings;
  #onChange;
  /** @type {Table | null} */
  #table = null;
  /** Of the table that the rows are built for. @type {Table | null} */
  #built = null;
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
  #loaded = make("p", { className: "own-loaded", id: "own-loaded" });
  #rows = element("div", "");
  #error = alert("own-columns-error");
  #groupField = make("input", { type: "text", inputMode: "numeric", id: "own-group-size", autocomplete: "off" });
  #groupRow = make("p", { className: "own-field", hidden: true });
  #preview = make("details", { className: "own-preview" });

  /** @param {import("../settings/schema.js").Settings} settings changed in place @param {() => void} onChange */
  constructor(settings, onChange) {
    this.#settings = settings;
    this.#onChange = onChange;
    this.#told = this.#tells;
    const { columns } = SAY;
    this.#groupField.setAttribute("aria-describedby", "own-columns-error");
    this.#groupRow.append(make("label", { htmlFor: "own-group-size" }, columns.groupSize), this.#groupField);
    this.host.append(make("h3", {}, columns.title), this.#loaded, this.#rows, this.#groupRow, this.#error, this.#preview);
    this.#rows.addEventListener("change", (event) => this.#columnChanged(event.target));
    this.#groupField.addEventListener("change", () => this.#takeGroupSize());
  }

  get table() {
    return this.#table;
  }

  get roles() {
    return this.#roles;
  }

  /** How many rows make a group; undefined where a column says what a row's group is, or where that is not known. */
  get groupSize() {
    return this.#roles.includes("group") ? undefined : this.#groupSize;
  }

  /** Whether it is known which rows belong together. */
  get grouped() {
    return this.#groupSize !== undefined || this.#roles.includes("group");
  }

  /** One for each reward. */
  get weights() {
    return this.#weights.filter((_, i) => this.#roles[i] === "reward");
  }

  /** Another table, or none. @param {Table | null} table @returns {boolean} whether the settings have changed: what they said was of other columns */
  take(table) {
    this.#table = table;
    setText(this.#error, "");
    const changed = table !== null && this.#spread(table);
    this.#show();
    if (table) this.#showPreview(table);
    else {
      this.#built = null;
      this.#rows.replaceChildren();
      this.#preview.replaceChildren();
    }
    return changed;
  }

  /** The settings have changed elsewhere. @returns {boolean} as `take` */
  showSettings() {
    if (this.#told !== this.#tells) this.#assigned = this.#weighed = null;
    setText(this.#error, "");
    const changed = this.#table !== null && this.#spread(this.#table);
    this.#told = this.#tells;
    this.#show();
    return changed;
  }

  // ---- Between the settings and the columns

  /** @param {Table} table */
  #rewardsOf({ columns }) {
    return columns.filter((_, i) => this.#roles[i] === "reward").map(({ name }) => name);
  }

  /** What the settings say of columns, in one text. */
  get #tells() {
    const { ownRoles, ownGroupSize, ownWeights } = this.#settings;
    return JSON.stringify([ownRoles, ownGroupSize, ownWeights]);
  }

  /** Roles, group size and weights of the settings to the columns; those for others are dropped. @param {Table} table @returns {boolean} whether any were */
  #spread(table) {
    const before = this.#tells;
    const { columns } = table;
    const { ownRoles } = this.#settings;
    const names = JSON.stringify(columns.map(({ name }) => name));
    const others = this.#assigned !== null && this.#assigned !== names;
    const misfits = ownRoles !== "" && ownRoles.length !== columns.length;
    if (others || misfits) Object.assign(this.#settings, { ownRoles: "", ownGroupSize: 0 });
    if (misfits && !others) {
      setText(this.#error, SAY.columns.otherRoles(ownRoles.length, columns.length));
      this.#settings.ownWeights = [[1]];
    }
    this.#assigned = names;
    const letters = this.#settings.ownRoles;
    this.#roles = columns.map(({ role }, i) => ROLES.find((some) => some[0] === letters[i]) ?? role);
    this.#groupSize = this.#settings.ownGroupSize || table.groupSize;
    this.#groupField.value = String(this.#groupSize ?? "");
    this.#groupField.setAttribute("aria-invalid", "false");
    this.#spreadWeights(table);
    this.#told = this.#tells;
    return before !== this.#told;
  }

  /** And back. @param {Table} table */
  #gather(table) {
    const { columns } = table;
    const recognised = this.#roles.every((role, i) => role === columns[i].role);
    this.#settings.ownRoles = recognised ? "" : this.#roles.map((role) => role[0]).join("");
    this.#settings.ownGroupSize = this.#groupSize === table.groupSize ? 0 : (this.#groupSize ?? 0);
    this.#gatherWeights(table);
    this.#told = this.#tells;
  }

  /** Weights of the settings to the columns that are rewards; those for other rewards are dropped. @param {Table} table */
  #spreadWeights(table) {
    const rewards = this.#rewardsOf(table);
    const names = JSON.stringify(rewards);
    const [weights] = this.#settings.ownWeights;
    const others = this.#weighed !== null && this.#weighed !== names;
    if ((others || weights.length > rewards.length) && weights.some((weight) => weight !== 1)) {
      if (!others) setText(this.#error, SAY.columns.otherWeights(weights.length, rewards.length));
      this.#settings.ownWeights = [[1]];
    }
    this.#weighed = names;
    let j = 0;
    this.#weights = this.#roles.map((role) => (role === "reward" ? (this.#settings.ownWeights[0][j++] ?? 1) : 1));
  }

  /** Those at the end that are 1 need not be told. @param {Table} table */
  #gatherWeights(table) {
    const { weights } = this;
    while (weights.length > 1 && weights.at(-1) === 1) weights.pop();
    this.#settings.ownWeights = [weights.length > 0 ? weights : [1]];
    this.#weighed = JSON.stringify(this.#rewardsOf(table));
  }

  // ---- By hand

  /** @param {EventTarget | null} target */
  #columnChanged(target) {
    if (!(target instanceof HTMLElement) || this.#table === null) return;
    const i = Number(target.dataset.column);
    if (target instanceof HTMLSelectElement) {
      const role = /** @type {ColumnRole} */ (target.value);
      // A rollout has one length; several columns may together make the group.
      if (role === "length") this.#roles = this.#roles.map((other) => (other === role ? "ignore" : other));
      this.#roles[i] = role;
      setText(this.#error, "");
    } else if (target instanceof HTMLInputElement) {
      const value = /** @type {number[][] | null} */ (parse("ownWeights", target.value.trim().replace(",", ".")))?.[0]?.[0];
      const { min, max } = SCHEMA.ownWeights;
      showError(this.#error, target, value === undefined ? SAY.columns.badWeight(target.value, min, max) : "");
      if (value === undefined) return;
      this.#weights[i] = value;
      target.value = TEXT.typed(value);
    }
    this.#gather(this.#table);
    this.#show();
    this.#onChange();
  }

  #takeGroupSize() {
    const typed = this.#groupField.value.trim();
    const fits = /^\d{1,9}$/.test(typed) && Number(typed) > 0;
    showError(this.#error, this.#groupField, fits ? "" : SAY.columns.badGroupSize(typed));
    if (!fits) return;
    this.#groupSize = Number(typed);
    if (this.#table) this.#gather(this.#table);
    this.#onChange();
  }

  // ---- What is shown

  #show() {
    const { data } = SAY;
    const table = this.#table;
    this.host.hidden = table === null;
    if (!table) return;
    this.#groupRow.hidden = this.#roles.includes("group");
    setText(this.#loaded, data.loaded(table.name, table.rows, table.columns.length, data.formats[table.format] ?? table.format, table.hasHeader));
    // The rows stay while the table is the same, and with them the focus.
    if (this.#built !== table) this.#build(table);
    this.#rows.querySelectorAll("tbody tr").forEach((row, i) => {
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

  /** @param {Table} table */
  #build(table) {
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
    this.#rows.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, ...rows)));
    scrolls(this.#rows, columns.title);
    this.#built = table;
  }

  /** Built when it is opened: there may be a thousand columns. @param {Table} table */
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
}

/** @param {string | number | null | undefined} cell */
function shown(cell) {
  if (cell === null || cell === undefined) return SAY.columns.absent;
  // Every digit: ids are numbers, too.
  return typeof cell === "number" ? TEXT.typed(cell) : cell;
}
