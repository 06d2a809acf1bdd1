// Styles of what is not there to begin with.

import { built } from "./built.js";
import { make } from "./dom.js";

/** By name. @type {Map<string, Promise<unknown>>} */
const loading = new Map();

/** Loads them once. @param {string} [name] of a file in `styles/`; without one, those of what all parts that come later have in common */
export function loadStyles(name = "parts.css") {
  const coming =
    loading.get(name) ??
    new Promise((onload, onerror) => {
      document.head.append(make("link", { rel: "stylesheet", href: built(`styles/${name}`).href, onload, onerror }));
    }).catch(() => {
      loading.delete(name);
      throw new Error(`${name} could not be loaded`);
    });
  loading.set(name, coming);
  return coming;
}
