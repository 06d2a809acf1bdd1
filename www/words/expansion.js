// The words of the expansion, in the language of the page.

import { TEXT } from "./page.js";

/** @typedef {typeof import("./en/expansion.js").WORDS} Words */

/** @type {{ WORDS: Words }} */
export const { WORDS } = await (TEXT.lang.startsWith("de") ? import("./de/expansion.js") : import("./en/expansion.js"));
