// The words of the view for rewards of one's own, in the language of the page.

import { TEXT } from "./page.js";

/** @typedef {typeof import("./en/own.js").WORDS} Words */

/** @type {{ WORDS: Words }} */
export const { WORDS } = await (TEXT.lang.startsWith("de") ? import("./de/own.js") : import("./en/own.js"));
