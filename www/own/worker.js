// Owns a table of one's own rewards and what is computed from it, so that neither blocks the page. Requests are answered in order, one at a time;
// between two slices of work it listens, so that one can be cancelled, or rest while nobody sees what it is for. It knows the table until another takes its place.

import init, { RewardLoader, words } from "../../pkg/rvpo_playground.js";

/** @typedef {import("../../pkg/rvpo_playground.js").AnalysisOptions} AnalysisOptions */
/** @typedef {import("../../pkg/rvpo_playground.js").ColumnInfo} ColumnInfo */
/** @typedef {import("../../pkg/rvpo_playground.js").ColumnRole} ColumnRole */
/** @typedef {import("../../pkg/rvpo_playground.js").Language} Language */
/** @typedef {import("../../pkg/rvpo_playground.js").RefusalDetails} RefusalDetails */
/** @typedef {import("../../pkg/rvpo_playground.js").Report} Report */
/** @typedef {import("../../pkg/rvpo_playground.js").ReportWords} ReportWords */
/** @typedef {import("../../pkg/rvpo_playground.js").RewardAnalysis} RewardAnalysis */
/** @typedef {import("../../pkg/rvpo_playground.js").RewardSelection} RewardSelection */
/** @typedef {import("../../pkg/rvpo_playground.js").RewardTable} RewardTable */
/** @typedef {import("../../pkg/rvpo_playground.js").RolloutRow} RolloutRow */

/** `groupSize`: recognised. `preview`: the first rows. @typedef {{ rows: number, format: string, hasHeader: boolean, columns: ColumnInfo[], groupSize: number | undefined, preview: (string | number | null)[][] }} Loaded */
/** `words`: in the language that was asked for. @typedef {{ report: Report, words: ReportWords }} Analysed */
/** `total` and `bytes`: of the input; `rows` that are complete. @typedef {{ bytes: number, total: number, rows: number }} LoadProgress */

/**
 * What can be asked for, and what it is answered with. `method` and `compare` are the two methods of the options.
 * @typedef {{
 *   load: { ask: { source: Blob, fileName: string | undefined }, answer: Loaded, progress: LoadProgress },
 *   analyse: { ask: { roles: ColumnRole[], groupSize: number | undefined, options: AnalysisOptions }, answer: Analysed, progress: number },
 *   rows: { ask: { which: "method" | "compare", from: number, count: number }, answer: RolloutRow[], progress: never },
 *   picked: { ask: { which: "method" | "compare", rollouts: number[] }, answer: RolloutRow[], progress: never },
 *   file: { ask: { kind: "csv" | "json" }, answer: Blob, progress: number },
 * }} Work
 */
/** @typedef {keyof Work} Kind */
/** Ids rise; `cancel` ends all up to that one; `rest` or go on. @typedef {{ id: number, kind: Kind, ask: Work[Kind]["ask"], language: Language } | { cancel: number } | { rest: boolean }} Request */
/**
 * The last but the first: `refused`: the input or the options are bad, in words, and all is as it was; `broken`: this worker is of no use any more.
 * @typedef {{ id: number } & ({ progress: unknown } | { answer: unknown } | { cancelled: true } | { refused: string, details: RefusalDetails | undefined } | { broken: string })} Reply
 */

/** How long it works without listening, in ms. */
const SLICE_MS = 20;
/** How much of the input is read at once, in bytes. */
const PIECE = 1 << 18;
const PREVIEW_ROWS = 20;
/** How many rows of a file are written at once. */
const FILE_ROWS = 512;
/** How much text of a file is kept before it becomes a Blob, which need not be in memory, in characters. */
const FILE_PART = 1 << 24;
const TYPES = { csv: "text/csv;charset=utf-8", json: "application/json" };

/** @type {RewardTable | undefined} */
let table;
/** @type {RewardSelection | undefined} */
let selection;
/** Of which roles it is. */
let selected = "";
/** Complete. @type {RewardAnalysis | undefined} */
let analysis;

/** All requests up to this one are cancelled. */
let cancelled = -1;
/** Ends a wait that may be long. @type {() => void} */
let interrupt = () => {};
/** Nobody sees what comes out. */
let resting = false;
/** Ends the rest. @type {() => void} */
let rouse = () => {};

class Stopped extends Error {}

/** One request's work. */
class Turn {
  #id;
  #since = performance.now();

  /** @param {number} id @param {Language} language */
  constructor(id, language) {
    this.#id = id;
    this.language = language;
    this.check();
  }

  check() {
    if (this.#id <= cancelled) throw new Stopped();
  }

  /** Lets messages through if it is time, rests as long as one of them says so, and stops if one cancels this request. @param {unknown} progress */
  async pause(progress) {
    if (performance.now() - this.#since < SLICE_MS) return;
    send({ id: this.#id, progress });
    await nextTask();
    if (resting && this.#id > cancelled) await /** @type {Promise<void>} */ (new Promise((resolve) => (rouse = resolve)));
    this.check();
    this.#since = performance.now();
  }
}

const { port1, port2 } = new MessageChannel();
/** After the messages that have come meanwhile. A timer would wait for 4 ms. @returns {Promise<void>} */
function nextTask() {
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}

/** @param {{ free(): void } | undefined} held */
function free(held) {
  try {
    held?.free();
  } catch {
    // After a trap it is still in use, as far as the module knows, and the worker ends.
  }
}

function forgetAnalysis() {
  free(analysis);
  analysis = undefined;
}

function forgetSelection() {
  forgetAnalysis();
  free(selection);
  selection = undefined;
}

/** @param {Work["load"]["ask"]} ask @param {Turn} turn @returns {Promise<Loaded>} */
async function load({ source, fileName }, turn) {
  const loader = new RewardLoader(fileName);
  const reader = source.stream().getReader();
  interrupt = () => void reader.cancel().catch(() => {});
  try {
    for (let bytes = 0; ; ) {
      const { done, value } = await reader.read();
      turn.check();
      if (done) break;
      for (let from = 0; from < value.length; from += PIECE) {
        const piece = value.subarray(from, from + PIECE);
        loader.feed(piece);
        bytes += piece.length;
        await turn.pause({ bytes, total: source.size, rows: loader.rows });
      }
    }
    const loaded = loader.finish();
    forgetSelection();
    free(table);
    table = loaded;
  } finally {
    interrupt();
    interrupt = () => {};
    free(loader);
  }
  const { rows, format, hasHeader, groupSize } = table;
  return { rows, format, hasHeader, columns: table.columns(), groupSize, preview: table.cells(0, PREVIEW_ROWS) };
}

/** @param {Work["analyse"]["ask"]} ask @param {Turn} turn @returns {Promise<Analysed>} */
async function analyse({ roles, groupSize, options }, turn) {
  if (table === undefined) throw new Error("no table is loaded");
  const wanted = JSON.stringify([roles, groupSize]);
  forgetAnalysis();
  if (selection === undefined || selected !== wanted) {
    forgetSelection();
    selection = table.select(roles, groupSize);
    selected = wanted;
  }
  const begun = selection.analyse(options);
  try {
    await turn.pause(0);
    for (let fraction = 0; fraction < 1; ) {
      fraction = begun.step();
      await turn.pause(fraction);
    }
    analysis = begun;
  } finally {
    if (analysis === undefined) free(begun);
  }
  return { report: analysis.report(), words: analysis.words(turn.language) };
}

function theAnalysis() {
  if (analysis === undefined || selection === undefined) throw new Error("nothing is computed");
  return { analysis, rollouts: selection.rollouts };
}

/** @param {Work["rows"]["ask"]} ask @returns {Promise<RolloutRow[]>} */
async function rows({ which, from, count }) {
  return theAnalysis().analysis.rows(which, from, count);
}

/** @param {Work["picked"]["ask"]} ask @returns {Promise<RolloutRow[]>} */
async function picked({ which, rollouts }) {
  const { analysis } = theAnalysis();
  return rollouts.flatMap((rollout) => analysis.rows(which, rollout, 1));
}

/** @param {Work["file"]["ask"]} ask @param {Turn} turn @returns {Promise<Blob>} */
async function file({ kind }, turn) {
  const { analysis, rollouts } = theAnalysis();
  /** @type {BlobPart[]} */
  const parts = [];
  let text = "";
  for (let from = 0; from < rollouts; from += FILE_ROWS) {
    text += analysis[kind](from, FILE_ROWS);
    if (text.length > FILE_PART) {
      parts.push(new Blob([text]));
      text = "";
    }
    await turn.pause(from / rollouts);
  }
  return new Blob([...parts, text], { type: TYPES[kind] });
}

/** The module, from the first request on. @type {Promise<unknown> | undefined} */
let ready;

/** @param {Extract<Request, { id: number }>} request @returns {Promise<Reply>} */
async function reply({ id, kind, ask, language }) {
  try {
    await (ready ??= init());
  } catch (error) {
    return { id, broken: describe(error) };
  }
  try {
    const turn = new Turn(id, language);
    const work = /** @type {(ask: object, turn: Turn) => Promise<unknown>} */ ({ load, analyse, rows, picked, file }[kind]);
    return { id, answer: await work(ask, turn) };
  } catch (error) {
    if (error instanceof Stopped) return { id, cancelled: true };
    // After a trap, or an error on the way through the module, nothing in it can be relied on. Nothing but a lack of memory is known to lead to them.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return { id, broken: `out of memory (${describe(error)})` };
    const { details } = /** @type {{ details?: RefusalDetails }} */ (error);
    return { id, refused: details ? words(details, language) : describe(error), details };
  }
}

/** @param {unknown} error */
function describe(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {Reply} message */
function send(message) {
  self.postMessage(message);
}

/** What is under way. */
let queue = Promise.resolve();

self.addEventListener("message", (/** @type {MessageEvent<Request>} */ { data }) => {
  if ("cancel" in data) {
    cancelled = data.cancel;
    interrupt();
    rouse();
  } else if ("rest" in data) {
    resting = data.rest;
    if (!resting) rouse();
  } else {
    queue = queue.then(async () => send(await reply(data)));
  }
});
