// The buttons under a picture: its numbers as a table or a file, and the picture as a file. What they do is loaded when it is asked for.

import { make, setText } from "./dom.js";
import { TEXT } from "./text.js";

/** @typedef {import("./out.js").Cell} Cell */
/** @typedef {import("./out.js").Table} Table */
/** @typedef {import("./picture.js").Picture} Picture */

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
 * @param {HTMLElement} host for the buttons @param {HTMLElement} below for the table, if there is one @param {Source} source
 * @returns {{ refresh(): Promise<void> }} to be called when the numbers have changed and do not go on changing
 */
export function addTools(host, below, source) {
  const { tools } = TEXT;
  const out = () => import("./out.js");
  const drawn = () => import("./picture.js");
  const nameOf = (/** @type {string} */ name, /** @type {string} */ ending) => `rvpo-playground-${name}-${source.stamp()}.${ending}`;
  const button = (/** @type {string} */ words, /** @type {() => Promise<void>} */ act) => {
    const made = make("button", { type: "button", className: "quiet" }, words);
    made.addEventListener("click", () => act().catch(source.missing));
    return made;
  };
  const saved = (/** @type {string} */ ending, /** @type {() => Promise<void>} */ act) => {
    const made = button(ending, act);
    made.setAttribute("aria-label", tools.save(ending));
    return made;
  };
  const csv = async (/** @type {string} */ name, /** @type {Source["rows"]} */ rows) => {
    const { CSV, download, toCsv } = await out();
    download(nameOf(name, "csv"), CSV, toCsv(await rows()));
  };

  const content = make("div", {});
  const refresh = async () => {
    if (below.hidden || !source.table) return;
    const { fillTable } = await out();
    fillTable(content, await source.table());
  };
  const toggle = button(tools.show, async () => {
    below.hidden = !below.hidden;
    toggle.setAttribute("aria-expanded", String(!below.hidden));
    setText(toggle, below.hidden ? tools.show : tools.hide);
    for (const made of more) made.hidden = below.hidden;
    await refresh();
  });
  const more = (source.more ?? []).map(({ words, name, rows }) => button(words, () => csv(name, rows)));
  for (const made of more) made.hidden = true;
  toggle.setAttribute("aria-expanded", "false");
  toggle.setAttribute("aria-controls", below.id);
  const { table, picture } = source;
  if (table) host.append(toggle);
  host.append(saved("CSV", () => csv(source.name, source.rows)));
  if (picture) {
    host.append(
      saved("SVG", async () => {
        const [{ download, SVG }, { toSvg }] = await Promise.all([out(), drawn()]);
        download(nameOf(source.name, "svg"), SVG, toSvg(picture()));
      }),
      saved("PNG", async () => {
        const [{ download, PNG }, { toPng }] = await Promise.all([out(), drawn()]);
        download(nameOf(source.name, "png"), PNG, await toPng(picture()));
      }),
    );
  }
  host.append(...more);
  below.append(content);
  return { refresh };
}
