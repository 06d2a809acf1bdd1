// The page's words, in the language that is spoken. Each language is a table of its own, of which only one is loaded: `en/page.js`,
// `de/page.js`.

import { FAILURE, PANEL } from "./failure.js";

/** @typedef {import("./en/page.js").Text} Text */

/** The words of the page's language; before `speak`, those for a failure. @type {Text} */
export let TEXT = /** @type {any} */ ({ fixed: PANEL, failure: FAILURE });

/** Takes up a language; call it before anything is written. @param {"auto" | "en" | "de"} lang auto: the browser's, if there is a table for it */
export async function speak(lang) {
  const wanted = lang === "auto" ? globalThis.navigator?.language.slice(0, 2) : lang;
  ({ TEXT } = await (wanted === "de" ? import("./de/page.js") : import("./en/page.js")));
}
