// The table of the keys of a link in docs/links.md, from the schema and what is said of each beside it: `node xtask/settings-table.mjs` writes it.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { entryOf, SCHEMA, write } from "../www/settings/schema.js";
import { DOC } from "../www/settings/schema.doc.js";

export const LINKS = new URL("../docs/links.md", import.meta.url);
const [BEGIN, END] = ["<!-- The settings, by xtask/settings-table.mjs -->", "<!-- End of the settings -->"];

/** @typedef {keyof typeof SCHEMA} Name */
/** @typedef {import("../www/settings/schema.js").Entry} Entry */

/** The text with the table as it must be. @param {string} text */
export function withTable(text) {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`docs/links.md has no place for the settings: “${BEGIN}” and “${END}”`);
  return `${before}${BEGIN}\n${table()}${END}${after}`;
}

export function table() {
  const rows = /** @type {Name[]} */ (Object.keys(SCHEMA)).map((name) => [code(name), allowed(entryOf(name)), DOC[name].means, defaultOf(name)]);
  return [["key", "value", "what it does", "default"], Array(4).fill("---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** @param {Name} name */
function defaultOf(name) {
  /** @type {import("../www/settings/schema.doc.js").Doc} */
  const { default: said } = DOC[name];
  return said ?? code(write(name, SCHEMA[name].default));
}

/** What a setting takes. @param {Entry} entry */
function allowed(entry) {
  switch (entry.type) {
    case "number":
      return `${entry.integer ? "a whole number from " : ""}${entry.min} to ${entry.max}`;
    case "choice":
      return entry.values.map(code).join(", ");
    case "names":
      return `any of ${entry.values.map(code).join(", ")}, separated by commas`;
    case "labels":
      return `up to ${entry.most} names of up to ${entry.longest} characters, separated by \`;\``;
    case "letters":
      return `1 to ${entry.most} of the letters ${[...entry.of].map(code).join(", ")}`;
    case "table": {
      const columns = entry.columns.join(entry.neverColumns ? " or " : " to ");
      return `${entry.rows[1] === 1 ? "" : `${entry.rows.join(" to ")} rows, separated by \`;\`, of `}${columns} numbers from ${entry.min} to ${entry.max}`;
    }
  }
}

/** @param {string | number} text */
function code(text) {
  return `\`${text}\``;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(LINKS, withTable(await readFile(LINKS, "utf8")));
