// CSV as spreadsheets read it.

/** @typedef {string | number | null | undefined} Cell */

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
