// What leaves the page: tables to read, tables and pictures to keep. It knows nothing of what they are about.

import { make } from "../page/dom.js";

/** @typedef {string | number | null | undefined} Cell */
/** `rows`: the first holds the names of the columns, and each its own name in front. @typedef {{ caption: string, rows: string[][] }} Table */

export const CSV = "text/csv;charset=utf-8";
export const SVG = "image/svg+xml;charset=utf-8";
export const PNG = "image/png";

/** What a spreadsheet takes for the beginning of a formula, also as written in East Asia. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * CSV after RFC 4180. Numbers keep every digit; what is no number leaves an empty field. A text that a spreadsheet would
 * compute gets an apostrophe in front, whoever wrote it. Texts are always quoted: some spreadsheets also split at a semicolon.
 * @param {Cell[][]} rows
 */
export function toCsv(rows) {
  const text = rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
  // Without the mark at the beginning, Excel reads other letters than ASCII's wrongly.
  return /[^\0-\x7f]/.test(text) ? `\ufeff${text}` : text;
}

/** @param {Cell} cell */
function field(cell) {
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  if (cell === null || cell === undefined) return "";
  return `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
}

/** @param {string} name of the file @param {string} type @param {string | Blob} content */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href: url, download: name }).click();
  // The browser has begun by then; how it would tell is not standardised.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @param {HTMLElement} host @param {Table} table */
export function fillTable(host, { caption, rows: [names, ...rows] }) {
  const head = (/** @type {string} */ text, /** @type {string} */ scope) => make("th", { scope }, text);
  const table = make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...names.map((name) => head(name, "col")))),
    make("tbody", {}, ...rows.map(([name, ...cells]) => make("tr", {}, head(name, "row"), ...cells.map((cell) => make("td", {}, cell))))),
  );
  // The host keeps what it has of focus and scrolling.
  host.replaceChildren(table);
  host.className = "scroll";
  host.tabIndex = 0;
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", caption);
}
