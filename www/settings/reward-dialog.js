// The reward table as a form: names, numbers, rows and columns. Loaded when it is first opened. Each change takes effect at once.

import { byId, setText } from "../base/dom.js";
import { namesOf } from "./names.js";
import { entryOf, parse, SCHEMA } from "./schema.js";
import { TEXT } from "../words/page.js";

/** @typedef {"responses" | "rewards"} Side rows or columns */

export class RewardDialog {
  #dialog = /** @type {HTMLDialogElement} */ (byId("reward-dialog"));
  #settings;
  #onChange;

  /**
   * @param {import("./schema.js").Settings} settings changed in place
   * @param {(what: string, kind: "name" | "number") => void} onChange what was changed, in words
   */
  constructor(settings, onChange) {
    this.#settings = settings;
    this.#onChange = onChange;
    byId("reward-dialog-close").addEventListener("click", () => this.#dialog.close());
    for (const side of /** @type {const} */ (["responses", "rewards"])) byId(`add-${side}`).addEventListener("click", () => this.#add(side));
  }

  open() {
    this.#draw();
    this.#error("");
    this.#dialog.showModal();
  }

  #draw() {
    const { rewards } = this.#settings;
    const names = namesOf(this.#settings);
    const head = document.createElement("tr");
    head.append(document.createElement("td"), ...names.rewards.map((name, j) => this.#head("rewards", name, j)));
    const body = names.responses.map((name, r) => {
      const row = document.createElement("tr");
      row.append(this.#head("responses", name, r), ...rewards[r].map((value, j) => this.#cell(r, j, value, names)));
      return row;
    });
    byId("reward-dialog-table").replaceChildren(head, ...body);
    for (const side of /** @type {const} */ (["responses", "rewards"])) {
      /** @type {HTMLButtonElement} */ (byId(`add-${side}`)).disabled = names[side].length === range(side)[1];
    }
  }

  /** @param {Side} side @param {string} name @param {number} at */
  #head(side, name, at) {
    const cell = document.createElement("th");
    cell.scope = side === "rewards" ? "col" : "row";
    const field = input(name, TEXT.rewardDialog.name[side](at + 1));
    field.maxLength = SCHEMA.rewardNames.longest;
    field.addEventListener("change", () => this.#rename(side, at, field));
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "quiet";
    remove.textContent = "×";
    remove.title = TEXT.rewardDialog.remove(name);
    remove.setAttribute("aria-label", remove.title);
    remove.disabled = namesOf(this.#settings)[side].length === range(side)[0];
    remove.addEventListener("click", () => this.#remove(side, at));
    cell.append(field, remove);
    return cell;
  }

  /** @param {number} r @param {number} j @param {number} value @param {import("./names.js").Names} names */
  #cell(r, j, value, names) {
    const cell = document.createElement("td");
    const name = TEXT.cell(names.responses[r], names.rewards[j]);
    const field = input(TEXT.typed(value), name);
    field.inputMode = "decimal";
    field.addEventListener("change", () => {
      // One number, as in a link: a comma is a decimal comma.
      const text = field.value.trim().replace(",", ".");
      const [[number]] = /** @type {number[][]} */ (parse("rewards", `${text},0;0,0`) ?? [[Number.NaN]]);
      const good = !Number.isNaN(number);
      const { min, max } = SCHEMA.rewards;
      this.#error(good ? "" : TEXT.rewardDialog.badNumber(name, field.value, min, max), field);
      if (!good) return;
      field.value = TEXT.typed(number);
      if (number === this.#settings.rewards[r][j]) return;
      this.#settings.rewards[r][j] = number;
      this.#onChange(TEXT.changed.cell(names.responses[r], names.rewards[j], number), "number");
    });
    cell.append(field);
    return cell;
  }

  /** @param {Side} side @param {number} at @param {HTMLInputElement} field */
  #rename(side, at, field) {
    const key = KEYS[side];
    // An empty one stands for the page's own word.
    const names = namesOf(this.#settings)[side].map((_, i) => this.#settings[key][i] ?? "");
    names[at] = field.value.trim();
    const taken = names[at].includes(";") ? null : parse(key, names.join(";"));
    this.#error(taken === null ? TEXT.rewardDialog.badName(field.value, entryOf(key)) : "", field);
    if (taken === null) return;
    Object.assign(this.#settings, { [key]: taken });
    field.value = namesOf(this.#settings)[side][at];
    this.#onChange(TEXT.rewardDialog.renamed(field.value), "name");
  }

  /** @param {Side} side */
  #add(side) {
    const { rewards } = this.#settings;
    if (side === "responses") rewards.push(rewards[0].map(() => NEW_LEVEL));
    else for (const row of rewards) row.push(NEW_LEVEL);
    // The page's own word for its place may be another one's name by now.
    const names = namesOf(this.#settings)[side];
    const others = names.slice(0, -1);
    if (others.includes(names[others.length])) {
      const nth = side === "responses" ? TEXT.nthResponse : TEXT.nthReward;
      const free = names.map((_, i) => nth(i + 1)).findLast((name) => !others.includes(name));
      this.#keepNames();
      this.#settings[KEYS[side]].splice(others.length, 1, free ?? "");
    }
    this.#reshaped(side, -1);
  }

  /** @param {Side} side @param {number} at */
  #remove(side, at) {
    this.#keepNames();
    const { rewards } = this.#settings;
    this.#settings[KEYS[side]].splice(at, 1);
    if (side === "responses") rewards.splice(at, 1);
    else for (const row of rewards) row.splice(at, 1);
    this.#reshaped(side, Math.min(at, namesOf(this.#settings)[side].length - 1));
  }

  /** The page's own words go by place: with other places, every name must be written down. */
  #keepNames() {
    const { responses, rewards } = namesOf(this.#settings);
    Object.assign(this.#settings, { responseNames: responses, rewardNames: rewards });
  }

  /** @param {Side} side @param {number} focus the name to go on with */
  #reshaped(side, focus) {
    this.#draw();
    this.#error("");
    const fields = this.#dialog.querySelectorAll(side === "rewards" ? "th[scope=col] input" : "th[scope=row] input");
    /** @type {HTMLElement} */ ([...fields].at(focus) ?? this.#dialog).focus();
    this.#onChange(TEXT.changed.shape, "number");
  }

  /** @param {string} words @param {HTMLInputElement} [field] */
  #error(words, field) {
    setText(byId("reward-dialog-error"), words);
    field?.setAttribute("aria-invalid", String(words !== ""));
  }
}

/** What a new row or column begins with. */
const NEW_LEVEL = 0.5;
const KEYS = /** @type {const} */ ({ responses: "responseNames", rewards: "rewardNames" });

/** @param {Side} side */
function range(side) {
  return side === "responses" ? SCHEMA.rewards.rows : SCHEMA.rewards.columns;
}

/** @param {string} value @param {string} label */
function input(value, label) {
  const field = document.createElement("input");
  field.type = "text";
  field.value = value;
  field.autocomplete = "off";
  field.setAttribute("aria-label", label);
  return field;
}
