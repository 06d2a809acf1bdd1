// The page's words, in the language that is spoken. Each language is a table of its own, of which only one is loaded: `words/en/page.js`,
// `words/de/page.js`. Here are the words for a page that cannot be loaded, which must not have to be loaded themselves.

/** @typedef {import("./en/page.js").Text} Text */

/** So many problems with a link are told of one by one. */
export const MOST_PROBLEMS = 12;

export const FAILURE = {
  load: "The page's program could not be loaded.",
  worker: "The training stopped with an error.",
  part: "This part of the page could not be loaded. Is the network there?",
};

export const PANEL = {
  copy: "Copy the details",
  copied: "Copied",
  failedTry: "What to try",
  try1: "Reload the page.",
  try2: "Use a current version of Chrome, Edge, Firefox or Safari.",
  try3: "If you host the page yourself: serve the folder that holds both www and pkg over http, with .wasm as application/wasm.",
};

/** The words of the page's language; before `speak`, those for a failure. @type {Text} */
export let TEXT = /** @type {any} */ ({ fixed: PANEL, failure: FAILURE });

/** Takes up a language; call it before anything is written. @param {"auto" | "en" | "de"} lang auto: the browser's, if there is a table for it */
export async function speak(lang) {
  const wanted = lang === "auto" ? globalThis.navigator?.language.slice(0, 2) : lang;
  ({ TEXT } = await (wanted === "de" ? import("./de/page.js") : import("./en/page.js")));
}
