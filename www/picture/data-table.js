// A table to be read on the page.

import { make } from "../base/dom.js";

/** `rows`: the first holds the names of the columns, and each its own name in front. @typedef {{ caption: string, rows: string[][] }} Table */

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
