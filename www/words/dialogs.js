// The words of help, keys and Share, in the language of the page.

import { TEXT } from "./page.js";

/** @typedef {typeof import("./en/dialogs.js").WORDS} Words */

/** @type {{ WORDS: Words }} */
export const { WORDS } = await (TEXT.lang.startsWith("de") ? import("./de/dialogs.js") : import("./en/dialogs.js"));
