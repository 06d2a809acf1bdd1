// The words of tables and files, in the language of the page.

import { TEXT } from "./page.js";

/** @typedef {typeof import("./en/tables.js").WORDS} Words */

/** @type {{ WORDS: Words }} */
export const { WORDS } = await (TEXT.lang.startsWith("de") ? import("./de/tables.js") : import("./en/tables.js"));
