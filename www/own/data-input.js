// Where data come in: pasted, dropped, opened, or an example.

import { element, make, setText } from "../base/dom.js";
import { TEXT } from "../words/page.js";
import { WORDS as SAY } from "../words/own.js";
import { alert, button } from "./elements.js";

/** Beside the page. */
const EXAMPLES = "examples/";
/** What is pasted and longer than this is read without going through the field, which would be slow with it. In characters. */
const LONGEST_SHOWN = 100_000;

/**
 * @typedef {object} DataEvents
 * @property {(source: Blob, fileName: string | undefined, remark: string) => void} data they are to be read; without a name they were pasted
 * @property {() => void} forget
 * @property {() => void} dropped a file came down elsewhere on the page
 */

export class DataInput {
  /** Where it stands. */
  host;
  /** Where the progress of reading shows. */
  under = element("div", "");
  #part;
  #events;
  /** Counts what was asked for, some of which has to be fetched first. */
  #wanted = 0;
  /** What stood in the field when it was last taken to be read. */
  #taken = "";
  #text = make("textarea", { id: "own-text", rows: 6, spellcheck: false, autocomplete: "off", placeholder: SAY.data.placeholder });
  #file = make("input", { type: "file", hidden: true, id: "own-file", accept: ".csv,.tsv,.tab,.txt,.json,.jsonl,.ndjson,text/csv,text/tab-separated-values,application/json" });
  #read = button(SAY.data.read, "own-read");
  #open = button(SAY.data.open, "own-open");
  #clear = button(SAY.data.clear, "own-clear", "quiet");
  #examples = make("div", { className: "buttons" });
  #error = alert("own-data-error");
  /** Over all of the page, which the part is not the whole of. */
  #dropWords = make("p", { className: "own-drop", ariaHidden: "true", hidden: true }, SAY.data.drop);

  /** @param {HTMLElement} part a text that is dropped is for it, a file may come down anywhere @param {DataEvents} events */
  constructor(part, events) {
    this.#part = part;
    this.#events = events;
    const { data } = SAY;
    this.#text.setAttribute("aria-describedby", "own-hint own-data-error");
    this.#file.setAttribute("aria-label", data.file);
    this.#clear.hidden = true;
    this.#examples.append(
      ...Object.entries(data.example).map(([name, words]) => {
        const made = button(words, "", "quiet");
        made.dataset.example = name;
        return made;
      }),
    );
    this.host = make(
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
        this.under,
        this.#error,
      ),
    );
    document.body.append(this.#dropWords);
    this.#listen();
    this.#listenToPaste();
    this.#listenToDrops();
  }

  /** What is wrong with the data, or what became of the last attempt to read some. @param {string} words */
  say(words) {
    setText(this.#error, words);
  }

  /** @param {boolean} there whether there are data that can be forgotten */
  showThere(there) {
    this.#clear.hidden = !there;
  }

  /** An example that is still on its way is not wanted any more. */
  outdate() {
    this.#wanted++;
  }

  focus() {
    this.#open.focus({ preventScroll: true });
  }

  #listen() {
    this.#read.addEventListener("click", () => this.#takeField());
    this.#open.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => {
      const [file] = this.#file.files ?? [];
      if (file) this.#take(file, file.name);
      // The same file again is another choice.
      this.#file.value = "";
    });
    this.#examples.addEventListener("click", (event) => {
      const name = event.target instanceof HTMLElement ? event.target.dataset.example : undefined;
      if (name) void this.#example(name);
    });
    this.#clear.addEventListener("click", () => {
      this.#events.forget();
      // Also what was pasted.
      this.#text.value = "";
      this.#open.focus();
    });
  }

  #listenToPaste() {
    this.#text.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const [file] = event.clipboardData?.files ?? [];
      if (text === "" && file) {
        event.preventDefault();
        this.#take(file, file.name);
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
  }

  #listenToDrops() {
    let over = 0;
    const show = (/** @type {number} */ by) => {
      over = Math.max(0, over + by);
      this.#dropWords.hidden = over === 0 || this.#locked;
    };
    // A file wherever it comes down: else the browser would leave the page for it. A text only here.
    const here = (/** @type {DragEvent} */ { target }) => target instanceof Node && this.#part.contains(target);
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
      // What comes of it is to be seen.
      if (file && !here(event)) this.#events.dropped();
      if (file) this.#take(file, file.name, others.length > 0 ? SAY.data.several : "");
      else if (text !== "") this.#takeText(text);
    });
  }

  /** Or not to be seen. */
  get #locked() {
    return this.#read.matches(":disabled, [hidden] *");
  }

  /** @param {Blob} source @param {string | undefined} fileName @param {string} [remark] */
  #take(source, fileName, remark = "") {
    this.outdate();
    this.#events.data(source, fileName, remark);
  }

  #takeField() {
    this.#taken = this.#text.value;
    this.#takeText(this.#taken);
  }

  /** @param {string} text */
  #takeText(text) {
    if (text.trim() === "") this.say(SAY.data.empty);
    else this.#take(new Blob([text]), undefined);
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
    if (blob) this.#take(blob, name);
    else this.say(SAY.data.noExample);
  }
}

/**
 * Before the page begins again in another language, with no data: it is asked whether it may. In another's page nobody can be asked.
 * @param {() => boolean} hasData
 */
export function askBeforeLanguage(hasData) {
  const askable = parent === window || frameElement !== null;
  const lang = /** @type {HTMLSelectElement} */ (document.getElementById("lang"));
  document.addEventListener(
    "change",
    (event) => {
      if (event.target !== lang || !hasData() || !askable || confirm(SAY.data.leave)) return;
      event.stopImmediatePropagation();
      lang.value = [...lang.options].find(({ value }) => TEXT.lang.startsWith(value))?.value ?? "";
    },
    // On its way down, before the page hears of it.
    true,
  );
}
