// What the buttons under a picture do: see picture/buttons.js.

import { toCsv } from "./csv.js";
import { fillTable } from "./data-table.js";
import { CSV, PNG, SVG, download } from "./download.js";

/** @typedef {import("./export-buttons.js").Source} Source */

/** @param {HTMLElement} host @param {Source} source */
export async function show(host, source) {
  if (source.table) fillTable(host, await source.table());
}

/** @param {"CSV" | "SVG" | "PNG"} kind @param {Source} source */
export async function save(kind, source) {
  if (kind === "CSV" || !source.picture) return csv(source, source.name, source.rows);
  const { toPng, toSvg } = await import("./svg.js");
  if (kind === "SVG") download(nameOf(source, source.name, "svg"), SVG, toSvg(source.picture()));
  else download(nameOf(source, source.name, "png"), PNG, await toPng(source.picture()));
}

/** @param {Source} source @param {string} name @param {Source["rows"]} rows */
export async function csv(source, name, rows) {
  download(nameOf(source, name, "csv"), CSV, toCsv(await rows()));
}

/** @param {Source} source @param {string} name @param {string} ending */
function nameOf(source, name, ending) {
  return `rvpo-playground-${name}-${source.stamp()}.${ending}`;
}
