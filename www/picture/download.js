// Files that leave the page.

import { make } from "../base/dom.js";

export const CSV = "text/csv;charset=utf-8";
export const SVG = "image/svg+xml;charset=utf-8";
export const PNG = "image/png";

/** @param {string} name of the file @param {string} type @param {string | Blob} content */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href: url, download: name }).click();
  // The browser has begun by then; how it would tell is not standardised.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
