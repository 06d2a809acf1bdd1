// The buttons under a picture: its numbers as a table or a file, and the picture as a file. What they do is loaded when it is asked for.

import { make, setText } from "../base/dom.js";
import { loadStyles } from "../base/styles.js";
import { TEXT } from "../words/page.js";

/** @typedef {import("./csv.js").Cell} Cell */
/** @typedef {import("./data-table.js").Table} Table */
/** @typedef {import("./svg.js").Picture} Picture */

/**
 * @typedef {object} Source what a picture shows
 * @property {string} name for its files
 * @property {() => string} stamp what tells one file from the next: the seed, the step
 * @property {() => Cell[][] | Promise<Cell[][]>} rows all numbers, under a row of names
 * @property {() => Table | Promise<Table>} [table] some of them, to be read on the page
 * @property {() => Picture} [picture]
 * @property {(error: unknown) => void} missing what does the work could not be loaded
 * @property {{ words: string, name: string, rows: Source["rows"] }[]} [more] further files that go with the table
 */

/**
 * @param {HTMLElement} host for the buttons @param {HTMLElement | null} below for the table, if there is one @param {Source} source
 * @returns {{ refresh(): Promise<void> }} to be called when the numbers have changed and do not go on changing
 */
export function addExportButtons(host, below, source) {
  const { exports } = TEXT;
  const button = (/** @type {string} */ words, /** @type {(work: typeof import("./exports.js")) => Promise<void>} */ act) => {
    const made = make("button", { type: "button", className: "quiet" }, words);
    made.addEventListener("click", () => Promise.all([import("./exports.js"), loadStyles()]).then(([work]) => act(work)).catch(source.missing));
    return made;
  };
  const content = make("div", {});
  below?.append(content);
  const refresh = async () => {
    if (below && !below.hidden) await (await import("./exports.js")).show(content, source);
  };
  const more = (source.more ?? []).map(({ words, name, rows }) => button(words, ({ csv }) => csv(source, name, rows)));
  for (const made of more) made.hidden = true;
  const toggle = () => {
    if (!below) return [];
    const made = button(exports.show, async () => {
      below.hidden = !below.hidden;
      made.setAttribute("aria-expanded", String(!below.hidden));
      setText(made, below.hidden ? exports.show : exports.hide);
      for (const file of more) file.hidden = below.hidden;
      await refresh();
    });
    made.setAttribute("aria-expanded", "false");
    made.setAttribute("aria-controls", below.id);
    return [made];
  };
  /** @type {("CSV" | "SVG" | "PNG")[]} */
  const kinds = source.picture ? ["CSV", "SVG", "PNG"] : ["CSV"];
  const files = kinds.map((kind) => {
    const made = button(kind, ({ save }) => save(kind, source));
    made.setAttribute("aria-label", exports.save(kind));
    return made;
  });
  host.append(...toggle(), ...files, ...more);
  return { refresh };
}
